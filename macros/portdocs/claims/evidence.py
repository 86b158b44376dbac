"""Reasons for a verdict, and the number of entries that checks inspected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portdocs.checks import Check
from portdocs.registry import Finding, Location
from portdocs.registry.findings import counted
from portdocs.topology.claim_scope import Scope


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a verdict."""

    message: str
    location: Location | None = None
    finding: Finding | None = None
    """The finding that contradicts the claim, or that is accepted behind a firewall."""


_ENTRIES = {
    "services": "service",
    "ports": "listener",
    "binds": "listener",
    "exposure": "listener",
    "endpoints": "endpoint",
    "entries": "endpoint",
    "targets": "endpoint",
    "ranges": "range",
    "firewalls": "firewall",
}
"""The kind of entry to count, by what a check inspects (`checks.INSPECTS`)."""


def inspected(scope: Scope, checks: Iterable[Check]) -> str:
    """The entries that the checks inspected: `3 listeners, 2 endpoints`."""
    facts = {fact for check in checks for fact in check.inspects}
    counts = {entry: count(scope, fact) for fact, entry in _ENTRIES.items() if fact in facts}
    return ", ".join(counted(number, entry) for entry, number in counts.items() if number)


def count(scope: Scope, fact: str) -> int:
    """The number of entries in the scope with a fact that checks inspect."""
    entries = {
        "service": scope.services,
        "listener": scope.listeners,
        "endpoint": scope.endpoints,
        "range": scope.ranges,
        "firewall": [host for host in scope.hosts if host.firewall],
    }
    return len(entries[_ENTRIES[fact]])
