"""The attributes of diagrams for the script: keys, path numbers, stops and the parts to narrow a diagram to."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.edge_paths import number_paths
from portdocs.pages.diagrams.figure import figure_html
from portdocs.pages.diagrams.model import Diagram, Edge, Node
from portdocs.pages.diagrams.service_diagram import service_diagram
from portdocs.pages.links import SiteLinks
from portdocs.registry import Registry
from tests.data import registry_of
from tests.pages.test_diagrams import SHOP
from tests.pages.test_grouping import crowd

LINKS = SiteLinks("architecture.md")


@pytest.fixture(scope="module")
def shop() -> Registry:
    return registry_of(SHOP)


def drawn(*edges: tuple[str, str, tuple[str, ...]]) -> Diagram:
    """A diagram of arrows, each with the endpoints that pass it."""
    names = {end for source, target, _ in edges for end in (source, target)}
    nodes = tuple(Node(name, name) for name in names)
    return Diagram(
        "x", nodes, tuple(Edge(source, target, "proxy", endpoints=(urls,)) for source, target, urls in edges)
    )


def test_endpoints_on_the_same_arrows_share_a_path_number() -> None:
    diagram = drawn(("a", "p", ("u", "v", "w")), ("p", "x", ("u", "v")), ("p", "y", ("w",)))
    assert number_paths(diagram).of_edges == ((0, 1), (0,), (1,))
    assert number_paths(diagram).of_urls == {"u": 0, "v": 0, "w": 1}


def test_a_path_is_not_mixed_with_another_through_the_same_proxy() -> None:
    # `v` enters at q: what leads to x never came that way.
    diagram = drawn(("a", "p", ("u",)), ("a", "q", ("v",)), ("p", "q", ("u",)), ("q", "x", ("u",)), ("q", "y", ("v",)))
    assert number_paths(diagram).of_edges == ((0,), (1,), (0,), (0,), (1,))


def test_endpoints_of_services_that_share_a_node_are_one_path() -> None:
    diagram = architecture_diagram(crowd(1000, endpoints=1000))
    assert len(set(number_paths(diagram).of_urls.values())) == len(diagram.nodes) - 2


def test_arrows_name_their_cards_and_paths(shop: Registry) -> None:
    html = figure_html(architecture_diagram(shop), LINKS)
    arrows = re.findall(r'<g class="pdd-edge [^"]*" ([^>]*)>', html)
    assert [unescape(arrow) for arrow in arrows] == [
        'data-from="@internet" data-to="nginx" data-label="2 endpoints (https 443)" data-paths="0 1"',
        'data-from="nginx" data-to="tickets" data-label="desk.example.org (10.0.0.2:4000)" data-paths="0"',
        'data-from="nginx" data-to="web" data-label="shop.example.org (10.0.0.2:3000)" data-paths="1"',
        'data-from="web" data-to="db" data-label=""',
        'data-from="web" data-to="mail" data-label=""',
    ]


def test_sentences_say_which_path_number_they_tell_and_which_steps_are_cards(shop: Registry) -> None:
    lines = re.findall(r'<li data-path="(\d+)">(.*?)</li>', figure_html(architecture_diagram(shop), LINKS))
    assert [(path, re.findall(r"<bdi( data-stop)?>", steps)) for path, steps in lines] == [
        ("0", [" data-stop", "", " data-stop", "", " data-stop"]),
        ("1", [" data-stop", "", " data-stop", "", " data-stop"]),
    ]


def test_cards_of_the_whole_say_where_they_belong(shop: Registry) -> None:
    html = figure_html(architecture_diagram(shop), LINKS)
    assert 'data-key="web" data-name="web" data-hosts="app" data-suite="shop"' in html
    assert 'data-key="nginx" data-name="Nginx" data-hosts="edge">' in html
    assert 'data-key="mail" data-name="Mail">' in html


def test_the_whole_can_be_narrowed_to_its_hosts_and_suites(shop: Registry) -> None:
    parts = [(part.kind, part.key, part.label, part.page) for part in architecture_diagram(shop).parts]
    assert parts == [
        ("host", "app", "App", "hosts/app.md"),
        ("host", "edge", "Edge", "hosts/edge.md"),
        ("suite", "desk", "Desk", "suites/desk.md"),
        ("suite", "shop", "Shop", "suites/shop.md"),
    ]


def test_what_is_narrow_already_offers_no_parts(shop: Registry) -> None:
    for diagram in (architecture_diagram(shop, suite="shop"), service_diagram(shop, "web")):
        html = figure_html(diagram, LINKS)
        assert "pdd-parts" not in html
        assert "data-hosts" not in html


def test_a_grouped_whole_says_so() -> None:
    assert "data-grouped" in figure_html(architecture_diagram(crowd(100)), LINKS)
    assert "data-grouped" not in figure_html(architecture_diagram(crowd(10)), LINKS)


def test_a_service_on_many_hosts_belongs_to_each_of_them() -> None:
    registry = registry_of("hosts: {a: {}, b: {}, c: {}, d: {}}\nservices: {x: {host: [a, b, c, d]}}")
    assert 'data-hosts="a b c d"' in figure_html(architecture_diagram(registry), LINKS)


def test_attributes_hold_no_markup() -> None:
    hostile = '"><script>{{ 7 }}'
    node = Node(hostile, "x", hosts=(hostile,), suite=hostile)
    html = figure_html(Diagram("x", (node,), (Edge(hostile, hostile, "proxy", endpoints=((hostile,),)),)), LINKS)
    assert "<script" not in html
    assert "{{" not in html
