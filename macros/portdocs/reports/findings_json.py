"""Findings as JSON, for programs: a list of objects (DESIGN section 5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portdocs.registry import Finding, Location


def render(findings: Sequence[Finding]) -> str:
    """The findings as a JSON list."""
    return json.dumps([as_json(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def as_json(finding: Finding) -> dict[str, Any]:
    """`{"check", "severity", "message", "file", "line", "column", "related"}`, and the reason of an accepted one."""
    reason = {"reason": finding.reason} if finding.reason is not None else {}
    return {
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        **place_as_json(finding.location),
        "related": [place_as_json(location) for location in finding.related],
        **reason,
    }


def place_as_json(location: Location) -> dict[str, Any]:
    """`{"file", "line", "column"}`, 1-based."""
    return {"file": location.file, "line": location.line, "column": location.column}
