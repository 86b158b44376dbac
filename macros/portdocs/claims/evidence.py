"""One reason for a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.registry import Finding, Location


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen, and where."""

    message: str
    location: Location | None = None
    finding: Finding | None = None
    """The finding that contradicts the claim, or that is accepted behind a firewall."""
