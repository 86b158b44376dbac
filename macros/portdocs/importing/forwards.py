"""Tables of port forwarding: a router listens on the external port, and leads to a port of a machine behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portdocs.importing.columns import Column, is_empty
from portdocs.importing.context import Context, Setting
from portdocs.importing.entries import bare
from portdocs.importing.found import Mention
from portdocs.importing.pages import Section, Table, Words
from portdocs.importing.ports import understand
from portdocs.importing.rows import Rows
from portdocs.importing.urls import address_in
from portdocs.importing.values import one_line, protocol_in
from portdocs.importing.words.port_words import HOST_WORD
from portdocs.importing.words.proxy_words import BEHIND, ROUTER


def are_forwards(table: Table, found: Sequence[Column]) -> bool:
    """Whether rows lead from an external port to an address and a port behind it."""
    outside = [one for one in found if one.role == "port" and HOST_WORD.search(one.title)]
    inside = [one for one in found if one.role == "inside"]
    if len(outside) != 1 or len(inside) != 1:
        return False
    location = _location(found)
    cells = [row[location.index].text for row in table.rows if location and location.index < len(row)]
    if location is not None:
        return bool(BEHIND.search(location.title)) and sum(bool(address_in(text)) for text in cells) * 2 > len(cells)
    both = [row[inside[0].index].text for row in table.rows if inside[0].index < len(row)]
    return bool(both) and sum(bool(address_in(text)) for text in both) * 2 > len(both)


def read_forwards(context: Context, table: Table, found: Sequence[Column], setting: Setting) -> None:
    """Takes the services behind the router, each with its own port, and the router with the external ones."""
    outside = next(one for one in found if one.role == "port" and HOST_WORD.search(one.title))
    inside = next(one for one in found if one.role == "inside")
    location = _location(found)
    behind = [one for one in found if one is not outside and one.role != "inside"]
    behind += [replace(inside, role="port", title="Port")]
    if location is None:
        behind.append(Column(inside.index, "host", "Host"))
    rows = Rows(context, replace(table, goes_on=False), sorted(behind, key=lambda one: one.index), setting)
    rows.read()
    router: Mention | None = None
    for row in table.rows:
        uses = understand(row[outside.index].text).uses if outside.index < len(row) else []
        uses = [use for use in uses if use.ports]
        if not uses:
            continue
        if router is None:
            router = context.mention("Port forwarding", row[0].line, "table", table.section)
            router.facts["host"] = _router(context, table.section)
        goal, transports = _goal(row, found, rows.name), _transports(row, found)
        router.uses += [replace(use, transports=use.transports or transports, label=goal) for use in uses]


def _location(found: Sequence[Column]) -> Column | None:
    return next((one for one in found if one.role in ("host", "target")), None)


def _transports(row: Sequence[Words], found: Sequence[Column]) -> tuple[str, ...]:
    cells = (row[one.index].text for one in found if one.role == "protocol" and one.index < len(row))
    return next((said for text in cells if (said := protocol_in(text)[0])), ())


def _goal(row: Sequence[Words], found: Sequence[Column], name: Column | None) -> str:
    """Where a port leads to, in words: `Caddy, 192.168.1.10:8443`."""
    called = one_line(row[name.index].text) if name and name.index < len(row) else ""
    location = next(
        (row[one.index].text for one in found if one.role in ("host", "target") and one.index < len(row)), ""
    )
    port = next((row[one.index].text for one in found if one.role == "inside" and one.index < len(row)), "")
    target = ":".join(one_line(part) for part in (location, port) if not is_empty(part))
    return ", ".join(part for part in ("" if is_empty(called) else f"to {called}", target) if part)


def _router(context: Context, section: Section) -> str:
    """What the headings call the router."""
    found = (match[0] for one in section.path() if (match := ROUTER.search(bare(one.title))))
    name = next(found, "router")
    return name[0].upper() + name[1:]
