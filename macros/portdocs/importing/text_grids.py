"""Lists, paragraphs, headings, code and drawings as grids: each line is a name, its ports and the rest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portdocs.importing.grid import HEADER, Cell, Grid, Heading, Row
from portdocs.importing.names import is_field
from portdocs.importing.ports import uses
from portdocs.importing.records import Headings, Pair, Record, are_fields, pair_of, record_grid
from portdocs.importing.split import LEAD, row_of, rows_of, split
from portdocs.importing.words import PORT, PROTOCOL_WORDS

_BOX = re.compile(r"[\u2500-\u257f]|[+|]\s*[-=]{2,}|[|]")
_ARROW = r"(?:[-─=]{1,4}[>▶►]|→|⟶|▶|►|➜|➔|➡|⇒|──+)"
_LINK = re.compile(rf"(?<![0-9\s])\s*{_ARROW}\s*|\s*{_ARROW}\s*(?![0-9\s])")
"""An arrow that is not that of a mapping such as `8080 -> 80`."""
_BAR = re.compile(r"[│┃║|┊┆]")
_EDGE = re.compile(r"[┌┐└┘├┤┬┴┼╔╗╚╝╠╣╭╮╰╯]|\+[-=─]{3,}|[─═]{3,}|-{4,}\+")
_BRANCH = re.compile(r"[\s│|]*(?:[├└][─-]+|[|`+]-{2,})\s*\w")
"""A line of a tree."""
_BORDER = re.compile(r"[\s+|=:\u2500-\u257f-]+")
_ROW = re.compile(r"\s*([│┃║|^])(.*[│┃║|^])\s*")
_GAP = re.compile(r"\s{2,}|\t")
Table = tuple[tuple[str, ...], tuple[Row, ...]]
"""The titles of the columns, and the rows."""
Piece = tuple[int, int, Cell]
"""The columns of the bars, and the text between them."""
_INSIDE = re.compile(r"[\w-]+:([0-9]+)(?!\w)")
"""A container and its port, behind the address that maps to it."""


@dataclass(slots=True)
class Item:
    """A list item: its lines, and the lists inside it with their lines."""

    lines: list[Cell]
    children: list[tuple[int, list[Item]]]


def list_grids(items: Sequence[Item], line: int, headings: Headings, lead: str) -> Iterator[Grid]:
    """The grids of a list and of the lists inside it."""
    records: list[Record] = []
    others = list(items)
    if pairs := _record_pairs(items):
        records.append((pairs, ""))
    for item in items if not pairs else ():
        if len(item.children) == 1 and item.lines and (found := _record_pairs(item.children[0][1])):
            records.append((found, item.lines[0].text))
            others = [one for one in others if one is not item]
    if records:
        yield record_grid(records, line, headings, lead)
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
    pairs = [pair for cell in cells if (pair := pair_of(cell))]
    if len(pairs) == len(cells) and are_fields(pairs):
        return record_grid([(pairs, "")], cells[0].line, headings, lead)
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
    drawn, others = _boxes(cells)
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


def _record_pairs(items: Sequence[Item]) -> list[Pair]:
    """The pairs of a list, if they are the fields of one service."""
    pairs = [pair for item in items if item.lines and (pair := pair_of(item.lines[0], bool(item.children)))]
    return pairs if len(pairs) == len(items) and are_fields(pairs) else []


def drawn_table(lines: Sequence[Cell]) -> Table | None:
    """The table that lines draw: with borders, or with aligned columns."""
    texts = [cell for cell in lines if re.search(r"\w", cell.text)]
    rows = _bordered(lines, texts) or _aligned(texts)
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    return tuple(cell.text for cell in rows[0]), tuple(Row(tuple(row), row[0].line) for row in rows[1:])


def _bordered(lines: Sequence[Cell], texts: Sequence[Cell]) -> list[list[Cell]]:
    """The rows between bars, if most lines have as many and a border (or doubled bars) divides the header from them."""
    found = [(cell.line, match[2].strip("|^│┃║")) for cell in texts if (match := _ROW.fullmatch(cell.text))]
    rows = [[Cell(part.strip(), line) for part in re.split(r"\|\||[│┃║|^]", text)] for line, text in found]
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    rows = [row for row in rows if len(row) == width]
    if len(rows) < max(2, 0.6 * len(texts)) or not all(re.search(r"[\w#]", cell.text) for cell in rows[0]):
        return []
    inner = range(rows[0][0].line, rows[-1][0].line)
    is_divided = any(cell.line in inner and cell.text.strip() and _BORDER.fullmatch(cell.text) for cell in lines)
    return rows if is_divided or texts[0].text.strip()[:2] in ("||", "^ ") else []


def _aligned(lines: Sequence[Cell]) -> list[list[Cell]]:
    """The rows of aligned columns, one of which is titled as ports."""
    titles = _GAP.split(lines[0].text.strip()) if len(lines) > 1 and not uses(lines[0].text) else []
    if len(titles) < 2 or not any(map(PORT.search, titles)):
        return []
    starts = [match.start() for match in re.finditer(r"(?:^|(?<=\s\s)|(?<=\t))\S", lines[0].text)]
    rows = []
    for cell in lines:
        parts = _GAP.split(cell.text.strip())
        if len(parts) != len(starts):  # an empty cell: cut where the header has its columns
            parts = [cell.text[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]
        rows.append([Cell(part, cell.line) for part in parts])
    return rows


def _boxes(cells: Sequence[Cell]) -> tuple[list[Row], list[Cell]]:
    """A row for each line of a box with ports, and the lines outside boxes."""
    if not any(_EDGE.search(cell.text) for cell in cells):
        return [], list(cells)
    drawn: list[list[Piece]] = []
    lines = [cell for cell in cells if not _BRANCH.match(cell.text)]
    for cell in lines:
        for left, right in pairwise(bar.start() for bar in _BAR.finditer(cell.text)):
            piece = (left, right, Cell(cell.text[left + 1 : right].strip(), cell.line))
            above = next((box for box in drawn[-20:] if _is_below(piece, box[-1])), [])
            drawn += [] if above else [above]
            above.append(piece)
    in_boxes = {cell.line for cell in lines if _EDGE.search(cell.text) or len(_BAR.findall(cell.text)) > 1}
    outside = [cell for cell in cells if cell.line not in in_boxes]
    return sorted((row for box in drawn for row in _box_rows(box)), key=lambda row: row.line), outside


def _is_below(piece: Piece, above: Piece) -> bool:
    is_near = abs(piece[0] - above[0]) <= 3 and abs(piece[1] - above[1]) <= 4
    return is_near and 0 < piece[2].line - above[2].line <= 2


def _box_rows(box: Sequence[Piece]) -> Iterator[Row]:
    """The first words of a box are its name; a line with a name of its own is a row of its own."""
    cells = [cell for _, _, cell in box if re.search(r"\w", cell.text)]
    title = LEAD.sub("", cells[0].text) if cells else ""
    words = "; ".join(cell.text for cell in cells[1:] if not uses(cell.text))
    for cell in cells:
        name, ports, rest, form = split(cell.text)
        if form not in ("none", "sentence"):
            rest = rest or (words if form == "bare" or cell is cells[0] else "")
            parent = title if is_field(name, PROTOCOL_WORDS) else ""
            yield Row(tuple(Cell(text, cell.line) for text in (name or title, ports, rest)), cell.line, parent, "last")
