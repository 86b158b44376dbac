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
            "  nothing on 10.9.9.9; Shop API listens on loopback only (tcp 127.0.0.1:8000 on Web)\n"
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
        ("9001", "2026-12-01", "9001 may be in use", False),
        ("127.0.0.1:9002", "2026-01-05", "127.0.0.1:9002 may be in use", False),
        ("[::1]:9002", "2026-01-05", "[::1]:9002 may be in use", False),
        ("9002", "2026-01-05", "9002 is in use", False),
        ("9003", "2026-01-05", "9003 may be in use", False),
    ],
)
def test_uncertain_answers_say_so(query: str, today: str, head: str, free: bool) -> None:
    registry = registry_of(NOT_SURE)
    answer = search(registry, query, datetime.date.fromisoformat(today))
    text = click.unstyle(render("search", "text", registry, query, answer))
    assert text.splitlines()[0] == head
    assert answer.is_free == free
    assert ("murky has unknown listeners" in text) == (not answer.bindings)


NAMES = """
suites: {shop: {name: The Shop, owner: Jo}}
hosts: {web: {name: Web server, addresses: [10.0.0.4]}, db: {addresses: [10.0.0.5]}}
services:
  api:
    suite: shop
    host: web
    runtime: {Process: gunicorn}
    listeners: [{name: main, port: 80, protocol: http, bind: "0.0.0.0"}]
    unit: shop-api.service
    files: [{path: /etc/api.conf}]
    compose: shop/backend
  pg: {host: db, listeners: [{port: 5432, protocol: postgres, bind: 127.0.0.1}]}
ranges: {spare: {name: Spare ports, ports: 9000-9009}}
"""


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("shop", ["suite shop"]),
        ("the sh", ["suite shop"]),
        ("Jo", ["service api", "suite shop"]),
        ("web", ["host web"]),
        ("server", ["host web"]),
        ("10.0.0.4", ["host web"]),
        ("spare", ["range spare"]),
        ("spare ports", ["range spare"]),
        ("gunicorn", ["service api"]),
        ("shop-api.service", ["service api"]),
        ("/etc/api.conf", ["service api"]),
        ("backend", ["service api"]),
        ("postgres", ["service pg"]),
        ("127.0.0.1", ["service pg"]),
        ("nothing", []),
    ],
)
def test_names_of_everything(query: str, names: list[str]) -> None:
    registry = registry_of(NAMES)
    result = search(registry, query)
    kinds = {"service": result.services, "host": result.hosts, "suite": result.suites, "range": result.ranges}
    assert [f"{kind} {entry.id}" for kind, entries in kinds.items() for entry in entries] == names
    if names:
        text = click.unstyle(render("search", "text", registry, query, result))
        assert [entry.id for entries in kinds.values() for entry in entries if entry.id in text]


@pytest.mark.parametrize(
    ("query", "head", "note"),
    [
        ("10.0.0.4:80", "10.0.0.4:80 is in use", ""),
        ("10.0.0.5:80", "10.0.0.5:80 is free", ""),
        ("10.0.0.5:5432", "10.0.0.5:5432 is free", "nothing on 10.0.0.5; pg listens on loopback only"),
        ("[::]:80", "[::]:80 may conflict", "may conflict: api listens on tcp 0.0.0.0:80 on Web server"),
        ("[::1]:80", "[::1]:80 is free", "nothing on ::1; api listens on another address"),
    ],
)
def test_an_address_is_answered_for_itself(query: str, head: str, note: str) -> None:
    registry = registry_of(NAMES)
    text = click.unstyle(render("search", "text", registry, query, search(registry, query)))
    assert text.splitlines()[0] == head
    assert note in text


RECORD = {
    "schema_version": 1,
    "hosts": {
        "web": {
            "undeclared": [
                {
                    "at": "2026-11-25T08:00:00Z",
                    "source": "sockets",
                    "kind": "undeclared-listener",
                    "subject": "tcp 0.0.0.0:8002",
                    "message": "tcp 0.0.0.0:8002, held by `python3`, is not declared; declare it",
                    "file": "ss.txt",
                    "line": 4,
                }
            ],
            "entries": [
                {
                    "service": "gone",
                    "listener": "tcp 8001",
                    "seen": {
                        "sockets": {
                            "at": "2026-11-25T08:00:00Z",
                            "differs": "`gone` is retired, but tcp 0.0.0.0:8001 is open",
                            "kind": "status-differs",
                            "file": "ss.txt",
                            "line": 5,
                        }
                    },
                }
            ],
        }
    },
}


