"""The rows of a grid as entries: their names, what they are, and why some are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from portdocs.importing import names, words
from portdocs.importing.cells import Layout, head_of, read_cells
from portdocs.importing.columns import WIDE
from portdocs.importing.entry import Entry
from portdocs.importing.grid import Grid, Page, Row
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD, name_of_heading, services_in
from portdocs.importing.values import is_public_name

_STRUCK = re.compile(r"~~.*?~~")


def read_rows(page: Page, grid: Grid, layout: Layout) -> Iterator[Entry]:
    """An entry for each service of a row; rows that only name what follows are passed over."""
    is_under_title = grid.kind != "record" and bool(grid.headings) and grid.headings[-1].level == 1
    heading = "" if is_under_title else name_of_heading(grid.heading)
    parents = {row.parent for row in grid.rows if names.is_field(_own_name(row, layout), words.PROTOCOL_WORDS)}
    flows = [index for index, title in enumerate(grid.header) if words.FLOW.fullmatch(title)]
    above = ""
    for number, whole in enumerate(grid.rows, 1):
        is_outgoing = bool(words.LEFT_OUT.search(whole.parent)) or any(
            words.BLOCKED.search(whole[n].text) for n in flows
        )
        is_planned = number in layout.rows if layout.rows is not None else not is_outgoing
        if not is_planned:
            yield Entry("", whole, grid, page, reason="outgoing" if layout.rows is None else "left out by the plan")
            continue
        for row, said in _services(whole, grid, layout):
            own = said.get("name") or _own_name(row, layout)
            own = "" if words.DITTO.fullmatch(own) else own
            if row.form == "row" and layout.columns.get("name"):
                name = own or above
            else:
                is_part = names.is_field(own) or row.parent in parents - {""} or row.form == "sentence"
                is_part = is_part or bool("://" in row.text and words.COLUMNS["url"].fullmatch(own))
                inherited = _inherited(row, heading)
                name = inherited or own if is_part else own or inherited
            label = own if name != own and row.form != "sentence" else ""
            entry = Entry(layout.constants.get("name") or name, row, grid, page, label)
            entry.facts |= {"host": said["host"]} if "host" in said else {}
            if not layout.forced and _is_setting(own, entry, layout):
                entry.reason = "a setting"
            says_something = bool(entry.reason) or _read(entry, layout)
            if own and entry.reason != "a setting":
                # A row of a table with nothing but a name opens a group: what follows does not inherit it.
                above = "" if grid.kind == "table" and not says_something and len(grid.header) > 2 else own
            if says_something:
                yield entry


def _services(row: Row, grid: Grid, layout: Layout) -> Iterator[tuple[Row, Mapping[str, str]]]:
    """A row for each service in it, and the name or host that a header or a list in a cell gives."""
    lists = [(index, one) for index in layout.columns.get("services", ()) for one in services_in(row[index].text)]
    for index, (name, ports) in lists:
        yield _with_texts(row, {index: ports}), {"name": name}
    headed = [index for index in layout.headed if not names.is_empty(row[index].text)]
    for index in headed:
        others = {other: "" for other in layout.headed if other != index}
        yield _with_texts(row, others), {layout.heads: head_of(grid.header[index])}
    if not lists and not headed:
        yield row, {}


def _with_texts(row: Row, texts: Mapping[int, str]) -> Row:
    cells = (replace(cell, text=texts.get(index, cell.text)) for index, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _is_setting(own: str, entry: Entry, layout: Layout) -> bool:
    """True for `MAX_CONNECTIONS`, and for a key in a table of settings that does not mention a port."""
    is_table = bool(words.PROPERTY.fullmatch(entry.grid.header[0]))
    key = entry.row[0].text if is_table else own
    found = [one for index in layout.columns.get("port", ()) for one in uses(entry.row[index].text)]
    is_port = words.PORT.search(key.replace("_", " ")) or not found or any(one.sure for one in found)
    return not is_port and (is_table or words.SETTING.fullmatch(key) is not None)


def _own_name(row: Row, layout: Layout) -> str:
    texts = [" ".join(row[index].text.split()) for index in layout.columns.get("name", ())]
    return LEAD.sub("", " ".join(text for text in texts if not names.is_empty(text))).strip(" *_`")


def _inherited(row: Row, heading: str) -> str:
    """The name of a row that has none: that of the line above, else of the heading."""
    parent = name_of_heading(row.parent)
    found = parent if names.may_be_name(parent) and not names.is_generic(parent) else heading
    return "" if names.is_generic(found) else found


def _read(entry: Entry, layout: Layout) -> bool:
    """Take what the cells say; False if they name neither a port nor a public address."""
    read_cells(entry, layout)
    texts = (entry.row.text, *(cell.text for cell in entry.row.cells))
    if any("~~" in text and not re.search(r"\w", _STRUCK.sub("", text)) for text in texts):
        entry.reason = "struck out"
    if entry.reason:
        return True
    if any(map(is_public_name, entry.urls)) and (layout.columns.get("target") or not entry.listeners):
        entry.kind = "endpoint"
    elif entry.listeners:
        entry.kind = "range" if _is_range(entry, layout) else "service"
        no_name = "" if names.has_letter(entry.name) else "no name"
        entry.reason = no_name or ("" if layout.forced else _reason(entry))
    return bool(entry.listeners) or entry.kind == "endpoint"


def _reason(entry: Entry) -> str:
    """Why a row does not name a service, or empty."""
    name, form, kind = entry.name, entry.row.form, entry.grid.kind
    if form == "sentence":
        return "a sentence"
    if entry.facts.get("status") == "free" or (words.FREE.match(name.strip("()")) and len(name.split()) <= 2):
        return "free"
    if kind == "headings" and (entry.kind == "range" or words.DOUBTFUL.search(entry.row.text)):
        return "a heading"
    is_command = form != "row" and words.COMMANDS.match(LEAD.sub("", entry.row.text))
    return "not a service" if is_command else ""


def _is_range(entry: Entry, layout: Layout) -> bool:
    status = entry.facts.get("status", "")
    if layout.is_range or words.RESERVED.match(entry.name) or words.RESERVED.search(status):
        return True
    texts = (entry.name, entry.grid.heading, entry.grid.lead)
    is_said = any(words.RANGE.search(text) or words.RESERVED.search(text) for text in texts)
    runs = [(len(one.ports or ()), one.transports) for one in entry.listeners]
    has_run = any(length > 1 for length, _ in runs) and (is_said or entry.grid.kind == "headings")
    are_wide = all(length >= WIDE and not transports for length, transports in runs)
    return (has_run or are_wide) and entry.row.form != "row"
