"""Drift of many hosts as a JSON object."""

from __future__ import annotations

import datetime
import json

from portdocs.drift.hosts import HostsDrift
from portdocs.reports.drift_json import drift_as_json


def render(result: HostsDrift, *, show_ignored: bool = False, show_unknown: bool = False) -> str:
    """`{"hosts": {ID: {"snapshot", "taken_at", ...}}, "not_compared": [ID]}`; the rest of a host is its drift."""
    hosts = {
        host.drift.host: {
            "snapshot": host.snapshot,
            "taken_at": time_as_json(host.taken_at),
            **drift_as_json(host.drift, show_unknown=show_unknown),
        }
        for host in result.hosts
    }
    document = {"hosts": hosts, "not_compared": list(result.not_compared)}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def time_as_json(time: datetime.datetime | None) -> str | None:
    """A time in UTC (RFC 3339)."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time else None
