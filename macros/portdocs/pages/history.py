"""The past of a registry, kept beside it for all pages that tell of it; nothing where nobody asked git."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from portdocs.diff.timeline import History
from portdocs.pages.inline import NOTHING, Badge, Cell, Text, lines
from portdocs.registry import Registry, Service

_known: WeakKeyDictionary[Registry, History] = WeakKeyDictionary()
_UNKNOWN = "unknown"


def keep_past(registry: Registry, past: History) -> None:
    """Keeps what git knows of a registry's past."""
    _known[registry] = past


def past_of(registry: Registry) -> History | None:
    """The past of a registry; None where nobody asked."""
    return _known.get(registry)


def history(registry: Registry, service: Service) -> Cell:
    """Since when a service opens what it opens."""
    past = past_of(registry)
    if past is None:
        return NOTHING
    if past.unavailable:
        return (Badge(_UNKNOWN, "unknown", f"No history: {past.unavailable}"),)
    return lines((Text(sentence),) for sentence in past.timelines.get(service.id, ()))
