"""Findings as a JSON list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portdocs.registry import Finding


def render(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The findings as a JSON list."""
    return [finding_as_json(finding) for finding in findings]


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """`{"check", "severity", "message", "file", "line", "column", "related"}`; an accepted one has a `reason` too."""
    reason = {"reason": finding.reason} if finding.reason is not None else {}
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        **finding.location.as_json(),
        "related": [location.as_json() for location in finding.related],
        **reason,
    }
