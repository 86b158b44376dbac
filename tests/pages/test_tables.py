"""Tables as text: what each shows for one registry, and that any value stays text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.discovery import functions
from portdocs.export._markdown_tables import ranges
from portdocs.pages.inline import Badge, Code, PageLink, SourceLink, Text, cell_text
from portdocs.pages.links import SiteLinks
from portdocs.pages.table import INITIAL_ROWS, MAX_ROWS, Column, Row, Table
from portdocs.registry import Location
from tests.data import registry_of

GOLDEN = Path(__file__).parent / "golden"
BADGE = Badge("active", "active", "Declared as running")
LINKS = SiteLinks("index.md", repository="https://github.com/example/ports")

DATA = """
suites:
  shop: {name: The Shop, owner: Jo, contact: "#shop"}
hosts:
  web: {name: Web server, addresses: [10.0.0.1, "::1"], firewall: {open: [443, "53/udp"], outside: true}}
  db: {}
services:
  nginx: {host: web, listeners: [{port: 443, protocol: https, bind: ["0.0.0.0", "::"]}]}
  api:
    name: Shop <API>
    description: Orders | payments
    suite: shop
    host: web
    runtime: {Process: gunicorn}
    listeners:
      - {name: http, port: 8000, protocol: http, bind: 127.0.0.1, health: /health, purpose: main}
      - {socket: /run/api.sock}
    files: [{path: /etc/api.conf, purpose: settings}]
    depends_on: [postgres]
  postgres:
    {host: db, status: deprecated, listeners: [{port: 5432, bind: "*"}, {port: 6000-6001, transport: [tcp, udp]}]}
  boxed: {host: db, container: box, listeners: [{container_port: 3000, protocol: http}]}
  murky: {host: db, listeners: unknown}
  theirs: {external: true, owner: Them}
  gone: {host: web, status: retired, retired_on: 2026-01-31, listeners: [{port: 8001}]}
