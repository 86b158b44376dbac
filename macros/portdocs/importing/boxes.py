"""Boxes that are drawn with characters: pieces of text between two bars, one below the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from portdocs.importing.page import Cell, Row
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD, split

_BAR = re.compile(r"[│┃║|┊┆]")
_EDGE = re.compile(r"[┌┐└┘├┤┬┴┼╔╗╚╝╠╣╭╮╰╯]|\+[-=─]{3,}|[─═]{3,}|-{4,}\+")
Piece = tuple[int, int, Cell]
"""The columns of the bars, and the text between them."""


def boxes(cells: Sequence[Cell]) -> tuple[list[Row], list[Cell]]:
    """A row for each line of a box with ports, and the lines outside of boxes."""
    if not any(_EDGE.search(cell.text) for cell in cells):
        return [], list(cells)
    drawn: list[list[Piece]] = []
    open_: list[list[Piece]] = []
    for cell in cells:
        open_ = [box for box in open_ if box[-1][2].line >= cell.line - 2]
        bars = [bar.start() for bar in _BAR.finditer(cell.text)]
        for left, right in pairwise(bars):
            piece = (left, right, Cell(cell.text[left + 1 : right].strip(), cell.line))
            above = next((box for box in open_ if _is_below(piece, box[-1])), [])
            if not above:
                drawn.append(above)
                open_.append(above)
            above.append(piece)
    outside = [cell for cell in cells if not _EDGE.search(cell.text) and len(_BAR.findall(cell.text)) < 2]
    return sorted((row for box in drawn for row in _rows(box)), key=lambda row: row.line), outside


def _is_below(piece: Piece, above: Piece) -> bool:
    return abs(piece[0] - above[0]) <= 3 and abs(piece[1] - above[1]) <= 4 and piece[2].line > above[2].line


def _rows(box: Sequence[Piece]) -> Iterator[Row]:
    """The first words of a box are its name; a line with a name of its own is a row of its own."""
    cells = [cell for _, _, cell in box if re.search(r"\w", cell.text)]
    title = LEAD.sub("", cells[0].text) if cells else ""
    words = "; ".join(cell.text for cell in cells[1:] if not uses(cell.text))
    for cell in cells:
        name, ports, rest, form = split(cell.text)
        if form not in ("none", "sentence"):
            rest = rest or (words if form == "bare" or cell is cells[0] else "")
            yield Row(tuple(Cell(text, cell.line) for text in (name or title, ports, rest)), cell.line, "", "last")
