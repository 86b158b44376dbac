"""`portdocs show`, `next` and `rules`: exact output."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portdocs.reports import render
from portdocs.topology.allocation import allocate
from portdocs.topology.port_usage import used_ports
from portdocs.topology.search import search
from tests.command_line import portdocs
from tests.data import registry_of, write_data

DATA = """
suites:
  shop: {name: The Shop, owner: Jo}
hosts:
  web: {name: Web}
  db: {name: Database host}
services:
  nginx: {host: web, owner: Ops, listeners: [{port: 443, bind: "*"}, {port: 80, bind: "*"}]}
  api:
    name: Shop API
    suite: shop
    host: web
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /health}]
    unit: shop-api.service
    depends_on: [postgres]
  postgres: {suite: shop, host: db, listeners: [{port: 5432, bind: 10.0.0.2}], container: pg}
  gone: {host: web, status: retired, retired_on: 2026-01-01, listeners: [{port: 8001}]}
endpoints:
  - {url: "https://shop.example", via: nginx, to: api}
  - {url: "https://shop.example/admin", via: nginx, to: api}
  - {url: "https://*.wild.example", via: nginx, to: api}
  - {url: "http://old.example", via: nginx, redirect: "https://shop.example"}
ranges:
  shop: {name: Shop range, ports: 8000-8003, suite: shop, purpose: the shop, host: web}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_data(tmp_path, {"data/x.yml": DATA})
    return tmp_path


API = """\
Shop API (api)
  status      active
  owner       Jo
  host        Web
  listens     tcp 127.0.0.1:8000 http: loopback, proxied, health /health
  endpoint    https://*.wild.example -> nginx -> 127.0.0.1:8000 (Shop API)
  endpoint    https://shop.example -> nginx -> 127.0.0.1:8000 (Shop API)
  endpoint    https://shop.example/admin -> nginx -> 127.0.0.1:8000 (Shop API)
  unit        shop-api.service
  depends on  postgres
  declared    data/x.yml:9:3
"""


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("api", API),
        ("shop-api", API),
        (
            "8000",
            "8000 is in use\n  tcp 127.0.0.1:8000 on Web: Shop API (loopback) data/x.yml:13:24\n"
            "  reserved for The Shop (Jo) on Web by the range Shop range (8000-8003): the shop\n"
            "  registered with IANA for irdmi (as of 2026-11)\n\n" + API,
        ),
        (
            "8002",
            "8002 is free\n  reserved for The Shop (Jo) on Web by the range Shop range (8000-8003): the shop\n",
        ),
        (
            "10.9.9.9:8000",
            "10.9.9.9:8000 is free\n"
            "  reserved for The Shop (Jo) on Web by the range Shop range (8000-8003): the shop\n"
            "  registered with IANA for irdmi (as of 2026-11)\n",
        ),
        (
            "40000/udp",
            "40000/udp is free\n  not in a reserved range\n"
            "  Linux assigns 32768-60999 to outgoing connections: it may be in use when you start\n",
        ),
        (
            "8001",
            "8001 is free\n  reserved for The Shop (Jo) on Web by the range Shop range (8000-8003): the shop\n",
        ),
        (
            "9999",
            "9999 may be in use; owner unknown\n"
            "  named in a claim, but not declared by a service: Nobody sees 9999 (data/x.yml:26:5)\n"
            "  not in a reserved range\n",
        ),
    ],
)
def test_show(folder: Path, query: str, answer: str) -> None:
    result = portdocs(folder, "show", query)
    assert (result.stdout, result.stderr, result.returncode) == (answer, "", 0)


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("shop.example", ["https://shop.example", "https://shop.example/admin"]),
        ("example", []),
        ("SHOP.example", ["https://shop.example", "https://shop.example/admin"]),
        ("shop.example:443", ["https://shop.example", "https://shop.example/admin"]),
        ("shop.example:80", []),
        ("https://shop.example/", ["https://shop.example"]),
        ("https://shop.example/cart?x=1", ["https://shop.example"]),
        ("https://shop.example/admin/users", ["https://shop.example/admin"]),
        ("https://shop.example/administrator", ["https://shop.example"]),
        ("http://shop.example", []),
        ("https://a.wild.example", ["https://*.wild.example"]),
        ("https://wild.example", []),
        ("old.example", ["http://old.example"]),
    ],
)
def test_urls_and_domains(query: str, urls: list[str]) -> None:
    found = search(registry_of(DATA), query).endpoints
    assert [url.text for endpoint in found for url in endpoint.url] == urls


@pytest.mark.parametrize(
    ("query", "services"),
    [("POST", ["postgres"]), ("pg", ["postgres"]), ("n", ["gone", "nginx"]), ("shop api", ["api"]), ("zzz", [])],
)
def test_parts_of_names(query: str, services: list[str]) -> None:
    assert [service.id for service in search(registry_of(DATA), query).services] == services


NOT_SURE = """
services:
  old: {status: retired, retired_on: 2026-01-01, listeners: [{port: 9001}]}
  dim: {listeners: [{port: 9002}]}
  murky: {listeners: unknown}
"""


