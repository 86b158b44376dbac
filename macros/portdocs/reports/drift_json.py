"""Drift as a JSON object."""

from __future__ import annotations

from typing import Any

from portdocs.drift.result import Difference, Drift, Ignored
from portdocs.reports import scan_json
from portdocs.scan import Scan


def render(drift: Drift, *, show_ignored: bool = False, show_unknown: bool = False) -> dict[str, Any]:
    """`{"verified", "drift", "ignored", "unresolved", "errors"}`; ignored drift is always included, and `unknown` if it
    is asked for."""
    rest = scan_json.render(Scan(unresolved=drift.unresolved, errors=drift.errors))
    document: dict[str, Any] = {
        "verified": [
            {
                "subject": one.subject,
                "place": one.location.as_json(),
                "by": list(one.by),
                "held_by": one.held_by,
            }
            for one in drift.verified
        ],
        "drift": [_difference(one) for one in drift.drift],
        "ignored": [_ignored(one) for one in drift.ignored],
        "unresolved": rest["unresolved"],
        "errors": rest["errors"],
    }
    if show_unknown:
        document["unknown"] = [
            {"subject": one.subject, "place": one.location.as_json(), "reason": one.reason} for one in drift.unknown
        ]
    return document


def _difference(difference: Difference) -> dict[str, Any]:
    """`{"kind", "subject", "message", "declared", "observed"}`; the last two are a location or null."""
    return {
        "kind": difference.kind,
        "subject": difference.subject,
        "message": difference.message,
        "declared": difference.declared.as_json() if difference.declared else None,
        "observed": difference.observed.as_json() if difference.observed else None,
    }


def _ignored(ignored: Ignored) -> dict[str, Any]:
    return {
        **_difference(ignored.difference),
        "reason": ignored.reason,
        "until": str(ignored.until) if ignored.until else None,
        "ignored_at": ignored.location.as_json() if ignored.location else None,
    }
