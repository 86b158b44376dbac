"""The changes as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portdocs.diff import Change
from portdocs.registry import Finding, Location
from portdocs.reports.diff import Report
from portdocs.reports.findings import report


def render(found: Report) -> str:
    """`old` and `new` name what was compared, `changes` is what is different, `problems` what could not be read."""
    value = {
        "old": found.old,
        "new": found.new,
        "changes": [_change(change) for change in found.changes],
        "problems": {"old": _problems(found.old_problems), "new": _problems(found.new_problems)},
    }
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _change(change: Change) -> dict[str, Any]:
    return {
        "level": change.level,
        "kind": change.kind,
        "subject": change.subject,
        "message": change.message,
        "old": _location(change.old),
        "new": _location(change.new),
    }


def _location(location: Location | None) -> dict[str, Any] | None:
    return {"file": location.file, "line": location.line, "column": location.column} if location else None


def _problems(findings: Sequence[Finding]) -> Any:
    return json.loads(report("json", findings))
