"""Lists, paragraphs, headings and code as grids: each line is a name, its ports and the rest; `key: value` lines of one
service are a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portdocs.importing.drawn import boxes, drawn_table
from portdocs.importing.grid import HEADER, Cell, Grid, Heading, Row
from portdocs.importing.ports import transports_in, uses
from portdocs.importing.split import LEAD, row_of, rows_of, split
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, OUTSIDE, PORT, PROTOCOLS

_PAIR = re.compile(r"([^:：=|]{1,60}?)\s*(?:[:：]\s+|：|\s[=–—-]\s)(\S.*)")
_KEY = re.compile(r"([^:：]{1,40})[:：]\W*()")
_BOX = re.compile(r"[\u2500-\u257f]|[+|]\s*[-=]{2,}|[|]")
_ARROW = r"(?:[-─=]{1,4}[>▶►]|→|⟶|▶|►|➜|➔|➡|⇒|──+)"
_LINK = re.compile(rf"(?<![0-9\s])\s*{_ARROW}\s*|\s*{_ARROW}\s*(?![0-9\s])")
"""An arrow that is not that of a mapping such as `8080 -> 80`."""
_INSIDE = re.compile(r"[\w-]+:([0-9]+)(?!\w)")
"""A container and its port, behind the address that maps to it."""
Pairs = list[tuple[Cell, Cell]]
Headings = tuple[Heading, ...]


@dataclass(slots=True)
class Item:
    """A list item: its lines, and the lists inside it with their lines."""

    lines: list[Cell]
    children: list[tuple[int, list[Item]]]


def list_grids(items: Sequence[Item], line: int, headings: Headings, lead: str) -> Iterator[Grid]:
    """The grids of a list and of the lists inside it."""
    records: list[tuple[Pairs, str]] = []
    others = list(items)
    if pairs := _record_pairs(items):
        records.append((pairs, ""))
    for item in items if not pairs else ():
        if len(item.children) == 1 and item.lines and (found := _record_pairs(item.children[0][1])):
            records.append((found, item.lines[0].text))
            others = [one for one in others if one is not item]
    if records:
        yield _record(records, line, headings, lead)
    rows = [row for item in others if item.lines and not pairs for row in _item_rows(item)]
    if rows:
        yield Grid("list", line, HEADER, tuple(rows), headings, lead)
    for item in others:
        name = item.lines[0].text if item.lines else ""
        for inner_line, children in item.children:
            for grid in list_grids(children, inner_line, headings, name):
                yield replace(grid, rows=tuple(replace(row, parent=row.parent or name) for row in grid.rows))


def _item_rows(item: Item) -> Iterator[Row]:
    first, *others = item.lines
    yield from rows_of(first)
    for cell in (cell for cell in others if uses(cell.text)):
        yield from rows_of(cell, first.text)


def line_grid(cells: Sequence[Cell], headings: Headings, lead: str) -> Grid:
    """The lines of a paragraph."""
    pairs = [pair for cell in cells if (pair := _pair(cell))]
    if len(pairs) == len(cells) and _is_record(pairs):
        return _record([(pairs, "")], cells[0].line, headings, lead)
    return Grid("lines", cells[0].line, HEADER, tuple(_with_parents(cells)), headings, lead)


def _with_parents(cells: Iterable[Cell]) -> Iterator[Row]:
    """Rows, whose bare ports belong to the line above that has none."""
    parent = ""
    for cell in cells:
        ends = cell.text.rstrip("*_ ").endswith((".", "!", "?", "。", "？")) and len(cell.text.split()) > 4
        for row in rows_of(cell, parent):
            parent = cell.text if row.form == "none" else parent
            yield replace(row, form="sentence") if ends and row.form != "none" else row


def heading_grids(headings: Sequence[Heading], grids: Iterable[Grid]) -> Iterator[Grid]:
    """The headings of each level that name ports, without those whose port a record has."""
    records = (grid for grid in grids if grid.kind == "record")
    taken = {cell.line for grid in records for row in grid.rows for cell in row.cells if cell.text}
    found = [one for one in headings if one.line not in taken and any(use.could_be_port for use in uses(one.title))]
    for level in sorted({one.level for one in found}):
        rows = tuple(row_of(Cell(one.title, one.line)) for one in found if one.level == level)
        yield Grid("headings", rows[0].line, HEADER, rows)


def code_grids(cells: Sequence[Cell], language: str, headings: Headings, lead: str) -> Iterator[Grid]:
    """The boxes and the lines of a code block; a table that is drawn in it is one."""
    if table := drawn_table(cells):
        yield Grid("code", cells[0].line, *table, headings, lead, language)
        return
    drawn, others = boxes(cells)
    if drawn:
        yield Grid("boxes", drawn[0].line, HEADER, tuple(drawn), headings, lead, language)
    if rows := tuple(_with_parents(Cell(part, cell.line) for cell in others for part in _links(cell.text))):
        yield Grid("code", rows[0].line, HEADER, rows, headings, lead, language)


def _links(text: str) -> Iterator[str]:
    """The parts of a chain such as `Internet -> nginx -> :80 API`; ports without a name have that before them."""
    parts = [part.strip() for part in _LINK.split(_BOX.sub(" ", text)) if part.strip()]
    name = ""
    while parts:
        part = parts.pop(0)
        own, _, _, form = split(part)
        is_bare = form == "bare" or (form == "first" and re.search(rf"[(（]\s*{re.escape(own)}", part))
        if name and is_bare and parts and (inside := _INSIDE.match(parts[0])):
            part = f"{part} -> {inside[1]}"
            parts.pop(0)
        yield f"{name}: {part}" if name and is_bare else part
        name = "" if uses(part) else LEAD.sub("", part)


def _record_pairs(items: Sequence[Item]) -> Pairs:
    """The pairs of a list, if they are the fields of one service."""
    pairs = [pair for item in items if item.lines and (pair := _pair(item.lines[0], bool(item.children)))]
    return pairs if len(pairs) == len(items) and _is_record(pairs) else []


def _pair(cell: Cell, has_children: bool = False) -> tuple[Cell, Cell] | None:
    text = LEAD.sub("", cell.text)
    match = _PAIR.fullmatch(text) or (_KEY.fullmatch(text) if has_children else None)
    if not match or uses(match[1]):
        return None
    return Cell(match[1].strip(" *"), cell.line), Cell(match[2].strip(), cell.line)


def _is_record(pairs: Pairs) -> bool:
    """True for the fields of one service: one is its port, or two are known and none has a port of its own."""
    if any(is_port_field(key.text) and uses(value.text) for key, value in pairs):
        return True
    fields = [pattern for role, pattern in COLUMNS.items() if role not in ("name", "target")]
    known = [key for key, _ in pairs if any(pattern.fullmatch(key.text) for pattern in fields)]
    found = [one for key, value in pairs if not COLUMNS["number"].fullmatch(key.text) for one in uses(value.text)]
    return len(known) >= 2 and all(one.address or one.url for one in found)


def is_port_field(key: str) -> bool:
    """True for `Port`, `Host port`, `HTTP port`; not for `API port`, which names a service."""
    rest = key
    for words in (PORT, OUTSIDE, INSIDE, DEFAULT):
        rest = words.sub(" ", rest)
    is_port = PORT.search(key) or OUTSIDE.fullmatch(key) or INSIDE.fullmatch(key)
    return bool(is_port) and all(
        word.lower() in PROTOCOLS or transports_in(word) for word in re.findall(r"[^\W_]+", rest)
    )


def record_table(rows: Sequence[tuple[Cell, ...]], line: int, headings: Headings, lead: str) -> Grid | None:
    """A table of two columns that lists the fields of one service, its port among them."""
    pairs = [(cells[0], cells[1]) for cells in rows if len(cells) == 2]
    has_port = any(is_port_field(key.text) and uses(value.text) for key, value in pairs)
    return _record([(pairs, "")], line, headings, lead) if has_port and len(pairs) == len(rows) else None


def _record(entries: Sequence[tuple[Pairs, str]], line: int, headings: Headings, lead: str) -> Grid:
    """A row for each service; a port that its heading or item names is a column too, if it has none of its own."""
    has_port = any(is_port_field(key.text) for pairs, _ in entries for key, _ in pairs)
    found = []
    for pairs, parent in entries:
        values, first = {key.text: value for key, value in pairs}, pairs[0][0].line
        above = Cell(parent, first) if parent or not headings else Cell(headings[-1].title, headings[-1].line)
        _, ports, _, form = split(above.text)
        if not has_port and form in ("first", "last", "bare"):
            values["Port"] = replace(above, text=ports)
        found.append((first, parent, values))
    header = tuple(dict.fromkeys(key for _, _, values in found for key in values))
    rows = (Row(tuple(one.get(key, Cell("", line)) for key in header), line, parent) for line, parent, one in found)
    return Grid("record", line, header, tuple(rows), headings, lead)
