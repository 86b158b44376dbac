"""A comparison as JSON, for programs (DESIGN section 5)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from portdocs.drift.result import Difference, Drift, Ignored
from portdocs.registry import Location
from portdocs.scan import Scan, as_json


def render(drift: Drift, *, show_ignored: bool = False) -> str:
    """`{"verified", "drift", "ignored", "unresolved", "errors"}`; what is ignored is always there."""
    rest = as_json(Scan(unresolved=drift.unresolved, errors=drift.errors))
    document = {
        "verified": [
            {"subject": one.subject, "place": asdict(one.location), "by": list(one.by)} for one in drift.verified
        ],
        "drift": [difference(one) for one in drift.drift],
        "ignored": [_ignored(one) for one in drift.ignored],
        "unresolved": rest["unresolved"],
        "errors": rest["errors"],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def difference(one: Difference) -> dict[str, Any]:
    """`{"kind", "subject", "message", "declared", "observed"}`, the last two `{"file", "line", "column"}` or null."""
    return {
        "kind": one.kind,
        "subject": one.subject,
        "message": one.message,
        "declared": _location(one.declared),
        "observed": _location(one.observed),
    }


def _ignored(one: Ignored) -> dict[str, Any]:
    until = str(one.until) if one.until else None
    return {**difference(one.difference), "reason": one.reason, "until": until, "ignored_at": _location(one.location)}


def _location(location: Location | None) -> dict[str, Any] | None:
    return asdict(location) if location else None
