"""Records: `key: value` lines and tables of properties as a row for each service, with a column for each key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portdocs.importing import names, words
from portdocs.importing.grid import Cell, Grid, Heading, Row
from portdocs.importing.ports import transports_in, uses
from portdocs.importing.split import LEAD, split
from portdocs.importing.values import is_protocol

_PAIR = re.compile(r"([^:：=|]{1,60}?)\s*(?:[:：]\s+|：|\s[=–—-]\s)(\S.*)")
_KEY = re.compile(r"([^:：]{1,40})[:：]\W*()")
Headings = tuple[Heading, ...]
Pair = tuple[Cell, Cell]
"""A key and its value."""
Record = tuple[list[Pair], str]
"""The fields of a service, and the item or title that names it; empty if the heading does."""


def pair_of(cell: Cell, has_children: bool = False) -> Pair | None:
    """The key and the value of a line; only an item with a list inside may have an empty value."""
    text = LEAD.sub("", cell.text)
    match = _PAIR.fullmatch(text) or (_KEY.fullmatch(text) if has_children else None)
    if not match or uses(match[1]):
        return None
    return Cell(match[1].strip(" *"), cell.line), Cell(match[2].strip(), cell.line)


def are_fields(pairs: Sequence[Pair]) -> bool:
    """True for the fields of one service: one is its port, or two are known and no other has a port of its own."""
    if _has_port(pairs):
        return True
    patterns = [pattern for role, pattern in words.COLUMNS.items() if role not in ("name", "target")]
    fields = {key.text for key, _ in pairs if any(pattern.fullmatch(key.text) for pattern in patterns)}
    parts = {key.text for key, _ in pairs if words.PROTOCOL_WORDS.fullmatch(key.text)} if fields else set()
    is_number = words.COLUMNS["number"].fullmatch
    others = [value for key, value in pairs if not is_number(key.text) and key.text not in parts]
    return len(fields | parts) >= 2 and all(one.address or one.url for value in others for one in uses(value.text))


def _has_port(pairs: Sequence[Pair]) -> bool:
    return any(is_port_field(key.text) and uses(value.text) for key, value in pairs)


def is_port_field(key: str) -> bool:
    """True for `Port`, `Host port`, `HTTP port`, `Listen`; not for `API port`, which names a service."""
    rest = key
    for pattern in (words.PORT, words.OUTSIDE, words.INSIDE, words.DEFAULT):
        rest = pattern.sub(" ", rest)
    is_port = words.PORT.search(key) or words.OUTSIDE.fullmatch(key) or words.INSIDE.fullmatch(key)
    others = re.findall(r"[^\W_]+", rest)
    is_titled = is_port and all(word.lower() in words.PROTOCOLS or transports_in(word) for word in others)
    return bool(is_titled or words.COLUMNS["bind"].fullmatch(key))


def record_table(rows: Sequence[tuple[Cell, ...]], line: int, headings: Headings, lead: str) -> Grid | None:
    """A table of the properties of one service, or of one for each column; its first row is the header."""
    header, *body = rows
    width = len(header)
    if width < 2 or any(len(cells) != width for cells in body):
        return None
    is_titled = not header[0].text or words.PROPERTY.fullmatch(header[0].text)
    if width == 2 or (width == 3 and is_titled and words.VALUE.fullmatch(header[1].text)):
        records = [([pair for cells in body for pair in _described(cells, header)], "")]
        is_sure = is_titled and any(is_protocol(key.text) and uses(value.text) for key, value in records[0][0])
    elif is_titled and all(names.is_name(cell.text) for cell in header[1:]):
        records = [_column(header[index], [(cells[0], cells[index]) for cells in body]) for index in range(1, width)]
        is_sure = False
    else:
        return None
    return record_grid(records, line, headings, lead) if is_sure or any(_has_port(one) for one, _ in records) else None


def _described(cells: Sequence[Cell], header: Sequence[Cell]) -> Iterator[Pair]:
    """A property; a third column describes it: the purpose of a port, else a property of its own."""
    key, value, *more = cells
    text = more[0].text if more else ""
    if text and uses(value.text):
        value = replace(value, text=f"{value.text} ({text})")
    yield key, value
    if text and not uses(value.text):
        yield Cell(f"{key.text}, {header[2].text}", key.line), more[0]


def _column(title: Cell, pairs: list[Pair]) -> Record:
    """The properties in a column whose title is the service, or an environment of that of the heading."""
    is_environment = words.ENVIRONMENTS.fullmatch(title.text)
    return ([*pairs, (Cell("Environment", title.line), title)], "") if is_environment else (pairs, title.text)


def record_grid(records: Sequence[Record], line: int, headings: Headings, lead: str) -> Grid:
    """A row for each service; a port that its heading or item names is a column too, if it has none of its own."""
    has_port = any(
        words.PORT.search(key.text) and _has_port([(key, value)]) for pairs, _ in records for key, value in pairs
    )
    found = []
    for pairs, parent in records:
        values, first = {key.text: value for key, value in pairs}, pairs[0][0].line
        above = Cell(parent, first) if parent or not headings else Cell(headings[-1].title, headings[-1].line)
        _, ports, _, form = split(above.text)
        if not has_port and form in ("first", "last", "bare"):
            values["Port"] = replace(above, text=ports)
        found.append((first, parent, values))
    header = tuple(dict.fromkeys(key for _, _, values in found for key in values))
    rows = (Row(tuple(one.get(key, Cell("", line)) for key in header), line, parent) for line, parent, one in found)
    return Grid("record", line, header, tuple(rows), headings, lead)
