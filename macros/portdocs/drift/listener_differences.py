"""The differences between a declared listener and an observed one, each as a sentence with both locations."""

from __future__ import annotations

from collections.abc import Sequence

from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.observed_listeners import few, socket_of
from portdocs.drift.result import Difference
from portdocs.registry import Ports
from portdocs.registry.addresses import addresses
from portdocs.scan import ObservedListener
from portdocs.topology.bindings import shown_bind


def held_by_another(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A port held by a container or unit that belongs to another service."""
    message = f"{one.socket} is declared for `{one.service.id}`, but `{seen.name}` holds it; correct one of the two"
    return Difference("holder-differs", one.subject, message, one.location, seen.at, source, one.key)


def open_already(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A socket of a planned service."""
    message = f"`{one.service.id}` is declared as planned, but {socket_of(seen)} is open already; set its status"
    return _status_differs(one, seen, source, message)


def open_although_retired(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference:
    """A socket of a retired service."""
    message = (
        f"`{one.service.id}` is declared as retired, but {socket_of(seen)} is still there; stop it, or set its status"
    )
    return _status_differs(one, seen, source, message)


def _status_differs(one: DeclaredListener, seen: ObservedListener, source: str, message: str) -> Difference:
    location = one.service.at.value_location("status")
    return Difference("status-differs", one.subject, message, location, seen.at, source, one.key)


def forwards_elsewhere(one: DeclaredListener, seen: ObservedListener, source: str) -> Difference | None:
    """Another port inside the container; None if it is the same, or not known."""
    inside = one.listener.container_port
    if inside is None or seen.container_port is None or one.ports is None or seen.port is None:
        return None
    if seen.container_port - seen.port == inside.first - one.ports.first:
        return None
    actual = seen.container_port + max(one.ports.first - seen.port, 0)
    message = (
        f"{one.socket} is declared to forward to port {inside.first} of the container, but forwards to {actual}; "
        "correct one of the two"
    )
    location = one.listener.at.value_location("container_port")
    return Difference("target-differs", one.subject, message, location, seen.at, source, one.key)


def binds_differ(one: DeclaredListener, ports: Ports, seen: Sequence[ObservedListener], source: str) -> Difference:
    """Other addresses than the declared ones."""
    really = few(list(dict.fromkeys(shown_bind(each.address, ports) for each in seen)), " and ")
    message = f"`{one.service.id}` is declared on {one.socket}, but listens on {really}; correct one of the two"
    wider = next((each for each in seen if not addresses(each.address).is_within(one.addresses)), seen[0])
    binds = tuple(dict.fromkeys(each.address for each in seen))
    return Difference("bind-differs", one.subject, message, one.bind_place, wider.at, source, one.key, binds)
