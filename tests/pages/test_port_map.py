"""The port map: positions of ports, their marks, and the same as a table."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from portdocs.pages.cards.port_map import port_map
from portdocs.pages.inline import cell_text
from portdocs.pages.links import SiteLinks
from portdocs.pages.port_map import geometry as rows
from portdocs.pages.port_map import svg as picture
from portdocs.pages.port_map.geometry import Segment, segments
from portdocs.pages.port_map.marks import MAX_MARKS, Mark, marks_of
from portdocs.pages.range_bar import range_bar
from portdocs.registry import Ports
from portdocs.topology.port_usage import used_ports
from tests.data import registry_of
from tests.site.html import Element, _Reader
from tests.site.project import ASSETS
from tests.site.registries import hostile_registry

LINKS = SiteLinks("ports.md")
SCRIPT = ASSETS / "port-map.js"

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


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        (Ports(1, 1), [Segment(0, 0.02, 0.02)]),
        (Ports(5000, 9999), [Segment(1, 0, 100)]),
        (Ports(4990, 5009), [Segment(0, 99.8, 0.2), Segment(1, 0, 0.2)]),
        (Ports(65535, 65535), [Segment(13, 10.7, 0.02)]),
    ],
)
def test_a_run_of_ports_has_its_place_in_the_rows(ports: Ports, expected: list[Segment]) -> None:
    found = list(segments(ports))
    assert [segment.row for segment in found] == [segment.row for segment in expected]
    assert [(s.left, s.width) for s in found] == [pytest.approx((s.left, s.width)) for s in expected]


def shown(mark: Mark) -> tuple[str, str, str, str]:
    return (str(mark.ports), ", ".join(s.id for s in mark.services), mark.state, str(mark.exposure))


def test_one_mark_for_all_that_have_the_same_ports() -> None:
    found = marks_of(registry_of(DATA))
    assert [shown(mark) for mark in found.marks] == [
        ("443", "nginx, other", "active", "network"),
        ("4990-5009", "other", "active", "loopback"),
        ("6000", "coming", "planned", "unknown"),
        ("6001", "gone", "retired", "None"),
        ("9999", "", "claimed", "None"),
    ]
    assert found.bucket_size == 1


def test_too_many_marks_become_few() -> None:
    found = marks_of(registry_of(DATA), limit=4)
    assert found.bucket_size == 2
    assert [shown(mark)[:2] for mark in found.marks] == [
        ("443", "nginx, other"),
        ("4990-5009", "other"),
        ("6000-6001", "coming, gone"),
        ("9999", ""),
    ]


@pytest.mark.parametrize("count", [9_000, pytest.param(65_535, marks=pytest.mark.thorough)])
def test_every_port_there_is_fits_the_page(count: int) -> None:
    listeners = "\n".join(f"    - {{port: {port}, bind: 127.0.0.1}}" for port in range(1, count + 1))
    every_port = registry_of(f"services:\n  a:\n    listeners:\n{listeners}")
    found = marks_of(every_port)
    assert len(found.marks) <= MAX_MARKS
    assert sum(len(mark.ports) for mark in found.marks) == count
    page = port_map(every_port).html(LINKS)
    assert len(page) < 300_000
    assert f"a mark covers up to {found.bucket_size} neighbouring ports" in page


def test_long_runs_upon_each_other_fit_too() -> None:
    listeners = "\n".join(f"    - {{port: {port}-{port + 999}}}" for port in range(1, 64000, 5))
    registry = registry_of(f"services:\n  a:\n    listeners:\n{listeners}\nranges:\n  r: {{ports: 1-1000}}")
    assert len(marks_of(registry).marks) <= MAX_MARKS
    assert range_bar(registry.ranges["r"], used_ports(registry)).cells == ("used",) * 100


def test_a_mark_says_what_it_is_and_where_it_leads() -> None:
    marks = marks_of(registry_of(DATA)).marks
    assert [(picture.label_of(mark), picture.page_of(mark, LINKS)) for mark in marks] == [
        ("443: 2 services, network", "./?port=443"),
        ("4990-5009: other, active, loopback", "../services/other/"),
        ("6000: coming, planned, unknown", "../services/coming/"),
        ("6001: gone, retired", "../services/gone/"),
        ("9999: named by a claim, declared by no service", "./?port=9999"),
    ]


def read(html: str) -> Element:
    reader = _Reader()
    reader.feed(html)
    return reader.root


def test_the_picture_is_well_formed_and_labelled() -> None:
    registry = registry_of(DATA)
    drawn = picture.picture(registry, marks_of(registry).marks, LINKS)
    root = ElementTree.fromstring(drawn.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1))
    links = root.findall("{http://www.w3.org/2000/svg}a")
    assert len(links) == 5 + 2
    for link in links:
        assert link.get("aria-label") == link[0].text


def test_ranges_with_the_same_ports_are_one_band() -> None:
    registry = registry_of("""
        hosts: {a: {}, b: {}}
        ranges:
          ten: {name: Range 10, ports: 8000-8009, host: a}
          two: {name: Range 2, ports: 8000-8009, host: b}
    """)
    page = read(port_map(registry).html(LINKS))
    bands = [link.attributes["aria-label"] for link in page.all("a", "pd-map__band")]
    assert bands[0] == "8000-8009: reserved by Range 2 and 1 more range"
    assert [option.words for option in page.all("option")] == ["All ports", "Range 2 and 1 more range (8000-8009)"]


def test_the_table_says_the_same() -> None:
    table = port_map(registry_of(DATA)).table()
    assert [[cell_text(cell) for cell in row.cells] for row in table.rows] == [
        ["443", "Front Proxy other", "active", "network"],
        ["4990-5009", "other", "active", "loopback"],
        ["6000", "coming", "planned", "unknown"],
        ["6000-6009", "Shop range", "reserved", ""],
        ["6001", "gone", "retired", ""],
        ["7000", "Shop range", "reserved", ""],
        ["9999", "named by a claim, declared by no service", "claimed", ""],
    ]
    assert port_map(registry_of(DATA)).markdown(LINKS) == table.markdown(LINKS)


def test_hostile_text_is_inert() -> None:
    registry = registry_of(hostile_registry()["all.yml"])
    page = read(port_map(registry).html(LINKS))
    names = {service.title for service in registry.services.values()}
    labels = " ".join(link.attributes["aria-label"] for link in page.all("a", "pd-map__mark"))
    assert sum(name in labels for name in names) > 50
    for element in page.all():
        assert element.tag not in ("script", "img", "iframe"), element.attributes
        assert not any(name.startswith("on") for name in element.attributes), element.attributes
        assert "evil" not in element.attributes.get("href", "") + element.attributes.get("xlink:href", "")


def test_the_same_registry_gives_the_same_bytes() -> None:
    assert port_map(registry_of(DATA)).html(LINKS) == port_map(registry_of(DATA)).html(LINKS)


def test_the_script_reckons_with_the_same_sizes() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    height, top, bar = re.findall(r"\d+", re.findall(r"\[ROW_HEIGHT, BAR_TOP, BAR_HEIGHT\] = (\[.*?\])", script)[0])
    assert (int(height), int(top), int(bar)) == (rows.ROW_HEIGHT, rows.BAR_TOP, rows.BAR_HEIGHT)
    assert re.findall(r"(\w+): \[", script.split("SHAPES")[1].split(";")[0]) == list(picture._SHAPES)


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
