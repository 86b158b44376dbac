"""The rules of the search in the browser: the same as those of `portdocs show` and `portdocs next`."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from portdocs.pages.links import SiteLinks
from portdocs.pages.search_columns import as_json
from portdocs.pages.search_data import search_data
from portdocs.registry import Range, Registry, load_registry
from portdocs.reports import search_json, search_text
from portdocs.topology.port_usage import free_ports, used_ports
from portdocs.topology.search import search
from portdocs.topology.search_result import SearchResult
from tests.checks.test_any_data import DATA
from tests.data import registry_of
from tests.site.browser import opened_page
from tests.site.project import ASSETS
from tests.site.registries import SMALL

SCRIPTS = (
    "vendor/minisearch",
    "search-addresses",
    "search-data",
    "search-ports",
    "search-words",
    "search-questions",
    "search-hits",
    "search-entries",
    "search-answers",
)
SHOW = """
suites:
  shop: {name: The Shop, owner: Jo}
hosts:
  web: {name: Web, addresses: [10.0.0.4]}
  db: {name: Database host}
services:
  nginx: {host: web, owner: Ops, listeners: [{port: 443, bind: "*"}, {port: 80, bind: "::"}]}
  api:
    suite: shop
    host: web
    listeners: [{port: 8000, bind: 127.0.0.1}, {port: 8100-8109, transport: [tcp, udp], bind: "::1"}]
    unit: shop-api.service
  postgres: {suite: shop, host: db, listeners: [{port: 5432, bind: "::ffff:10.0.0.2"}], container: pg}
  boxed: {host: db, listeners: [{container_port: 3000}]}
  dns: {host: db, listeners: [{port: 53, transport: udp}]}
  theirs: {external: true, listeners: [{port: 9200}]}
  murky: {host: db, listeners: unknown}
  gone: {host: web, status: retired, retired_on: 2026-05-01, listeners: [{port: 8003, transport: udp}]}
endpoints:
  - {url: "https://shop.example", via: nginx, to: api}
  - {url: "https://shop.example/admin", via: nginx, to: api}
  - {url: "https://*.wild.example", via: nginx, to: api}
  - {url: "http://old.example", via: nginx, redirect: "https://shop.example"}
  - {url: "udp://dns.example:53", to: dns}
ranges:
  shop: {name: Shop range, ports: 8000-8003, suite: shop, purpose: the shop, host: web}
  spare: {ports: [8002-8005, 41000]}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
