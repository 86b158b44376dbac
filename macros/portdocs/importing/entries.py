"""The rows of a grid as entries: their names, what they are, and why some are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portdocs.importing import names, words
from portdocs.importing.columns import CELLS, WIDE
from portdocs.importing.entry import Entry, Layout, read_cell, read_listeners, read_name
from portdocs.importing.grid import Grid, Row
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD, name_of_heading, services_in
from portdocs.importing.values import ADDRESS, is_bind, is_public_name

_STRUCK = re.compile(r"~~.*?~~")


def read_rows(grid: Grid, layout: Layout) -> Iterator[Entry]:
    """An entry for each service of a row; rows that only name what follows are passed over."""
    is_under_title = grid.kind != "record" and bool(grid.headings) and grid.headings[-1].level == 1
    heading = "" if is_under_title else name_of_heading(grid.heading)
    parents = _with_fields(grid, layout)
    flows = [index for index, title in enumerate(grid.header) if words.FLOW.fullmatch(title)]
    above = ""
    for number, whole in enumerate(grid.rows, 1):
        if layout.rows is not None and number not in layout.rows:
            yield Entry("", whole, reason="left out by the plan")
            continue
        if layout.rows is None and any(words.LEFT_OUT.search(whole[index].text) for index in flows):
            yield Entry("", whole, reason="outgoing")
            continue
        for row, own, host in _services(whole, grid, layout):
            repeats = words.DITTO.fullmatch(own) is not None
            if row.form == "row" and layout.columns.get("name"):
                name = above if repeats or not own else own
            else:
                is_link = "://" in row.text and words.COLUMNS["url"].fullmatch(own)
                is_part = names.is_field(own) or row.parent in parents or is_link or row.form == "sentence"
                inherited = _inherited(row, heading)
                name = inherited or own if is_part else own or inherited
            if not layout.forced and _is_setting(own, row, grid, layout):
                yield Entry(name, row, reason="a setting")
                continue
            label = own if name != own and row.form != "sentence" else ""
            facts = {"host": host} if host else {}
            entry = Entry(layout.constants.get("name") or name, row, label, facts=facts)
            says_something = _read(entry, grid, layout)
            if own and not repeats:
                # A row of a table with nothing but a name opens a group: what follows does not inherit it.
                above = "" if grid.kind == "table" and not says_something and len(grid.header) > 2 else own
            if says_something:
                yield entry


def _services(row: Row, grid: Grid, layout: Layout) -> Iterator[tuple[Row, str, str]]:
    """The row, its name and its host; several if headers are machines or services, or a cell lists services."""
    columns, lists = layout.columns.get("name", ()), layout.columns.get("services", ())
    ports = layout.columns.get("port", ())
    found = [(index, one) for index in lists for one in services_in(row[index].text)]
    if found:
        for index, (name, text) in found:
            parts = (*row.cells[:index], replace(row[index], text=text), *row.cells[index + 1 :])
            yield replace(row, cells=parts), name, ""
    elif layout.name_in_header:
        for index in ports:
            cells = [replace(cell, text="") if n in ports and n != index else cell for n, cell in enumerate(row.cells)]
            yield replace(row, cells=tuple(cells)), grid.header[index], ""
    elif layout.host_in_header and len(columns) > 1:
        filled = (index for index in columns if not names.is_empty(row[index].text))
        yield from ((row, _name_in([row[index].text]), grid.header[index]) for index in filled)
    else:
        yield row, _own_name(row, layout), ""


def _is_setting(own: str, row: Row, grid: Grid, layout: Layout) -> bool:
    """True for `MAX_CONNECTIONS`, and for a key in a table of settings that does not mention a port."""
    is_table = bool(words.PROPERTY.fullmatch(grid.header[0]))
    key = row[0].text if is_table else own
    found = [one for index in layout.columns.get("port", ()) for one in uses(row[index].text)]
    is_port = words.PORT.search(key.replace("_", " ")) or not found or any(one.sure for one in found)
    return not is_port and (is_table or words.SETTING.fullmatch(key) is not None)


def _with_fields(grid: Grid, layout: Layout) -> frozenset[str]:
    """The items that name a service, as one of the lines below them only names a port: `HTTP: 8080`."""
    rows = (row for row in grid.rows if row.parent)
    return frozenset(row.parent for row in rows if names.is_field(_own_name(row, layout), words.PROTOCOL_WORDS))


def _own_name(row: Row, layout: Layout) -> str:
    return _name_in([row[index].text for index in layout.columns.get("name", ())])


def _name_in(cells: Sequence[str]) -> str:
    texts = [" ".join(text.split()) for text in cells]
    return LEAD.sub("", " ".join(text for text in texts if not names.is_empty(text))).strip(" *_`")


def _inherited(row: Row, heading: str) -> str:
    """The name of a row that has none: that of the line above, else of the heading."""
    parent = name_of_heading(row.parent)
    found = parent if names.is_name(parent) and not names.is_generic(parent) else heading
    return "" if names.is_generic(found) else found


def _read(entry: Entry, grid: Grid, layout: Layout) -> bool:
    """Take what the cells say; False if they name neither a port nor a public address."""
    row = entry.row
    read_name(entry)
    for role in CELLS:
        for index in layout.columns.get(role, ()):
            if not names.is_empty(text := " ".join(row[index].text.split())):
                read_cell(entry, role, text, grid.header[index])
        if role in layout.constants:
            read_cell(entry, role, layout.constants[role], role)
    bind = next(filter(is_bind, ADDRESS.findall(grid.heading)), None)
    entry.binds = entry.binds or ((bind,) if bind else ())
    entry.reason = read_listeners(entry, grid, layout)
    struck = [cell.text for cell in row.cells if "~~" in cell.text]
    if struck and (not entry.listeners or any(not re.search(r"\w", _STRUCK.sub("", text)) for text in struck)):
        entry.reason = "struck out"
    if entry.reason:
        return True
    is_public = any(is_public_name(url) for _, url in entry.urls)
    has_name = grid.kind == "record" or layout.columns.get("name")
    is_endpoint = is_public and bool(layout.columns.get("target") or not entry.listeners or not has_name)
    if is_endpoint:
        entry.kind = "endpoint"
    elif entry.listeners:
        entry.kind = "range" if _is_range(entry, grid, layout) else "service"
        no_name = "" if names.has_letter(entry.name) else "no name"
        entry.reason = no_name or ("" if layout.forced else _reason(entry, grid))
    return is_endpoint or bool(entry.listeners)


def _reason(entry: Entry, grid: Grid) -> str:
    """Why a row does not name a service, or empty."""
    name, form = entry.name, entry.row.form
    if form == "sentence":
        return "a sentence"
    if entry.facts.get("status") == "free" or (words.FREE.match(name.strip("()")) and len(name.split()) <= 2):
        return "free"
    if grid.kind == "headings" and (entry.kind == "range" or words.DOUBTFUL.search(entry.row.text)):
        return "a heading"
    is_command = words.COMMANDS.match(LEAD.sub("", entry.row.text))
    return "not a service" if form != "row" and (is_command or words.COLUMNS["number"].fullmatch(name)) else ""


def _is_range(entry: Entry, grid: Grid, layout: Layout) -> bool:
    status = entry.facts.get("status", "")
    if layout.is_range or words.RESERVED.match(entry.name) or words.RESERVED.search(status):
        return True
    texts = (entry.name, grid.heading, grid.lead)
    is_said = grid.kind == "headings" or any(words.RANGE.search(text) or words.RESERVED.search(text) for text in texts)
    runs = [(len(one.ports or ()), one.transports) for one in entry.listeners]
    has_run = any(length > 1 for length, _ in runs) and is_said
    are_wide = all(length >= WIDE and not transports for length, transports in runs)
    return (has_run or are_wide) and entry.row.form != "row"
