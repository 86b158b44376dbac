"""Text that is drawn: tables with borders or aligned columns, and boxes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from portdocs.importing.grid import Cell, Row
from portdocs.importing.names import is_field
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD, split
from portdocs.importing.words import PORT, PROTOCOL_WORDS

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


def boxes(cells: Sequence[Cell]) -> tuple[list[Row], list[Cell]]:
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
    return sorted((row for box in drawn for row in _rows(box)), key=lambda row: row.line), outside


def _is_below(piece: Piece, above: Piece) -> bool:
    is_near = abs(piece[0] - above[0]) <= 3 and abs(piece[1] - above[1]) <= 4
    return is_near and 0 < piece[2].line - above[2].line <= 2


def _rows(box: Sequence[Piece]) -> Iterator[Row]:
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