"""
TODAY = datetime.date(2026, 6, 1)
PORTS = [
    "8000", "8001", "8002", "8004", "8105", "8105/udp", "8105/tcp", "443", "443/udp", "53", "53/udp", "53/tcp", "9999",
    "9999/udp", "8003", "8003/udp", "8003/tcp", "127.0.0.1:53", "3000", "9200", "5432", "41000", "127.0.0.1:8000",
    "127.0.0.2:8000", "0.0.0.0:8000", "*:8000", "unknown:443", "[::1]:8105", "[0:0::1]:8105", "[::2]:8105", "[::]:80",
    "10.0.0.9:443", "10.0.0.9:80", "10.0.0.4:8000", "10.0.0.4:5432", "[::]:5432", "0.0.0.0:80", "8001/tcp", "8002/tcp",
    "[::ffff:10.0.0.2]:5432", "[::ffff:a00:2]:5432", "10.0.0.2:5432", "10.0.0.3:5432", "22", "65535",
]  # fmt: skip
DOMAINS = [
    "shop.example", "SHOP.example", "shop.example:443", "shop.example:80", "https://shop.example",
    "https://shop.example/", "https://shop.example/admin", "https://shop.example/admin/x",
    "https://shop.example/administrator", "https://shop.example?x=1", "http://shop.example", "https://a.wild.example",
    "a.wild.example", "wild.example", "old.example", "udp://dns.example:53",
]  # fmt: skip


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """A page with the scripts that find answers."""
    with opened_page(browser) as page:
        for name in SCRIPTS:
            page.add_script_tag(content=(ASSETS / f"{name}.js").read_text(encoding="utf-8"))
        yield page


@pytest.mark.parametrize("data", [SHOW, SMALL["shop.yml"]], ids=["show", "small"])
def test_ports_have_the_answers_of_the_command_line(tab: Page, data: str) -> None:
    registry = registry_of(data)
    assert_same_ports(registry, PORTS, asked(tab, registry, PORTS))


BINDS = st.sampled_from(["", "10.0.0.1:", "127.0.0.1:", "0.0.0.0:", "[::]:", "[::1]:", "*:", "10.9.9.9:"])
NUMBERS = st.sampled_from([22, 80, 443, 8000, 8004, 9999, 40000, 65535])


@given(DATA, st.lists(st.tuples(BINDS, NUMBERS, st.sampled_from(["", "/tcp", "/udp"])), min_size=5, max_size=5))
def test_any_port_of_any_registry_has_the_answers_of_the_command_line(
    tab: Page, data: dict[str, Any], parts: list[tuple[str, int, str]]
) -> None:
    registry = load_registry({"data/x.yml": json.dumps(data).encode()})
    assert isinstance(registry, Registry), registry
    questions = [f"{bind}{port}{transport}" for bind, port, transport in parts]
    assert_same_ports(registry, questions, asked(tab, registry, questions))


def assert_same_ports(registry: Registry, questions: list[str], answers: list[dict[str, Any]]) -> None:
    for question, ours in zip(questions, answers, strict=True):
        found = search(registry, question, TODAY)
        theirs = search_json.render(registry, question, found)
        assert ours["port"] == theirs["port"], question
        assert ours["title"].startswith(_head(registry, question, found)), question
        assert ours["ranges"] == theirs["ranges"], question
        # The browser adds who had a port.
        assert ours["notes"][: len(theirs["remarks"])] == theirs["remarks"], question
        assert all(" had it " in note["text"] for note in ours["notes"][len(theirs["remarks"]) :]), question
        assert ours["listeners"] == [[one["service"], one["host"], one["port"]] for one in theirs["listeners"]], (
            question
        )
        assert ours["endpoints"] == [endpoint["url"] for endpoint in theirs["endpoints"]], question
        assert ours["next"] == [_lowest(registry, id, question) for id in theirs["ranges"][:5]], question


def _head(registry: Registry, question: str, found: SearchResult) -> str:
    """The first line that `portdocs show` prints: `8000 is in use`."""
    return click.unstyle(search_text.render(registry, question, found)).splitlines()[0]


def _lowest(registry: Registry, id: str, question: str) -> list[Any]:
    """The id of a range and its lowest free port, as `portdocs next --range` finds it."""
    range_: Range = registry.ranges[id]
    host = registry.hosts[range_.host] if range_.host else None
    if host is None and len(registry.hosts) == 1:
        host = next(iter(registry.hosts.values()))
    transport = question.partition("/")[2] or None
    used = used_ports(registry, host=host, transport=transport, today=TODAY)
    return [id, next(free_ports(range_.ports, used), None)]


def asked(tab: Page, registry: Registry, questions: list[str]) -> list[dict[str, Any]]:
    """The answers about some ports in the browser."""
    answers: list[dict[str, Any]] = tab.evaluate(
        """([data, questions, today]) => {
            const known = window.portdocs.searchData.decode(JSON.parse(data), "http://site.example/");
            const { portQuery, aboutPort } = window.portdocs.ports;
            return questions.map((question) => {
                const facts = aboutPort(known, portQuery(known, question), today);
                return {
                    port: facts.query.port,
                    state: facts.state,
                    title: window.portdocs.answers.answersOf(known, [{ kind: "port", facts }], today)[0].title,
                    ranges: facts.ranges.map((range) => range.id),
                    notes: facts.notes.map(({ text, against }) => ({ text, against })),
                    listeners: facts.bindings.map((b) => [b.service.id, b.host.id, [b.ports].flat()[0]]),
                    endpoints: facts.endpoints.map((endpoint) => endpoint.urls),
                    next: facts.next.filter((one) => one.range).map(({ range, port }) => [range.id, port]),
                };
            });
        }""",
        [as_json(search_data(registry, SiteLinks("index.md"))), questions, str(TODAY)],
    )
    return answers


def hits(tab: Page, registry: Registry, questions: list[str], today: str = str(TODAY)) -> dict[str, list[str]]:
    """The kinds and ids, URLs or names of what some questions find, in order; after `similar` if none is exact."""
    found: list[list[str]] = tab.evaluate(
        """([data, questions, today]) => {
            const known = window.portdocs.searchData.decode(JSON.parse(data), "http://site.example/");
            const findHits = window.portdocs.hits.hitFinder(known);
            const own = ({ kind, row, title }) => (["unit", "file"].includes(kind) ? title : row.id ?? row.name);
            const name = (hit) => `${hit.kind} ${hit.facts?.query.port ?? hit.row.urls?.[0] ?? own(hit)}`;
            return questions.map((question) => {
                const { hits, isSimilar } = findHits(question, today);
                return [...(isSimilar && hits.length ? ["similar"] : []), ...hits.map(name)];
            });
        }""",
        [as_json(search_data(registry, SiteLinks("index.md"))), questions, today],
    )
    return dict(zip(questions, found, strict=True))


def test_domains_and_urls_have_the_endpoints_of_the_command_line(tab: Page) -> None:
    registry = registry_of(SHOW)
    found = hits(tab, registry, DOMAINS)
    for question in DOMAINS:
        expected = [endpoint.url[0].text for endpoint in search(registry, question).endpoints]
        ours = [] if found[question][:1] == ["similar"] else found[question]
        assert [hit.partition(" ")[2] for hit in ours] == expected, question


WORDS = """
suites:
  six: {name: Suite 6, owner: Team 6, contact: "#six"}
  sixty: {name: Suite 60, owner: Team 60}
