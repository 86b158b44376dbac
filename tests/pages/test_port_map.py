"""The port map: runs of the axis, marks, and the same as a table."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.pages.cards.port_map import MAX_HOSTS, MAX_MARKS, port_map
from portdocs.pages.inline import cell_text
from portdocs.pages.links import SiteLinks
from portdocs.pages.port_map.strips import MAX_RUNS, position, runs_of
from portdocs.pages.tables.range_table import range_bar
from portdocs.registry import Ports, Registry
from portdocs.topology.port_usage import used_ports
from tests.data import registry_of
from tests.site.html import Element, _Reader
from tests.site.registries import hostile_registry

LINKS = SiteLinks("ports.md")

DATA = """
hosts:
  web: {name: Web}
  db: {}
services:
  nginx: {name: Front Proxy, host: [web, db], listeners: [{port: 443, bind: "*"}]}
  other: {host: db, listeners: [{port: 443, bind: 127.0.0.1}, {port: 4990-5009, bind: 127.0.0.1}]}
  coming: {host: db, status: planned, listeners: [{port: 6000}]}
  gone: {host: db, status: retired, listeners: [{port: 6001}]}
ranges:
  shop: {name: Shop range, ports: [6000-6009, 7000], host: db}
claims:
  - {statement: Nobody sees 9999, ports: [9999]}
