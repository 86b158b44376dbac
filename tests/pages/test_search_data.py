"""The data of the search: the registry in compact columns, nothing of the clock, the same bytes each time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.pages.links import SiteLinks
from portdocs.pages.search_columns import columns
from portdocs.pages.search_data import DATA_FILE, SCRIPT_FILE, search_data, search_files
from portdocs.registry import Registry
from tests.data import registry_of
from tests.site.registries import HOSTILE, hostile_registry

LINKS = SiteLinks("index.md")
DATA = """
suites:
  shop: {name: The Shop, owner: Jo, contact: "#shop"}
hosts:
  web: {name: Web, addresses: [10.0.0.4], firewall: {open: [443]}}
  db: {}
services:
  nginx: {host: web, listeners: [{port: 443, bind: "*"}]}
  shop-api:
    name: Shop API
    suite: shop
    host: [web, db]
    description: Orders and payments
    runtime: {Process: gunicorn, Workers: "4"}
    listeners:
      - {name: http, port: 8000, protocol: http, bind: 127.0.0.1, health: /health, purpose: public API}
      - {port: 8001-8002, transport: [tcp, udp], bind: "::ffff:10.0.0.4"}
      - {socket: /run/api.sock}
    unit: shop-api.service
    depends_on: [murky]
  murky: {host: db, listeners: unknown}
  gone: {host: web, status: retired, retired_on: 2026-01-31, listeners: [{port: 8003}]}
  boxed: {host: db, status: planned, listeners: [{container_port: 3000}]}
  theirs: {external: true, owner: Them, listeners: [{port: 9000}]}
endpoints:
  - {url: "https://shop.example/a", via: nginx, to: "shop-api:http", purpose: The shop}
  - {url: "http://shop.example", redirect: "https://shop.example"}
ranges:
  shop: {ports: [8000-8009, 9000], suite: shop, host: web}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
  - {statement: All is well}
"""


def rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table."""
    names = [name for name in table if name != "length"]
    return [{name: _value(table[name], at) for name in names} for at in range(table["length"])]


def _value(column: Any, at: int) -> Any:
    if isinstance(column, list):
        return column[at]
    return column["same"] if "same" in column else column["texts"][column["at"][at]]


def of(registry: Registry, table: str) -> list[dict[str, Any]]:
    return rows(json.loads(json.dumps(search_data(registry, LINKS)[table])))


VALUES = st.sampled_from(["", "a", "a longer text", 1, None, (1, 2)])


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": st.text() | VALUES})))
def test_columns_have_the_values_of_the_rows(given: list[dict[str, Any]]) -> None:
    assert rows(columns(given)) == given


def test_a_service_with_everything_that_finds_it() -> None:
    service = of(registry_of(DATA), "services")[4]
    assert service == {
        "id": "",  # follows from the name
        "name": "Shop API",
        "status": "active",
        "suite": 0,
        "owner": "Jo",
        "hosts": [1, 0],
        "process": ["gunicorn"],
        "protocols": ["http"],
        "unit": ["\0.service"],
        "container": [],
        "files": [],
        "elsewhere": ["unix:/run/api.sock"],
        "is_unknown": False,
        "text": "Orders and payments public API",
        "problems": "1 warning",
    }


def test_bindings_with_their_exposure() -> None:
    found = of(registry_of(DATA), "bindings")
    api = [row for row in found if row["service"] == 4]
    assert [(row["host"], row["transport"], row["bind"], row["ports"], row["exposure"]) for row in api] == [
        (1, "tcp", "127.0.0.1", 8000, "loopback, proxied"),
        (0, "tcp", "127.0.0.1", 8000, "loopback, proxied"),
        (1, "tcp", "10.0.0.4", [8001, 8002], "closed"),
        (1, "udp", "10.0.0.4", [8001, 8002], "closed"),
        (0, "tcp", "10.0.0.4", [8001, 8002], "network"),
        (0, "udp", "10.0.0.4", [8001, 8002], "network"),
    ]
    assert api[2]["shown"] == "tcp [::ffff:10.0.0.4]:8001-8002"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("held", {"ports": 8003, "until": "2026-05-01", "note_after": "gone had it and was retired on 2026-01-31"}),
        ("unknown", {"service": 2, "note": "murky has unknown listeners and may use it (data/x.yml:21:3)"}),
        ("claims", {"ports": [9999], "note": "named in a claim, but not declared by a service: Nobody sees 9999"}),
        ("ranges", {"ports": [[8000, 8009], 9000], "suite": 0, "host": 1}),
        ("idle", {"ports": [3000], "note": "used by boxed inside its container only"}),
        ("owners", {"name": "Jo", "problems": "1 warning"}),
    ],
)
def test_what_is_known_of_ports_and_names(table: str, expected: dict[str, Any]) -> None:
    found = of(registry_of(DATA), table)[0]
    for key, value in expected.items():
        assert found[key] == value or (isinstance(value, str) and found[key].startswith(value)), key


def test_endpoints_with_their_paths() -> None:
    assert of(registry_of(DATA), "endpoints") == [
        {
            "urls": ["http://shop.example"],
            "via": [],
            "to": None,
            "target": None,
            "redirect": "https://shop.example",
            "purpose": None,
        },
        {
            "urls": ["https://shop.example/a"],
            "via": [3],
            "to": 4,
            "target": "127.0.0.1:8000",
            "redirect": None,
            "purpose": "The shop",
        },
    ]


def test_pages_are_relative_to_the_root_of_the_site() -> None:
    pages = search_data(registry_of(DATA), SiteLinks("index.md", prefix="ports/"))["pages"]
    assert pages["service"] == "ports/services/portdocs-id/"
    assert pages["range"] == "ports/ranges/#range-portdocs-id"
    offline = search_data(registry_of(DATA), SiteLinks("index.md", directory_urls=False))["pages"]
    assert offline["service"] == "services/portdocs-id.html"


def test_the_same_registry_gives_the_same_bytes() -> None:
    assert dict(search_files(registry_of(DATA), LINKS)) == dict(search_files(registry_of(DATA), LINKS))


def test_the_script_assigns_the_same_as_the_file() -> None:
    files = dict(search_files(registry_of(DATA), LINKS))
    script = files[SCRIPT_FILE].removeprefix("window.portdocsSearchData = ").removesuffix(";\n")
    assert json.loads(script) == json.loads(files[DATA_FILE])


def test_an_empty_registry_has_all_tables() -> None:
    data = search_data(registry_of("suites: {}"), LINKS)
    assert data["services"] == {"length": 0}
    assert all(data[name]["length"] == 0 for name in ("bindings", "endpoints", "ranges", "held", "former"))


def test_hostile_text_arrives_as_it_is() -> None:
    registry = registry_of(hostile_registry()["all.yml"])
    names = " ".join(service["name"] for service in of(registry, "services"))
    assert all(sample in names for sample in HOSTILE)
