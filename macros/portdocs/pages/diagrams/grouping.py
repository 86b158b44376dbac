"""The assignment of services to nodes, one each or one for several, so that a diagram of any size can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.diagrams.slots import Frame, Frames, Slot, serves_other_suites
from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Service

MAX_SITES = 6
"""The number of external sites that redirects lead to before one node represents all of them."""
_MAX_SINGLE = 110
"""The number of services that may each have a node."""
_MAX_TILES = 125
"""The number of nodes that represent suites or hosts."""
_MAX_FRAMES = 14
"""The number of frames that are filled with as many services as fit, before suites or hosts have one node each."""
_BUDGETS = (96, 90, 84, 80, 76, 72, 68, 64, 60, 56, 52, 48, 44, 40, 36, 33, 30, 27, 24)
_MIN_AROUND = 12
"""The number of nodes for services that were not requested, where there are too many of both."""

_LIMITS = (110, 90, 60, 40, 20)
"""The numbers of hosts or suites with a node each, where there are too many for all of them."""
_MAX_RESTS = 12
"""The number of nodes for all other hosts."""

Naming: TypeAlias = "Callable[[Placement], Slot]"
"""The node that a placement gets."""
Lazy: TypeAlias = "Callable[[], Grouping]"
"""A grouping that is made if those before it do not fit."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The node of every placement."""

    slots: Mapping[Placement, Slot]

    def members(self) -> dict[Slot, list[Placement]]:
        """The placements that each node represents."""
        members: dict[Slot, list[Placement]] = defaultdict(list)
        for placement, slot in self.slots.items():
            members[slot].append(placement)
        return dict(members)


def by_size(scope: DiagramScope) -> list[Lazy]:
    """Groupings of everything, from the most detailed to the last resort: services, the most connected services of
    each frame, suites, hosts, some of the hosts."""
    return list(_by_size(scope))


def by_suite_alone(scope: DiagramScope) -> list[Lazy]:
    """Groupings with a node for each suite, wherever its services run."""
    placements = scope.placements(scope.services.values())
    slots = _named(placements, lambda placement: _suite_slot(scope.services[placement[0]]))
    return [lambda: Grouping(slots), *(partial(_busiest, scope, slots, limit, _others) for limit in _LIMITS)]


def _others(placement: Placement) -> Slot:
    return Slot("others")


def _suite_slot(service: Service) -> Slot:
    if service.external:
        return Slot("external")
    return Slot("suite", suite=service.suite) if service.suite else Slot("rest")


def _by_size(scope: DiagramScope) -> Iterator[Lazy]:
    placements = scope.placements(scope.services.values())
    frames = Frames(scope)
    if len(placements) <= _MAX_SINGLE:
        yield lambda: Grouping(_named(placements, _single(scope)))
    if len({frames.of(placement) for placement in placements}) <= _MAX_FRAMES:
        for budget in _BUDGETS:
            if budget < len(placements):
                yield partial(_within_budget, scope, frames, placements, budget)
    has_few_hosts = len({host for _, host in placements}) <= _MAX_FRAMES
    for naming in (*((_by_suite(scope),) if has_few_hosts else ()), _by_host(scope)):
        slots = _without_lone(scope, _named(placements, naming))
        if len(set(slots.values())) <= _MAX_TILES:
            yield partial(Grouping, slots)
    for limit in (_MAX_TILES, *_LIMITS):
        yield partial(_busiest_hosts, scope, slots, limit)


def first_related(scope: DiagramScope, budgets: tuple[int, ...] = (64, 48, 36, 24, 16, 10, 6)) -> list[Lazy]:
    """Groupings with as many services as fit, proxies and the most connected ones first.

    The other requested services share one node, and the other neighbours another one.
    """
    chosen, around = scope.placements(scope.chosen.values()), scope.placements(scope.around.values())
    for placements in (chosen, around):
        placements.sort(key=_by_weight(scope))
    return [partial(_most_related, scope, chosen, around, budget) for budget in budgets]