"""


PORTS = st.tuples(st.integers(1, 65535), st.integers(0, 200)).map(lambda p: Ports(p[0], min(p[0] + p[1], 65535)))


@given(st.lists(PORTS, min_size=1, max_size=60))
def test_every_port_is_in_one_run(used: list[Ports]) -> None:
    runs = runs_of(used)
    assert len(runs) <= MAX_RUNS
    assert all(a.last < b.first for a, b in pairwise(runs))
    for ports in used:
        (run,) = [run for run in runs if run.meets(ports)]
        left, width = position(ports, run)
        assert left >= 0
        assert left + width <= 100.001


@pytest.mark.parametrize(
    ("used", "runs"),
    [
        ("80 443", "80 443"),
        ("80 100 121", "80-100 121"),
        ("1-1000 500 2000", "1-1000 2000"),
    ],
)
def test_the_axis_breaks_where_nothing_is_used(used: str, runs: str) -> None:
    ports = [Ports(int(first), int(last or first)) for first, _, last in (one.partition("-") for one in used.split())]
    assert " ".join(map(str, runs_of(ports))) == runs


def shown(registry: Registry, host: str | None = None) -> list[str]:
    strips = port_map(registry, host=host).strips
    marks = [
        f"{strip.host}: {one.label} -> {one.page}{f'?{one.query}' if one.query else ''}"
        for strip in strips
        for run in strip.runs
        for one in run.marks
    ]
    bands = [f"{strip.host}: {one.label} -> {one.page}" for strip in strips for run in strip.runs for one in run.bands]
    return [*marks, *bands]


def test_each_host_has_a_strip_of_what_it_uses_and_reserves() -> None:
    assert shown(registry_of(DATA)) == [
        "db: 443: Front Proxy, other, network, loopback -> ports.md?port=443",
        "db: 4990-5009: other, loopback -> services/other.md",
        "db: 6000: coming, planned -> services/coming.md",
        "db: 6001: gone, retired -> services/gone.md",
        "db: 9999: occupant unknown, named by a claim -> security.md",
        "Web: 443: Front Proxy, network -> services/nginx.md",
        "Web: 9999: occupant unknown, named by a claim -> security.md",
        "db: 6000-6009: reserved, Shop range -> ranges.md#range-shop",
        "db: 7000: reserved, Shop range -> ranges.md#range-shop",
    ]
    assert [strip.note for strip in port_map(registry_of(DATA)).strips] == ["21 ports in use", "1 port in use"]
    assert shown(registry_of(DATA), "web") == shown(registry_of(DATA))[5:7]


def test_an_unused_host_has_no_strip_and_no_port_is_called_free() -> None:
    registry = registry_of("hosts: {a: {}, b: {}}\nservices: {x: {host: a, listeners: unknown}}")
    assert shown(registry) == []
    registry = registry_of("services: {x: {listeners: unknown}, y: {listeners: [{port: 80}]}}")
    assert [strip.note for strip in port_map(registry).strips] == ["1 port in use; x has unknown listeners"]
    assert "free" not in port_map(registry).html(LINKS)


@pytest.mark.parametrize("count", [9_000, pytest.param(65_535, marks=pytest.mark.thorough)])
def test_every_port_there_is_fits_the_page(count: int) -> None:
    listeners = "\n".join(f"    - {{port: {port}, bind: 127.0.0.1}}" for port in range(1, count + 1))
    (strip,) = port_map(registry_of(f"services:\n  a:\n    listeners:\n{listeners}")).strips
    marks = [mark for run in strip.runs for mark in run.marks]
    assert len(marks) <= MAX_MARKS
    assert sum(len(mark.ports) for mark in marks) == count


def test_long_overlapping_runs_fit_too() -> None:
    listeners = "\n".join(f"    - {{port: {port}-{port + 999}}}" for port in range(1, 64000, 5))
    registry = registry_of(f"services:\n  a:\n    listeners:\n{listeners}\nranges:\n  r: {{ports: 1-1000}}")
    assert sum(len(run.marks) for strip in port_map(registry).strips for run in strip.runs) <= MAX_MARKS
    assert range_bar(registry.ranges["r"], used_ports(registry)).cells == ("used",) * 100


def test_many_hosts_fit_too() -> None:
    count = MAX_HOSTS + 5
    hosts = "\n".join(f"  h{n}: {{}}" for n in range(count))
    services = "\n".join(f"  s{n}: {{host: h{n}, listeners: [{{port: 80}}]}}" for n in range(count))
    found = port_map(registry_of(f"hosts:\n{hosts}\nservices:\n{services}"))
    assert (len(found.strips), found.omitted) == (MAX_HOSTS, 5)
    assert "5 more" in read(found.html(LINKS)).words


def read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    return reader.root


def test_every_mark_is_a_link_with_a_name() -> None:
    page = read(port_map(registry_of(DATA)).html(LINKS))
    links = [link for strip in page.all("div", "pd-map__strip") for link in strip.all("a")]
    assert len(links) == 9
    assert {link.attributes["href"] for link in links} >= {"../services/nginx/", "./?port=443", "../ranges/#range-shop"}
    assert all(link.attributes["aria-label"] for link in links)


def test_ranges_with_the_same_ports_are_one_band() -> None:
    registry = registry_of("""
        ranges:
          ten: {name: Range 10, ports: 8000-8009}
          two: {name: Range 2, ports: 8000-8009}
        services: {a: {listeners: [{port: 80}]}}
    """)
    assert shown(registry)[1:] == ["This host: 8000-8009: reserved, Range 2, Range 10 -> ranges.md#range-two"]


def test_the_markdown_is_a_table() -> None:
    found = port_map(registry_of(DATA))
    assert [[cell_text(cell) for cell in row.cells] for row in found.table().rows][:3] == [
        ["db", "443", "Front Proxy, other", "network, loopback"],
        ["db", "4990-5009", "other", "loopback"],
        ["db", "6000", "coming", "planned"],
    ]
    assert found.markdown(LINKS) == found.table().markdown(LINKS)


def test_hostile_text_is_inert() -> None:
    registry = registry_of(hostile_registry()["all.yml"])
    page = read(port_map(registry).html(LINKS))
    names = {service.title for service in registry.services.values()}
    labels = " ".join(link.attributes["aria-label"] for link in page.all("a", "pd-map__mark"))
    assert sum(name in labels for name in names) > 50
    for element in page.all():
        assert element.tag not in ("script", "img", "iframe"), element.attributes
        assert not any(name.startswith("on") for name in element.attributes), element.attributes
        assert "evil" not in element.attributes.get("href", "")


def test_the_same_registry_gives_the_same_bytes() -> None:
    assert port_map(registry_of(DATA)).html(LINKS) == port_map(registry_of(DATA)).html(LINKS)


@pytest.mark.parametrize(
    ("ports", "cells"),
    [
        ("8000-8003", ("used", "", "held", "claimed")),
        ("[8003, 8000]", ("used", "claimed")),
        ("9000-9001", ("", "")),
        ("8000-8399", ("used", *("",) * 99)),
    ],
)
def test_a_range_has_a_map_of_its_own(ports: str, cells: tuple[str, ...]) -> None:
    registry = registry_of(f"""
        services:
          a: {{listeners: [{{port: 8000}}]}}
          b: {{status: retired, listeners: [{{port: 8002}}]}}
        ranges: {{r: {{ports: {ports}}}}}
        claims: [{{statement: x, ports: [8003]}}]
    """)
    assert range_bar(registry.ranges["r"], used_ports(registry)).cells == cells
