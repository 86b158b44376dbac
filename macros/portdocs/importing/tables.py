"""Formats other than Markdown: CSV (RFC 4180), pages in HTML, and tables in HTML and MediaWiki, which are cut out of a
page so that Markdown does not split them."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import PurePath

from portdocs.importing.grid import BREAK, Cell, Grid, Heading, Row
from portdocs.scan.safe_files import Unreadable

_START = re.compile(r"(?:^|(?<=>))[ \t]*<table\b|^[ \t]*\{\|", re.I | re.M)
_WIKI = re.compile(r"[ \t]*\{\|")
_WIKI_CELL = re.compile(r'(?:((?:\s*\w+="[^"<>]*")+)\s*\|)?(.*)')
_TABLE = re.compile(r"<(/?)table\b[^>]*>?", re.I)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!doctype[^<>]*>", re.I | re.S)
_BLOCK = re.compile(
    r"<(?P<close>/?)(?P<name>h[1-6]|[uo]l|li|p|pre|div|section|article|main|header|footer|nav|html|body|dl|dt|dd)\b[^<>]*>",
    re.I,
)
_DEEPEST = 50
"""Lists in lists; deeper ones are read as if they were not."""
_WIDEST = 50
"""Columns that a cell may span."""
_SEPARATORS = ",;\t|"
Rows = list[tuple[Cell, ...]]


def is_csv(name: str) -> bool:
    """True if a page is a table of values, by its name."""
    return PurePath(name).suffix.lower() in (".csv", ".tsv", ".tab")


def read_csv(text: str) -> list[Grid]:
    """The one table of a page. Raises Unreadable for a quote that is never closed."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n", 12)[:12] if line.strip()][:10] or [""]
    found = {sign: [line.count(sign) for line in lines if sign in line] for sign in _SEPARATORS}
    separator = max(found, key=lambda sign: (len(found[sign]), min(found[sign], default=0), *found[sign][:1]))
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    rows: Rows = []
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


def is_html(text: str) -> bool:
    """True for a page that starts with a tag, and has no headings, lists, tables or code of Markdown."""
    return text.lstrip()[:1] == "<" and not re.search(r"^\s*(?:#{1,6} |[-*+] |\||```)", text, re.M)


def to_markdown(html: str) -> tuple[str, list[int]]:
    """The page as Markdown, and the line of the page, from 1, that each of its lines comes from."""
    html = _HIDDEN.sub(lambda match: "\n" * match[0].count("\n"), html)
    lines, numbers, at, depth, is_raw = [""], [1], 0, 0, False
    for tag in _BLOCK.finditer(html + "<p>"):
        for index, text in enumerate(html[at : tag.start()].split("\n")):
            if index:
                lines.append("  " * depth)
                numbers.append(numbers[-1] + 1)
            lines[-1] += text if is_raw else text.lstrip() if not lines[-1].strip() else text
        at, name, is_open = tag.end(), tag["name"].lower(), not tag["close"]
        depth = min(_DEEPEST, max(0, depth + (1 if is_open else -1) * (name in ("ul", "ol", "dl"))))
        is_raw = is_open if name == "pre" else is_raw
        if name == "pre":
            new = ["```", ""]
        elif name in ("li", "dt", "dd") and is_open:
            new = ["  " * (depth - (name != "dd")) + "- "]
        elif name[0] == "h" and name[1:].isdigit() and is_open:
            new = ["", "#" * int(name[1]) + " "]
        else:
            new = [] if depth else ["", ""]
        lines += new
        numbers += numbers[-1:] * len(new)
        if name == "pre" and is_open:
            numbers[-2] -= 1  # the text of a fence starts on the next line, that of `<pre>` on its own
    return "\n".join(lines), numbers


