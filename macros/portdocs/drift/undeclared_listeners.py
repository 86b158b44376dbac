"""Undeclared listeners: one difference for each socket, however many sources show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from portdocs.drift.coverage import SOURCES, Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.observed_listeners import few, socket_of
from portdocs.drift.ownership import Owners, is_owner
from portdocs.drift.result import Difference
from portdocs.registry import Location, Service
from portdocs.registry.addresses import addresses
from portdocs.registry.findings import at_line
from portdocs.scan import ObservedListener


def undeclared(
    coverage: Coverage, declared: Sequence[DeclaredListener], left: Mapping[str, list[ObservedListener]]
) -> Iterator[tuple[Difference, ObservedListener]]:
    """A difference for each undeclared socket, with the most reliable observation of it.

    If a declared service holds the socket, the difference points to that service's declaration too."""
    groups = _Groups()
    for source in SOURCES:
        groups.add(left.get(source, ()))
    owners = _Owners(coverage, declared)
    for group in groups.found:
        yield _difference(owners.of(group[0]), group), group[0]


class _Groups:
    """Groups of observations of the same socket, most reliable source first.

    A listing may contain hundreds of thousands of sockets on one port, so observations are matched by key."""

    def __init__(self) -> None:
        self.found: list[list[ObservedListener]] = []
        self._alike: dict[object, int] = {}
        """Group numbers by identity within one source."""
        self._met: dict[tuple[object, ...], int] = {}
        """The first group on given ports for an address, for any address of a family, and for its wildcard."""
        self._kept = 0
        """Groups before this number are indexed: those of earlier sources."""

    def add(self, listeners: Sequence[ObservedListener]) -> None:
        """Add the listeners of one source; an overlapping address of an earlier source is the same socket."""
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
    """Index keys of a listener, or keys to look up: a wildcard matches any address of its family, an address matches
    itself and the wildcard."""
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
    also = few([at_line(one.file, one.line) for one in group[1:]], ", ")
    fact = f"{socket_of(best)}{by}"
    message = f"{fact} is not declared"
    if also:
        message += f" (also seen at {also})"
    if owner:
        message += f"; it belongs to `{owner[0].id}`: add the listener there, or close it"
    else:
        message += "; declare it, close it, or add it to `ignore`"
    location = owner[1] if owner else None
    return Difference(
        "undeclared-listener", socket_of(best), message, location, best.at, best.source, found=best, fact=fact
    )


class _Owners:
    """Known holders of undeclared listeners, cached."""

    def __init__(self, coverage: Coverage, declared: Sequence[DeclaredListener]) -> None:
        self._coverage = coverage
        self._declared = declared
        self._owners = Owners(coverage.registry.services_on(coverage.host))
        self._known: dict[object, tuple[Service, Location] | None] = {}

    def of(self, seen: ObservedListener) -> tuple[Service, Location] | None:
        """The holder and its nearest declaration."""
        key = (seen.source, seen.name, seen.aliases)
        if key not in self._known:
            services = self._coverage.registry.services_on(self._coverage.host)
            owner = next((one for one in services if self._is(one, seen)), None)
            self._known[key] = (owner, self._nearest(owner)) if owner else None
        return self._known[key]

    def _is(self, service: Service, seen: ObservedListener) -> bool:
        if service.status == "retired":
            return False
        if seen.source == "sockets":
            return self._owners.runs_as(service, seen.name)
        return service is self._coverage.proxy if seen.source == "nginx" else is_owner(service, seen) is True

    def _nearest(self, owner: Service) -> Location:
        mine = [one for one in self._declared if one.service is owner]
        return mine[0].location if len(mine) == 1 else owner.location


def pair_moved(missing: list[Difference], extra: list[Difference]) -> tuple[list[Difference], list[Difference]]:
    """Link a missing socket with an undeclared one that may be the same on another port: the only one that the same
    service holds. Each gets the other's location."""
    sockets = [one for one in extra if isinstance(one.found, ObservedListener) and one.found.transport != "unix"]
    by_declaration: dict[Location | None, list[Difference]] = {}
    for one in sockets:
        by_declaration.setdefault(one.declared, []).append(one)
    missing_with_hints: list[Difference] = []
    placed: dict[int, Difference] = {}
    for gone in missing:
        mine = by_declaration.get(gone.declared, [])
        if len(mine) == 1 and gone.observed is None:
            new = mine[0]
            gone = replace(gone, observed=new.observed, message=f"{gone.message}; is it now {new.subject}?")
            placed[id(new)] = replace(new, declared=new.declared or gone.declared)
        missing_with_hints.append(gone)
    return missing_with_hints, [placed.get(id(one), one) for one in extra]
