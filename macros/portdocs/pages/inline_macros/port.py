"""The port of a service, for a sentence."""

from __future__ import annotations

from portdocs.pages.errors import MacroError
from portdocs.pages.format import address
from portdocs.pages.inline import NOT_KNOWN, Cell, Text
from portdocs.registry import Registry


def port(registry: Registry, service: str, listener: str | None = None) -> Cell:
    """The port of a service; `listener` names one where there are several."""
    entry = registry.services[service]
    found = [one for one in entry.listeners or () if listener in (None, one.name)]
    if entry.listeners is None:
        return (NOT_KNOWN,)
    if not found:
        raise MacroError(f"`{service}` has no listener" + (f" called `{listener}`" if listener else ""))
    cells = [address(one) for one in found]
    return cells[0] if len(cells) == 1 else tuple(p for n, c in enumerate(cells) for p in ((Text(", "),) * (n > 0) + c))
