"""What the port finder answers from: the registry and nothing of the clock, small and the same each time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portdocs.pages.search_data import search_data, search_json, search_script
from portdocs.registry import Registry
from tests.data import registry_of
from tests.site.registries import HOSTILE, hostile_registry

DATA = """
suites:
  shop: {name: The Shop, owner: Jo, contact: "#shop"}
hosts:
  web: {name: Web, addresses: [10.0.0.4], firewall: {open: [443]}}
  db: {}
services:
  nginx: {host: web, listeners: [{port: 443, bind: "*"}]}
  api:
    name: Shop API
    suite: shop
    host: [web, db]
    listeners:
      - {name: http, port: 8000, protocol: http, bind: 127.0.0.1, health: /health}
      - {port: 8001-8002, transport: [tcp, udp], bind: 0.0.0.0}
      - {socket: /run/api.sock}
    unit: api.service
    depends_on: [murky]
  murky: {host: db, listeners: unknown}
  gone: {host: web, status: retired, retired_on: 2026-01-31, listeners: [{port: 8003}]}
  boxed: {host: db, listeners: [{container_port: 3000}]}
  theirs: {external: true, owner: Them}
endpoints:
  - {url: "https://shop.example/a", via: nginx, to: "api:http", purpose: The shop}
  - {url: "http://shop.example", redirect: "https://shop.example"}
ranges:
  shop: {ports: [8000-8009, 9000], suite: shop, host: web}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
  - {statement: All is well}
"""


def services(registry: Registry) -> dict[str, Any]:
    return {service["id"]: service for service in search_data(registry)["services"]}


def test_a_service_with_all_that_its_card_shows() -> None:
    assert services(registry_of(DATA))["api"] == {
        "id": "api",
        "name": "Shop API",
        "status": "active",
        "suite": "shop",
        "owner": "Jo",
        "contact": "#shop",
        "hosts": ["web", "db"],
        "listeners": [
            {
                "name": "http",
                "port": (8000, 8000),
                "protocol": "http",
                "health": "/health",
                "proxied": True,
                "taken": [("web", "tcp", "127.0.0.1", "loopback"), ("db", "tcp", "127.0.0.1", "loopback")],
            },
            {
                "port": (8001, 8002),
                "transport": ("tcp", "udp"),
                "taken": [
                    ("web", "tcp", "0.0.0.0", "closed"),
                    ("web", "udp", "0.0.0.0", "closed"),
                    ("db", "tcp", "0.0.0.0", "network"),
                    ("db", "udp", "0.0.0.0", "network"),
                ],
            },
            {"socket": "/run/api.sock"},
        ],
        "unit": ("api.service",),
        "needs": ["murky"],
        "declared": "data/x.yml:9",
    }


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("murky", {"unknown": True, "needed_by": ["api"]}),
        (
            "gone",
            {
                "status": "retired",
                "retired_on": "2026-01-31",
                "listeners": [{"port": (8003, 8003), "declared": "data/x.yml:20:81"}],
            },
        ),
        ("boxed", {"listeners": [{"inside": (3000, 3000)}]}),
        ("theirs", {"status": "external", "owner": "Them"}),
    ],
)
def test_what_takes_no_port_says_why(id: str, expected: dict[str, Any]) -> None:
    found = services(registry_of(DATA))[id]
    assert {key: found[key] for key in expected} == expected


def test_endpoints_ranges_and_claims() -> None:
    data = search_data(registry_of(DATA))
    assert data["endpoints"] == [
        {
            "urls": [("http://shop.example", "http", "shop.example", 80, "")],
            "redirect": "https://shop.example",
            "declared": "data/x.yml:25",
        },
        {
            "urls": [("https://shop.example/a", "https", "shop.example", 443, "/a")],
            "via": ("nginx",),
            "to": "api",
            "target": "127.0.0.1:8000",
            "purpose": "The shop",
            "declared": "data/x.yml:24",
        },
    ]
    shop = {"id": "shop", "name": "shop", "ports": [(8000, 8009), (9000, 9000)], "suite": "shop", "host": "web"}
    assert data["ranges"] == [shop]
    assert data["claims"] == [{"statement": "Nobody sees 9999", "ports": [9999], "declared": "data/x.yml:29:5"}]


def test_the_same_registry_gives_the_same_bytes() -> None:
    assert search_json(registry_of(DATA)) == search_json(registry_of(DATA))


def test_it_is_json_and_the_script_assigns_the_same() -> None:
    text = search_json(registry_of(DATA))
    script = search_script(text)
    assert json.loads(script.removeprefix("window.portdocsFinderData = ").removesuffix(";\n")) == json.loads(text)


def test_an_empty_registry_has_all_keys() -> None:
    assert json.loads(search_json(registry_of("suites: {}")))["services"] == []


def test_hostile_text_arrives_as_it_is() -> None:
    text = search_json(registry_of(hostile_registry()["all.yml"]))
    names = " ".join(service["name"] for service in json.loads(text)["services"])
    assert all(sample in names for sample in HOSTILE)


def test_one_entry_stands_on_one_line() -> None:
    lines = search_json(registry_of(DATA)).splitlines()
    assert sum(line.startswith('{"id":') for line in lines) == 6 + 1 + 2 + 1  # services, suite, hosts, range