@pytest.mark.parametrize(
    ("query", "today", "head", "free"),
    [
        ("9001", "2026-01-05", "9001 is on hold", False),
        ("9001", "2026-12-01", "9001 is free", True),
        ("127.0.0.1:9002", "2026-01-05", "127.0.0.1:9002 may be in use", False),
        ("[::1]:9002", "2026-01-05", "[::1]:9002 may be in use", False),
        ("9002", "2026-01-05", "9002 is in use", False),
        ("9003", "2026-01-05", "9003 is free", True),
    ],
)
def test_uncertain_answers_say_so(query: str, today: str, head: str, free: bool) -> None:
    registry = registry_of(NOT_SURE)
    answer = search(registry, query, datetime.date.fromisoformat(today))
    text = click.unstyle(render("search", "text", registry, query, answer))
    assert text.splitlines()[0] == head
    assert answer.is_free == free
    assert ("murky has unknown listeners" in text) == (not answer.bindings)


def test_no_match(folder: Path) -> None:
    result = portdocs(folder, "show", "ngnix")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "no match for `ngnix`; did you mean `nginx`?\n"


def test_invalid_port(folder: Path) -> None:
    result = portdocs(folder, "show", "70000")
    assert result.returncode == 2
    assert "port 70000 does not exist" in result.stderr


def test_json_has_the_same_answer(folder: Path) -> None:
    answer = json.loads(portdocs(folder, "show", "8000", "--format", "json").stdout)
    assert answer["free"] is False
    assert [listener["service"] for listener in answer["listeners"]] == ["api"]
    assert answer["listeners"][0]["declared"] == {"file": "data/x.yml", "line": 13, "column": 24}
    assert json.loads(portdocs(folder, "show", "8002", "--format", "json").stdout)["free"] is True


def test_next_explains_skipped_ports(folder: Path) -> None:
    result = portdocs(folder, "next", "--range", "shop")
    # 8001 was held until 2026-04-01.
    assert (result.stdout, result.returncode) == ("8001\n", 0)
    assert result.stderr == "8000: Shop API listens there (tcp 127.0.0.1:8000 on Web) (data/x.yml:13:24)\n"


def test_next_reports_a_full_range(folder: Path) -> None:
    result = portdocs(folder, "next", "--range", "shop", "--count", "4")
    assert (result.stdout, result.returncode) == ("", 1)
    assert result.stderr.splitlines()[-1] == "Shop range has 3 free ports, 4 were requested"


def test_the_yaml_of_next_loads(folder: Path) -> None:
    result = portdocs(folder, "next", "--range", "shop", "--yaml", "--transport", "udp")
    block = yaml.safe_load(result.stdout)
    assert block["services"]["new-service"]["listeners"] == [{"port": 8000, "transport": "udp", "bind": "127.0.0.1"}]
    write_data(folder, {"data/new.yml": result.stdout})
    assert "error" not in portdocs(folder, "check").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--range", "shp"], "unknown range `shp`; did you mean `shop`?"),
        (["--range", "shop", "--host", "wbe"], "unknown host `wbe`; did you mean `web`?"),
        (["--range", "shop", "--host", "db"], "`shop` is reserved on web, not on db; omit --host"),
    ],
)
def test_next_with_unknown_names(folder: Path, arguments: list[str], message: str) -> None:
    result = portdocs(folder, "next", *arguments)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", message + "\n")


@given(
    st.lists(st.tuples(st.integers(8000, 8030), st.integers(0, 5), st.sampled_from(["tcp", "udp"])), max_size=8),
    st.integers(1, 20),
)
def test_next_never_offers_a_used_port(runs: list[tuple[int, int, str]], count: int) -> None:
    services = "".join(
        f"  s{n}: {{listeners: [{{port: {a}-{a + d}, transport: {t}}}]}}\n" for n, (a, d, t) in enumerate(runs)
    )
    registry = registry_of("ranges: {r: {ports: 8000-8030}}\nservices:\n  x: {}\n" + services)
    today = datetime.date(2026, 1, 1)
    found = allocate(registry, registry.ranges["r"], host=None, transport="tcp", count=count, today=today)
    used = {
        port
        for block in used_ports(registry, transport="tcp")
        for port in range(block.ports.first, block.ports.last + 1)
    }
    skipped = {port for run in found.skipped for port in range(run.ports.first, run.ports.last + 1)}
    assert not used & set(found.ports)
    assert list(found.ports) == sorted(set(range(8000, 8031)) - used)[:count]
    assert skipped == {port for port in used if port <= max(found.ports, default=8030)} or len(found.ports) < count


def test_rules_lists_all_checks(tmp_path: Path) -> None:
    ids = [rule["id"] for rule in json.loads(portdocs(tmp_path, "rules", "--format", "json").stdout)]
    assert "port-conflict" in ids
    assert ids == [line.split()[0] for line in portdocs(tmp_path, "rules").stdout.splitlines()]


def test_rules_prints_the_page_of_a_check(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "rules", "port-conflict")
    assert result.returncode == 0
    assert result.stdout.startswith("port-conflict: error, may be accepted\n\n")
    unknown = portdocs(tmp_path, "rules", "port-conflit")
    assert (unknown.returncode, unknown.stderr) == (
        1,
        "unknown check `port-conflit`; did you mean `port-conflict`?\n",
    )
