"""Scene and grouping → diagram: the cards, the edges between them, the frames around them and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from portdocs.pages.diagrams.edges import legible, merge_hops
from portdocs.pages.diagrams.frames import Frames
from portdocs.pages.diagrams.group_nodes import rest_node
from portdocs.pages.diagrams.grouping import SITES, Grouping, is_group
from portdocs.pages.diagrams.hops import EXTERNAL_SITE, INTERNET, EndpointHops, ends_tls
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.nodes import external_site_node, folded, internet, service_node
from portdocs.pages.diagrams.paths import ways
from portdocs.pages.diagrams.selection import DiagramScope, Placement


def compose(
    scope: DiagramScope, grouping: Grouping, title: str, *, page: str | None = None, inside: str | None = None
) -> Diagram:
    """The diagram. `page` is where the card for the rest leads, `inside` the frame that this card stands in."""
    frames = Frames(scope, grouping.suite_frames)
    members = grouping.members()
    marks = _marks(scope.endpoint_hops)
    nodes = [
        rest_node(scope, key, placements, page, inside)
        if is_group(key)
        else _card(scope, frames, key, placements[0], marks)
        for key, placements in members.items()
    ]
    cards = {**_cards_of(members), **_sites(scope), INTERNET: (INTERNET,)}
    edges, legend = legible(merge_hops(scope.hops, cards, _hosts(members)))
    nodes += _outside(cards, {end for edge in edges for end in (edge.source, edge.target)})
    note = " ".join(filter(None, (legend, _folded_note(members), _left_out_note(scope.left_out))))
    return Diagram(
        title,
        tuple(nodes),
        tuple(edges),
        frames.around(node.group for node in nodes),
        ways(scope.endpoint_hops),
        note,
        folded=any(map(is_group, members)),
    )


def _cards_of(members: Mapping[str, list[Placement]]) -> dict[str, tuple[str, ...]]:
    """The cards of each service, by its id."""
    cards: dict[str, dict[str, None]] = {}
    for key, placements in members.items():
        for service, _ in placements:
            cards.setdefault(service, {})[key] = None
    return {service: tuple(keys) for service, keys in cards.items()}


def _hosts(members: Mapping[str, list[Placement]]) -> dict[str, str]:
    """The host of each card that stands on one."""
    hosts = {key: {host for _, host in placements} for key, placements in members.items()}
    return {key: next(iter(ids)) for key, ids in hosts.items() if len(ids) == 1}


def _card(
    scope: DiagramScope, frames: Frames, key: str, placement: Placement, marks: Mapping[str, tuple[str, ...]]
) -> Node:
    service, host = scope.services[placement[0]], scope.registry.hosts.get(placement[1])
    return service_node(scope.registry, service, key, host, frames.of(placement), marks.get(service.id, ()))


def _marks(endpoint_hops: Iterable[EndpointHops]) -> dict[str, tuple[str, ...]]:
    """What endpoints say about the services that they pass: where TLS ends, how many only redirect."""
    endpoint_hops = tuple(endpoint_hops)
    marks: dict[str, tuple[str, ...]] = {
        id: ("TLS ends here",) for route_hops in endpoint_hops for id in ends_tls(route_hops)
    }
    returns = Counter(
        route_hops.returns for route_hops in endpoint_hops for _ in route_hops.route.endpoint.url if route_hops.returns
    )
    for id, count in returns.items():
        marks[id] = (*marks.get(id, ()), "1 redirect" if count == 1 else f"{count:,} redirects")
    return marks


def _sites(scope: DiagramScope) -> dict[str, tuple[str, ...]]:
    """The cards of the sites of others."""
    sites = scope.external_sites
    return {site: (site if len(sites) <= SITES else EXTERNAL_SITE,) for site in sites}


def _outside(cards: Mapping[str, tuple[str, ...]], used: set[str]) -> list[Node]:
    """The Internet and the sites of others, where an edge touches them."""
    nodes = [internet()] if INTERNET in used else []
    sites = {name: card for name, (card, *_) in cards.items() if name.startswith(EXTERNAL_SITE)}
    if EXTERNAL_SITE in sites.values():
        return [*nodes, folded(EXTERNAL_SITE, len(sites), "other sites", None)]
    return [*nodes, *(external_site_node(site) for site in sites)]


def _folded_note(members: Mapping[str, list[Placement]]) -> str:
    folds = [placements for key, placements in members.items() if is_group(key)]
    services = len({service for placements in folds for service, _ in placements})
    if not folds:
        return ""
    into = "one card, which leads" if len(folds) == 1 else f"{len(folds)} cards, which lead"
    return f"{services:,} services are folded into {into} to where all are listed."


def _left_out_note(count: int) -> str:
    if not count:
        return ""
    return "1 retired service is not drawn." if count == 1 else f"{count:,} retired services are not drawn."
