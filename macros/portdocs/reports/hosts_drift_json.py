"""Drift of many hosts as a JSON object."""

from __future__ import annotations

from typing import Any

from portdocs.drift.hosts import HostsDrift
from portdocs.reports import drift_json


def render(result: HostsDrift, *, show_ignored: bool = False, show_unknown: bool = False) -> dict[str, Any]:
    """`{"hosts": {ID: {"snapshot", "taken_at", ...}}, "not_compared": [ID]}`; times are in UTC, the rest of a host is
    its drift."""
    hosts = {
        host.drift.host: {
            "snapshot": host.snapshot,
            "taken_at": f"{host.taken_at:%Y-%m-%dT%H:%M:%SZ}" if host.taken_at else None,
            **drift_json.render(host.drift, show_unknown=show_unknown),
        }
        for host in result.hosts
    }
    return {"hosts": hosts, "not_compared": list(result.not_compared)}
