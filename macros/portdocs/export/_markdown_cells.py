"""Cells and bullets of the page: what one fact looks like in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.export._markdown import code, link, table, text
from portdocs.registry import Listener, Location
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.fields import Acceptance
from portdocs.registry.urls import Url

NOT_KNOWN = "not known"
BREAK = "<br>"


def words(value: object) -> str:
    """A text, or nothing."""
    return "" if value is None else text(str(value))


def codes(values: Iterable[object], between: str = ", ") -> str:
    """What a machine reads, one or several."""
    return between.join(code(str(value)) for value in values)


def maybe_code(value: object) -> str:
    """What a machine reads, or nothing."""
    return "" if value is None else code(str(value))


def binds(listener: Listener) -> str:
    """The addresses of a listener; one that is not known is said so. A socket, and a port in a container, have none."""
    if not listener.port and "bind" not in listener.model_fields_set:
        return ""
    return ", ".join(NOT_KNOWN if bind == UNKNOWN else code(bind) for bind in listener.bind)


def port(listener: Listener) -> str:
    """A listener's port, with the transport where it is not tcp alone; else the socket, or the container's port."""
    transport = "" if listener.socket or listener.transport == ("tcp",) else "/" + ",".join(listener.transport)
    where = "" if listener.socket or listener.port else " in its container"
    return code(f"{listener.address}{transport}") + where


def urls(values: Iterable[Url]) -> str:
    """URLs, linked where a browser can follow them, one a line."""
    return BREAK.join(link(url.text) if url.href else code(url.text) for url in values)


def acceptances(values: Iterable[Acceptance], between: str = BREAK) -> str:
    """The findings that are accepted, each with its reason."""
    return between.join(f"{code(one.check)}: {text(one.reason)}" for one in values)


def location(value: Location) -> str:
    """A line of the data."""
    return code(f"{value.file}:{value.line}")


def filled_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without the columns that nobody filled; nothing where there are no rows."""
    rows = list(rows)
    kept = [number for number in range(len(titles)) if any(row[number] for row in rows)]
    return table([titles[n] for n in kept], [[row[n] for n in kept] for row in rows]) if rows else ""
