"""What is open and nobody declared: one difference for each socket, however many sources show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from macros.drift.declared import Declared
from macros.drift.holders import holds
from macros.drift.listeners import observed_place, ports_of, socket_of
from macros.drift.result import Difference
from macros.drift.views import SOURCES, Sight
from macros.registry import Place, Service
from macros.registry.addresses import addresses
from macros.sources import Listener


def undeclared(
    sight: Sight, declared: Sequence[Declared], left: Mapping[str, list[Listener]]
) -> Iterator[tuple[Difference, Listener]]:
    """A difference for each socket that nothing declared accounts for, with the listener that shows it best.

    Where its holder is a service of the registry, the difference has the place of that too."""
    groups: list[list[Listener]] = []
    by_port: dict[tuple[str, int | None], list[list[Listener]]] = {}
    for source in SOURCES:
        for seen in left.get(source, ()):
            where = (seen.transport, seen.port)
            group = next((one for one in by_port.get(where, ()) if _is_same(one, seen)), None)
            if group is None:
                group = []
                groups.append(group)
                by_port.setdefault(where, []).append(group)
            group.append(seen)
    owners = _Owners(sight, declared)
    for group in groups:
        yield _difference(owners.of(group[0]), group), group[0]


def _is_same(group: list[Listener], seen: Listener) -> bool:
    first = group[0]
    if ports_of(first) is None or seen.source == first.source:
        return first.address == seen.address and first.container_port == seen.container_port and first.name == seen.name
    return first.port_end == seen.port_end and any(
        addresses(one.address).meets(addresses(seen.address)) for one in group
    )


def _difference(owner: tuple[Service, Place] | None, group: list[Listener]) -> Difference:
    best = group[0]
    by = f", held by `{best.name}`," if best.name else ""
    also = ", ".join(f"{one.file}:{one.line}" for one in group[1:])
    message = f"{socket_of(best)}{by} is not declared"
    if also:
        message += f" (also seen at {also})"
    if owner:
        message += f"; it is of `{owner[0].id}`: add the listener there, or close it"
    else:
        message += "; declare it, close it, or add it to `ignore`"
    place = owner[1] if owner else None
    return Difference("undeclared-listener", socket_of(best), message, place, observed_place(best), best.source)


class _Owners:
    """The services that surely hold what nobody declared, each asked for once."""

    def __init__(self, sight: Sight, declared: Sequence[Declared]) -> None:
        self._sight = sight
        self._declared = declared
        self._known: dict[object, tuple[Service, Place] | None] = {}

    def of(self, seen: Listener) -> tuple[Service, Place] | None:
        """The holder, with the place in the data that is nearest to it."""
        if seen.source == "sockets":  # names a process, which is no owner
            return None
        key = (seen.source, seen.name, seen.also_called)
        if key not in self._known:
            services = self._sight.registry.services_on(self._sight.host)
            owner = next((one for one in services if self._is(one, seen)), None)
            self._known[key] = (owner, self._nearest(owner)) if owner else None
        return self._known[key]

    def _is(self, service: Service, seen: Listener) -> bool:
        if service.status == "retired":
            return False
        return service is self._sight.nginx if seen.source == "nginx" else holds(service, seen) is True

    def _nearest(self, owner: Service) -> Place:
        mine = [one for one in self._declared if one.service is owner]
        return mine[0].place if len(mine) == 1 else owner.place


def moved(missing: list[Difference], extra: list[Difference]) -> tuple[list[Difference], list[Difference]]:
    """Where a socket is missing and its service has another one that is not declared, or where there is one of each
    alone, it may be the same on another port: each gets the place of the other."""
    sockets = [one for one in extra if not one.subject.startswith("unix:")]
    by_place: dict[Place | None, list[Difference]] = {}
    for one in sockets:
        by_place.setdefault(one.declared, []).append(one)
    alone = len(missing) == len(sockets) == 1
    told: list[Difference] = []
    placed: dict[int, Difference] = {}
    for gone in missing:
        mine = sockets if alone else by_place.get(gone.declared, [])
        if len(mine) == 1 and gone.observed is None:
            new = mine[0]
            gone = replace(gone, observed=new.observed, message=f"{gone.message}; is it now {new.subject}?")
            placed[id(new)] = replace(new, declared=new.declared or gone.declared)
        told.append(gone)
    return told, [placed.get(id(one), one) for one in extra]
