"""A diagram as a list of paths, for a screen too narrow for the picture: what requests pass, then what they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from portdocs.pages.diagrams.containers import FLOWS, NOT_REACHED, THROUGH_OTHERS, Flows, flows_of
from portdocs.pages.diagrams.model import ARROW, Diagram, Node
from portdocs.pages.diagrams.svg_markup import attributes
from portdocs.pages.diagrams.svg_node import icon_path
from portdocs.pages.diagrams.text_layout import facts_of, one_line
from portdocs.pages.escape import for_template
from portdocs.pages.links import Links

_MAX_OPEN, _FIRST = 9, 6
"""The number of nodes of one path that are all shown, and of those shown where there are more."""


def outline_html(diagram: Diagram, links: Links) -> str:
    """The list, with a link for each node."""
    flows = flows_of(diagram)
    parts = (_part(diagram, links, path, members, flows) for path, members in _by_path(diagram, flows))
    # Material's search leaves an element out until the next closing tag of its name: no <section> is within this one.
    return f'<section class="pdd-outline" data-search-exclude>\n{chr(10).join(parts)}\n</section>'


def _by_path(diagram: Diagram, flows: Flows) -> list[tuple[tuple[int, ...], list[int]]]:
    """The nodes that requests end at, by the sources and proxies that these requests pass; those that none reaches
    last."""
    passed = _Passed(diagram, flows)
    ends = {at: passed.on_the_way_to(at) for at in range(len(diagram.nodes)) if at not in flows.depth}
    on_paths = {at for path in ends.values() for at in path}
    ends |= {at: passed.on_the_way_to(at) for at in flows.depth if at not in on_paths}
    parts: dict[tuple[bool, tuple[int, ...]], list[int]] = defaultdict(list)
    for at, path in ends.items():
        parts[bool(flows.feeders.get(at)), path].append(at)
    found = sorted(parts.items(), key=lambda part: (not part[0][1], not part[0][0], part[0][1]))
    return [(path, sorted(members, key=lambda at: diagram.nodes[at].kind == "group")) for (_, path), members in found]


class _Passed:
    """Finds the sources and proxies on the way to a node: those on the edges of the URLs that reach it."""

    def __init__(self, diagram: Diagram, flows: Flows) -> None:
        self.flows = flows
        index = {node.key: at for at, node in enumerate(diagram.nodes)}
        edges = ((index[edge.source], index[edge.target], edge) for edge in diagram.edges if edge.kind in FLOWS)
        self.edges = [(source, target, set(edge.urls)) for source, target, edge in edges if source in flows.depth]

    def on_the_way_to(self, end: int) -> tuple[int, ...]:
        """The path, outermost first."""
        last = [(source, urls) for source, target, urls in self.edges if target == end]
        wanted = {url for _, urls in last for url in urls}
        between = {source for source, target, urls in self.edges if target in self.flows.depth and urls & wanted}
        found = between | {source for source, _ in last}
        return tuple(sorted(found - {end}, key=lambda at: (self.flows.depth[at], at)))


def _part(diagram: Diagram, links: Links, path: tuple[int, ...], members: list[int], flows: Flows) -> str:
    steps = [
        " or ".join(_link(node, links, for_template(one_line(node.label)), "pdd-step") for node in nodes)
        for nodes in ([diagram.nodes[at] for at in level] for _, level in groupby(path, flows.depth.__getitem__))
    ]
    place = _shared_place(diagram, members)
    where = f'<span class="pdd-place">{for_template(one_line(place))}</span>' if place else ""
    return f"<p>{ARROW.join(steps) or _caption(flows, members)}{where}</p>\n{_lists(diagram, links, members)}"


def _shared_place(diagram: Diagram, members: list[int]) -> str:
    """The frame that all of some nodes are in; empty where they differ."""
    groups = {diagram.nodes[at].group for at in members}
    return diagram.place(groups.pop()) if len(groups) == 1 else ""


def _caption(flows: Flows, members: list[int]) -> str:
    if any(flows.feeders.get(at) for at in members):
        return THROUGH_OTHERS
    return NOT_REACHED if flows.feeders else ""


def _lists(diagram: Diagram, links: Links, members: list[int]) -> str:
    """The nodes; of many, the first few, and the others in a section that opens."""
    says_place = len({diagram.nodes[at].group for at in members}) > 1
    items = [_item(diagram, diagram.nodes[at], links, says_place) for at in members]
    if len(items) <= _MAX_OPEN:
        return _list(items)
    rest = f"<details><summary>{len(items) - _FIRST:,} more</summary>{_list(items[_FIRST:])}</details>"
    return f"{_list(items[:_FIRST])}\n{rest}"


def _list(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}' for item in items)}</ul>"


def _item(diagram: Diagram, node: Node, links: Links, says_place: bool) -> str:
    place = diagram.place(node.group) if says_place else ""
    status = "".join(f" pdd-item--{state}" for state in (node.status, node.alert) if state)
    return _link(node, links, "".join(_lines(node, links, place)), f"pdd-item{status}")


def _lines(node: Node, links: Links, place: str) -> Iterator[str]:
    picture = icon_path(node)
    if picture:
        yield f'<img{attributes(src=links.asset(picture), alt="")} loading="lazy">'
    yield f"<b>{for_template(one_line(node.label))}</b>"
    for domain in node.domains:
        yield f'<span class="pdd-domain">{for_template(one_line(domain))}</span>'
    for detail in node.details:
        text = for_template(one_line(detail))
        yield f'<span class="pdd-fact">{text}</span>' if node.count else f"<code>{text}</code>"
    if facts := facts_of(node):
        yield f'<span class="pdd-fact">{for_template(one_line(facts))}</span>'
    if place:
        yield f'<span class="pdd-place">{for_template(one_line(place))}</span>'


def _link(node: Node, links: Links, content: str, classes: str) -> str:
    if node.page is None:
        return f"<span{attributes(class_=classes)}>{content}</span>"
    return f'<a class="{classes}" href="{for_template(links.page(node.page))}">{content}</a>'
