"""Tables in HTML: cut out of a page, so that Markdown does not split them, and read tag by tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from portdocs.importing.page import BREAK, Cell

_START = re.compile(r"^[ \t]*(?:<(?:div|center|figure)[^>]*>\s*)*<table\b", re.I | re.M)
_TAG = re.compile(r"<(/?)(table|tr|t[dh]|br)\b([^>]*)>?|<[^>]*>", re.I)
_SPAN = re.compile(r"rowspan\s*=\s*[\"']?([0-9]{1,4})", re.I)
Rows = list[tuple[Cell, ...]]


def cut_tables(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without its HTML tables, whose lines stay empty, and each of them with its line."""
    tables, pieces, at = [], [], 0
    for match in _START.finditer(text):
        if match.start() >= at:
            end = _end(text, match.start())
            tables.append((text[match.start() : end], text.count("\n", 0, match.start()) + 1))
            pieces += [text[at : match.start()], "\n" * text.count("\n", match.start(), end)]
            at = end
    return "".join([*pieces, text[at:]]), tables


def _end(text: str, start: int) -> int:
    depth = 0
    for tag in re.finditer(r"<(/?)table\b[^>]*>?", text[start:], re.I):
        depth += -1 if tag[1] else 1
        if not depth:
            return start + tag.end()
    blank = text.find("\n\n", start)  # never closed
    return blank if blank >= 0 else len(text)


def read_table(source: str, line: int) -> Rows:
    """The rows of a table that starts at a line; those of tables inside it follow, in the order of the page."""
    rows: list[list[Cell]] = []
    spans: dict[int, tuple[int, str]] = {}
    for attributes, text, number in _cells(source, line):
        if attributes is None:
            rows.append([])
            continue
        row = rows[-1] if rows else []
        rows = rows or [row]
        while above := spans.pop(len(row), None):  # a cell that reaches down into this row
            row.append(Cell(above[1], number))
            if above[0] > 1:
                spans[len(row) - 1] = (above[0] - 1, above[1])
        span = _SPAN.search(attributes)
        if span and int(span[1]) > 1:
            spans[len(row)] = (int(span[1]) - 1, text)
        row.append(Cell(text, number))
    return [tuple(row) for row in rows if row]


def _cells(source: str, line: int) -> Iterator[tuple[str | None, str, int]]:
    """The attributes, text and line of each cell; None for the attributes where a row starts."""
    attributes, text, at = None, "", 0
    place = line
    for tag in [*_TAG.finditer(source), None]:
        text += source[at : tag.start() if tag else len(source)]
        name = (tag[2] or "").lower() if tag else "table"
        if name == "br":
            text += BREAK
        elif name:
            if attributes is not None:
                parts = (" ".join(html.unescape(part).split()) for part in text.split(BREAK))
                yield attributes, BREAK.join(parts).strip(), place
            attributes, text = None, ""
        if tag and not tag[1] and name == "tr":
            yield None, "", line
        elif tag and not tag[1] and name in ("td", "th"):
            attributes, place = tag[3], line + source.count("\n", 0, tag.start())
        at = tag.end() if tag else at
