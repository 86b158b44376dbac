"""Claims that rely on a declared firewall, which no check can see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from portdocs.checks import Check
from portdocs.claims.evidence import Evidence
from portdocs.registry import Finding, Host, Location, Ports, Registry, Severity
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.claim_scope import Scope
from portdocs.topology.exposure import Exposure, exposure, relies_on_firewall, worst


def firewalls(registry: Registry, scope: Scope, checks: Iterable[Check]) -> Iterator[Evidence]:
    """The declared firewalls that the results of the checks rely on."""
    inspects = {fact for check in checks for fact in check.inspects}
    if "firewalls" in inspects:
        yield from (Evidence(f"{_name(host)} is as declared", _location(host)) for host in scope.hosts)
    if "exposure" in inspects:
        for binding in _bindings(registry, scope):
            if relies_on_firewall(registry, binding):
                is_closed = exposure(registry, binding) is Exposure.CLOSED
                effect = f"closes {binding.ports}" if is_closed else f"opens to some zones only {binding.ports}"
                message = f"{_name(binding.host)}, as declared, {effect} of {binding.service.title}"
                yield Evidence(message, _location(binding.host))


def _bindings(registry: Registry, scope: Scope) -> Iterator[Binding]:
    """The bindings of the claim's listeners on its hosts; if the claim names ports, only these."""
    hosts = {host.id for host in scope.hosts}
    listeners = {id(listener) for _, listener in scope.listeners}
    for service in scope.services:
        for binding in bindings_of(registry, service):
            if binding.host.id in hosts and id(binding.listener) in listeners:
                named = [Ports.one(port) for port in scope.claim.ports if port in binding.ports]
                yield from (replace(binding, ports=ports) for ports in named or [binding.ports])


def accepted_behind_firewall(registry: Registry, finding: Finding, checks: Iterable[Check]) -> Evidence | None:
    """The evidence for an accepted finding about a bind, if a declared firewall closes the port; else None."""
    inspects = {fact for check in checks if check.id == finding.check for fact in check.inspects}
    if finding.severity is not Severity.ACCEPTED or inspects.isdisjoint(("binds", "exposure")):
        return None
    services = [registry.services[id] for id in finding.names("service")]
    bindings = [b for service in services for b in bindings_of(registry, service) if b.ports in finding.ports]
    if worst(exposure(registry, binding) for binding in bindings) is not Exposure.CLOSED:
        return None
    closed = next(binding.host for binding in bindings if exposure(registry, binding) is Exposure.CLOSED)
    message = f"{finding.message}; accepted ({finding.reason}), and {_name(closed)}, as declared, closes the port"
    return Evidence(message, finding.location, finding)


def _name(host: Host) -> str:
    return f"{(host.firewall and host.firewall.name) or 'the firewall'} of {host.title}"


def _location(host: Host) -> Location:
    return host.firewall.location if host.firewall else host.location