hosts:
  host-7: {name: Host 7, addresses: [10.0.0.8]}
  host-70: {name: Host 70, addresses: [10.0.0.7]}
services:
  cache-1: {suite: six, host: host-7, runtime: {Process: Redis server}, listeners: [{port: 6379, protocol: redis}]}
  cache-7: {suite: sixty, host: host-70, runtime: {Process: Redis server}, listeners: [{port: 6379, protocol: redis}]}
  mail-7:
    name: Mailer 7
    suite: sixty
    host: host-70
    description: Sends letters
    runtime: {Process: Python uvicorn server}
    listeners: [{port: 70}, {port: 7777, bind: 10.0.0.7}]
    unit: mail-7.service
    files: [{path: /etc/mail-7.conf}]
  postgres: {suite: six, host: host-7, container: pg-main, listeners: [{port: 5432, protocol: postgres}]}
endpoints:
  - {url: "https://mail.example.org", to: mail-7}
ranges:
  mail: {name: Mail range, ports: 7000-7099, suite: sixty}
"""


@pytest.mark.parametrize(
    ("question", "first"),
    [
        # Whole words and numbers.
        ("host 7", ["host host-7", "service cache-1", "service postgres"]),
        ("host 7's warnings", ["host host-7"]),
        ("what stops with host 7", ["host host-7"]),
        ("mailer", ["service mail-7"]),
        ("ette", []),
        ("mail", ["range mail"]),
        ("7", ["port 7", "host host-7"]),
        ("777", ["port 777"]),
        ("letters", ["service mail-7"]),
        # Each kind of name.
        ("suite 6", ["suite six"]),
        ("Team 6", ["owner Team 6", "suite six", "service cache-1"]),
        ("redis", ["protocol redis", "service cache-1", "service cache-7"]),
        ("what runs uvicorn", ["service mail-7"]),
        ("who owns mail-7.service", ["unit mail-7.service"]),
        ("owner of mail-7.service", ["unit mail-7.service"]),
        ("/etc/mail-7.conf", ["file /etc/mail-7.conf"]),
        ("pg-main", ["service postgres"]),
        ("mail range", ["range mail"]),
        ("10.0.0.7", ["host host-70", "listener mail-7", "service cache-7"]),
        ("mail.example", ["URL https://mail.example.org"]),
        ("example.org", ["domain https://mail.example.org"]),
        # A name within a question narrows the rest of it, and so do filters.
        ("redis on host 7", ["service cache-1"]),
        ("redis team 60", ["service cache-7"]),
        ("redis host:host-7", ["service cache-1"]),
        ("host:10.0.0.7 redis", ["service cache-7"]),
        ('owner:"Team 6" redis', ["service cache-1"]),
        ("owner:60 protocol:redis", ["service cache-7"]),
        ("suite:six postgres", ["service postgres"]),
        ("protocol:redis", ["service cache-1", "service cache-7"]),
        ("host:nothing redis", []),
        # Typos, and words that are not complete yet.
        ("mialer", ["similar", "service mail-7"]),
        ("mailr", ["similar", "service mail-7"]),
        ("postgers", ["similar", "service postgres"]),
        ("http://mail.example.org/x", ["similar", "domain https://mail.example.org"]),
        ("uvic", ["service mail-7"]),
        # Ports within questions.
        ("is 6379 free on host 7?", ["port 6379"]),
        ("what is on 70", ["port 70"]),
        ("port 70", ["port 70"]),
        ("what listens on 6379", ["port 6379"]),
        ("why is 7777 open", ["port 7777"]),
        ("chapter 7", []),
        ("http://10.0.0.7:7777/x", ["port 7777"]),
        # Questions about pages.
        ("add a service", []),
        ("what changed last", []),
        ("nothing like it", []),
        ("://", []),
        ("70000", []),
    ],
)
def test_the_first_answers(tab: Page, question: str, first: list[str]) -> None:
    found = hits(tab, registry_of(WORDS), [question])[question]
    assert found[: len(first) or None] == first


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        ("2026-04-30", "held", "gone was retired and its port is held until 2026-05-01 (data/x.yml:2:79)"),
        ("2026-05-01", "free", "gone had it and was retired on 2026-01-31"),
    ],
)
def test_a_retired_services_port_is_held_by_the_readers_clock(tab: Page, today: str, state: str, words: str) -> None:
    registry = registry_of("""
        services: {gone: {status: retired, retired_on: 2026-01-31, listeners: [{port: 7000}]}}
        ranges: {r: {ports: 7000-7001}}
    """)
    facts = tab.evaluate(
        """([data, today]) => {
            const known = window.portdocs.searchData.decode(JSON.parse(data), "http://site.example/");
            const { state, notes, next } = window.portdocs.ports.aboutPort(known, { port: 7000 }, today);
            return { state, notes: notes.map((note) => note.text), next: next[0].port };
        }""",
        [as_json(search_data(registry, SiteLinks("index.md"))), today],
    )
    assert facts["state"] == state
    assert words in facts["notes"]
    assert facts["next"] == (7001 if state == "held" else 7000)


def test_a_port_that_a_scan_saw_open_is_not_free(tab: Page) -> None:
    item = {
        "at": "2026-11-25T08:00:00Z",
        "source": "sockets",
        "kind": "undeclared-listener",
        "file": "ss.txt",
        "line": 4,
        "subject": "tcp 0.0.0.0:8001",
        "message": "tcp 0.0.0.0:8001, held by `python3`, is not declared",
    }
    record = {"schema_version": 1, "hosts": {"web": {"undeclared": [item]}}}
    registry = load_registry({"data/x.yml": SHOW.encode(), "data/verified/web.json": json.dumps(record).encode()})
    assert isinstance(registry, Registry)
    questions = ["8001", "8001/udp", "127.0.0.1:8001", "8000"]
    answers = asked(tab, registry, questions)
    assert [answer["state"] for answer in answers] == ["observed", "maybe", "observed", "used"]
    assert_same_ports(registry, questions, answers)
