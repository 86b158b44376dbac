"""The rows of a grid as entries, and the rows that are none with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.importing import names
from portdocs.importing.entry import READERS, Entry, Layout, fact, read_listeners, read_name
from portdocs.importing.page import Grid, Row
from portdocs.importing.split import LEAD, name_of_heading
from portdocs.importing.values import is_public_name
from portdocs.importing.words import COLUMNS, COMMANDS, DITTO, FREE, RANGE, RESERVED

_STRUCK = re.compile(r"~~.*?~~")
_FILE = re.compile(r"\.(?:env|js|ts|py|ya?ml|md|json|conf|sh|toml|ini)(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is left out, and why."""

    row: Row
    reason: str


def read_rows(grid: Grid, layout: Layout) -> Iterator[Entry | Rejected]:
    """An entry for each row, or why it is none; rows that only name what follows are passed over."""
    is_under_title = grid.kind != "record" and bool(grid.headings) and grid.headings[-1].level == 1
    heading = "" if is_under_title else name_of_heading(grid.heading)
    above = ""
    for number, row in enumerate(grid.rows, 1):
        if layout.rows is not None and number not in layout.rows:
            yield Rejected(row, "left out by the plan")
            continue
        own = _own_name(row, layout)
        repeats = DITTO.fullmatch(own) is not None
        if row.form == "row" and layout.columns.get("name"):
            name = above if repeats or not own else own
        else:
            name = own if own and not names.is_field(own) else _inherited(row, heading)
        result = _entry(row, grid, layout, layout.constants.get("name") or name)
        if own and not repeats:
            # A row of a table with nothing but a name opens a group: what follows does not inherit it.
            above = "" if grid.kind == "table" and result is None and len(grid.header) > 2 else own
        if result is not None:
            yield result


def _own_name(row: Row, layout: Layout) -> str:
    texts = [" ".join(row[index].text.split()) for index in layout.columns.get("name", ())]
    return LEAD.sub("", " ".join(text for text in texts if not names.is_empty(text))).strip(" *_`")


def _inherited(row: Row, heading: str) -> str:
    """The name of a row that has none: that of the line above, else of the heading."""
    parent = name_of_heading(row.parent)
    if names.is_name(parent) and not names.is_generic(parent):
        return parent
    return "" if names.is_generic(heading) else heading


def _entry(row: Row, grid: Grid, layout: Layout, name: str) -> Entry | Rejected | None:
    entry = Entry(name, row)
    read_name(entry)
    for role, reader in READERS.items():
        for index in layout.columns.get(role, ()):
            if not names.is_empty(text := " ".join(row[index].text.split())):
                reader(entry, text, grid.header[index])
    for role, value in layout.constants.items():
        READERS.get(role, fact(role))(entry, value, role)
    problem = read_listeners(entry, grid, layout)
    if reason := _reason(entry, problem):
        return Rejected(row, reason)
    is_public = any(is_public_name(url) for _, url in entry.urls)
    if is_public and (layout.columns.get("target") or not entry.listeners or not layout.columns.get("name")):
        entry.kind = "endpoint"
        return entry
    if not entry.listeners:
        return None
    if reason := _reason_of_name(entry):
        return Rejected(row, reason)
    entry.kind = "range" if _is_range(entry, grid, layout) else "service"
    return Rejected(row, "a heading") if entry.kind == "range" and grid.kind == "headings" else entry


def _reason(entry: Entry, problem: str) -> str:
    struck = [cell.text for cell in entry.row.cells if "~~" in cell.text]
    if struck and (not entry.listeners or any(not re.search(r"\w", _STRUCK.sub("", text)) for text in struck)):
        return "struck out"
    return problem


def _reason_of_name(entry: Entry) -> str:
    """Why a name is not that of a service, or empty."""
    name, form = entry.name, entry.row.form
    if form == "sentence":
        return "a sentence"
    if entry.facts.get("status") == "free" or (FREE.match(name.strip("()")) and len(name.split()) <= 2):
        return "free"
    if not names.has_letter(name) or re.fullmatch(r"[(（].*[)）]", name):
        return "no name"
    if form != "row" and (COMMANDS.match(f"{name} ") or _FILE.search(name) or COLUMNS["number"].fullmatch(name)):
        return "not a service"
    return ""


def _is_range(entry: Entry, grid: Grid, layout: Layout) -> bool:
    reserved = RESERVED.match(entry.name) or RESERVED.search(entry.facts.get("status", ""))
    if layout.is_range or reserved:
        return True
    if entry.row.form == "row":
        return bool(RANGE.search(entry.name)) and _has_run(entry) and not any(one.transports for one in entry.listeners)
    if grid.kind in ("list", "lines") and RESERVED.search(grid.heading) and names.is_generic(grid.heading):
        return True
    texts = (entry.name, entry.row[2].text, grid.heading, grid.lead)
    said = any(RANGE.search(text) for text in texts) or RESERVED.search(grid.lead) or RESERVED.search(grid.heading)
    return _has_run(entry) and (bool(said) or grid.kind == "headings")


def _has_run(entry: Entry) -> bool:
    return any(one.ports and len(one.ports) > 1 for one in entry.listeners)
