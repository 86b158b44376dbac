"""Changes as a JSON object."""

from __future__ import annotations

from typing import Any

from portdocs.diff import Change, ChangeReport
from portdocs.reports.findings_json import finding_as_json


def render(report: ChangeReport) -> dict[str, Any]:
    """`{"old", "new", "changes", "problems"}`: the names of the states, the changes, and the load problems of each."""
    return {
        "old": report.old,
        "new": report.new,
        "changes": [_change(change) for change in report.changes],
        "problems": {
            "old": [finding_as_json(finding) for finding in report.old_problems],
            "new": [finding_as_json(finding) for finding in report.new_problems],
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "level": change.level,
        "kind": change.kind,
        "subject": str(change.subject),
        "message": change.message,
        "old": change.old.as_json() if change.old else None,
        "new": change.new.as_json() if change.new else None,
    }
