"""A scan as a JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portdocs.scan import Scan
from portdocs.scan.result import json_values


def render(scan: Scan) -> dict[str, list[dict[str, Any]]]:
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
            {name.rstrip("_"): value for name, value in json_values(item, with_internal=False).items()}
            for item in found
        ]
        for name, found in kinds.items()
    }
