"""Lists, paragraphs, headings, code and drawings as grids; the fields of a service are a row of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portdocs.importing import words
from portdocs.importing.grid import HEADER, Cell, Grid, Heading, Kind, Row
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD, rows_of, split
from portdocs.importing.texts import is_field

_PAIR = re.compile(r"([^:：=|]{1,60}?)\s*(?:[:：]\s+|[:：]$|：|\s[=–—-]\s)(.*)")
_FIELDS = [pattern for role, pattern in words.COLUMNS.items() if role not in ("name", "target")]
_PORT = re.compile(rf"{words.PORT.pattern}|^(?:{words.OUTSIDE.pattern}|{words.INSIDE.pattern})$", re.I)
_BAR = re.compile(r"[│┃║|┊┆]")
_EDGE = re.compile(r"[┌┐└┘╔╗╚╝╭╮╰╯]|\+[-=─]{3,}")
_BRANCH = re.compile(r"[\s│|]*(?:[├└][─-]+|[|`+]-{2,})\s*\w")  # a line of a tree
_FRAME = re.compile(r"^[│┃║|!]+\s*|\s*[│┃║|]+$")
_COLUMN_END = re.compile(r"\s*(?:[│┃║|]+|!!)\s*|\s{2,}|\t")
Pair = tuple[Cell, Cell]  # a key and its value
Piece = tuple[int, int, Cell]  # the columns of two bars, and the text between them


@dataclass(slots=True)
class Item:
    """A list item, or a paragraph: its lines, and the items of the lists inside it."""

    lines: list[Cell]
    items: list[Item]


def list_grids(items: Sequence[Item], title: Cell, kind: Kind = "list") -> Iterator[Grid]:
    """The grids of a list and of the lists inside it, or of a paragraph; `title` is the heading or item above it."""
    rows: list[Row] = []
    records: list[tuple[str, list[Pair]]] = []
    if own := _fields([line for item in items for line in item.lines], title):
        records.append(("", own))
    for item in items:
        first = item.lines[0] if item.lines else Cell("", 0)
        if not own and (inner := _fields([line for one in item.items for line in one.lines], first)):
            records.append((first.text, inner))
            continue
        rows += [] if own else _rows(item.lines)
        for grid in list_grids(item.items, first):
            inner_rows = tuple(replace(row, parent=row.parent or first.text) for row in grid.rows)
            yield replace(grid, lead=grid.lead or first.text, rows=inner_rows)
    if records:
        yield _record_grid(records)
    if rows:
        yield Grid(kind, rows[0].line, HEADER, tuple(rows))


def heading_grid(headings: Iterable[Heading]) -> Iterator[Grid]:
    """The headings that name ports."""
    found = [one for one in headings if any(use.could_be_port for use in uses(one.title))]
    if rows := tuple(row for one in found for row in rows_of(Cell(one.title, one.line))):
        yield Grid("headings", rows[0].line, HEADER, rows)


def code_grids(cells: Sequence[Cell], language: str) -> Iterator[Grid]:
    """The boxes and the lines of a code block, or the table that is drawn in it."""
    if table := drawn_table(cells):
        yield replace(table, kind="code", language=language)
        return
    boxes, others = _boxes(cells)
    if drawn := tuple(row for box in boxes for row in _box_rows(box)):
        yield Grid("boxes", drawn[0].line, HEADER, drawn, language=language)
    if rows := tuple(_rows(replace(cell, text=cell.text.strip()) for cell in others if cell.text.strip())):
        yield Grid("code", rows[0].line, HEADER, rows, language=language)


def _rows(cells: Iterable[Cell]) -> Iterator[Row]:
    """Rows, whose bare ports belong to the line above that has none."""
    parent = ""
    for cell in cells:
        for row in rows_of(cell, parent):
            parent = cell.text if row.form == "none" else parent
            yield row


def _fields(cells: Sequence[Cell], title: Cell) -> list[Pair]:
    """The fields of the service that a title names: one is its port, or two are known and no other has a port."""
    found = [(match, cell.line) for cell in cells if (match := _PAIR.fullmatch(LEAD.sub("", cell.text)))]
    pairs = [(Cell(match[1].strip(" *"), line), Cell(match[2].strip(), line)) for match, line in found]
    if len(pairs) < len(cells) or _has_port(pairs):
        return pairs if len(pairs) == len(cells) else []
    known = {key.text for key, _ in pairs if any(pattern.fullmatch(key.text) for pattern in _FIELDS)}
    parts = {key.text for key, _ in pairs if words.PROTOCOL_WORDS.fullmatch(key.text)} if known else set()
    others = (use for key, value in pairs if key.text not in parts for use in uses(value.text))
    if len(known | parts) < 2 or any(one.could_be_port and not (one.address or one.url) for one in others):
        return []
    _, ports, _, form = split(title.text)
    is_in_title = form in ("first", "last", "bare")
    return [*pairs, (Cell("Port", title.line), replace(title, text=ports))] if is_in_title else pairs


def _has_port(pairs: Iterable[Pair]) -> bool:
    """True if a field is `Port`, `Host port`, `HTTP port` or `Listen`; `Grafana port` would name a service."""
    keys = [key.text for key, value in pairs if uses(value.text)]
    ports = (key for key in keys if _PORT.search(key) and is_field(key, words.PROTOCOL_WORDS))
    return any(ports) or any(map(words.COLUMNS["bind"].fullmatch, keys))


def record_table(rows: Sequence[tuple[Cell, ...]]) -> Grid | None:
    """A table of the properties of one service, and perhaps their meanings; its first row is the header."""
    corner, value, *others = rows[0] if len(rows[0]) > 1 else (*rows[0], Cell("", 0))
    is_titled = words.PROPERTY.fullmatch(corner.text) and words.VALUE.fullmatch(value.text)
    pairs = [(cells[0], cells[1]) for cells in rows[1:] if len(cells) > 1]
    return _record_grid([("", pairs)]) if (is_titled or not others) and _has_port(pairs) else None


def _record_grid(records: Sequence[tuple[str, Sequence[Pair]]]) -> Grid:
    """A row for each service; the text with its fields is the item or title that names it, if the heading does not."""
    header = tuple(dict.fromkeys(key.text for _, pairs in records for key, _ in pairs))
    rows = []
    for parent, pairs in records:
        values, line = {key.text: value for key, value in pairs}, pairs[0][0].line
        rows.append(Row(tuple(values.get(key, Cell("", line)) for key in header), line, parent))
    return Grid("record", rows[0].line, header, tuple(rows))


def drawn_table(lines: Sequence[Cell]) -> Grid | None:
    """The table that lines draw, with bars or gaps between the columns, one of which is titled as ports."""
    texts = [cell for cell in lines if re.search(r"\w", cell.text) and not cell.text.startswith("{|")]
    parts = [_COLUMN_END.split(_FRAME.sub("", cell.text.strip())) for cell in texts]
    titles = parts[0] if parts and not uses(texts[0].text) else []
    if len(titles) < 2 or not any(map(words.PORT.search, titles)):
        return None
    starts = [0, *(match.end() for match in _COLUMN_END.finditer(texts[0].text.rstrip()))][-len(titles) :]
    rows = []
    for cell, row in zip(texts, parts, strict=True):
        if len(row) != len(titles) and not _BAR.search(cell.text):  # an empty cell: cut below the titles
            row[:] = [cell.text[start:end].strip() for start, end in pairwise([*starts, None])]
        rows += [tuple(Cell(part, cell.line) for part in row)] if len(row) == len(titles) else []
    return Grid.of(rows) if len(rows) > 1 else None


def _boxes(cells: Sequence[Cell]) -> tuple[list[list[Cell]], list[Cell]]:
    """The lines of each box with words, and the lines outside boxes."""
    boxes: list[list[Piece]] = []
    outside = []
    is_drawn = any(_EDGE.search(cell.text) for cell in cells)
    for cell in cells:
        bars = [bar.start() for bar in _BAR.finditer(cell.text)]
        if not is_drawn or _BRANCH.match(cell.text) or not (len(bars) > 1 or _EDGE.search(cell.text)):
            outside.append(cell)
            continue
        for left, right in pairwise(bars):
            piece = (left, right, replace(cell, text=cell.text[left + 1 : right].strip()))
            above = next((box for box in boxes[-20:] if _is_below(piece, box[-1])), [])
            boxes += [] if above else [above]
            above.append(piece)
    texts = ([cell for _, _, cell in box if re.search(r"\w", cell.text)] for box in boxes)
    return [box for box in texts if box], outside


def _is_below(piece: Piece, above: Piece) -> bool:
    is_near = max(abs(piece[0] - above[0]), abs(piece[1] - above[1])) <= 4
    return is_near and 0 < piece[2].line - above[2].line <= 2


def _box_rows(box: Sequence[Cell]) -> Iterator[Row]:
    """The lines of a box with ports; the first line names it, and those without ports describe it."""
    others = "; ".join(cell.text for cell in box[1:] if not uses(cell.text))
    for row in (row for cell in box for row in rows_of(cell, box[0].text) if row.form != "none"):
        is_described = row.form == "bare" and not row[2].text
        yield replace(row, cells=(*row.cells[:2], Cell(others, row.line))) if is_described else row
