"""A summary of drift for an incoming webhook of a chat: Slack, Mattermost, Rocket.Chat and others show its `text`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portdocs.drift.hosts import HostsDrift
from portdocs.reports.hosts_drift_text import headline

MAX_LINES = 20
"""Differences in the text; the others are counted."""


def render(result: HostsDrift) -> dict[str, Any]:
    """`{"text", "clean", "hosts": {ID: {"verified", "drift", "errors"}}}`, the last three as numbers."""
    hosts = {
        host.drift.host: {
            "verified": len(host.drift.verified),
            "drift": len(host.drift.drift),
            "errors": len(host.drift.errors),
        }
        for host in result.hosts
    }
    return {"text": _text(result), "clean": result.is_clean, "hosts": hosts}


def _text(result: HostsDrift) -> str:
    lines = list(_lines(result))
    more = [f"and {len(lines) - MAX_LINES} more"] if len(lines) > MAX_LINES else []
    # These characters start links and mentions in messages of chats.
    text = "\n".join((headline(result), *lines[:MAX_LINES], *more))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _lines(result: HostsDrift) -> Iterator[str]:
    for host in result.hosts:
        yield from (f"- {host.drift.host}: {one.message} [{one.kind}]" for one in host.drift.drift)
        yield from (f"- {host.drift.host}: {error.file}: {error.message}" for error in host.drift.errors)
