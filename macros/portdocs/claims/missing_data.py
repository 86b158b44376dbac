"""What a check could not know about what a claim speaks of: silence about that says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from portdocs.checks import Check
from portdocs.claims.coverage import count
from portdocs.claims.evidence import Evidence
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.claim_scope import Scope
from portdocs.topology.routes import listens_on, route


def unknowns(registry: Registry, scope: Scope, checks: Iterable[Check]) -> Iterator[Evidence]:
    """Everything that would have to be known before the checks' silence verified the claim."""
    yield from _ports_without_listener(scope)
    if scope.claim.ports:  # whatever is said of a port, on which address it is open must be known
        yield from _binds(registry, scope)
    yield from _checks(scope, {check.id for check in checks})
    for check in checks:
        yield from _of_check(registry, scope, check)


def _of_check(registry: Registry, scope: Scope, check: Check) -> Iterator[Evidence]:
    found = [one for kind in check.inspects if kind in _UNKNOWN for one in _UNKNOWN[kind](registry, scope)]
    yield from found
    # That nothing listens on a claimed port is said already.
    if not found and not _looks_at_something(scope, check) and (scope.listeners or not scope.claim.ports):
        yield Evidence(f"{check.id} has nothing to look at", scope.claim.location)


def _looks_at_something(scope: Scope, check: Check) -> bool:
    return any(count(scope, kind) for kind in check.inspects)


def _ports_without_listener(scope: Scope) -> Iterator[Evidence]:
    for index, port in enumerate(scope.claim.ports):
        if not any(listener.port and port in listener.port for _, listener in scope.listeners):
            yield Evidence(f"nothing known listens on {port}", scope.claim.at.value_location("ports", index))


def _checks(scope: Scope, known: set[str]) -> Iterator[Evidence]:
    for index, name in enumerate(scope.claim.verified_by):
        if name not in known:
            yield Evidence(f"there is no check {name}", scope.claim.at.value_location("verified_by", index))


def _ports(_registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for service in scope.services:
        if service.listeners is None and service.status != "retired":
            yield _unknown_listeners(service)


def _unknown_listeners(service: Service) -> Evidence:
    return Evidence(f"where {service.title} listens is not known", service.at.value_location("listeners"))


def _binds(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    yield from _ports(registry, scope)
    yield from _unknown_binds(scope.listeners)


def _unknown_binds(listeners: Iterable[tuple[Service, Listener]]) -> Iterator[Evidence]:
    for service, listener in listeners:
        if listener.port and UNKNOWN in listener.bind:
            field = "bind" if "bind" in listener.at.keys else "port"
            location = listener.at.value_location(field, listener.bind.index(UNKNOWN))
            yield Evidence(f"{listener.port} of {service.title}: its bind is not known", location)


def _entries(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for endpoint in scope.endpoints:
        entry = route(registry, endpoint).entry
        if entry and entry.status != "retired" and not listening_is_known(entry):
            yield _unknown_listeners(entry)
        elif entry:
            at_door = [one for one in entry.listeners or () if any(listens_on(one, url) for url in endpoint.url)]
            yield from _unknown_binds((entry, listener) for listener in at_door)


def _targets(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for endpoint in scope.endpoints:
        way = route(registry, endpoint)
        if way.service and way.service.status != "retired" and not listening_is_known(way.service):
            yield _unknown_listeners(way.service)
        elif way.service and way.proxies and way.target is None:
            yield Evidence(f"the target of {endpoint.url[0]} is not known", endpoint.at.value_location("to"))


def _firewalls(_registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for host in scope.hosts:
        if host.firewall is None:
            yield Evidence(f"no firewall of {host.title} is declared", host.location)


_UNKNOWN: dict[str, Callable[[Registry, Scope], Iterator[Evidence]]] = {
    "ports": _ports,
    "binds": _binds,
    "exposure": _binds,
    "entries": _entries,
    "targets": _targets,
    "firewalls": _firewalls,
}
"""By what a check looks at (`checks.INSPECTS`), what of it may not be known."""
