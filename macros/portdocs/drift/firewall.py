"""Compare `firewall.open` of a host with what its firewall lets in.

The first matching rule decides, as in the firewall itself. A port that only some networks or interfaces reach is open
to these. If a rule could not be resolved, or the default is unknown, nothing is reported as closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from portdocs.drift.coverage import Coverage
from portdocs.drift.firewall_rules import FirewallRules, is_inside
from portdocs.drift.result import Difference
from portdocs.registry import Location, Ports
from portdocs.registry.model import Firewall
from portdocs.registry.openings import Opening as Declared
from portdocs.registry.ports import ALL_PORTS
from portdocs.scan import Opening, Unresolved
from portdocs.scan.firewall.match import is_within

MAX_SHOWN = 12
_TRANSPORTS = ("tcp", "udp")


def compare_firewall(coverage: Coverage) -> Iterator[Difference | Unresolved]:
    """The differences between the declared openings of a host and those of the listings."""
    listings = list(_listings(coverage))
    firewall = coverage.host.firewall
    if not listings:
        return
    if firewall and firewall.outside:
        reason = "the declared firewall is outside the machine, so it is another one"
        yield Unresolved(listings[0].file, 1, "firewall", reason)
    elif firewall is None:
        yield from _undeclared_firewall(coverage, listings)
    else:
        for opening in firewall.open:
            yield from _declared(coverage, firewall, opening, listings)
        yield from _observed(coverage, firewall, listings)


def observed_openings(coverage: Coverage) -> tuple[Declared, ...] | None:
    """The openings in the firewall of the machine, as the data has them; None if it was not read, is not known
    completely, or lets in networks that are no zone."""
    listings = list(_listings(coverage))
    if not listings or not all(rules.is_complete and rules.default for rules in listings):
        return None
    found: dict[Declared, None] = {}
    for rules in listings:
        if rules.default == "allow" and not _denies_rest(rules):
            return (Declared(ALL_PORTS),)
        for one in (one for one in rules.openings if one.lets_in and _is_reached(rules, one)):
            zones = tuple(sorted(zone.id for zone in coverage.registry.zones.values() if is_inside(one, zone)))
            if not zones and (one.from_ != "any" or one.interface is not None):
                return None
            found[Declared(one.ports, None if one.transport == "any" else one.transport, zones)] = None
    return tuple(found)


def _listings(coverage: Coverage) -> Iterator[FirewallRules]:
    unclear = {one.file for one in coverage.scan.unresolved} | {one.file for one in coverage.scan.errors}
    for read in coverage.scan.files:
        if read.source == "firewall":
            mine = [one for one in coverage.scan.openings if one.file == read.file and _is_here(coverage, one)]
            openings = sorted(mine, key=lambda one: one.order)
            if openings or read.incoming:
                yield FirewallRules(read.file, openings, read.incoming, read.file not in unclear)


def _is_here(coverage: Coverage, one: Opening) -> bool:
    """True unless a rule applies to an address that the host does not have."""
    own = coverage.host.addresses
    return one.to == "any" or not own or any(is_within(address, one.to) for address in own)


def _undeclared_firewall(coverage: Coverage, listings: Sequence[FirewallRules]) -> Iterator[Difference]:
    """Without a declared firewall everything counts as open."""
    is_open = any(one.default == "allow" and not _denies_rest(one) for one in listings)
    if is_open or not any(one.openings for one in listings):
        return
    first = next(one for rules in listings for one in rules.openings)
    shown = list(dict.fromkeys(_shown(one) for rules in listings for one in rules.openings if one.lets_in))
    more = f" and {len(shown) - MAX_SHOWN} more" if len(shown) > MAX_SHOWN else ""
    message = (
        f"`{coverage.host.id}` declares no firewall, but this one lets in only "
        f"{', '.join(shown[:MAX_SHOWN]) or 'nothing'}{more}; declare `firewall` on the host"
    )
    yield _difference(coverage, "firewall", message, coverage.host.location, first.at)


def _declared(
    coverage: Coverage, firewall: Firewall, opening: Declared, listings: Sequence[FirewallRules]
) -> Iterator[Difference]:
    """A declared opening that the firewall lacks, or has only for some."""
    transports = (opening.transport,) if opening.transport else _TRANSPORTS
    if opening.zones:
        yield from _declared_for_zones(coverage, firewall, opening, listings, transports)
        return
    found = [_best(rules, transports, opening.ports) for rules in listings]
    states = [state for state, _ in found]
    if "all" in states or "unknown" in states:
        return
    by = next((rule for state, rules in found for rule in rules), None)
    observed = by.at if by else Location(listings[0].file, 1)
    subject = f"{coverage.host.id} {opening}"
    location = firewall.at.value_location("open", firewall.open.index(opening))
    if "some" in states:
        who = ", ".join(dict.fromkeys(_source(rule) for state, rules in found if state == "some" for rule in rules))
        message = f"{opening} is declared as open on `{coverage.host.id}`, but the firewall lets in only {who}"
    else:
        message = f"{opening} is declared as open on `{coverage.host.id}`, but the firewall does not let it in"
    yield _difference(coverage, subject, f"{message}; correct one of the two", location, observed)


def _declared_for_zones(
    coverage: Coverage,
    firewall: Firewall,
    opening: Declared,
    listings: Sequence[FirewallRules],
    transports: Sequence[str],
) -> Iterator[Difference]:
    """A declared opening for some zones that the firewall closes to one of them."""
    location = firewall.at.value_location("open", firewall.open.index(opening))
    for id in opening.zones:
        zone = coverage.registry.zones[id]
        states = {
            rules.reach_from(transport, port, zone)
            for rules in listings
            for transport in transports
            for port in {opening.ports.first, opening.ports.last}
        }
        if not states & {"all", "unknown"}:
            does = "lets in only a part of it" if "some" in states else "does not let it in"
            message = (
                f"{opening.ports} is declared as open on `{coverage.host.id}` from {zone.title}, but the firewall "
            )
            message += f"{does}; correct one of the two"
            observed = Location(listings[0].file, 1)
            yield _difference(coverage, f"{coverage.host.id} {opening}", message, location, observed)


def _best(rules: FirewallRules, transports: Iterable[str], ports: Ports) -> tuple[str, tuple[Opening, ...]]:
    """The reach of a declared opening: the widest of its transports and, in a range, of its ends."""
    order = ("all", "unknown", "some", "none")
    found = [rules.reach(transport, port) for transport in transports for port in {ports.first, ports.last}]
    return min(found, key=lambda one: order.index(one[0]))


def _observed(coverage: Coverage, firewall: Firewall, listings: Sequence[FirewallRules]) -> Iterator[Difference]:
    """Openings of the firewall that the data does not declare, each once."""
    reported: set[object] = set()
    for rules in listings:
        if rules.default == "allow" and not _denies_rest(rules):
            message = f"`{coverage.host.id}` declares a firewall, but this one lets in whatever no rule denies"
            observed = Location(rules.file, rules.openings[0].line if rules.openings else 1)
            message += "; set its default, or correct the data"
            yield _difference(coverage, f"{coverage.host.id} any", message, firewall.location, observed)
        for one in rules.openings:
            key = (one.transport, one.ports, one.from_, one.interface)
            if (
                key in reported
                or not one.lets_in
                or _is_declared(coverage, firewall, one)
                or not _is_reached(rules, one)
            ):
                continue
            reported.add(key)
            message = f"the firewall lets in {_shown(one)}, but `{coverage.host.id}` does not declare it"
            message += "; add it to `firewall.open`, or close it"
            subject = f"{coverage.host.id} {_shown(one)}"
            yield _difference(coverage, subject, message, firewall.location, one.at)


def _denies_rest(rules: FirewallRules) -> bool:
    """True if a rule rejects everything that no rule before it lets in."""
    return any(one.closes_everything for one in rules.openings)


def _is_reached(rules: FirewallRules, one: Opening) -> bool:
    transport = "tcp" if one.transport == "any" else one.transport
    _, deciding = rules.reach(transport, one.ports.first)
    return one in deciding


def _is_declared(coverage: Coverage, firewall: Firewall, one: Opening) -> bool:
    zones = {zone.id for zone in coverage.registry.zones.values() if is_inside(one, zone)}
    transport = None if one.transport == "any" else one.transport
    declared = (opening for opening in firewall.open if opening.covers(one.ports, transport))
    return any(not opening.zones or zones & set(opening.zones) for opening in declared)


def _shown(one: Opening) -> str:
    ports = "every port" if one.ports == ALL_PORTS else one.ports
    transport = "" if one.transport == "any" else f"{one.transport} "
    source = "" if one.from_ == "any" and one.interface is None else f" from {_source(one)}"
    return f"{transport}{ports}{source}"


def _source(one: Opening) -> str:
    source = one.from_ if one.from_ != "any" else "anywhere"
    return f"{source} on {one.interface}" if one.interface else source


def _difference(
    coverage: Coverage, subject: str, message: str, declared: Location | None, observed: Location
) -> Difference:
    return Difference("firewall-differs", subject, message, declared, observed, "firewall")
