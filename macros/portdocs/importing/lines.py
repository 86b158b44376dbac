"""Lines as rows: a name, its ports and the rest, as in `Grafana: 3000 (metrics)`, `8080 - API` and `53/udp`.

Lists, paragraphs, headings and code become grids of such rows; the `key: value` lines of one service are a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from portdocs.importing.grid import HEADER, Cell, Form, Grid, Heading, Row
from portdocs.importing.names import cut, has_letter, is_field, is_name, may_be_name
from portdocs.importing.ports import Use, bind_of_address, uses
from portdocs.importing.values import is_bind
from portdocs.importing.words import COLUMNS, INSIDE, OUTSIDE, PORT, PROTOCOL_WORDS, VERBS

LEAD = re.compile(
    r"^(?:\[[ xX]\]\s*|\d{1,2}[.)]\s+(?=\D)|[-*+•#>]+\s+|//\s*|[│├└─┬┌|`]+\s*"
    r"|[^\w\s\"'“”«»「」（）()\[\]*:.<~/@$&-]+\s*)+"
)
"""Bullets, numbers, check boxes, branches of trees and emoji before a line."""
_ONLY_AND = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）)?\s*(?:,|/|&|\+|、|and|und|y|e|и|et|-)\s*", re.I)
_WORD = r"(?!(?:not|nicht|than|from|to|instead|or|with|see)\b)[^\W\d_]+"
_AND = re.compile(
    r"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])?\s*(?:,|/|&|\+|、|;|\||and|und|y|e|и|et)?\s*"
    rf"[(（]?(?:{_WORD}\s*[:：]?\s*|(?:{_WORD}\s+){{1,3}}(?:on|at|auf|sur|{PORT.pattern})\s+)?[(:（]?\s*",
    re.I,
)
_CONNECTOR = re.compile(
    rf"(?:[\s:：=@→|–—\-(（\[,./`]|(?:{PORT.pattern})|(?<!\w)(?:on|at|auf|sur|en|na|на|host|tcp|udp|via|default"
    r"|runs (?:on|at)|running on|listens on|listening on|available (?:at|on)|accessible at|access at|exposed on"
    r"|bound to|reachable)(?!\w))+$",
    re.I,
)
_NOT_A_NAME = re.compile(rf"^\W*(?:(?:{PORT.pattern}|tcp|udp|host|https?)\W*)*$", re.I)
_PARTS = re.compile(r"\s+[/|;]\s+|;\s+")
_MOST_WORDS = 8
_PAIR = re.compile(r"([^:：=|]{1,60}?)\s*(?:[:：]\s+|：|\s[=–—-]\s)(\S.*)")
_BOX = re.compile(r"[\u2500-\u257f]|[+|]\s*[-=]{2,}|[|]")
_ARROW = r"(?:[-─=]{1,4}[>▶►]|→|⟶|▶|►|➜|➔|➡|⇒|──+)"
_LINK = re.compile(rf"(?<![0-9\s])\s*{_ARROW}\s*|\s*{_ARROW}\s*(?![0-9\s])")
"""An arrow that is not that of a mapping such as `8080 -> 80`."""
Pairs = list[tuple[Cell, Cell]]
Headings = tuple[Heading, ...]


def row_of(cell: Cell, parent: str = "") -> Row:
    """A line as a row."""
    name, ports, rest, form = split(cell.text)
    return Row(tuple(Cell(text, cell.line) for text in (name, ports, rest)), cell.line, parent, form, cell.text)


def _rows_of(cell: Cell, parent: str = "") -> Iterator[Row]:
    """A line as a row, or as several if it lists services: `8025: MailHog / 1025: SMTP`."""
    parts = [row_of(Cell(part, cell.line), parent) for part in _PARTS.split(cell.text)]
    forms = {row.form if may_be_name(row[0].text) else "none" for row in parts}
    are_services = len(parts) > 1 and forms in ({"first"}, {"last"}) and any(is_name(row[0].text) for row in parts)
    yield from parts if are_services else [row_of(cell, parent)]


@lru_cache(maxsize=20_000)
def name_of_heading(title: str) -> str:
    """The name in a heading, without its number, signs and ports."""
    title = re.sub(r"^(?:[^\w(（]+|\d{1,2}(?:(?:\.\d+)+|[.)])\s+)+", "", title)
    name, _, _, form = split(title)
    return name if form in ("first", "last") else cut(title)[0]


@lru_cache(maxsize=20_000)
def split(text: str) -> tuple[str, str, str, Form]:
    """The name, the ports and the rest of a line, and how the line is built."""
    body = LEAD.sub("", text)
    found = [one for one in uses(body) if one.could_be_port or (one.problem and one.sure)]
    if not found:
        return body, "", "", "none"
    first = found[0]
    before = body[: first.start]
    if not _NOT_A_NAME.match(before):
        return _name_first(body, before, found)
    host = first.address
    if host and "." not in host and host != "localhost" and not bind_of_address(host):  # `grafana:3000`
        return _name_first(body, f"{body[: first.start + len(host)]}:", found)
    return _port_first(body, found)


def _port_first(body: str, found: Sequence[Use]) -> tuple[str, str, str, Form]:
    end = _end(found, body, _ONLY_AND)
    rest = body[end:]
    if not has_letter(rest):
        return "", body[found[0].start :], "", "bare"
    name, more = cut(rest)
    is_sentence = len(name.split()) > _MOST_WORDS or VERBS.search(name)
    return name, body[found[0].start : end], more, "sentence" if is_sentence else "first"


def _name_first(body: str, before: str, found: Sequence[Use]) -> tuple[str, str, str, Form]:
    gap = _CONNECTOR.search(before)
    end = _end(found, body, _AND)
    label, rest = before[: gap.start()] if gap else before, body[end:].lstrip(" )）]")
    name, more = cut(label)
    is_name = name and len(name.split()) <= _MOST_WORDS and not VERBS.search(label)
    more = " ".join(filter(None, (more, rest.removeprefix(". ").strip(" ,;:-–—"))))
    return name, body[len(before) : end], more, "last" if is_name else "sentence"


def _end(found: Sequence[Use], body: str, joined: re.Pattern[str]) -> int:
    """The end of the ports that belong together, with the brackets behind the last of several."""
    end = found[0].end
    for one in found[1:]:
        if not joined.fullmatch(body[end : one.start]):
            break
        end = one.end
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", body[end:])
    is_part = bracket and (end > found[0].end or is_bind(bracket[1]))
    return end + bracket.end() if bracket and is_part else end


@dataclass(slots=True)
class Item:
    """A list item: its lines, and the lists inside it with their lines."""

    lines: list[Cell]
    children: list[tuple[int, list[Item]]]


def list_grids(items: Sequence[Item], line: int, headings: Headings, lead: str) -> Iterator[Grid]:
    """The grids of a list and of the lists inside it; items with the fields of one service each are one grid."""
    if pairs := _record_pairs(items):
        yield _record([(pairs, "")], line, headings, lead)
        items = [item for item in items if item.children]
    inner = [(item, _record_pairs(item.children[0][1]) if len(item.children) == 1 else []) for item in items]
    if records := [(found, item.lines[0].text) for item, found in inner if found and item.lines]:
        yield _record(records, line, headings, lead)
    others = [item for item, found in inner if not (found and item.lines)]
    if rows := [row for item in others if item.lines and not pairs for row in _with_parents(item.lines)]:
        yield Grid("list", line, HEADER, tuple(rows), headings, lead)
    for item in others:
        name = item.lines[0].text if item.lines else ""
        for inner_line, children in item.children:
            for grid in list_grids(children, inner_line, headings, name):
                yield replace(grid, rows=tuple(replace(row, parent=row.parent or name) for row in grid.rows))


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
        for row in _rows_of(cell, parent):
            parent = cell.text if row.form == "none" else parent
            yield row


def heading_grids(headings: Sequence[Heading], grids: Iterable[Grid]) -> Iterator[Grid]:
    """The headings of each level that name ports, without those whose port a record has."""
    records = (grid for grid in grids if grid.kind == "record")
    taken = {cell.line for grid in records for row in grid.rows for cell in row.cells if cell.text}
    found = [one for one in headings if one.line not in taken and any(use.could_be_port for use in uses(one.title))]
    for level in sorted({one.level for one in found}):
        rows = tuple(row_of(Cell(one.title, one.line)) for one in found if one.level == level)
        yield Grid("headings", rows[0].line, HEADER, rows)


def code_rows(cells: Iterable[Cell]) -> tuple[Row, ...]:
    """The lines of a code block; a chain such as `Internet -> nginx -> :80 API` is several."""
    return tuple(_with_parents(Cell(part, cell.line) for cell in cells for part in _links(cell.text)))


def _links(text: str) -> Iterator[str]:
    """The parts of a chain; ports without a name have that before them."""
    name = ""
    for part in filter(None, map(str.strip, _LINK.split(_BOX.sub(" ", text)))):
        own, _, _, form = split(part)
        is_bare = form == "bare" or (form == "first" and re.search(rf"[(（]\s*{re.escape(own)}", part))
        yield f"{name}: {part}" if name and is_bare else part
        name = "" if uses(part) else LEAD.sub("", part)


def _record_pairs(items: Sequence[Item]) -> Pairs:
    """The pairs of a list, if they are the fields of one service."""
    pairs = [pair for item in items if item.lines and (pair := _pair(item.lines[0]))]
    return pairs if len(pairs) == len(items) and _is_record(pairs) else []


def _pair(cell: Cell) -> tuple[Cell, Cell] | None:
    match = _PAIR.fullmatch(LEAD.sub("", cell.text))
    if not match or uses(match[1]):
        return None
    return Cell(match[1].strip(" *"), cell.line), Cell(match[2].strip(), cell.line)


def _is_record(pairs: Pairs) -> bool:
    """True for the fields of one service: one is its port, or two are known and none has a port of its own."""
    if any(_is_port_field(key.text) and uses(value.text) for key, value in pairs):
        return True
    fields = [pattern for role, pattern in COLUMNS.items() if role not in ("name", "target")]
    known = [key for key, _ in pairs if any(pattern.fullmatch(key.text) for pattern in fields)]
    found = [one for key, value in pairs if not COLUMNS["number"].fullmatch(key.text) for one in uses(value.text)]
    return len(known) >= 2 and all(one.address or one.url for one in found)


def _is_port_field(key: str) -> bool:
    """True for `Port`, `Host port`, `External`; not for `API gateway port`, which names a service."""
    is_side = INSIDE.fullmatch(key) or OUTSIDE.fullmatch(key)
    return bool(PORT.search(key) or is_side) and is_field(key, PROTOCOL_WORDS)


def _record(entries: Sequence[tuple[Pairs, str]], line: int, headings: Headings, lead: str) -> Grid:
    """A row for each service; a port that its heading or item names is a column too, if it has none of its own."""
    has_port = any(_is_port_field(key.text) for pairs, _ in entries for key, _ in pairs)
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