def _most_related(scope: DiagramScope, chosen: list[Placement], around: list[Placement], budget: int) -> Grouping:
    limit = max(4, budget - 1 - min(len(scope.external_sites), MAX_SITES))
    fewest = min(_MIN_AROUND, limit // 2)
    neighbours = max(fewest, limit - len(chosen)) if len(chosen) + len(around) > limit else len(around)
    neighbours = min(neighbours, len(around))
    single = _single(scope)
    return Grouping(
        _first(chosen, limit - neighbours, single, Slot("more")) | _first(around, neighbours, single, Slot("others"))
    )


def _by_weight(scope: DiagramScope) -> Callable[[Placement], tuple[object, ...]]:
    return lambda placement: (
        not scope.registry.is_proxy(scope.services[placement[0]]),
        -scope.weight.get(placement[0], 0),
        natural_key(placement[0]),
    )


def _first(placements: list[Placement], limit: int, naming: Naming, rest: Slot) -> dict[Placement, Slot]:
    count = len(placements) if len(placements) <= limit else limit - 1
    return _named(placements[:count], naming) | dict.fromkeys(placements[count:], rest)


def _named(placements: Iterable[Placement], naming: Naming) -> dict[Placement, Slot]:
    return {placement: naming(placement) for placement in placements}


def _single(scope: DiagramScope) -> Naming:
    """A node for every placement: the service, with the host where it is drawn on several."""
    several = {service.id for service in scope.services.values() if len(scope.hosts(service)) > 1}
    return lambda placement: Slot("service", placement[0], host=placement[1] if placement[0] in several else "")


def _within_budget(scope: DiagramScope, frames: Frames, placements: list[Placement], budget: int) -> Grouping:
    """The most connected services of each frame, and one node for the rest of it; frames share the nodes by size."""
    filled: dict[Frame | None, list[Placement]] = defaultdict(list)
    for placement in placements:
        filled[frames.of(placement)].append(placement)
    slots: dict[Placement, Slot] = {}
    for frame, inside in filled.items():
        inside.sort(key=_by_weight(scope))
        share = max(3, budget * len(inside) // len(placements))
        rest = Slot("rest", suite=frame.suite, host=frame.host) if frame else Slot("others")
        slots |= _first(inside, share, _single(scope), rest)
    return Grouping(slots)


def _by_suite(scope: DiagramScope) -> Naming:
    """A node for each suite on each host. Proxies of several suites keep theirs: they connect the rest."""
    shared = {service.id for service in scope.services.values() if serves_other_suites(scope.registry, service)}
    single = _single(scope)

    def name(placement: Placement) -> Slot:
        service = scope.services[placement[0]]
        if service.external:
            return Slot("external")
        if service.id in shared:
            return single(placement)
        return Slot("suite" if service.suite else "rest", suite=service.suite or "", host=placement[1])

    return name


def _by_host(scope: DiagramScope) -> Naming:
    """A node for each host. Proxies that lead to other hosts keep theirs."""
    registry, single = scope.registry, _single(scope)
    shared = {service.id for service in scope.services.values() if _serves_other_hosts(scope, service.id)}

    def name(placement: Placement) -> Slot:
        service = scope.services[placement[0]]
        if service.id in shared:
            return single(placement)
        if service.external:
            return Slot("external")
        return Slot("host", host=placement[1]) if placement[1] in registry.hosts else Slot("rest")

    return name


def _serves_other_hosts(scope: DiagramScope, id: str) -> bool:
    service = scope.services[id]
    here = set(scope.hosts(service))
    ends = (scope.registry.services[e.to.service] for e in scope.registry.endpoints_via(service) if e.to)
    return any(not here & set(scope.hosts(end)) for end in ends if end.id in scope.services)


def _without_lone(scope: DiagramScope, slots: Mapping[Placement, Slot]) -> dict[Placement, Slot]:
    """The same, but no node represents a single service, because it would show less than the service itself."""
    members = Grouping(slots).members()
    single = _single(scope)
    return {
        placement: single(placement) if len(members[slot]) == 1 and slot.kind != "host" else slot
        for placement, slot in slots.items()
    }


def _busiest(scope: DiagramScope, slots: Mapping[Placement, Slot], limit: int, rest: Naming) -> Grouping:
    """The most connected hosts or suites, and the nodes for all others."""
    weights: dict[Slot, int] = dict.fromkeys(slots.values(), 0)
    for placement, slot in slots.items():
        weights[slot] += scope.weight.get(placement[0], 0)
    shown = set(sorted(weights, key=lambda slot: -weights[slot])[: limit - 1])
    return Grouping({placement: slot if slot in shown else rest(placement) for placement, slot in slots.items()})


def _busiest_hosts(scope: DiagramScope, slots: Mapping[Placement, Slot], limit: int) -> Grouping:
    return _busiest(scope, slots, limit, _by_feeders(scope, slots))


def _by_feeders(scope: DiagramScope, slots: Mapping[Placement, Slot]) -> Naming:
    """A node for the hosts that the same proxies lead to, or one for all hosts where that makes too many nodes."""
    feeders: dict[str, set[str]] = defaultdict(set)
    for hop in scope.hops:
        if hop.kind != "depends":
            feeders[hop.target].add(hop.source)
    of_slots: dict[Slot, set[str]] = defaultdict(set)
    for placement, slot in slots.items():
        of_slots[slot] |= feeders[placement[0]]
    rests = {slot: Slot("more-hosts", feeders=tuple(sorted(found))) for slot, found in of_slots.items()}
    if len(set(rests.values())) > _MAX_RESTS:
        return lambda _: Slot("more-hosts")
    return lambda placement: rests[slots[placement]]
