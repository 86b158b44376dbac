"""The findings that concern the scope of a claim."""

from __future__ import annotations

from collections.abc import Iterable

from portdocs.checks import subject_keys
from portdocs.registry import Finding, Registry
from portdocs.registry.findings import Subject
from portdocs.registry.model import Entry
from portdocs.topology.claim_scope import Scope


def is_relevant(registry: Registry, scope: Scope, finding: Finding) -> bool:
    """True if a finding is about the claim's ports, or about its suites if it names no ports."""
    if scope.claim.ports:
        return _is_about_ports(registry, scope, finding)
    return not scope.claim.suites or _is_about_suites(scope, finding)


def _is_about_suites(scope: Scope, finding: Finding) -> bool:
    if _is_about(finding, (*scope.services, *scope.endpoints, *scope.ranges)):
        return True
    # A finding about a host alone concerns all of its services.
    return not finding.names("service") and _is_about(finding, scope.hosts)


def _is_about_ports(registry: Registry, scope: Scope, finding: Finding) -> bool:
    if _is_about(finding, scope.endpoints):
        return True
    if not finding.ports:
        return _is_about(finding, (*scope.services, *scope.ranges))
    has_port = any(port in ports for ports in finding.ports for port in scope.claim.ports)
    return has_port and _is_on_hosts(registry, scope, finding)


def _is_on_hosts(registry: Registry, scope: Scope, finding: Finding) -> bool:
    """True if it is about a host of the claim, or about no host at all."""
    services = (registry.services[id] for id in finding.names("service"))
    hosts = finding.names("host") or [host.id for service in services for host in registry.hosts_of(service)]
    return not hosts or any(host.id in hosts for host in scope.hosts)


def _is_about(finding: Finding, entries: Iterable[Entry]) -> bool:
    subjects: frozenset[Subject] = frozenset(finding.subjects)
    return any(not subjects.isdisjoint(subject_keys(entry)) for entry in entries)
