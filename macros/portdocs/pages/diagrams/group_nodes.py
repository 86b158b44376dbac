"""The cards that stand for many services, by the keys that `_fold` gives them."""

from __future__ import annotations

from portdocs.pages.diagrams.frames import host_frame
from portdocs.pages.diagrams.grouping import EXTERNAL, MORE, MORE_HOSTS, OTHERS
from portdocs.pages.diagrams.model import Node
from portdocs.pages.diagrams.nodes import folded
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.format import host_page, suite_page

ALL_PAGE = "ports.md"
"""The page that lists everything: where a card leads that stands for services of several hosts."""


def rest_node(scene: DiagramScope, key: str, seats: list[Placement], page: str | None, inside: str | None) -> Node:
    """The card for the services at these seats. `page` and `inside` go with the rest of what was asked for."""
    count = len({service for service, _ in seats})
    if key == MORE:
        return folded(key, count, "more services", page, group=inside)
    if key == OTHERS:
        return folded(key, count, "more services beside these", ALL_PAGE)
    if key == EXTERNAL:
        return folded(key, count, "external services", ALL_PAGE)
    if key == MORE_HOSTS:
        hosts = len({host for _, host in seats})
        return folded(key, count, "services", ALL_PAGE, label=f"{hosts:,} more hosts")
    return _host(scene, key, count) if key.startswith("host:") else _suite(scene, key, count)


def _host(scene: DiagramScope, key: str, count: int) -> Node:
    host = scene.registry.hosts[key.removeprefix("host:")]
    return folded(key, count, "services", host_page(host), label=host.title, kind="host")


def _suite(scene: DiagramScope, key: str, count: int) -> Node:
    """`suite:ID@HOST`, or `rest:@HOST` for services without a suite; without a host they are on several."""
    suite_id, _, host_id = key.partition(":")[2].partition("@")
    frame = host_frame(host_id)
    if suite_id:
        suite = scene.registry.suites[suite_id]
        return folded(key, count, "services", suite_page(suite), label=suite.title, group=frame)
    host = scene.registry.hosts.get(host_id)
    what = "services of no suite" if host else "services on several hosts"
    return folded(key, count, what, host_page(host) if host else ALL_PAGE, group=frame)