endpoints:
  - {url: [https://shop.example, https://www.shop.example], via: nginx, to: api, purpose: The shop}
  - {url: http://shop.example, via: nginx, redirect: https://shop.example}
  - {url: "tcp://db.example:5432", to: postgres}
ranges:
  shop: {name: Shop range, ports: [8000-8003], suite: shop, host: web, purpose: the shop}
  full: {ports: 5432}
claims:
  - {statement: All is well, suites: [shop], verified_by: [unknown-bind]}
  - {statement: Nobody checks this}
checks:
  range-nearly-full: {severity: error, reason: no ports are left}
  unowned-service: {severity: off, reason: owners are listed elsewhere}
baseline:
  - {check: ephemeral-port, message: gone, date: 2026-11-29}
"""

TABLES = {
    name: f
    for name, f in functions("portdocs.pages.tables").items()
    if name not in ("listener_table", "macro_table", "key_table")
}


@pytest.mark.parametrize("name", TABLES)
def test_golden(name: str) -> None:
    check_golden(name, TABLES[name](registry_of(DATA)))


def test_golden_of_one_services_listeners() -> None:
    check_golden("listener_table", functions("portdocs.pages.tables")["listener_table"](registry_of(DATA), "api"))


def check_golden(name: str, table: Table) -> None:
    """Compares with the file in golden/; one that is missing is written, and the test fails so that it is looked at."""
    path = GOLDEN / f"{name}.md"
    text = f"{table.caption}\n\n{table.markdown(LINKS)}\n\n{table.html(LINKS)}\n"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path} was written: read it, then commit it")
    assert path.read_text(encoding="utf-8") == text


def rows(table: Table) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize(
    ("arguments", "services"),
    [
        ({}, ["Shop <API>", "Shop <API>", "boxed", "gone", "murky", "nginx", "postgres", "postgres"]),
        ({"suite": "shop"}, ["Shop <API>", "Shop <API>"]),
        ({"host": "db"}, ["boxed", "murky", "postgres", "postgres"]),
        ({"status": "retired"}, ["gone"]),
        ({"host": "web", "status": "active"}, ["Shop <API>", "Shop <API>", "nginx"]),
    ],
)
def test_arguments_narrow_the_port_table(arguments: dict[str, str], services: list[str]) -> None:
    port_table: Callable[..., Table] = TABLES["port_table"]
    assert sorted(row[0] for row in rows(port_table(registry_of(DATA), **arguments))) == services


@pytest.mark.parametrize(
    ("arguments", "urls"),
    [
        ({"suite": "shop"}, ["https://shop.example https://www.shop.example"]),
        ({"service": "nginx"}, ["http://shop.example", "https://shop.example https://www.shop.example"]),
        ({"service": "postgres"}, ["tcp://db.example:5432"]),
        ({"host": "db"}, ["tcp://db.example:5432"]),
    ],
)
def test_arguments_narrow_the_endpoint_table(arguments: dict[str, str], urls: list[str]) -> None:
    endpoint_table: Callable[..., Table] = TABLES["endpoint_table"]
    assert [row[0] for row in rows(endpoint_table(registry_of(DATA), **arguments))] == urls


class _Texts(HTMLParser):
    """The text of each cell, and every tag and attribute on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def one_cell(text: str) -> Table:
    cells = ((Text(text),), (Code(text),), (PageLink(Text(text), "a.md"), Badge(text, "x", text)))
    return Table("t", text, (Column(text), Column("B"), Column("C")), (Row(cells),), "none")


def read(html: str) -> _Texts:
    reader = _Texts()
    reader.feed(html)
    reader.close()
    return reader


# What a value of the registry can hold: see `registry.located`.
TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"), min_size=1
)
PLAIN = read(one_cell("x").html(LINKS)).tags


@given(TEXT)
def test_any_text_stays_text_in_html(text: str) -> None:
    page = read(one_cell(text).html(LINKS))
    assert page.tags == PLAIN, "a value made an element or an attribute"
    assert page.text.count(text) == 6 or len(set(text)) == 1
    assert text in page.text


EXTENSIONS = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.superfences",
    "pymdownx.inlinehilite",
    "pymdownx.tilde",
    "pymdownx.caret",
    "pymdownx.keys",
    "pymdownx.tabbed",
]


@given(TEXT.filter(lambda text: text.strip() != ""))
def test_any_text_stays_text_in_markdown(text: str) -> None:
    source = one_cell(text).markdown(LINKS)
    plain = read(markdown.markdown(one_cell("x").markdown(LINKS), extensions=EXTENSIONS))
    page = read(markdown.markdown(source, extensions=EXTENSIONS))
    assert page.tags == plain.tags
    assert " ".join(text.split()) in " ".join(page.text.split())


@given(TEXT)
def test_no_text_becomes_a_template(text: str) -> None:
    source = one_cell(text).markdown(LINKS)
    assert "{{" not in source
    assert "{%" not in source
    assert "{#" not in source


def test_the_line_of_data_is_linked_where_there_is_a_repository() -> None:
    declared = SourceLink(Location("data/a b.yml", 3, 5))
    assert declared.html(LINKS) == (
        '<a href="https://github.com/example/ports/blob/HEAD/data/a%20b.yml#L3">'
        '<code class="pd-place">data/a b.yml:3</code></a>'
    )
    assert declared.html(SiteLinks("index.md")) == '<code class="pd-place">data/a b.yml:3</code>'


def test_a_table_that_is_too_long_to_read_is_cut_and_says_so() -> None:
    rows = tuple(Row(((Code(str(number)),),)) for number in range(MAX_ROWS + 5))
    table = Table("t", "T", (Column("A"),), rows, "")
    text = table.html(SiteLinks("suites/a.md"))
    assert text.count("<tr>") == MAX_ROWS + 2  # two heads: of the first rows, and of those that wait
    everything = '<a href="../../api/ports.json">ports.json</a> has them all.'
    assert text.startswith(f'<p class="pd-empty">The first 10,000 of 10,005 rows; {everything}</p><div')
    assert 'data-rows="10000" data-omitted="5"' in text
    assert "rows; <code>portdocs check</code> lists them all.</p>" in replace(table, complete="").html(LINKS)
    # Nothing else is kept of it until the page is written, which comes out the same.
    assert len(table.truncated().rows) == MAX_ROWS
    assert table.truncated().html(SiteLinks("suites/a.md")) == text


RANGES = """
services:
  {}
ranges: {{known: {{ports: 8000-8003}}, named: {{ports: [5837, 6194]}}}}
claims: [{{statement: x, ports: [5837, 6194, 8000]}}]
"""


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (
            "a: {listeners: [{port: 8001}]}",
            [("none known", "occupant unknown"), ("8002", "1 of 4; 1 occupant unknown")],
        ),
        (
            "a: {listeners: unknown}",
            [("none known", "occupant unknown"), ("8001 may be in use", "0 of 4; 1 occupant unknown")],
        ),
        (
            "a: {status: retired, listeners: unknown}",
            [("none known", "occupant unknown"), ("8001", "0 of 4; 1 occupant unknown")],
        ),
    ],
)
def test_a_port_that_may_be_taken_is_never_called_free(service: str, expected: list[tuple[str, str]]) -> None:
    table = TABLES["range_table"](registry_of(RANGES.format(service)))
    assert [(row[2], row[3]) for row in rows(table)] == expected


