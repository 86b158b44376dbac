"""What a scan found, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from portdocs.scan import Scan


def render(scan: Scan) -> str:
    """The scan as a JSON object; see `scan_as_json`."""
    return json.dumps(scan_as_json(scan), indent=2, ensure_ascii=False) + "\n"


def scan_as_json(scan: Scan) -> dict[str, list[dict[str, Any]]]:
    """`{"listeners", "routes", "openings", "unresolved", "errors"}`, each a list of objects with the fields' names as
    keys."""
    kinds: dict[str, Iterable[Any]] = {
        "listeners": scan.said_listeners,
        "routes": scan.said_routes,
        "openings": scan.openings,
        "unresolved": scan.unresolved,
        "errors": scan.errors,
    }
    return {
        name: [
            {one.name.rstrip("_"): getattr(item, one.name) for one in fields(item) if not one.metadata}
            for item in found
        ]
        for name, found in kinds.items()
    }
