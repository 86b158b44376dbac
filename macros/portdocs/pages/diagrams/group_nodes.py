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


def rest_node(scope: DiagramScope, key: str, placements: list[Placement], page: str | None, inside: str | None) -> Node:
    """The card for the services at these placements. `page` and `inside` go with the rest of what was asked for."""
    count = len({service for service, _ in placements})
    if key == MORE:
        return folded(key, count, "more services", page, group=inside)
    if key == OTHERS:
        return folded(key, count, "more services beside these", ALL_PAGE)
    if key == EXTERNAL:
        return folded(key, count, "external services", ALL_PAGE)
    if key == MORE_HOSTS:
        hosts = len({host for _, host in placements})
        return folded(key, count, "services", ALL_PAGE, label=f"{hosts:,} more hosts")
    return _host(scope, key, count) if key.startswith("host:") else _suite(scope, key, count)


def _host(scope: DiagramScope, key: str, count: int) -> Node:
    host = scope.registry.hosts[key.removeprefix("host:")]
    return folded(key, count, "services", host_page(host), label=host.title, kind="host")


def _suite(scope: DiagramScope, key: str, count: int) -> Node:
    """`suite:ID@HOST`, or `rest:@HOST` for services without a suite; without a host they are on several."""
    suite_id, _, host_id = key.partition(":")[2].partition("@")
    frame = host_frame(host_id)
    if suite_id:
        suite = scope.registry.suites[suite_id]
        return folded(key, count, "services", suite_page(suite), label=suite.title, group=frame)
    host = scope.registry.hosts.get(host_id)
    what = "services of no suite" if host else "services on several hosts"
    return folded(key, count, what, host_page(host) if host else ALL_PAGE, group=frame)
