"""The history of a service on its page."""

from __future__ import annotations

from portdocs.diff.timeline import History
from portdocs.pages.inline import NOTHING, Badge, Cell, Text, lines
from portdocs.registry import Service


def service_history(history: History | None, service: Service) -> Cell:
    """The dates since when a service has its ports; empty if git was not read."""
    if history is None:
        return NOTHING
    if history.unavailable:
        return (Badge("unknown", "unknown", f"No history: {history.unavailable}"),)
    return lines((Text(sentence),) for sentence in history.timelines.get(service.id, ()))
