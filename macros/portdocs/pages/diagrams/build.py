"""Scene and folding → drawing: the cards, the arrows between them, the frames around them and what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from portdocs.pages.diagrams.edges import arrows, readable
from portdocs.pages.diagrams.frames import Frames
from portdocs.pages.diagrams.group_nodes import rest_node
from portdocs.pages.diagrams.grouping import SITES, Grouping, is_group
from portdocs.pages.diagrams.hops import ELSEWHERE, INTERNET, EndpointHops, ends_tls
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.nodes import elsewhere, folded, internet, service_node
from portdocs.pages.diagrams.paths import ways
from portdocs.pages.diagrams.selection import DiagramScope, Placement


def compose(
    scene: DiagramScope, folding: Grouping, title: str, *, page: str | None = None, inside: str | None = None
) -> Diagram:
    """The drawing. `page` is where the card for the rest leads, `inside` the frame that this card stands in."""
    frames = Frames(scene, folding.suite_frames)
    members = folding.members()
    marks = _marks(scene.trips)
    nodes = [
        rest_node(scene, key, seats, page, inside) if is_group(key) else _card(scene, frames, key, seats[0], marks)
        for key, seats in members.items()
    ]
    cards = {**_cards_of(members), **_sites(scene), INTERNET: (INTERNET,)}
    edges, legend = readable(arrows(scene.hops, cards, _hosts(members)))
    nodes += _outside(cards, {end for edge in edges for end in (edge.source, edge.target)})
    note = " ".join(filter(None, (legend, _folded_note(members), _left_out_note(scene.left_out))))
    return Diagram(
        title,
        tuple(nodes),
        tuple(edges),
        frames.around(node.group for node in nodes),
        ways(scene.trips),
        note,
        folded=any(map(is_group, members)),
    )


def _cards_of(members: Mapping[str, list[Placement]]) -> dict[str, tuple[str, ...]]:
    """The cards of each service, by its id."""
    cards: dict[str, dict[str, None]] = {}
    for key, seats in members.items():
        for service, _ in seats:
            cards.setdefault(service, {})[key] = None
    return {service: tuple(keys) for service, keys in cards.items()}


def _hosts(members: Mapping[str, list[Placement]]) -> dict[str, str]:
    """The host of each card that stands on one."""
    hosts = {key: {host for _, host in seats} for key, seats in members.items()}
    return {key: next(iter(ids)) for key, ids in hosts.items() if len(ids) == 1}


def _card(scene: DiagramScope, frames: Frames, key: str, seat: Placement, marks: Mapping[str, tuple[str, ...]]) -> Node:
    service, host = scene.services[seat[0]], scene.registry.hosts.get(seat[1])
    return service_node(scene.registry, service, key, host, frames.of(seat), marks.get(service.id, ()))


def _marks(trips: Iterable[EndpointHops]) -> dict[str, tuple[str, ...]]:
    """What endpoints say about the services that they pass: where TLS ends, how many only redirect."""
    trips = tuple(trips)
    marks: dict[str, tuple[str, ...]] = {id: ("TLS ends here",) for trip in trips for id in ends_tls(trip)}
    returns = Counter(trip.returns for trip in trips for _ in trip.route.endpoint.url if trip.returns)
    for id, count in returns.items():
        marks[id] = (*marks.get(id, ()), "1 redirect" if count == 1 else f"{count:,} redirects")
    return marks


def _sites(scene: DiagramScope) -> dict[str, tuple[str, ...]]:
    """The cards of the sites of others."""
    sites = scene.elsewhere
    return {site: (site if len(sites) <= SITES else ELSEWHERE,) for site in sites}


def _outside(cards: Mapping[str, tuple[str, ...]], used: set[str]) -> list[Node]:
    """The Internet and the sites of others, where an arrow touches them."""
    nodes = [internet()] if INTERNET in used else []
    sites = {name: card for name, (card, *_) in cards.items() if name.startswith(ELSEWHERE)}
    if ELSEWHERE in sites.values():
        return [*nodes, folded(ELSEWHERE, len(sites), "other sites", None)]
    return [*nodes, *(elsewhere(site) for site in sites)]


def _folded_note(members: Mapping[str, list[Placement]]) -> str:
    folds = [seats for key, seats in members.items() if is_group(key)]
    services = len({service for seats in folds for service, _ in seats})
    if not folds:
        return ""
    into = "one card, which leads" if len(folds) == 1 else f"{len(folds)} cards, which lead"
    return f"{services:,} services are folded into {into} to where all are listed."


def _left_out_note(count: int) -> str:
    if not count:
        return ""
    return "1 retired service is not drawn." if count == 1 else f"{count:,} retired services are not drawn."
