"""Unknown facts in the scope of a claim: without them, the silence of a check proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from portdocs.checks import Check
from portdocs.claims.evidence import Evidence, count
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.topology.bindings import listening_is_known
from portdocs.topology.claim_scope import Scope
from portdocs.topology.routes import listens_on, route


def unknown_facts(registry: Registry, scope: Scope, checks: Iterable[Check]) -> Iterator[Evidence]:
    """Everything that must be known before the checks can verify the claim."""
    yield from _ports_without_listener(scope)
    if scope.claim.ports:  # any claim about a port depends on its bind
        yield from _binds(registry, scope)
    yield from _unknown_checks(scope, {check.id for check in checks})
    for check in checks:
        yield from _unknown_to_check(registry, scope, check)


def _unknown_to_check(registry: Registry, scope: Scope, check: Check) -> Iterator[Evidence]:
    unknown = [evidence for fact in check.inspects if fact in _UNKNOWN for evidence in _UNKNOWN[fact](registry, scope)]
    yield from unknown
    has_subject = any(count(scope, fact) for fact in check.inspects)
    # For ports without a listener there is evidence already.
    if not unknown and not has_subject and (scope.listeners or not scope.claim.ports):
        yield Evidence(f"{check.id} has nothing to inspect", scope.claim.location)


def _ports_without_listener(scope: Scope) -> Iterator[Evidence]:
    for index, port in enumerate(scope.claim.ports):
        if not any(listener.port and port in listener.port for _, listener in scope.listeners):
            yield Evidence(f"no known service listens on {port}", scope.claim.at.value_location("ports", index))


def _unknown_checks(scope: Scope, known: set[str]) -> Iterator[Evidence]:
    for index, name in enumerate(scope.claim.verified_by):
        if name not in known:
            yield Evidence(f"unknown check {name}", scope.claim.at.value_location("verified_by", index))


def _ports(_registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for service in scope.services:
        if service.listeners is None and service.status != "retired":
            yield _unknown_listeners(service)


def _unknown_listeners(service: Service) -> Evidence:
    return Evidence(f"unknown listeners of {service.title}", service.at.value_location("listeners"))


def _binds(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    yield from _ports(registry, scope)
    yield from _unknown_binds(scope.listeners)


def _unknown_binds(listeners: Iterable[tuple[Service, Listener]]) -> Iterator[Evidence]:
    for service, listener in listeners:
        if listener.port and UNKNOWN in listener.bind:
            field = "bind" if "bind" in listener.at.keys else "port"
            location = listener.at.value_location(field, listener.bind.index(UNKNOWN))
            yield Evidence(f"unknown bind of {service.title} (port {listener.port})", location)


def _entries(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for endpoint in scope.endpoints:
        entry = route(registry, endpoint).entry
        if entry and entry.status != "retired" and not listening_is_known(entry):
            yield _unknown_listeners(entry)
        elif entry:
            listeners = (one for one in entry.listeners or () if any(listens_on(one, url) for url in endpoint.url))
            yield from _unknown_binds((entry, listener) for listener in listeners)


def _targets(registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for endpoint in scope.endpoints:
        path = route(registry, endpoint)
        if path.service and path.service.status != "retired" and not listening_is_known(path.service):
            yield _unknown_listeners(path.service)
        elif path.service and path.proxies and path.target is None:
            yield Evidence(f"unknown target of {endpoint.url[0]}", endpoint.at.value_location("to"))


def _firewalls(_registry: Registry, scope: Scope) -> Iterator[Evidence]:
    for host in scope.hosts:
        if host.firewall is None:
            yield Evidence(f"{host.title} declares no firewall", host.location)


_UNKNOWN: dict[str, Callable[[Registry, Scope], Iterator[Evidence]]] = {
    "ports": _ports,
    "binds": _binds,
    "exposure": _binds,
    "entries": _entries,
    "targets": _targets,
    "firewalls": _firewalls,
}
"""The unknown facts, by what a check inspects (`checks.INSPECTS`)."""
