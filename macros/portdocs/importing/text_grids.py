"""Lists, paragraphs, headings and code as grids: each line is a name, its ports and the rest; `key: value` lines of one
service are a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portdocs.importing.drawn import boxes, drawn_table
from portdocs.importing.page import HEADER, Cell, Grid, Heading, Row
from portdocs.importing.ports import transports_in, uses
from portdocs.importing.split import ARROW, LEAD, row_of, split
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, OUTSIDE, PORT, PROTOCOLS, SIDES

_PAIR = re.compile(r"([^:：=|]{1,60}?)\s*(?:[:：]\s+|：|\s[=–—-]\s)(\S.*)")
_KEY = re.compile(r"([^:：]{1,40})[:：]\W*()")
_BOX = re.compile(r"[\u2500-\u257f]|[+|]\s*[-=]{2,}|[|]")
Pairs = list[tuple[Cell, Cell]]
Headings = tuple[Heading, ...]


@dataclass(slots=True)
class Item:
    """A list item: its lines, and the lists inside it with their lines."""

    lines: list[Cell]
    children: list[tuple[int, list[Item]]]


def list_grids(items: Sequence[Item], line: int, headings: Headings, lead: str) -> Iterator[Grid]:
    """The grids of a list and of the lists inside it."""
    if pairs := _record_pairs(items):
        yield _record([(pairs, "")], line, headings, lead)
        yield from (grid for item in items for grid in _inside(item, headings))
        return
    records = [
        (found, item)
        for item in items
        if len(item.children) == 1 and item.lines and (found := _record_pairs(item.children[0][1]))
    ]
    if records:
        yield _record([(found, item.lines[0].text) for found, item in records], line, headings, lead)
    others = [item for item in items if all(item is not one for _, one in records)]
    if rows := tuple(row for item in others if item.lines for row in _item_rows(item)):
        yield Grid("list", line, HEADER, rows, headings, lead)
    yield from (grid for item in others for grid in _inside(item, headings))


def _inside(item: Item, headings: Headings) -> Iterator[Grid]:
    name = item.lines[0].text if item.lines else ""
    for line, children in item.children:
        for grid in list_grids(children, line, headings, name):
            yield replace(grid, rows=tuple(replace(row, parent=row.parent or name) for row in grid.rows))


def _item_rows(item: Item) -> Iterator[Row]:
    first, *others = item.lines
    yield row_of(first)
    yield from (row_of(cell, first.text) for cell in others if uses(cell.text))


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
        row = row_of(cell, parent)
        parent = cell.text if row.form == "none" else parent
        ends = cell.text.rstrip("*_ ").endswith((".", "!", "?", "。", "？"))
        yield replace(row, form="sentence") if ends and row.form != "none" and len(cell.text.split()) > 4 else row


def heading_grids(headings: Sequence[Heading], grids: Iterable[Grid]) -> Iterator[Grid]:
    """The headings of each level that name ports, without those whose port a record has."""
    taken = {
        cell.line for grid in grids if grid.kind == "record" for row in grid.rows for cell in row.cells if cell.text
    }
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
    """The parts of a chain such as `Internet -> nginx (port 80) -> API`, each with its ports."""
    text = _BOX.sub(" ", text)
    spans = [(one.start, one.end) for one in uses(text)]
    arrows = [one.span() for one in ARROW.finditer(text) if not any(start <= one.start() < end for start, end in spans)]
    ends = [*(start for start, _ in arrows), len(text)]
    parts = [text[start:end].strip() for start, end in zip([0, *(end for _, end in arrows)], ends, strict=True)]
    name = ""
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        inside = re.fullmatch(r"[\w-]+:([0-9]+)\W.*|[\w-]+:([0-9]+)", following)
        if name and _has_no_name(part):
            yield f"{name}: {part} -> {inside[1] or inside[2]}" if inside else f"{name}: {part}"
            name = LEAD.sub("", following) if inside else ""
        elif following and _has_no_name(part) and not uses(following):
            yield f"{part} - {following}"
        elif part and not (name and name == LEAD.sub("", part)):
            yield part
            name = "" if uses(part) else LEAD.sub("", part)


def _has_no_name(part: str) -> bool:
    """True for ports with nothing but a remark in brackets."""
    name, _, _, form = split(part)
    return form == "bare" or (form == "first" and re.search(rf"[(（]\s*{re.escape(name)}", part) is not None)


# --- records


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
    keys = [key.text for key, _ in pairs]
    if any(is_port_field(key.text) and uses(value.text) for key, value in pairs):
        return True
    known = [
        key for key in keys if any(COLUMNS[role].fullmatch(key) for role in COLUMNS if role not in ("name", "target"))
    ]
    found = [one for key, value in pairs if not COLUMNS["number"].fullmatch(key.text) for one in uses(value.text)]
    return len(known) >= 2 and all(one.address or one.url for one in found)


def is_port_field(key: str) -> bool:
    """True for `Port`, `Host port`, `HTTP port`; not for `API port`, which names a service."""
    rest = key
    for words in (PORT, OUTSIDE, INSIDE, DEFAULT):
        rest = words.sub(" ", rest)
    others = re.findall(r"[^\W_]+", rest)
    is_port = PORT.search(key) or key.lower() in SIDES
    return bool(is_port) and all(word.lower() in PROTOCOLS or transports_in(word) for word in others)


def record_table(rows: Sequence[tuple[Cell, ...]], line: int, headings: Headings, lead: str) -> Grid | None:
    """A table of two columns that lists the fields of one service, its port among them."""
    pairs = [(cells[0], cells[1]) for cells in rows if len(cells) == 2]
    has_port = any(is_port_field(key.text) and uses(value.text) for key, value in pairs)
    return (
        _record([(pairs, "")], line, headings, lead)
        if has_port and len(pairs) == len(rows) and _is_record(pairs)
        else None
    )


def _record(entries: Sequence[tuple[Pairs, str]], line: int, headings: Headings, lead: str) -> Grid:
    """A row for each service; a port that its heading or item names is a column too, if it has none of its own."""
    header = tuple(dict.fromkeys(key.text for pairs, _ in entries for key, _ in pairs))
    rows, above = [], []
    for pairs, parent in entries:
        values, first = {key.text: value for key, value in pairs}, pairs[0][0].line
        rows.append(Row(tuple(values.get(key, Cell("", first)) for key in header), first, parent))
        _, ports, _, form = split(parent or (headings[-1].title if headings else ""))
        place = first if parent or not headings else headings[-1].line
        above.append(Cell(ports if form in ("first", "last", "bare") else "", place))
    if any(cell.text for cell in above) and not any(map(is_port_field, header)):
        header = (*header, "Port")
        rows = [replace(row, cells=(*row.cells, cell)) for row, cell in zip(rows, above, strict=True)]
    return Grid("record", line, header, tuple(rows), headings, lead)