def cut_tables(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without its tables, whose lines stay empty, and each of them with its line."""
    tables, pieces, at = [], [], 0
    for match in _START.finditer(text):
        if match.start() >= at:
            end = _end(text, match.start())
            tables.append((text[match.start() : end], text.count("\n", 0, match.start()) + 1))
            pieces += [text[at : match.start()], "\n" * text.count("\n", match.start(), end)]
            at = end
    return "".join([*pieces, text[at:]]), tables


def _end(text: str, start: int) -> int:
    if _WIKI.match(text, start) and (end := text.find("\n|}", start)) >= 0:
        return end + len("\n|}")
    depth = 0
    for tag in _TABLE.finditer(text, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    blank = text.find("\n\n", start)  # never closed
    return blank if blank >= 0 else len(text)


def read_table(source: str, line: int) -> Rows:
    """The rows of a table that starts at a line; those of tables inside it follow, in the order of the page.

    Several rows of headers become one: the titles of groups of columns are above those of the columns.
    """
    parser = _Table(line)
    parser.feed(_html_of(source) if _WIKI.match(source) else source)
    parser.close()
    parser.end_cell()
    rows = [row for row in parser.rows if row]
    headers = sum(map(bool, parser.rows[: parser.first_data]))
    if 1 < headers < len(rows):
        columns = zip_longest(*rows[:headers], fillvalue=Cell("", line))
        titles = (" ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns)
        rows[:headers] = [[Cell(title, rows[0][0].line) for title in titles]]
    return [tuple(row) for row in rows]


def _html_of(wiki: str) -> str:
    """A table of MediaWiki as HTML, line by line: `|-` begins a row, `|` and `!` a cell, `||` and `!!` further ones."""
    lines = []
    for line in map(str.strip, wiki.split("\n")):
        tag = "th" if line.startswith("!") else "td"
        if line.startswith(("{|", "|-", "|+", "|}")):
            lines.append("" if line[1] in "+}" else "<tr>")
        elif line.startswith(("|", "!")):
            cells = (_WIKI_CELL.fullmatch(cell) for cell in re.split(r"\|\||!!", line[1:]))
            lines.append("".join(f"<{tag} {cell[1] or ''}>{escape(cell[2])}" for cell in cells if cell))
        else:
            lines.append(escape(line))
    return "\n".join(lines)


class _Table(HTMLParser):
    """Collects rows; `first_data` is the number of the first that is not a header.

    `spans` are the cells that reach down, by column, with the number of rows left.
    """

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line - 1
        self.rows: list[list[Cell]] = [[]]
        self.first_data: int | None = None
        self.spans: dict[int, tuple[int, str]] = {}
        self.cell: Cell | None = None
        self.size = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_endtag(tag)
        if tag == "br":
            self.handle_data(BREAK)
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            sizes = {name: int(value) for name, value in attrs if value and re.fullmatch("[0-9]{1,4}", value)}
            self.cell = Cell("", self.line + self.getpos()[0])
            self.size = sizes.get("rowspan", 1), min(sizes.get("colspan", 1), _WIDEST)
            if tag == "td" and self.first_data is None:
                self.first_data = len(self.rows) - 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("table", "tr", "td", "th"):
            self.end_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            line = self.cell.line
            if data.strip() and not self.cell.text.strip():  # the line of a cell is that of its text
                line = self.line + self.getpos()[0] + data[: len(data) - len(data.lstrip())].count("\n")
            self.cell = Cell(self.cell.text + data, line)

    def end_cell(self) -> None:
        """Add the open cell to the last row, after those that reach down into it."""
        if self.cell is not None:
            row, line = self.rows[-1], self.cell.line
            while above := self.spans.pop(len(row), None):
                self._add(row, Cell(above[1], line), above[0])
            text = BREAK.join(" ".join(part.split()) for part in self.cell.text.split(BREAK)).strip()
            for _ in range(self.size[1]):
                self._add(row, Cell(text, line), self.size[0])
        self.cell = None

    def _add(self, row: list[Cell], cell: Cell, span: int) -> None:
        if span > 1:
            self.spans[len(row)] = (span - 1, cell.text)
        row.append(cell)
