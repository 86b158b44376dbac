"""Which findings are about what a claim speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portdocs.checks import subject_keys
from portdocs.registry import Finding, Registry
from portdocs.registry.model import Entry
from portdocs.registry.ports import parse_ports
from portdocs.topology.claim_scope import Scope


def about(registry: Registry, scope: Scope) -> Callable[[Finding], bool]:
    """Says of a finding whether it is about the claim's ports, or about its suites where it names none."""
    if scope.claim.ports:
        return _about_ports(registry, scope)
    return _about_suites(scope) if scope.claim.suites else lambda _: True


def _about_suites(scope: Scope) -> Callable[[Finding], bool]:
    own = _subjects((*scope.services, *scope.endpoints, *scope.ranges))
    hosts = _subjects(scope.hosts)

    def is_about(finding: Finding) -> bool:
        # What is about a host alone is about all who live there.
        return not own.isdisjoint(finding.subjects) or (
            not hosts.isdisjoint(finding.subjects) and not ids_of(finding, "service")
        )

    return is_about


def _about_ports(registry: Registry, scope: Scope) -> Callable[[Finding], bool]:
    endpoints = _subjects(scope.endpoints)
    without_port = _subjects((*scope.services, *scope.ranges))

    def is_about(finding: Finding) -> bool:
        if not endpoints.isdisjoint(finding.subjects):
            return True
        runs = [parse_ports(text) for text in ids_of(finding, "port")]
        if not runs:
            return not without_port.isdisjoint(finding.subjects)
        return any(port in run for run in runs for port in scope.claim.ports) and _is_there(registry, scope, finding)

    return is_about


def _is_there(registry: Registry, scope: Scope, finding: Finding) -> bool:
    """Whether it is about a host that the claim speaks of; one that is about no host is about all of them."""
    services = (registry.services[id] for id in ids_of(finding, "service"))
    hosts = ids_of(finding, "host") or [host.id for service in services for host in registry.hosts_of(service)]
    return not hosts or any(host.id in hosts for host in scope.hosts)


def _subjects(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(subject for entry in entries for subject in subject_keys(entry))


def ids_of(finding: Finding, kind: str) -> list[str]:
    """The subjects of one kind without their prefix: the ids of services, the ports as written."""
    return [subject.removeprefix(f"{kind}:") for subject in finding.subjects if subject.startswith(f"{kind}:")]
