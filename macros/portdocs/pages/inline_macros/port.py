"""The port of a service."""

from __future__ import annotations

from portdocs.pages.cells import address
from portdocs.pages.errors import MacroError
from portdocs.pages.inline import UNKNOWN_BADGE, Cell, Text
from portdocs.registry import Registry


def port(registry: Registry, service: str, listener: str | None = None) -> Cell:
    """The port of a service; `listener` selects one of several by name."""
    entry = registry.services[service]
    matches = [one for one in entry.listeners or () if listener in (None, one.name)]
    if entry.listeners is None:
        return (UNKNOWN_BADGE,)
    if not matches:
        raise MacroError(f"`port`: `{service}` has no listener" + (f" named `{listener}`" if listener else ""))
    cells = [address(one) for one in matches]
    return cells[0] if len(cells) == 1 else tuple(p for n, c in enumerate(cells) for p in ((Text(", "),) * (n > 0) + c))
