"""Tables of values: CSV (RFC 4180), with commas, semicolons or tabs between them.

The first line that has several values is the header."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath

from portdocs.importing.pages import Block, Section, Table, Words
from portdocs.scan.safe_files import Unreadable

SUFFIXES = (".csv", ".tsv", ".tab")
_SEPARATORS = ",;\t|"


def is_csv(name: str) -> bool:
    """Whether a page is a table of values, by its name."""
    return PurePath(name).suffix.lower() in SUFFIXES


def read_csv(text: str) -> list[Block]:
    """The one table of a page. Raises Unreadable where a quote is never closed."""
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True)
    rows: list[tuple[Words, ...]] = []
    section = Section("Ports")  # what the file is: its numbers are in columns, which say what they are
    line = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                rows.append(tuple(Words(value.strip(), line) for value in values))
            line = reader.line_num + 1
    except csv.Error as error:
        remedy = "close the quote that opens on this line, or double it"
        raise Unreadable(f"not valid CSV ({error}), expected values in lines; {remedy}", line) from None
    while rows and len([value for value in rows[0] if value]) < 2:  # a title above the header
        rows.pop(0)
    if not rows:
        return []
    return [Table(section, rows[0][0].line, rows[0], tuple(rows[1:]), goes_on=False)]


def _separator(text: str) -> str:
    """What stands between values: the sign that the first lines have in common, outside of quotes."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n") if line.strip()][:10]
    counts = {sign: min((line.count(sign) for line in lines), default=0) for sign in _SEPARATORS}
    most = {sign: lines[0].count(sign) if lines else 0 for sign in _SEPARATORS}
    return max(_SEPARATORS, key=lambda sign: (counts[sign], most[sign], -_SEPARATORS.index(sign)))
