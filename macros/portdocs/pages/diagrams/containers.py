"""Diagram → a tree of frames and sections: within each, what requests pass, then what they reach, then the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.text_layout import SMALL, SOURCES, one_line
from portdocs.pages.diagrams.text_width import text_width
from portdocs.pages.natural_sort import natural_key

FLOWS = ("endpoint", "proxy")
"""The kinds of edge that requests take."""

NOT_REACHED = "Not reached by any endpoint"
"""The caption of nodes that no request reaches."""
THROUGH_OTHERS = "Reached through other services"
"""The caption of nodes that requests reach through a service that is not a proxy in this diagram."""
_NAMES_WIDTH = 260.0
"""The width of the names in a caption; longer ones are counted."""


@dataclass(frozen=True)
class Container:
    """A frame, or a section of one. Nodes are indices in the diagram, in the order in which they are placed."""

    group: int | None = None
    """The frame, by its index in the diagram; None for the diagram itself and for a section."""
    caption: str = ""
    endpoints: str = ""
    """The number of endpoints that end in it, in words; shown with the caption where there is space."""
    is_reached: bool = True
    """False for a section that requests do not reach."""
    entries: tuple[int, ...] = ()
    """The sources of requests and the proxies, outermost first."""
    members: tuple[int, ...] = ()
    children: tuple[Container, ...] = ()
    feeds_others: bool = False
    """True if requests go on from it to other containers, which are below it."""

    @property
    def is_wrapper(self) -> bool:
        """True for a frame with nothing but another frame in it."""
        return self.has_titled_child and self.children[0].group is not None

    @property
    def has_titled_child(self) -> bool:
        """True for a frame with nothing but another frame or a section in it: their titles share a line."""
        only = self.children[0] if len(self.children) == 1 else None
        return bool(self.group is not None and not self.entries and only and (only.group is not None or only.caption))


@dataclass(frozen=True)
class Flows:
    """The paths of requests through a diagram, between nodes by index."""

    feeders: Mapping[int, frozenset[int]]
    """The nodes that requests come from directly, by the node that they reach."""
    endpoints: Mapping[tuple[int, int], tuple[tuple[str, ...], ...]]
    """The URLs of each endpoint whose requests lead from one node to another."""
    depth: Mapping[int, int]
    """The number of steps of each entry from the outside, on the longest path."""


def flows_of(diagram: Diagram) -> Flows:
    """Find the entries of a diagram and what each of them feeds."""
    index = {node.key: position for position, node in enumerate(diagram.nodes)}
    feeders: dict[int, set[int]] = defaultdict(set)
    endpoints: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = {}
    for edge in diagram.edges:
        if edge.kind in FLOWS:
            source, target = index[edge.source], index[edge.target]
            feeders[target].add(source)
            endpoints[source, target] = edge.endpoints
    senders = {source for sources in feeders.values() for source in sources}
    kinds = (*SOURCES, "proxy", "external")
    entries = {at for at, node in enumerate(diagram.nodes) if node.kind in kinds and at in senders}
    entries |= {at for at, node in enumerate(diagram.nodes) if node.kind in SOURCES}
    return Flows({at: frozenset(found) for at, found in feeders.items()}, endpoints, _depths(entries, feeders))


def _depths(entries: set[int], feeders: Mapping[int, set[int]]) -> dict[int, int]:
    """The longest path to each entry; in a cycle, a bounded one."""
    depth = dict.fromkeys(sorted(entries), 0)
    for _ in range(min(len(entries), 12)):
        for at in depth:
            above = [depth[feeder] + 1 for feeder in feeders.get(at, ()) if feeder in depth and feeder != at]
            depth[at] = min(max([depth[at], *above]), len(entries))
    return depth


def container_tree(diagram: Diagram, flows: Flows, max_sections: int) -> Container:
    """The diagram as nested containers; a frame with more sections than `max_sections` has one for all it reaches."""
    members: dict[str | None, list[int]] = defaultdict(list)
    for position, node in enumerate(diagram.nodes):
        members[node.group].append(position)
    children: dict[str | None, list[int]] = defaultdict(list)
    for position, group in enumerate(diagram.groups):
        children[group.parent].append(position)

    def build(key: str | None, group: int | None) -> Container:
        inner = [build(diagram.groups[child].key, child) for child in children[key]]
        return _container(diagram, flows, group, members[key], inner, max_sections)

    return build(None, None)


def _container(
    diagram: Diagram, flows: Flows, group: int | None, members: list[int], inner: list[Container], max_sections: int
) -> Container:
    entries = sorted((at for at in members if at in flows.depth), key=lambda at: (flows.depth[at], at))
    others = sorted((at for at in members if at not in flows.depth), key=lambda at: diagram.nodes[at].kind == "group")
    sections = _sections(diagram, flows, others, max_sections)
    inner.sort(key=lambda child: _order(diagram, flows, child))
    if len(sections) == 1 and not entries and not inner and _is_obvious(flows, sections[0]):
        return Container(group, members=sections[0].members)
    reached = [section for section in sections if section.is_reached]
    unreached = [section for section in sections if not section.is_reached]
    feeding = [_marked(flows, child) for child in inner if any(at in flows.depth for at in _nodes(child))]
    inner = [child for child in inner if not any(at in flows.depth for at in _nodes(child))]
    return Container(group, entries=tuple(entries), children=(*feeding, *reached, *inner, *unreached))


def _marked(flows: Flows, child: Container) -> Container:
    """The same container, knowing whether it feeds others."""
    nodes = set(_nodes(child))
    feeds_others = any(at not in nodes and feeders & nodes for at, feeders in flows.feeders.items())
    return replace(child, feeds_others=feeds_others)


def _is_obvious(flows: Flows, section: Container) -> bool:
    """True if a section needs no caption: there is at most one proxy that could lead to it."""
    ends = {feeder for at, feeders in flows.feeders.items() if at not in flows.depth for feeder in feeders}
    return len(ends) < 2 or not (section.is_reached and section.members)


def _order(diagram: Diagram, flows: Flows, child: Container) -> tuple[object, ...]:
    """Frames with proxies first, then those that requests reach, then the others; by key within each."""
    nodes = list(_nodes(child))
    depths = [flows.depth[at] for at in nodes if at in flows.depth]
    is_reached = any(at in flows.feeders for at in nodes)
    key = diagram.groups[child.group].key if child.group is not None else ""
    return min(depths, default=len(diagram.nodes)), not is_reached, natural_key(key)


def _nodes(container: Container) -> Iterable[int]:
    yield from (*container.entries, *container.members)
    for child in container.children:
        yield from _nodes(child)


def _sections(diagram: Diagram, flows: Flows, members: list[int], max_sections: int) -> list[Container]:
    """The members by the nodes that feed them; those of others apart, since they are not reached through here."""
    parts: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at in members:
        parts[tuple(sorted(flows.feeders.get(at, frozenset()) & flows.depth.keys()))].append(at)
    fed = {feeders: found for feeders, found in parts.items() if feeders}
    if len(fed) > max_sections:
        everyone = tuple(sorted({feeder for feeders in fed for feeder in feeders}))
        fed = {everyone: [at for at in members if at in {one for found in fed.values() for one in found}]}
    sections = [
        Container(caption=_caption(diagram, feeders), endpoints=_endpoints(flows, feeders, found), members=tuple(found))
        for feeders, found in fed.items()
    ]
    loose = parts.get((), [])
    external = [at for at in loose if diagram.nodes[at].kind == "external"]
    passed = [at for at in loose if at not in external and flows.feeders.get(at)]
    ours = [at for at in loose if at not in external and at not in passed]
    if passed:
        sections.append(Container(caption=THROUGH_OTHERS, members=tuple(passed)))
    if ours:
        sections.append(_others(NOT_REACHED if flows.feeders else "", ours))
    if external:
        sections.append(_others("External", external))
    return sections


def _others(caption: str, members: list[int]) -> Container:
    return Container(caption=caption, is_reached=False, members=tuple(members))


def _caption(diagram: Diagram, feeders: tuple[int, ...]) -> str:
    """`Reached from the Internet`, `Behind nginx and caddy`, `Behind nginx, or reached from 2 networks`."""
    nodes = [diagram.nodes[at] for at in feeders]
    direct = [node for node in nodes if node.kind in SOURCES]
    proxies = [node for node in nodes if node.kind not in SOURCES]
    origin = f"from {_listed(direct, 'network')}" if direct else ""
    if not proxies:
        return f"Reached {origin}"
    return f"Behind {_listed(proxies, 'proxy')}{f', or reached {origin}' if direct else ''}"


def _endpoints(flows: Flows, feeders: tuple[int, ...], members: list[int]) -> str:
    found = {urls for feeder in feeders for at in members for urls in flows.endpoints.get((feeder, at), ())}
    return f"{len(found):,} endpoints" if len(found) > 1 else ""


def _listed(nodes: list[Node], what: str) -> str:
    names = ["the Internet" if node.kind == "internet" else one_line(node.label) for node in nodes]
    words = " and ".join(names)
    is_short = len(names) <= 2 and text_width(words, SMALL, bold=True) <= _NAMES_WIDTH
    return words if is_short else f"{len(names)} {_PLURALS[what] if len(names) > 1 else what}"


_PLURALS = {"proxy": "proxies", "network": "networks"}
