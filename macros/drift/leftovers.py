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
    for group in groups:
        yield _difference(sight, declared, group), group[0]


def _is_same(group: list[Listener], seen: Listener) -> bool:
    first = group[0]
    if ports_of(first) is None or seen.source == first.source:
        return first.address == seen.address and first.container_port == seen.container_port and first.name == seen.name
    return first.port_end == seen.port_end and any(
        addresses(one.address).meets(addresses(seen.address)) for one in group
    )


def _difference(sight: Sight, declared: Sequence[Declared], group: list[Listener]) -> Difference:
    best = group[0]
    owner = next((one for one in sight.registry.services_on(sight.host) if _is_owner(sight, one, best)), None)
    by = f", held by `{best.name}`," if best.name else ""
    also = ", ".join(f"{one.file}:{one.line}" for one in group[1:])
    message = f"{socket_of(best)}{by} is not declared"
    if also:
        message += f" (also seen at {also})"
    if owner:
        message += f"; it is of `{owner.id}`: add the listener there, or close it"
    else:
        message += "; declare it, close it, or add it to `ignore`"
    place = _nearest(declared, owner) if owner else None
    return Difference("undeclared-listener", socket_of(best), message, place, observed_place(best), best.source)


def _is_owner(sight: Sight, service: Service, seen: Listener) -> bool:
    if service.status == "retired":
        return False
    if seen.source == "nginx":
        return service is sight.nginx
    return holds(service, seen) is True


def _nearest(declared: Sequence[Declared], owner: Service) -> Place:
    mine = [one for one in declared if one.service is owner]
    return mine[0].place if len(mine) == 1 else owner.place


def moved(missing: list[Difference], extra: list[Difference]) -> tuple[list[Difference], list[Difference]]:
    """Where a socket is missing and its service has another one that is not declared, or where there is one of each
    alone, it may be the same on another port: each gets the place of the other."""
    tcp_or_udp = [one for one in extra if not one.subject.startswith("unix:")]
    told: list[Difference] = []
    for gone in missing:
        mine = [one for one in tcp_or_udp if one.declared == gone.declared]
        if len(missing) == len(tcp_or_udp) == 1:
            mine = tcp_or_udp
        if len(mine) == 1 and gone.observed is None:
            new = mine[0]
            gone = replace(gone, observed=new.observed, message=f"{gone.message}; is it now {new.subject}?")
            extra = [replace(one, declared=one.declared or gone.declared) if one is new else one for one in extra]
        told.append(gone)
    return told, extra
