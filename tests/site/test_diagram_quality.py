"""Diagrams that can be read: measured in a real browser, for real registries and generated ones of any size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.figure import figure_html
from portdocs.pages.diagrams.geometry import Layout, Point
from portdocs.pages.diagrams.layout import layout
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.links import SiteLinks
from portdocs.registry import LoadErrors, Registry, load_registry
from tests.benchmarks.registry import write_own
from tests.data import registry_of
from tests.pages.generated import hub, mesh
from tests.site.browser import opened_page
from tests.site.project import ASSETS, ROOT

CORPUS = Path(os.environ.get("PORTDOCS_CORPUS", ROOT.parent / "shared" / "corpus")) / "registries"
MEASURES = (Path(__file__).parents[1] / "pages" / "diagram_measures.js").read_text(encoding="utf-8")
STYLE = (ASSETS / "diagram.css").read_text(encoding="utf-8")
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>
body { margin: 0; font: 16px/1.6 sans-serif }
main { width: min(1158px, 100%% - 32px); margin: 0 auto; padding-top: 220px }
</style><style>%s</style><main class="md-typeset">%s</main>"""
"""A page as wide as the site's, with a heading's space above the diagram."""


@dataclass(frozen=True)
class Case:
    """A registry, and how many times lines may cross in its diagram."""

    name: str
    crossings: int = 0

    def __str__(self) -> str:
        return self.name


HUBS = [Case(f"hub-{count}-{proxies}", proxies * 3) for count in (10, 20, 30, 42, 80, 200) for proxies in (1, 2, 3)]
CASES = [
    Case("own"),
    Case("hephaestus", 4),
    Case("mailcow", 8),
    *HUBS,
    Case("hub-42-2-3", 14),
    Case("hub-200-3-4", 20),
    Case("hub-60-1-3-12", 4),
    Case("hub-300-1-5-100", 2),
    Case("mesh-14-2"),
    Case("mesh-40-3"),
    Case("bench-300", 6),
    Case("bench-2000"),
    pytest.param(Case("bench-20000"), marks=pytest.mark.thorough),
]


def registry_from(folder: Path) -> Registry:
    """The registry in a folder."""
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} next to the checkout: set PORTDOCS_CORPUS")
    result = load_registry({str(file): file.read_bytes() for file in sorted(folder.glob("*.yml"))})
    assert not isinstance(result, LoadErrors)
    return result


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all diagrams."""
    with opened_page(browser) as page:
        yield page


@cache
def diagram_of(name: str, folder: Path) -> Diagram:
    """The architecture diagram of a case; generated data files go to a folder."""
    kind, *numbers = name.split("-")
    if kind == "bench":
        write_own(int(numbers[0]), folder / name)
        return architecture_diagram(registry_from(folder / name))
    if numbers:
        make = hub if kind == "hub" else mesh
        return architecture_diagram(make(*map(int, numbers)))
    return architecture_diagram(registry_from(ROOT / "data" if name == "own" else CORPUS / name))


def measured(tab: Page, diagram: Diagram, width: int, height: int) -> dict[str, Any]:
    """The measures of a diagram in a window."""
    tab.set_viewport_size({"width": width, "height": height})
    tab.set_content(PAGE % (STYLE, figure_html(diagram, SiteLinks("architecture.md"))))
    found: dict[str, Any] = tab.evaluate(MEASURES)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for generated registries."""
    return tmp_path_factory.mktemp("registries")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_diagram_can_be_read(tab: Page, folder: Path, case: Case) -> None:
    diagram = diagram_of(case.name, folder)
    wide = measured(tab, diagram, 1440, 900)
    assert wide["isPicture"]
    assert wide["height"] <= 1.5 * 900
    assert wide["onScreen"] >= min(6, wide["nodes"])
    assert wide["nodes"] < 12 or wide["coverage"] >= 0.15
    assert crossings(layout(diagram)) <= case.crossings
    assert_whole(wide)
    phone = measured(tab, diagram, 390, 844)
    assert phone["onScreen"] >= 2
    assert_whole(phone)


def assert_whole(found: dict[str, Any]) -> None:
    """Nothing of a diagram is cropped, too small, covered or without a link."""
    assert not found["cropped"]
    assert found["smallest"] >= 11
    faults = {name: found[name] for name in ("overlaps", "outside", "cut", "through", "unlinked") if found[name]}
    assert not faults


