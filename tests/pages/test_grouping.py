"""However much there is, a diagram stays readable, and says what it groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest

from portdocs.pages.diagrams.architecture_diagram import architecture_diagram
from portdocs.pages.diagrams.grid_layout import WIDTH
from portdocs.pages.diagrams.host_diagram import host_diagram
from portdocs.pages.diagrams.layout import MAX_HEIGHT, layout
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.service_diagram import service_diagram
from portdocs.pages.diagrams.suite_diagram import suite_diagram
from portdocs.registry import Registry
from tests.data import registry_of
from tests.pages.diagram_lines import card_line, edges, keys


def crowd(count: int, *, hosts: int = 1, suites: int = 2, endpoints: int = 0) -> Registry:
    """So many services, dealt out to hosts and suites, behind one proxy."""
    lines = ["suites:", *(f"  team-{n}: {{name: Team {n}}}" for n in range(suites)), "hosts:"]
    lines += [f"  host-{n}: {{name: Host {n}, addresses: [10.0.0.{n + 1}]}}" for n in range(hosts)]
    lines += ["services:", "  proxy: {host: host-0, listeners: [{port: 443, protocol: https}]}"]
    for n in range(count):
        location = f"host: host-{n % hosts}, suite: team-{n % suites}"
        lines.append(f"  s{n}: {{{location}, listeners: [{{port: {n % 60000 + 1000}, bind: 127.0.0.1}}]}}")
    lines += ["endpoints:", *(f"  - {{url: https://s{n}.org, via: proxy, to: s{n}}}" for n in range(endpoints))]
    return registry_of("\n".join(lines if endpoints else lines[:-1]))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(partial(crowd, 100, endpoints=60), id="a hub with two suites"),
        pytest.param(partial(crowd, 200, hosts=20, suites=3), id="many hosts"),
        pytest.param(partial(crowd, 300, hosts=130, suites=3, endpoints=50), id="very many hosts"),
        pytest.param(partial(crowd, 300, hosts=7, suites=40, endpoints=50), id="many suites"),
        pytest.param(partial(crowd, 2000, endpoints=2000, suites=1), id="one proxy for everything"),
    ],
)
def test_a_diagram_is_never_too_tall_and_leaves_no_service_out(make: Callable[[], Registry]) -> None:
    registry = make()
    diagram = architecture_diagram(registry)
    placed = layout(diagram)
    assert placed.width <= WIDTH
    assert placed.height <= MAX_HEIGHT
    shown = sum(node.kind in ("service", "proxy") for node in diagram.nodes)
    counts = [int(re.sub(r"\D", "", node.details[0] if node.details else node.label)) for node in _groups(diagram)]
    assert shown + sum(counts) == len(registry.services)
    assert all(node.page for node in _groups(diagram))


def _groups(diagram: Diagram) -> list[Node]:
    return [node for node in diagram.nodes if node.kind in ("group", "host")]


def test_a_hub_shows_as_many_services_as_fit_and_counts_the_rest() -> None:
    diagram = architecture_diagram(crowd(100, endpoints=60))
    groups = [card_line(node) for node in _groups(diagram)]
    assert groups == [
        "rest:team-0@host-0 [group] 22 more services: - in suite:team-0@host-0",
        "rest:team-1@host-0 [group] 22 more services: - in suite:team-1@host-0",
    ]
    assert diagram.note == "44 services are grouped into 2 nodes, which link to the full lists."
    assert [node.page for node in _groups(diagram)] == ["suites/team-0.md", "suites/team-1.md"]


def test_many_hosts_have_a_tile_each() -> None:
    diagram = architecture_diagram(crowd(2000, hosts=100, suites=3, endpoints=5))
    assert len(_groups(diagram)) == 100
    assert card_line(diagram.nodes[1]) == "host:host-0 [host] Host 0: 20 services, loopback, 39 warnings in nothing"
    assert diagram.nodes[1].page == "hosts/host-0.md"


def test_very_many_hosts_share_a_tile() -> None:
    diagram = architecture_diagram(crowd(300, hosts=150, suites=3, endpoints=5))
    assert {"host:host-0", "host:host-4"} < set(keys(diagram))
    more = next(node for node in diagram.nodes if node.key == "more-hosts:")
    assert card_line(more) == "more-hosts: [group] 27 more hosts: 54 services in nothing"


def test_hosts_without_a_tile_are_grouped_by_what_leads_to_them() -> None:
    diagram = architecture_diagram(crowd(250, hosts=250, endpoints=125))
    rests = {node.key: node.label for node in diagram.nodes if node.key.startswith("more-hosts")}
    assert rests.keys() == {"more-hosts:", "more-hosts:proxy"}
    assert {edge.target for edge in diagram.edges if edge.source == "proxy"} > {"more-hosts:proxy"}


TILES = """
hosts:
  big: {addresses: [10.0.0.1]}
