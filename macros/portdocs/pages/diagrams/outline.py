"""A diagram as a list of paths, for a screen too narrow for the picture: what requests pass, then what they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portdocs.pages.diagrams.containers import NOT_REACHED, THROUGH_OTHERS, Flows, flows_of
from portdocs.pages.diagrams.model import ARROW, Diagram, Node
from portdocs.pages.diagrams.svg_markup import attributes
from portdocs.pages.diagrams.svg_node import icon_path
from portdocs.pages.diagrams.text_layout import facts_of, one_line
from portdocs.pages.escape import for_template
from portdocs.pages.links import Links


def outline_html(diagram: Diagram, links: Links) -> str:
    """The list, with a link for each node."""
    flows = flows_of(diagram)
    shown: set[int] = set()
    parts = []
    for feeders, members in _by_feeders(diagram, flows):
        chain = _chain(flows, feeders)
        shown.update(chain, members)
        parts.append(_part(diagram, links, chain, feeders, members, flows))
    others = [at for at in sorted(flows.depth, key=lambda at: (flows.depth[at], at)) if at not in shown]
    if others:
        parts.append(_list(diagram, links, others))
    # Material's search leaves an element out until the next closing tag of its name: no <section> is within this one.
    return f'<section class="pdd-outline" data-search-exclude>\n{chr(10).join(parts)}\n</section>'


def _by_feeders(diagram: Diagram, flows: Flows) -> list[tuple[tuple[int, ...], list[int]]]:
    """The nodes that requests end at, by the nodes that they come from; those that none reaches last."""
    members: dict[tuple[bool, tuple[int, ...]], list[int]] = defaultdict(list)
    for at in range(len(diagram.nodes)):
        if at not in flows.depth:
            feeders = flows.feeders.get(at, frozenset())
            members[bool(feeders), tuple(sorted(feeders & flows.depth.keys()))].append(at)
    parts = sorted(members.items(), key=lambda part: (not part[0][1], not part[0][0], part[0][1]))
    return [(feeders, found) for (_, feeders), found in parts]


def _chain(flows: Flows, feeders: tuple[int, ...]) -> list[int]:
    """The longest path to the first of the feeders, from the outside."""
    chain: list[int] = []
    at = max(feeders, key=lambda one: (flows.depth[one], -one), default=None)
    while at is not None and at not in chain:
        chain.append(at)
        above = [one for one in flows.feeders.get(at, ()) if one in flows.depth and flows.depth[one] < flows.depth[at]]
        at = max(above, key=lambda one: (flows.depth[one], -one), default=None)
    return chain[::-1]


def _part(
    diagram: Diagram, links: Links, chain: list[int], feeders: tuple[int, ...], members: list[int], flows: Flows
) -> str:
    path = [*chain, *(at for at in feeders if at not in chain)]
    steps = ARROW.join(
        _link(diagram.nodes[at], links, for_template(one_line(diagram.nodes[at].label)), "pdd-step") for at in path
    )
    return f"<p>{steps or _caption(flows, members)}</p>\n{_list(diagram, links, members)}"


def _caption(flows: Flows, members: list[int]) -> str:
    if any(flows.feeders.get(at) for at in members):
        return THROUGH_OTHERS
    return NOT_REACHED if flows.feeders else ""


def _list(diagram: Diagram, links: Links, members: list[int]) -> str:
    return f"<ul>{''.join(f'<li>{_item(diagram.nodes[at], links)}</li>' for at in members)}</ul>"


def _item(node: Node, links: Links) -> str:
    status = "".join(f" pdd-item--{state}" for state in (node.status, node.alert) if state)
    return _link(node, links, "".join(_lines(node, links)), f"pdd-item pdd-item--{node.kind}{status}")


def _lines(node: Node, links: Links) -> Iterator[str]:
    picture = icon_path(node)
    if picture:
        yield f'<img{attributes(src=links.asset(picture), alt="", width=22, height=22)} loading="lazy">'
    yield f"<b>{for_template(one_line(node.label))}</b>"
    for domain in node.domains:
        yield f'<span class="pdd-domain">{for_template(one_line(domain))}</span>'
    for detail in node.details:
        yield f"<code>{for_template(one_line(detail))}</code>"
    if facts := facts_of(node):
        yield f'<span class="pdd-fact">{for_template(one_line(facts))}</span>'


def _link(node: Node, links: Links, content: str, classes: str) -> str:
    if node.page is None:
        return f"<span{attributes(class_=classes)}>{content}</span>"
    return f'<a class="{classes}" href="{for_template(links.page(node.page))}">{content}</a>'
