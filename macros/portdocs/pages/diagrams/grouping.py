"""Which card stands for which services, so that no diagram becomes a wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.registry import Registry, Service

LIMIT = 40
"""How many cards a diagram shows at most."""
SITES = 6
"""To how many sites of others redirects lead before one card stands for all of these sites."""
_AROUND = 12
"""How many cards are kept for services that were not asked for, where there are too many of both."""

MORE, MORE_HOSTS, OTHERS, EXTERNAL = "more:", "more-hosts:", "others:", "external:"
"""Keys of cards for the rest; the other folds are `suite:ID@HOST`, `rest:@HOST` and `host:ID`."""

Naming: TypeAlias = "Callable[[Placement], str]"
"""The key of the card that a placement gets."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The card of every placement, by key."""

    cards: Mapping[Placement, str]
    suite_frames: bool = True
    """Whether suites have frames: not where a card stands for a suite."""

    def members(self) -> dict[str, list[Placement]]:
        """The placements that each card stands for."""
        members: dict[str, list[Placement]] = {}
        for placement, key in self.cards.items():
            members.setdefault(key, []).append(placement)
        return members


def is_group(key: str) -> bool:
    """Whether a card stands for many: the key of a single service has no colon."""
    return ":" in key


def by_size(scope: DiagramScope) -> Grouping:
    """The whole in as much detail as there is room for: services, else suites, else hosts, else some of the hosts."""
    placements = scope.placements(scope.services.values())
    room = _room(scope, LIMIT)
    if len(placements) <= room:
        return Grouping(_named(placements, _single(scope)))
    cards = _without_lone(scope, _named(placements, _by_suite(scope)))
    if len(set(cards.values())) > room:
        cards = _without_lone(scope, _named(placements, _by_host(scope)))
    if len(set(cards.values())) > room:
        cards = _busiest(scope, cards, room)
    return Grouping(cards, suite_frames=False)


def first_related(scope: DiagramScope, limit: int = LIMIT) -> Grouping:
    """As many services as there is room for, proxies and those that most edges touch before others; one card for the
    rest of those asked for, one for the rest of their neighbours."""
    chosen, around = scope.placements(scope.chosen.values()), scope.placements(scope.around.values())
    room = _room(scope, limit)
    beside = max(_AROUND, room - len(chosen)) if len(chosen) + len(around) > room else len(around)
    beside = min(beside, len(around))
    for placements in (chosen, around):
        placements.sort(key=lambda placement: (not _is_proxy(scope, placement), -scope.weight.get(placement[0], 0)))
    single = _single(scope)
    return Grouping(_first(chosen, room - beside, single, MORE) | _first(around, beside, single, OTHERS))


def _first(placements: list[Placement], room: int, naming: Naming, rest: str) -> dict[Placement, str]:
    kept = len(placements) if len(placements) <= room else room - 1
    return _named(placements[:kept], naming) | dict.fromkeys(placements[kept:], rest)


def _room(scope: DiagramScope, limit: int) -> int:
    """How many cards are left beside the Internet and the sites of others."""
    return limit - 1 - min(len(scope.external_sites), SITES)


def _named(placements: Iterable[Placement], naming: Naming) -> dict[Placement, str]:
    return {placement: naming(placement) for placement in placements}


def _single(scope: DiagramScope) -> Naming:
    """A card for every placement: the service's id, with the host where it is drawn on several."""
    shared = {service.id for service in scope.services.values() if len(scope.hosts(service)) > 1}
    return lambda placement: f"{placement[0]}@{placement[1]}" if placement[0] in shared else placement[0]


def _by_suite(scope: DiagramScope) -> Naming:
    """A card for each suite on each host. Proxies of several suites stay: they hold the picture together."""
    shared = {service.id for service in scope.services.values() if serves_other_suites(scope.registry, service)}
    single = _single(scope)

    def name(placement: Placement) -> str:
        service = scope.services[placement[0]]
        if service.external:
            return EXTERNAL
        if service.id in shared:
            return single(placement)
        return f"suite:{service.suite}@{placement[1]}" if service.suite else f"rest:@{placement[1]}"

    return name


def _by_host(scope: DiagramScope) -> Naming:
    def name(placement: Placement) -> str:
        if scope.services[placement[0]].external:
            return EXTERNAL
        return f"host:{placement[1]}" if placement[1] else "rest:@"

    return name


def _without_lone(scope: DiagramScope, cards: Mapping[Placement, str]) -> dict[Placement, str]:
    """The same, but no card stands for a single service: that would say less than the service itself."""
    members = Grouping(cards).members()
    single = _single(scope)
    return {placement: single(placement) if len(members[key]) == 1 else key for placement, key in cards.items()}


def _busiest(scope: DiagramScope, cards: Mapping[Placement, str], room: int) -> dict[Placement, str]:
    """The hosts that most edges touch, and one card for all others."""
    weights: dict[str, int] = dict.fromkeys(cards.values(), 0)
    for placement, key in cards.items():
        weights[key] += scope.weight.get(placement[0], 0)
    kept = set(sorted(weights, key=lambda key: -weights[key])[: room - 1])
    return {placement: key if key in kept else MORE_HOSTS for placement, key in cards.items()}


def _is_proxy(scope: DiagramScope, placement: Placement) -> bool:
    return scope.registry.is_proxy(scope.services[placement[0]])


def serves_other_suites(registry: Registry, service: Service) -> bool:
    """Whether endpoints pass through a service on their way to another suite than its own."""
    reached = (registry.services[e.to.service].suite for e in registry.endpoints_via(service) if e.to)
    return any(suite != service.suite for suite in reached)
