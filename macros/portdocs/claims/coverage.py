"""What checks looked at, counted: the evidence of a verified claim."""

from __future__ import annotations

from collections.abc import Iterable

from portdocs.checks import Check
from portdocs.topology.claim_scope import Scope

_WORDS = {
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
"""By what a check looks at (`checks.INSPECTS`), what it is called when counted."""


def looked_at(scope: Scope, checks: Iterable[Check]) -> str:
    """Such as `3 listeners, 2 endpoints`."""
    kinds = {kind for check in checks for kind in check.inspects}
    counts = {word: count(scope, kind) for kind, word in _WORDS.items() if kind in kinds}
    return ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for word, number in counts.items() if number)


def count(scope: Scope, kind: str) -> int:
    """How many there are of what a check looks at."""
    things = {
        "service": scope.services,
        "listener": scope.listeners,
        "endpoint": scope.endpoints,
        "range": scope.ranges,
        "firewall": [host for host in scope.hosts if host.firewall],
    }
    return len(things[_WORDS[kind]])
