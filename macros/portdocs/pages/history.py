"""The history of a registry, for all pages that show it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from portdocs.diff.timeline import History
from portdocs.pages.inline import NOTHING, Badge, Cell, Text, lines
from portdocs.registry import Registry, Service

_histories: WeakKeyDictionary[Registry, History] = WeakKeyDictionary()


def set_history(registry: Registry, history: History) -> None:
    """Set the history that git has of a registry."""
    _histories[registry] = history


def history_of(registry: Registry) -> History | None:
    """The history of a registry; None if git was not asked."""
    return _histories.get(registry)


def service_history(registry: Registry, service: Service) -> Cell:
    """The dates since when a service has its ports."""
    history = history_of(registry)
    if history is None:
        return NOTHING
    if history.unavailable:
        return (Badge("unknown", "unknown", f"No history: {history.unavailable}"),)
    return lines((Text(sentence),) for sentence in history.timelines.get(service.id, ()))
