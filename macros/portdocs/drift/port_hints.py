"""Hints: ports in the command line or environment of a unit. They take effect at the next start, so they are compared
with the service that declares the unit, but never make a listener missing or verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portdocs.drift.coverage import Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.observed_listeners import same_path, socket_of
from portdocs.drift.ownership import is_unit
from portdocs.drift.result import Difference
from portdocs.registry import Service
from portdocs.registry.addresses import UNKNOWN, AddressSet, addresses
from portdocs.scan import ObservedListener, Unresolved


def compare_hints(coverage: Coverage, declared: Sequence[DeclaredListener]) -> Iterator[Difference | Unresolved]:
    """Differences between hints and declarations, and hints that no declaration matches."""
    by_unit: dict[str, list[ObservedListener]] = {}
    for seen in coverage.scan.listeners:
        if not seen.certain and seen.source == "systemd" and seen.name:
            by_unit.setdefault(seen.name, []).append(seen)
    listings = any(read.sees for read in coverage.scan.files if read.source == "sockets")
    for unit, hints in by_unit.items():
        owners = [
            one for one in coverage.registry.services_on(coverage.host) if any(is_unit(u, (unit,)) for u in one.unit)
        ]
        for owner in owners:
            if owner.status != "retired":
                yield from _of_unit(coverage, declared, owner, hints)
        if not owners and not listings:
            yield from (_cannot_tell(hint) for hint in hints if not any(_fits(one, hint) for one in declared))


def _of_unit(
    coverage: Coverage, declared: Sequence[DeclaredListener], owner: Service, hints: list[ObservedListener]
) -> Iterator[Difference]:
    mine = [one for one in declared if one.service is owner]
    agreeing = [hint for hint in hints if any(_fits(one, hint) for one in mine)]
    for hint in hints:
        fitting = [one for one in mine if _fits(one, hint)]
        if fitting:
            if not any(_same_bind(one, hint) for one in fitting):
                yield _bind(fitting[0], hint)
        elif owner.listeners is not None and not _is_need(coverage, owner, declared, hint, bool(agreeing)):
            yield _other(owner, mine, declared, hint)


def _fits(one: DeclaredListener, hint: ObservedListener) -> bool:
    if hint.transport == "unix":
        return bool(one.path) and same_path(one.path, hint.path)
    ports = hint.ports
    if ports is None or one.transport != hint.transport:
        return False
    inside = one.listener.container_port
    return bool((one.ports and one.ports.covers(ports)) or (inside and inside.covers(ports)))


def _same_bind(one: DeclaredListener, hint: ObservedListener) -> bool:
    """True if the binds agree; an IPv6 wildcard on a command line may or may not include IPv4."""
    if hint.transport == "unix" or hint.address == UNKNOWN or not one.bind_is_known or one.ports is None:
        return True
    said = addresses(hint.address)
    possible = [said]
    if hint.address in ("*", "::"):
        possible = [AddressSet(None, None), AddressSet(frozenset(), None)]
        # Programs interpret `:8000` differently.
        possible += [AddressSet(None, frozenset())] if hint.address == "*" else []
    return any(_covers(one.addresses, each) for each in possible)


def _covers(declared: AddressSet, hinted: AddressSet) -> bool:
    """True if the declared binds include the hinted one; each line of a unit may name one of several."""
    if hinted.is_wildcard or declared.is_wildcard:
        return declared == hinted or (declared.ipv4 is None and hinted.ipv4 is None and hinted.ipv6 == frozenset())
    return all(
        (narrow or frozenset()) <= (wide or frozenset())
        for narrow, wide in zip(_both(hinted), _both(declared), strict=True)
    )


def _both(taken: AddressSet) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    return taken.ipv4, taken.ipv6


def _is_need(
    coverage: Coverage,
    owner: Service,
    declared: Sequence[DeclaredListener],
    hint: ObservedListener,
    agrees_elsewhere: bool,
) -> bool:
    """True if the program may connect to the address instead of opening it: the port of a dependency, or of any service
    if another hint shows the program's own port."""
    others = [one for one in declared if one.service is not owner and _fits(one, hint)]
    if any(one.service.id in owner.depends_on for one in others):
        return True
    needed = [coverage.registry.services[id] for id in owner.depends_on]
    ports = hint.ports
    if ports and any(one.port and one.port.covers(ports) for service in needed for one in service.listeners or ()):
        return True
    return bool(others) and agrees_elsewhere


def _bind(one: DeclaredListener, hint: ObservedListener) -> Difference:
    message = (
        f"`{one.service.id}` is declared on {one.socket}, but `{hint.name}` asks for {hint.address}; "
        "correct one of the two before the next start"
    )
    return Difference("bind-differs", one.subject, message, one.bind_place, hint.at, "systemd", one.key)


def _other(
    owner: Service, mine: list[DeclaredListener], declared: Sequence[DeclaredListener], hint: ObservedListener
) -> Difference:
    asked = hint.address if hint.transport == "unix" else f"port {hint.ports}"
    holder = next((one for one in declared if one.service is not owner and _fits(one, hint)), None)
    if holder:
        message = (
            f"{holder.socket} is declared for `{holder.service.id}`, but `{hint.name}`, the unit of `{owner.id}`, "
            "asks for it; correct one of them"
        )
        return Difference("holder-differs", holder.subject, message, holder.location, hint.at, "systemd", holder.key)
    has = " and ".join(one.socket for one in mine) or "nothing"
    message = (
        f"`{hint.name}` asks for {asked}, but `{owner.id}` is declared with {has}; "
        "correct one of the two before the next start"
    )
    location = mine[0].location if len(mine) == 1 else owner.location
    key = mine[0].key if len(mine) == 1 else None
    return Difference(
        "undeclared-listener", socket_of(hint), message, location, hint.at, "systemd", key, found=hint, fact=message
    )


def _cannot_tell(hint: ObservedListener) -> Unresolved:
    reason = "its unit seems to open it and no service declares it; a listing of open sockets can tell"
    return Unresolved(hint.file, hint.line, f"{hint.name} {socket_of(hint)}", reason)
