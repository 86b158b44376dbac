"""What is open and nobody declared: one difference for each socket, however many sources show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portdocs.drift.coverage import SOURCES, Coverage
from portdocs.drift.declared import DeclaredListener
from portdocs.drift.listeners import few, observed_location, socket_of
from portdocs.drift.ownership import is_owner
from portdocs.drift.result import Difference
from portdocs.registry import Location, Service
from portdocs.registry.addresses import addresses
from portdocs.scan import ObservedListener


def undeclared(
    sight: Coverage, declared: Sequence[DeclaredListener], left: Mapping[str, list[ObservedListener]]
) -> Iterator[tuple[Difference, ObservedListener]]:
    """A difference for each socket that nothing declared accounts for, with the listener that shows it best.

    Where its holder is a service of the registry, the difference has the place of that too."""
    groups = _Groups()
    for source in SOURCES:
        groups.add(left.get(source, ()))
    owners = _Owners(sight, declared)
    for group in groups.found:
        yield _difference(owners.of(group[0]), group), group[0]


class _Groups:
    """Listeners that are one socket, the sources that know best first. A listing may hold hundreds of thousands on one
    port, so no listener is held against all others."""

    def __init__(self) -> None:
        self.found: list[list[ObservedListener]] = []
        self._alike: dict[object, int] = {}
        """The groups by what tells them apart within one source."""
        self._met: dict[tuple[object, ...], int] = {}
        """The first group with an address, with any of a family, and with all of it, on the ports."""
        self._kept = 0
        """The groups up to here are in it: those of the sources before."""

    def add(self, listeners: Sequence[ObservedListener]) -> None:
        """All listeners of one source; another source has the same socket where the addresses meet."""
        began = len(self.found) if listeners else 0
        for at in range(self._kept, began):
            for seen in self.found[at]:
                self._keep(at, seen)
        self._kept = max(self._kept, began)
        for seen in listeners:
            met = self._meeting(seen)
            at = self._alike.setdefault(_likeness(seen), len(self.found)) if met is None else met
            if at == len(self.found):
                self.found.append([])
            self.found[at].append(seen)
            if at < began:
                self._keep(at, seen)

    def _meeting(self, seen: ObservedListener) -> int | None:
        if seen.port is None or not self._met:
            return None
        found = [self._met[key] for key in _keys(seen, asks=True) if key in self._met]
        return min(found, default=None)

    def _keep(self, at: int, seen: ObservedListener) -> None:
        for key in _keys(seen, asks=False) if seen.port else ():
            self._met[key] = min(at, self._met.get(key, at))


def _likeness(seen: ObservedListener) -> object:
    source = seen.source if seen.port else None
    return source, seen.transport, seen.port, seen.address, seen.container_port, seen.name


def _keys(seen: ObservedListener, *, asks: bool) -> Iterator[tuple[object, ...]]:
    """What a listener is found by, or what it looks for: a wildcard meets any address of its family, an address
    meets itself and the wildcard."""
    taken = addresses(seen.address)
    for family, some in ((4, taken.ipv4), (6, taken.ipv6)):
        where = (seen.transport, seen.port, seen.port_end, family)
        if some is None or some:
            yield (*where, "any" if some is None or not asks else "all")
        if some is None and not asks:
            yield (*where, "all")
        yield from ((*where, "one", address) for address in some or ())


def _difference(owner: tuple[Service, Location] | None, group: list[ObservedListener]) -> Difference:
    best = group[0]
    by = f", held by `{best.name}`," if best.name else ""
    also = few([f"{one.file}:{one.line}" for one in group[1:]], ", ")
    message = f"{socket_of(best)}{by} is not declared"
    if also:
        message += f" (also seen at {also})"
    if owner:
        message += f"; it is of `{owner[0].id}`: add the listener there, or close it"
    else:
        message += "; declare it, close it, or add it to `ignore`"
    location = owner[1] if owner else None
    return Difference("undeclared-listener", socket_of(best), message, location, observed_location(best), best.source)


class _Owners:
    """The services that surely hold what nobody declared, each asked for once."""

    def __init__(self, sight: Coverage, declared: Sequence[DeclaredListener]) -> None:
        self._sight = sight
        self._declared = declared
        self._known: dict[object, tuple[Service, Location] | None] = {}

    def of(self, seen: ObservedListener) -> tuple[Service, Location] | None:
        """The holder, with the place in the data that is nearest to it."""
        if seen.source == "sockets":  # names a process, which is no owner
            return None
        key = (seen.source, seen.name, seen.aliases)
        if key not in self._known:
            services = self._sight.registry.services_on(self._sight.host)
            owner = next((one for one in services if self._is(one, seen)), None)
            self._known[key] = (owner, self._nearest(owner)) if owner else None
        return self._known[key]

    def _is(self, service: Service, seen: ObservedListener) -> bool:
        if service.status == "retired":
            return False
        return service is self._sight.nginx if seen.source == "nginx" else is_owner(service, seen) is True

    def _nearest(self, owner: Service) -> Location:
        mine = [one for one in self._declared if one.service is owner]
        return mine[0].location if len(mine) == 1 else owner.location


def moved(missing: list[Difference], extra: list[Difference]) -> tuple[list[Difference], list[Difference]]:
    """Where a socket is missing and its service has another one that is not declared, or where there is one of each
    alone, it may be the same on another port: each gets the place of the other."""
    sockets = [one for one in extra if not one.subject.startswith("unix:")]
    sort_by_location: dict[Location | None, list[Difference]] = {}
    for one in sockets:
        sort_by_location.setdefault(one.declared, []).append(one)
    alone = len(missing) == len(sockets) == 1
    told: list[Difference] = []
    placed: dict[int, Difference] = {}
    for gone in missing:
        mine = sockets if alone else sort_by_location.get(gone.declared, [])
        if len(mine) == 1 and gone.observed is None:
            new = mine[0]
            gone = replace(gone, observed=new.observed, message=f"{gone.message}; is it now {new.subject}?")
            placed[id(new)] = replace(new, declared=new.declared or gone.declared)
        told.append(gone)
    return told, [placed.get(id(one), one) for one in extra]
