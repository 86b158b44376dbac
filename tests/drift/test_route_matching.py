"""The endpoint that accounts for an observed route: by name, by path, and by the proxies that still run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drift.test_cases import NGINX, TO_APP, conf, said, site

OTHER = "  other: {listeners: [{port: 8001, bind: 127.0.0.1}]}\nendpoints:"
TO_OTHER = "proxy_pass http://127.0.0.1:8001;"
CASES: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "a wildcard accounts for each of its names": (
        NGINX.replace("a.example.org", "*.example.org"),
        conf(site(TO_APP, name="*.example.org") + site(TO_APP, name="b.example.org")),
        [],
    ),
    "a wildcard does not account for a name above it": (
        NGINX.replace("a.example.org", "*.example.org"),
        conf(site(TO_APP, name="*.example.org") + site(TO_APP, name="example.org")),
        [("undeclared-route", "https://example.org")],
    ),
    "the longest path accounts for those below it": (
        NGINX.replace("endpoints:", OTHER) + '  - {url: "https://a.example.org/x", via: nginx, to: other}\n',
        conf(site(TO_APP, f"location /x/ {{ {TO_OTHER} }}", f"location /x/y/ {{ {TO_OTHER} }}")),
        [],
    ),
    "a port decrypts if one of its addresses does": (
        """
        services:
          nginx: {listeners: [{port: 993, bind: [127.0.0.1, 127.0.0.2]}]}
          app: {listeners: [{port: 143, protocol: imap, bind: 127.0.0.1}]}
        endpoints: [{url: 'tcp://mail.example.org:993', via: nginx, to: app}]
        """,
        conf(
            "", "server { listen 127.0.0.1:993 ssl; listen 127.0.0.2:993; ssl_preread on; proxy_pass 127.0.0.1:143; }"
        ),
        [("tls-differs", "tcp://mail.example.org:993")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_endpoint_accounts_for_a_route(name: str, tmp_path: Path) -> None:
    data, nginx, wanted = CASES[name]
    found = said(data, {"nginx/nginx.conf": nginx}, None, tmp_path)
    assert sorted((one.kind, one.subject) for one in found.drift) == wanted, "\n".join(map(str, found.drift))
    assert found.errors == ()


RETIRED = """
hosts: {edge: {addresses: 10.0.0.1}, inner: {addresses: 10.0.0.2}}
services:
  old: {host: edge, STATUS listeners: [{port: 443, bind: 0.0.0.0}]}
  app: {host: inner, listeners: [{port: 8000, bind: 0.0.0.0}]}
endpoints: [{url: 'https://a.example.org', via: old, to: app}]
"""


@pytest.mark.parametrize(("status", "unknown"), [("", ["https://a.example.org"]), ("status: retired,", [])])
def test_an_endpoint_does_not_pass_a_host_whose_proxy_is_retired(
    tmp_path: Path, status: str, unknown: list[str]
) -> None:
    found = said(RETIRED.replace("STATUS", status), {"ss.txt": "Netid State\n"}, "edge", tmp_path)
    assert [one.subject for one in found.unknown if one.subject.startswith("https:")] == unknown