SMALL
services:
BIG
  s0: {host: big, listeners: [{port: 9000, bind: 0.0.0.0, health: tcp}], owner: me}
  s1: {host: big, listeners: [{port: 9000, bind: 0.0.0.0, health: tcp}], owner: me}
"""


def test_a_tile_is_as_wide_as_its_services_ask_and_says_the_worst_about_them() -> None:
    services = "".join(f"  b{n}: {{host: big}}\n" for n in range(12)) + "".join(
        f"  x{n}-{m}: {{host: h{n}, owner: me, listeners: [{{port: {80 + m}, bind: 127.0.0.1, health: tcp}}]}}\n"
        for n in range(40)
        for m in range(3)
    )
    hosts = "".join(f"  h{n}: {{}}\n" for n in range(40))
    diagram = architecture_diagram(registry_of(TILES.replace("SMALL\n", hosts).replace("BIG\n", services)))
    tiles = {node.key: node for node in diagram.nodes}
    big, small = tiles["host:big"], tiles["host:h3"]
    assert (big.span, big.alert, big.exposure, big.worst) == (3, "error", "network", "1 error")
    assert (small.span, small.alert, small.exposure, small.worst) == (1, "", "loopback", "loopback")
    boxes = dict(zip(tiles, layout(diagram).nodes, strict=True))
    assert boxes["host:big"].width > 2 * boxes["host:h3"].width


def test_a_large_host_keeps_what_has_relations() -> None:
    diagram = host_diagram(crowd(100, endpoints=20), "host-0")
    assert {f"s{n}" for n in range(20)} < set(keys(diagram))
    more = next(node for node in diagram.nodes if node.key == "more:")
    assert more.page == "hosts/host-0.md#services"
    assert more.group == "host:host-0"


def test_a_large_suite_keeps_its_proxy() -> None:
    assert {"proxy", "s0", "s18"} < set(keys(suite_diagram(crowd(300, endpoints=20), "team-0")))


def test_a_service_with_very_many_neighbours_groups_them() -> None:
    diagram = service_diagram(crowd(2000, endpoints=2000), "proxy")
    assert len(diagram.nodes) == 24
    assert "proxy -proxy-> others:: 1,979 endpoints" in edges(diagram)
    assert "1,979 services are grouped" in diagram.note


def test_a_large_suite_keeps_what_most_depend_on() -> None:
    """However far down the file they are."""
    lines = [f"  s{n}: {{suite: a, depends_on: [db{', cache' if n < 50 else ''}]}}" for n in range(90)]
    lines += ["  cache: {suite: a}", "  db: {suite: a}", "  door: {suite: a, listeners: [{port: 80}]}"]
    lines.append("endpoints: [{url: http://x.org, via: door, to: s0}]")
    diagram = suite_diagram(registry_of("\n".join(["suites: {a: {}}", "services:", *lines])), "a")
    assert {"cache", "db", "door", "s0", "more:"} < set(keys(diagram))
    # One edge from the node for the rest to each of them counts what leads there.
    assert any(line.startswith("more: -depends-> db:") for line in edges(diagram))
