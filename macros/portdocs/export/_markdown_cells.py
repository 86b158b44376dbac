"""Cells and bullets of the exported page: facts in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portdocs.pages.escape import for_markdown
from portdocs.pages.markdown import code, link, table
from portdocs.registry import Listener, Location
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.findings import Acceptance
from portdocs.registry.urls import Url

UNKNOWN_TEXT = "unknown"
BREAK = "<br>"


def text_or_empty(value: object) -> str:
    """A text, or nothing."""
    return "" if value is None else for_markdown(str(value))


def codes(values: Iterable[object], between: str = ", ") -> str:
    """One or several values in code."""
    return between.join(code(str(value)) for value in values)


def code_or_empty(value: object) -> str:
    """A value in code, or nothing."""
    return "" if value is None else code(str(value))


def binds(listener: Listener) -> str:
    """The bind addresses of a listener; a socket and a port inside a container have none."""
    if not listener.port and "bind" not in listener.model_fields_set:
        return ""
    return ", ".join(UNKNOWN_TEXT if bind == UNKNOWN else code(bind) for bind in listener.bind)


def port(listener: Listener) -> str:
    """A listener's port, with its transport unless that is tcp; else the socket, or the port inside its container."""
    transport = "" if listener.socket or listener.transport == ("tcp",) else "/" + ",".join(listener.transport)
    where = "" if listener.socket or listener.port else " in its container"
    return code(f"{listener.address}{transport}") + where


def urls(values: Iterable[Url]) -> str:
    """URLs, one per line, linked if a browser can follow them."""
    return BREAK.join(link(url.text) if url.href else code(url.text) for url in values)


def acceptances(values: Iterable[Acceptance], between: str = BREAK) -> str:
    """The accepted findings, each with its reason."""
    return between.join(f"{code(one.check)}: {for_markdown(one.reason)}" for one in values)


def location(value: Location) -> str:
    """A line of the data."""
    return code(value.short)


def filled_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table without empty columns; an empty text without rows."""
    rows = list(rows)
    used = [number for number in range(len(titles)) if any(row[number] for row in rows)]
    return table([titles[n] for n in used], [[row[n] for n in used] for row in rows]) if rows else ""
