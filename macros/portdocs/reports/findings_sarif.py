"""Findings as SARIF 2.1.0 (OASIS standard), for code hosts."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from portdocs.registry import Finding, Location, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ACCEPTED: "note"}


def render(findings: Sequence[Finding]) -> dict[str, Any]:
    """One run with its results and the rules they refer to."""
    rules = sorted({finding.check for finding in findings})
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "portdocs", "version": version("portdocs"), "rules": [_rule(id) for id in rules]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules) for finding in findings],
            }
        ],
    }


def _rule(id: str) -> dict[str, Any]:
    return {"id": id, "name": "".join(word.capitalize() for word in id.split("-"))}


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    accepted = {"kind": "inSource", "justification": finding.reason or ""}
    return {
        "ruleId": finding.check,
        "ruleIndex": rules.index(finding.check),
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.location)],
        "relatedLocations": [{"id": n, **_location(location)} for n, location in enumerate(finding.related)],
        **({"suppressions": [accepted]} if finding.severity is Severity.ACCEPTED else {}),
    }


def _location(location: Location) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(location.file, errors="surrogateescape")},
            "region": {"startLine": location.line, "startColumn": location.column},
        }
    }
