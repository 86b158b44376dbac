"""Tables of values: CSV (RFC 4180) with commas, semicolons or tabs. The first line with several values is a header."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath

from portdocs.importing.page import Cell, Grid, Heading, Row
from portdocs.scan.safe_files import Unreadable

_SEPARATORS = ",;\t|"


def is_csv(name: str) -> bool:
    """True if a page is a table of values, by its name."""
    return PurePath(name).suffix.lower() in (".csv", ".tsv", ".tab")


def read_csv(text: str) -> list[Grid]:
    """The one table of a page. Raises Unreadable for a quote that is never closed."""
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True)
    rows: list[tuple[Cell, ...]] = []
    line = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                rows.append(tuple(Cell(" ".join(value.split()), line) for value in values))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "close the quote that opens on this line, or double it"
        raise Unreadable(f"not valid CSV ({error}), expected values in lines; {remedy}", line) from None
    while rows and sum(bool(cell.text) for cell in rows[0]) < 2:  # a title above the header
        rows.pop(0)
    header = tuple(cell.text for cell in rows[0]) if rows else ()
    body = tuple(Row(cells, cells[0].line) for cells in rows[1:])
    return [Grid("table", rows[0][0].line, header, body, (Heading("Ports", 1, 1),))] if rows else []


def _separator(text: str) -> str:
    """The sign that the first lines have in common, outside quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n", 12)[:12] if line.strip()][:10] or [""]
    return max(
        _SEPARATORS,
        key=lambda sign: (min(line.count(sign) for line in lines), lines[0].count(sign), -_SEPARATORS.index(sign)),
    )
