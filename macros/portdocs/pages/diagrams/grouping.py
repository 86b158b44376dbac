"""Which card stands for which services, so that no drawing becomes a wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.registry import Registry, Service

LIMIT = 40
"""How many cards a drawing shows at most."""
SITES = 6
"""To how many sites of others redirects lead before one card stands for all of these sites."""
_AROUND = 12
"""How many cards are kept for services that were not asked for, where there are too many of both."""

MORE, MORE_HOSTS, OTHERS, EXTERNAL = "more:", "more-hosts:", "others:", "external:"
"""Keys of cards for the rest; the other folds are `suite:ID@HOST`, `rest:@HOST` and `host:ID`."""

Naming: TypeAlias = "Callable[[Placement], str]"
"""The key of the card that a seat gets."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The card of every seat, by key."""

    cards: Mapping[Placement, str]
    suite_frames: bool = True
    """Whether suites have frames: not where a card stands for a suite."""

    def members(self) -> dict[str, list[Placement]]:
        """The seats that each card stands for."""
        members: dict[str, list[Placement]] = {}
        for seat, key in self.cards.items():
            members.setdefault(key, []).append(seat)
        return members


def is_group(key: str) -> bool:
    """Whether a card stands for many: the key of a single service has no colon."""
    return ":" in key


def by_size(scene: DiagramScope) -> Grouping:
    """The whole in as much detail as there is room for: services, else suites, else hosts, else some of the hosts."""
    seats = scene.seats(scene.services.values())
    room = _room(scene, LIMIT)
    if len(seats) <= room:
        return Grouping(_named(seats, _single(scene)))
    cards = _without_lone(scene, _named(seats, _by_suite(scene)))
    if len(set(cards.values())) > room:
        cards = _without_lone(scene, _named(seats, _by_host(scene)))
    if len(set(cards.values())) > room:
        cards = _busiest(scene, cards, room)
    return Grouping(cards, suite_frames=False)


def first_related(scene: DiagramScope, limit: int = LIMIT) -> Grouping:
    """As many services as there is room for, proxies and those that most arrows touch before others; one card for the
    rest of those asked for, one for the rest of their neighbours."""
    chosen, around = scene.seats(scene.chosen.values()), scene.seats(scene.around.values())
    room = _room(scene, limit)
    beside = max(_AROUND, room - len(chosen)) if len(chosen) + len(around) > room else len(around)
    beside = min(beside, len(around))
    for seats in (chosen, around):
        seats.sort(key=lambda seat: (not _is_proxy(scene, seat), -scene.weight.get(seat[0], 0)))
    single = _single(scene)
    return Grouping(_first(chosen, room - beside, single, MORE) | _first(around, beside, single, OTHERS))


def _first(seats: list[Placement], room: int, naming: Naming, rest: str) -> dict[Placement, str]:
    kept = len(seats) if len(seats) <= room else room - 1
    return _named(seats[:kept], naming) | dict.fromkeys(seats[kept:], rest)


def _room(scene: DiagramScope, limit: int) -> int:
    """How many cards are left beside the Internet and the sites of others."""
    return limit - 1 - min(len(scene.elsewhere), SITES)


def _named(seats: Iterable[Placement], naming: Naming) -> dict[Placement, str]:
    return {seat: naming(seat) for seat in seats}


def _single(scene: DiagramScope) -> Naming:
    """A card for every seat: the service's id, with the host where it is drawn on several."""
    shared = {service.id for service in scene.services.values() if len(scene.hosts(service)) > 1}
    return lambda seat: f"{seat[0]}@{seat[1]}" if seat[0] in shared else seat[0]


def _by_suite(scene: DiagramScope) -> Naming:
    """A card for each suite on each host. Proxies of several suites stay: they hold the picture together."""
    shared = {service.id for service in scene.services.values() if serves_other_suites(scene.registry, service)}
    single = _single(scene)

    def name(seat: Placement) -> str:
        service = scene.services[seat[0]]
        if service.external:
            return EXTERNAL
        if service.id in shared:
            return single(seat)
        return f"suite:{service.suite}@{seat[1]}" if service.suite else f"rest:@{seat[1]}"

    return name


def _by_host(scene: DiagramScope) -> Naming:
    def name(seat: Placement) -> str:
        if scene.services[seat[0]].external:
            return EXTERNAL
        return f"host:{seat[1]}" if seat[1] else "rest:@"

    return name


def _without_lone(scene: DiagramScope, cards: Mapping[Placement, str]) -> dict[Placement, str]:
    """The same, but no card stands for a single service: that would say less than the service itself."""
    members = Grouping(cards).members()
    single = _single(scene)
    return {seat: single(seat) if len(members[key]) == 1 else key for seat, key in cards.items()}


def _busiest(scene: DiagramScope, cards: Mapping[Placement, str], room: int) -> dict[Placement, str]:
    """The hosts that most arrows touch, and one card for all others."""
    weights: dict[str, int] = dict.fromkeys(cards.values(), 0)
    for seat, key in cards.items():
        weights[key] += scene.weight.get(seat[0], 0)
    kept = set(sorted(weights, key=lambda key: -weights[key])[: room - 1])
    return {seat: key if key in kept else MORE_HOSTS for seat, key in cards.items()}


def _is_proxy(scene: DiagramScope, seat: Placement) -> bool:
    return scene.registry.is_proxy(scene.services[seat[0]])


def serves_other_suites(registry: Registry, service: Service) -> bool:
    """Whether endpoints pass through a service on their way to another suite than its own."""
    reached = (registry.services[e.to.service].suite for e in registry.endpoints_via(service) if e.to)
    return any(suite != service.suite for suite in reached)
