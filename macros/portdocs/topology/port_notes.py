"""Notes on a port: reasons to use it or to leave it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.addresses import is_loopback
from portdocs.registry.model import Claim, Range, Service
from portdocs.registry.registry import Registry
from portdocs.topology.iana import AS_OF, EPHEMERAL, PRIVILEGED, registered_name
from portdocs.topology.observed_ports import difference_notes
from portdocs.topology.search_result import PortQuery, SearchResult

MAX_SERVICES_WITH_UNKNOWN_LISTENERS = 5
MAX_OTHER_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class PortNote:
    """A fact about a port; a warning is a reason not to use it."""

    text: str
    is_warning: bool


def port_notes(registry: Registry, result: SearchResult) -> tuple[PortNote, ...]:
    """The notes on the port of a search result, whether it is free or not; empty for other results."""
    if result.port is None:
        return ()
    return (
        *(_not_loaded(result) if not result.bindings else ()),
        *(_usage(result) if not result.bindings else ()),
        *(PortNote(port.note, True) for port in result.observed),
        *(PortNote(note, True) for binding in result.bindings for note in difference_notes(registry, binding)),
        *(_other_addresses(result) if not result.bindings else ()),
        *_reservations(registry, result),
        *(PortNote(f"{block.reason} ({block.location})", True) for block in result.cooldowns),
        *(PortNote(elsewhere_note(service), False) for service, _ in result.elsewhere),
        *(_unknown_listeners(result) if not result.bindings else ()),
        *_conventions(result.port),
    )


def _not_loaded(result: SearchResult) -> Iterator[PortNote]:
    if not result.is_complete:
        yield PortNote("entries that do not load may use it; fix the errors that `portdocs check` lists", True)


def _usage(result: SearchResult) -> Iterator[PortNote]:
    for claim in result.claims:
        yield PortNote(claim_note(claim), True)


def claim_note(claim: Claim) -> str:
    """The note on a port that only a claim names."""
    return f"named in a claim, but not declared by a service: {claim.statement} ({claim.location})"


def _other_addresses(result: SearchResult) -> Iterator[PortNote]:
    """The listeners on other addresses than the one in the query."""
    for binding in result.other_addresses[:MAX_OTHER_ADDRESSES]:
        who, where = binding.service.title, f"{binding} on {binding.host.title}"
        if binding in result.conflicting:
            yield PortNote(f"may conflict: {who} listens on {where}; see IPV6_V6ONLY in ipv6(7)", True)
        else:
            address = result.port.bind if result.port else ""
            only = "loopback only" if is_loopback(binding.bind) else "another address"
            yield PortNote(f"nothing on {address}; {who} listens on {only} ({where})", False)


def _reservations(registry: Registry, result: SearchResult) -> Iterator[PortNote]:
    for range_ in result.ranges:
        yield PortNote(reservation_note(registry, range_), range_.suite is not None)
    if not result.ranges:
        yield PortNote("not in a reserved range", False)


def reservation_note(registry: Registry, range_: Range) -> str:
    """The note on a port of a range."""
    suite = registry.suites[range_.suite] if range_.suite else None
    holder = f" for {suite.title}" if suite else ""
    owner = f" ({suite.owner})" if suite and suite.owner else ""
    host = f" on {registry.hosts[range_.host].title}" if range_.host else ""
    ports = ", ".join(map(str, range_.ports))
    purpose = f": {range_.purpose}" if range_.purpose else ""
    return f"reserved{holder}{owner}{host} by the range {range_.title} ({ports}){purpose}"


def _unknown_listeners(result: SearchResult) -> Iterator[PortNote]:
    for service in result.unknown[:MAX_SERVICES_WITH_UNKNOWN_LISTENERS]:
        yield PortNote(unknown_listeners_note(service), True)


def unknown_listeners_note(service: Service) -> str:
    """The note on any port of the hosts of a service with unknown listeners."""
    return f"{service.title} has unknown listeners and may use it ({service.location})"


def elsewhere_note(service: Service) -> str:
    """The note on a port that a service uses, but not on a host."""
    if service.external:
        return f"used by {service.title}, an external service, on another host"
    return f"used by {service.title} inside its container only"


PRIVILEGED_NOTE = "below 1024: a process needs a privilege to listen on it"
EPHEMERAL_NOTE = f"Linux assigns {EPHEMERAL} to outgoing connections: it may be in use when you start"


def iana_note(name: str) -> str:
    """The note on a port that is registered with IANA."""
    return f"registered with IANA for {name} (as of {AS_OF})"


def _conventions(query: PortQuery) -> Iterator[PortNote]:
    if query.port in PRIVILEGED:
        yield PortNote(PRIVILEGED_NOTE, True)
    if query.port in EPHEMERAL:
        yield PortNote(EPHEMERAL_NOTE, True)
    if name := registered_name(query.port):
        yield PortNote(iana_note(name), True)
