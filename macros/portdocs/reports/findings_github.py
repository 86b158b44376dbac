"""Findings as annotations of GitHub Actions (its documentation: "Workflow commands")."""

from __future__ import annotations

from collections.abc import Sequence

from portdocs.registry import Finding, Location, Severity
from portdocs.registry.findings import visible_text

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ACCEPTED: "notice"}


def render(findings: Sequence[Finding]) -> str:
    """One workflow command per finding."""
    return "".join(_annotation(finding) + "\n" for finding in findings)


def _annotation(finding: Finding) -> str:
    location = finding.location
    also = "".join(f" (see {other})" for other in finding.related)
    why = f" (accepted: {finding.reason})" if finding.reason else ""
    return annotation(_LEVELS[finding.severity], location, finding.check, finding.message + also + why)


def annotation(level: str, location: Location | None, title: str, message: str) -> str:
    """One workflow command: `level` is error, warning or notice; without a location it applies to the whole run."""
    where = f"file={_property(location.file)},line={location.line},col={location.column}," if location else ""
    return visible_text(f"::{level} {where}title={_property(title)}::{_data(message)}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
