"""The impact of a stopped service."""

from __future__ import annotations

import pytest

from portdocs.topology.impact import impact
from tests.data import registry_of

DATA = """
services:
  nginx: {listeners: [{port: 443, bind: "*"}]}
  web: {depends_on: [api], listeners: [{port: 8000, bind: 127.0.0.1}]}
  api: {depends_on: [db, cache], listeners: [{port: 8001, bind: 127.0.0.1}]}
  db: {depends_on: [disk], listeners: [{port: 5432, bind: 127.0.0.1}]}
  cache: {depends_on: [api]}
  disk: {}
  reports: {depends_on: [db], status: planned}
  old: {depends_on: [db], status: retired}
  older: {depends_on: [old]}
endpoints:
  - {url: https://www.example.org, via: nginx, to: web}
  - {url: https://api.example.org, via: nginx, to: api}
  - {url: https://old.example.org, via: nginx, redirect: https://www.example.org}
"""
API, WWW, OLD = "https://api.example.org", "https://www.example.org", "https://old.example.org"


@pytest.mark.parametrize(
    ("service", "services", "endpoints"),
    [
        ("disk", ["db", "api", "reports", "cache", "web"], [API, WWW]),
        ("db", ["api", "reports", "cache", "web"], [API, WWW]),
        ("cache", ["api", "web"], [API, WWW]),
        ("api", ["cache", "web"], [API, WWW]),
        ("web", [], [WWW]),
        ("nginx", [], [API, OLD, WWW]),
        ("reports", [], []),
        ("old", [], []),
    ],
)
def test_impact(service: str, services: list[str], endpoints: list[str]) -> None:
    registry = registry_of(DATA)
    found = impact(registry, registry.services[service])
    assert [s.id for s in found.services] == services
    assert [str(e.url[0]) for e in found.endpoints] == endpoints
    assert found.complete


def test_the_number_of_services_is_limited() -> None:
    chain = "\n".join(f"  s{n}: {{depends_on: [s{n - 1}]}}" for n in range(1, 10))
    registry = registry_of(f"services:\n  s0: {{}}\n{chain}\n")
    cut = impact(registry, registry.services["s0"], most=3)
    assert [s.id for s in cut.services] == ["s1", "s2", "s3"]
    assert not cut.complete
    assert impact(registry, registry.services["s0"], most=9).complete
