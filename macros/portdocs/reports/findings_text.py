"""Findings for a terminal: one line each, `file:line:column: severity: message [check]`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from portdocs.registry import Finding, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ACCEPTED: "green"}


def render(findings: Sequence[Finding]) -> str:
    """A line per finding; click drops the colours if the output is not a terminal."""
    return "".join(_line(finding) + "\n" for finding in findings)


def _line(finding: Finding) -> str:
    severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
    also = "".join(f" (see {location})" for location in finding.related)
    why = f" (accepted: {finding.reason})" if finding.reason else ""
    return f"{finding.location}: {severity}: {finding.message}{also}{why} [{finding.check}]"
