"""Scope and grouping → diagram: the nodes, the edges between them, the frames around them, and a note on the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from portdocs.pages.diagrams.edges import hint_on, legible, merge_hops
from portdocs.pages.diagrams.grouping import MAX_SITES, Grouping
from portdocs.pages.diagrams.hops import INTERNET, EndpointHops, endpoint_paths, ends_tls, zone_key
from portdocs.pages.diagrams.layout import fits
from portdocs.pages.diagrams.model import Diagram, Node
from portdocs.pages.diagrams.nodes import ENDPOINTS_PAGE, external_site_node, internet, service_node, zone_node
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.diagrams.slots import Frame, Frames, Slot, groups_around
from portdocs.pages.diagrams.tiles import group_node, spans

_OTHER_SITES = "url:"
"""The key of the node for external sites where there are too many."""


def fit(
    scope: DiagramScope,
    groupings: Sequence[Callable[[], Grouping]],
    title: str,
    *,
    page: str | None = None,
    inside: Frame | None = None,
) -> Diagram:
    """The most detailed diagram that is not too tall to read; else the last one.

    `page` is the page of the node for the rest, `inside` its frame.
    """

    def composed(at: int) -> tuple[Diagram, bool]:
        diagram = _compose(scope, groupings[at](), title, page, inside)
        return diagram, fits(diagram)

    diagram, is_low_enough = composed(0)
    low, high = 1, 1 if is_low_enough else len(groupings)
    while low < high:  # Heights shrink from one grouping to the next: search for the first that fits.
        middle = (low + high) // 2
        candidate, is_low_enough = composed(middle)
        if is_low_enough or middle == len(groupings) - 1:
            diagram = candidate
        low, high = (low, middle) if is_low_enough else (middle + 1, high)
    return diagram


def _compose(scope: DiagramScope, grouping: Grouping, title: str, page: str | None, inside: Frame | None) -> Diagram:
    frames = Frames(scope)
    members = grouping.members()
    marks = _marks(scope.endpoint_hops)
    around = {slot: _frame(frames, slot, placements[0], inside) for slot, placements in members.items()}
    nodes = [
        group_node(scope, slot, placements, page, around[slot])
        if slot.is_group
        else _service(scope, slot, placements[0], around[slot], marks)
        for slot, placements in members.items()
    ]
    nodes = _sized(nodes, members)
    sources = {INTERNET, *map(zone_key, scope.registry.zones)}
    cards = {**_cards_of(members), **_sites(scope), **{key: (key,) for key in sources}}
    edges, missing = legible(merge_hops(scope.hops, cards, _hosts(members)))
    nodes += _outside(scope, {end for edge in edges for end in (edge.source, edge.target)})
    notes = (missing, _grouped_note(members), _tiles_note(nodes), _left_out_note(scope.left_out))
    return Diagram(
        title,
        tuple(nodes),
        tuple(edges),
        groups_around(scope.registry, around.values()),
        endpoint_paths(scope.endpoint_hops),
        " ".join(filter(None, notes)),
        grouped=any(slot.is_group for slot in members),
        hint=hint_on(edges),
    )


def _frame(frames: Frames, slot: Slot, placement: Placement, inside: Frame | None) -> Frame | None:
    """The frame that a node is in."""
    if slot.kind == "service":
        return frames.of(placement)
    if slot.kind == "rest" and slot.suite:
        return Frame(slot.host, slot.suite)
    if slot.kind == "more":
        return inside
    return Frame(slot.host) if slot.kind in ("suite", "rest") and slot.host else None


def _cards_of(members: Mapping[Slot, list[Placement]]) -> dict[str, tuple[str, ...]]:
    """The keys of the nodes of each service, by its id."""
    cards: dict[str, dict[str, None]] = {}
    for slot, placements in members.items():
        for service, _ in placements:
            cards.setdefault(service, {})[slot.key] = None
    return {service: tuple(keys) for service, keys in cards.items()}


def _hosts(members: Mapping[Slot, list[Placement]]) -> dict[str, str]:
    """The host of each node that is on one, by key."""
    hosts = {slot.key: {host for _, host in placements} for slot, placements in members.items()}
    return {key: next(iter(ids)) for key, ids in hosts.items() if len(ids) == 1}


def _service(
    scope: DiagramScope, slot: Slot, placement: Placement, frame: Frame | None, marks: Mapping[str, tuple[str, ...]]
) -> Node:
    """The node of a service; the same one in all diagrams that show the same of it."""
    registry, service = scope.registry, scope.services[placement[0]]
    group, facts = frame.key if frame else None, marks.get(service.id, ())

    def make() -> Node:
        return service_node(registry, service, slot.key, registry.hosts.get(placement[1]), group, facts)

    return registry.fact((service_node, placement, slot.key, group, facts), make)


def _marks(endpoint_hops: Iterable[EndpointHops]) -> dict[str, tuple[str, ...]]:
    """Facts from endpoints about the services they pass: where TLS ends, and how many only redirect."""
    endpoint_hops = tuple(endpoint_hops)
    marks: dict[str, tuple[str, ...]] = {id: ("TLS ends here",) for hops in endpoint_hops for id in ends_tls(hops)}
    returns = Counter(hops.returns for hops in endpoint_hops for _ in hops.route.endpoint.url if hops.returns)
    for id, count in returns.items():
        marks[id] = (*marks.get(id, ()), "1 redirect" if count == 1 else f"{count:,} redirects")
    return marks


def _sites(scope: DiagramScope) -> dict[str, tuple[str, ...]]:
    """The cards of external sites."""
    sites = scope.external_sites
    return {site.key: (site.key if len(sites) <= MAX_SITES else _OTHER_SITES,) for site in sites}


def _outside(scope: DiagramScope, used: set[str]) -> list[Node]:
    """The Internet, zones and external sites with an edge."""
    nodes = [internet()] if INTERNET in used else []
    nodes += [zone_node(zone) for id, zone in scope.registry.zones.items() if zone_key(id) in used]
    sites = scope.external_sites
    if len(sites) > MAX_SITES:
        words = f"{len(sites):,} other sites"
        return [*nodes, Node(_OTHER_SITES, words, "external", page=ENDPOINTS_PAGE, tooltip=words)]
    return [*nodes, *(external_site_node(site) for site in sites)]


def _sized(nodes: list[Node], members: Mapping[Slot, list[Placement]]) -> list[Node]:
    """The nodes, with tiles of hosts and suites as wide as their numbers of services ask for."""
    counts = {slot.key: len(placements) for slot, placements in members.items() if slot.kind in ("host", "suite")}
    widths = dict(zip(counts, spans(counts.values()), strict=True))
    return [replace(node, span=widths[node.key]) if widths.get(node.key, 1) > 1 else node for node in nodes]


def _grouped_note(members: Mapping[Slot, list[Placement]]) -> str:
    groups = [placements for slot, placements in members.items() if slot.is_group]
    services = len({service for placements in groups for service, _ in placements})
    if not groups:
        return ""
    into = "one node, which links" if len(groups) == 1 else f"{len(groups)} nodes, which link"
    return f"{services:,} services are grouped into {into} to the full lists."


def _tiles_note(nodes: Iterable[Node]) -> str:
    has_tiles = any(node.count for node in nodes)
    return "Each tile shows its number of services and their most severe problem." if has_tiles else ""


def _left_out_note(count: int) -> str:
    if not count:
        return ""
    return "1 retired service is not shown." if count == 1 else f"{count:,} retired services are not shown."