ODD_NAMES = ["a-very-long-name " * 18, "שירות תשלומים 443", "🎉🚀 emoji 👩‍👩‍👧", "検索サービス" * 4, "W" * 300]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_stay_within_their_node(tab: Page, name: str) -> None:
    diagram = architecture_diagram(hub(20, 2))
    nodes = tuple(replace(node, label=name, domains=(name,)) for node in diagram.nodes)
    odd = Diagram(diagram.title, nodes, diagram.edges, diagram.groups)
    for width, height in ((1440, 900), (390, 844)):
        found = measured(tab, odd, width, height)
        assert (found["cropped"], found["outside"], found["overlaps"], found["through"]) == (False, [], 0, [])
        hint = tab.locator(".pdd-hint", has_text="Some long names are shortened")
        assert not found["cut"] or hint.is_visible()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_long_name_among_short_ones_is_shown_in_full(tab: Page, name: str) -> None:
    diagram = architecture_diagram(hub(20))
    nodes = tuple(replace(node, label=name) if node.key in ("s3", "proxy-0") else node for node in diagram.nodes)
    for width, height in ((1440, 900), (390, 844)):
        assert_whole(measured(tab, replace(diagram, nodes=nodes), width, height))


CYCLE = "services: {a: {depends_on: [b]}, b: {depends_on: [c]}, c: {depends_on: [a]}}"
HOSTS = [f"h{n}" for n in range(9)]
EVERYWHERE = "\n".join(
    ["hosts:", *(f"  {host}: {{}}" for host in HOSTS), "services:"]
    + [f"  s{n}: {{host: [{', '.join(HOSTS)}]}}" for n in range(40)]
)
LOOP = """
services: {p: {listeners: [{port: 80}]}, q: {listeners: [{port: 81}]}, a: {listeners: [{port: 82}]}}
endpoints:
  - {url: http://x.org, via: [p, q], to: a}
  - {url: http://y.org, via: [q, p], to: a}
"""


ODD = {"one service": "services: {a: {}}", "a cycle": CYCLE, "all on every host": EVERYWHERE, "proxies in a loop": LOOP}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD)
def test_an_odd_registry_keeps_the_rules(tab: Page, data: str) -> None:
    diagram = architecture_diagram(registry_of(data))
    for width, height in ((1440, 900), (390, 844)):
        found = measured(tab, diagram, width, height)
        assert found["height"] <= 1.5 * 900 or not found["isPicture"]
        assert_whole(found)


def test_adding_a_service_moves_the_others_little() -> None:
    before, after = (layout(architecture_diagram(hub(count))) for count in (20, 21))
    moved = sum(a != b for a, b in zip(before.nodes, after.nodes, strict=False))
    assert moved <= 4


def test_requests_go_down_from_the_host_of_a_proxy() -> None:
    diagram = architecture_diagram(hub(60, 1, 3, 12))
    frames = dict(zip((group.key for group in diagram.groups), layout(diagram).groups, strict=True))
    bottom = frames["host:host-0"].bottom
    assert all(box.y > bottom for key, box in frames.items() if key.startswith("host:") and key != "host:host-0")


def test_a_caption_names_the_number_of_endpoints_where_there_is_space() -> None:
    captions = [one.text for one in layout(architecture_diagram(hub(20, 2))).captions]
    assert captions == ["Behind Proxy 0 · 9 endpoints", "Behind Proxy 1 · 9 endpoints", "Not reached by any endpoint"]


def crossings(placed: Layout) -> int:
    """The number of crossings between the visible lines of a layout."""
    visible = [strokes for at, strokes in enumerate(placed.strokes) if at not in placed.on_demand]
    lines = [
        *(stroke.points for strokes in visible for stroke in strokes),
        *(one.stroke.points for one in placed.trunks),
    ]
    pairs = combinations([list(pairwise(line)) for line in lines], 2)
    return sum(_cross(a, b) for first, second in pairs for a in first for b in second)


def _cross(a: tuple[Point, Point], b: tuple[Point, Point]) -> bool:
    """True if two pieces cross; not where they only touch or lie on each other."""
    sides = [_side(*a, end) * _side(*a, other) for end, other in [b]] + [_side(*b, a[0]) * _side(*b, a[1])]
    return all(side < 0 for side in sides)


def _side(start: Point, end: Point, point: Point) -> int:
    across = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    return (across > 1e-6) - (across < -1e-6)