def test_the_markdown_export_calls_it_free_no_more_than_the_site() -> None:
    assert "`8001` (may be in use)" in ranges(registry_of(RANGES.format("a: {listeners: unknown}")))
    assert "may be in use" not in ranges(registry_of(RANGES.format("a: {listeners: [{port: 1}]}")))


CLAIMS = """
services: {api: {owner: Jo, listeners: [{port: 8000, bind: 0.0.0.0}]}}
claims:
  - {statement: All have owners, verified_by: [unowned-service]}
  - {statement: Backups are taken}
  - {statement: All is closed, verified_by: [exposed-internal]}
"""


def test_evidence_says_what_contradicts_a_claim_and_a_finding_what_to_do() -> None:
    row = rows(TABLES["claim_table"](registry_of(CLAIMS)))[0]
    assert row[0] == "contradicted"
    assert "has no endpoint" in row[2]
    assert "close the port" not in row[2]


def test_a_contradicted_claim_comes_first() -> None:
    verdicts = [row[0] for row in rows(TABLES["claim_table"](registry_of(CLAIMS)))]
    assert verdicts == ["contradicted", "unchecked", "verified"]


def test_a_column_that_names_the_subject_of_the_page_or_the_only_host_is_omitted() -> None:
    registry = registry_of("""
suites: {shop: {owner: Jo}}
services: {api: {suite: shop, listeners: [], files: [{path: /etc/api}]}}
ranges: {a: {ports: 1-9, suite: shop}}
""")
    assert rows(TABLES["range_table"](registry, suite="shop")) == [["a", "1-9", "1", "0 of 9", "", "", "data/x.yml:4"]]
    assert rows(TABLES["file_table"](registry)) == [["/etc/api", "api", "This host", "", "data/x.yml:3"]]


def test_what_is_planned_is_not_called_reachable() -> None:
    table = TABLES["exposure_table"](
        registry_of("services: {a: {status: planned, listeners: [{port: 80, bind: '*'}]}}")
    )
    assert [row[0] for row in rows(table)] == ["planned"]


ZONES = """
zones: {office: {name: Office LAN, addresses: [10.1.0.0/16]}, vpn: {addresses: [10.2.0.0/16]}}
services: {a: {listeners: [{port: 80, bind: 10.1.0.4}]}}
endpoints: [{url: "http://admin.internal", from: office, to: a}]
"""


def test_zones_show_what_they_reach() -> None:
    registry = registry_of(ZONES)
    assert rows(TABLES["zone_table"](registry)) == [
        ["Office LAN", "10.1.0.0/16", "1", "http://admin.internal", "data/x.yml:2"],
        ["vpn", "10.2.0.0/16", "0", "none", "data/x.yml:2"],
    ]
    assert [row[0] for row in rows(TABLES["exposure_table"](registry))] == ["Office LAN"]
    assert TABLES["zone_table"](registry_of("services: {}")).html(LINKS) == ""


class _CountingLinks(SiteLinks):
    """Links that remember which pages they were asked for."""

    asked: ClassVar[list[str]] = []

    def page(self, source: str) -> str:
        self.asked.append(source)
        return super().page(source)


def test_another_build_writes_only_rows_with_new_hints_again() -> None:
    rows = tuple(Row(((PageLink(Text(f"s{n}"), f"services/s{n}.md"),), (BADGE,))) for n in range(100))
    table = Table("x", "X", (Column("Service"), Column("State")), rows, "none")
    first = table.html(_CountingLinks("index.md"))
    assert len(_CountingLinks.asked) == 100
    assert table.html(_CountingLinks("index.md")) == first == table.html(SiteLinks("index.md"))
    assert len(_CountingLinks.asked) == 100 + INITIAL_ROWS
    assert table.html(SiteLinks("services/index.md")) != first