def test_a_port_that_a_scan_saw_open_is_not_free(folder: Path) -> None:
    write_data(folder, {"data/verified/web.json": json.dumps(RECORD)})
    for port, message in (("8002", "held by `python3`"), ("8001", "`gone` is retired, but")):
        result = portdocs(folder, "show", port)
        assert result.stdout.startswith(f"{port} is in use, but not declared\n  seen open on Web on 2026-11-25: ")
        assert message in result.stdout
        answer = json.loads(portdocs(folder, "show", port, "--format", "json").stdout)
        assert (answer["free"], answer["observed"][0]["at"]) == (False, "2026-11-25T08:00:00Z")
    assert portdocs(folder, "show", "127.0.0.1:8002").stdout.startswith("127.0.0.1:8002 is in use, but not declared")
    assert portdocs(folder, "show", "8002/udp").stdout.startswith("8002/udp is free")
    result = portdocs(folder, "next", "--range", "shop")
    assert result.stdout == "8003\n"
    assert "8002: a scan on 2026-11-25 saw it open on Web: tcp 0.0.0.0:8002, held by `python3`" in result.stderr


def test_another_observed_bind_comes_first(folder: Path) -> None:
    seen = {
        "at": "2026-11-25T08:00:00Z",
        "differs": "`api` is declared on 127.0.0.1:8000, but listens on 0.0.0.0:8000",
        "kind": "bind-differs",
        "binds": ["0.0.0.0"],
        "file": "ss.txt",
        "line": 4,
    }
    entry = {"service": "api", "listener": "tcp 127.0.0.1:8000", "seen": {"sockets": seen}}
    record = {"schema_version": 1, "hosts": {"web": {"entries": [entry]}}}
    write_data(folder, {"data/verified/web.json": json.dumps(record)})
    result = portdocs(folder, "show", "8000")
    assert "Shop API (network as observed, loopback as declared)" in result.stdout
    assert "  sockets on 2026-11-25, on Web: `api` is declared on 127.0.0.1:8000, but listens on" in result.stdout
    (listener,) = json.loads(portdocs(folder, "show", "8000", "--format", "json").stdout)["listeners"]
    assert (listener["exposure"], listener["observed_exposure"]) == ("loopback", "network")
    seen["binds"] = ["nonsense"]
    write_data(folder, {"data/verified/web.json": json.dumps(record)})
    assert "is not an address" in portdocs(folder, "check").stdout


def test_a_broken_file_does_not_hide_the_others(folder: Path) -> None:
    write_data(folder, {"data/a.yml": "services: {web: {prot: 1}, cron: {host: web}}\n"})
    result = portdocs(folder, "show", "postgres")
    assert result.returncode == 1
    assert "unknown key `prot`" in result.stderr
    assert result.stdout.startswith("postgres (postgres)\n")
    assert portdocs(folder, "show", "cron").stdout.startswith("cron (cron)\n")


def test_no_port_is_called_free_while_entries_do_not_load(folder: Path) -> None:
    write_data(folder, {"data/a.yml": "services: {web: {prot: 1, host: web}}\n"})
    result = portdocs(folder, "show", "8002")
    assert result.returncode == 1
    assert result.stdout.startswith("8002 may be in use\n  entries that do not load may use it; fix the errors")
    assert json.loads(portdocs(folder, "show", "8002", "--format", "json").stdout)["free"] is False


def test_zones(folder: Path) -> None:
    zones = "zones: {lan: {name: Office, addresses: [10.1.0.0/16]}}\n"
    endpoints = "endpoints: [{url: https://in.example, from: lan, redirect: https://x.example}]\n"
    write_data(folder, {"data/a.yml": zones + endpoints})
    result = portdocs(folder, "show", "office")
    assert result.stdout.startswith("Office (zone lan)\n  addresses   10.1.0.0/16\n  endpoints   https://in.example\n")
    assert json.loads(portdocs(folder, "show", "lan", "--format", "json").stdout)["zones"] == ["lan"]


def test_next_from_a_port(folder: Path) -> None:
    result = portdocs(folder, "next", "--from", "7999", "--count", "2")
    assert result.stdout.splitlines() == ["7999", "8004"]
    assert result.stderr.splitlines() == [
        "8000: Shop API listens there (tcp 127.0.0.1:8000 on Web) (data/x.yml:13:24)",
        "8001-8003: reserved by the range Shop range, see --range (data/x.yml:24:35)",
    ]
    assert portdocs(folder, "next", "--range", "shop", "--from", "8002").stdout == "8002\n"
    assert portdocs(folder, "next").returncode == 2
    block = yaml.safe_load(portdocs(folder, "next", "--from", "7000", "--host", "db", "--yaml").stdout)
    assert block["services"]["new-service"]["listeners"] == [{"port": 7000, "bind": "127.0.0.1"}]


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
    assert result.stderr.splitlines()[-1] == "Shop range has 3 free ports, expected 4"


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


def test_next_names_the_services_that_may_use_the_port(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.yml").write_text("services:\n  murky: {listeners: unknown}\n", encoding="utf-8")
    result = portdocs(tmp_path, "next", "--from", "9000")
    expected = ("9000\n", "murky has unknown listeners and may use it (data/x.yml:2:3)\n", 0)
    assert (result.stdout, result.stderr, result.returncode) == expected
