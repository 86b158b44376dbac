"""Pages to grids: the tables, lists, paragraphs and code of Markdown and HTML, and CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portdocs.importing import text_grids
from portdocs.importing.grid import BREAK, Cell, Grid, Heading
from portdocs.importing.html import read_html, without_blank_lines
from portdocs.importing.text_grids import Item
from portdocs.scan.safe_files import Unreadable

_LONGEST = 20_000
"""A longer line is not read as an item: people do not list ports in one."""
_DEEPEST = 100  # lists in lists; deeper ones are read as if they were not
_WIDEST = 50  # columns that a cell may span
_LABEL = re.compile(r"(?:\*\*|__)([^*_\d\n]{2,60})(?:\*\*|__)(?:\s+[–—(-][^\d\n]*)?")
"""A bold line is the heading of the list, table or code below it."""
_LABEL_LEVEL = 7
_FORMAT = re.compile(r"</?(?:b|i|u|em|strong|code|kbd|sub|sup|span|a|font|small|big|mark|del|ins|s|img|p|div)\b", re.I)
"""Tags inside a line that only change how its text looks; others may be a placeholder, such as `<host>`."""
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_PARSER.core.ruler.after("block", "html", read_html)
Rows = list[tuple[Cell, ...]]


def read_markdown(text: str) -> tuple[list[Grid], list[Heading]]:
    """The grids and headings of a page, in its order."""
    if front := re.match(r"---\n(?:.*\n){0,60}?(?:---|\.\.\.)\n", text):
        text = "\n" * front[0].count("\n") + text[front.end() :]
    reader = _Reader()
    reader.read(_PARSER.parse(without_blank_lines(text)))
    grids = [*reader.grids, *text_grids.heading_grid(reader.all_headings)]
    return sorted(grids, key=lambda grid: grid.line), reader.all_headings


def read_csv(text: str) -> tuple[list[Grid], list[Heading]]:
    """The one table of a page. Raises Unreadable for a quote that is never closed."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n", 10)[:10]]
    separator = max(",;\t|", key=lambda sign: (sum(sign in line for line in lines), lines[0].count(sign)))
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
    return [replace(Grid.of(rows), headings=(Heading("Ports", 1, 1),))] if rows else [], []


def plain(markup: str) -> str:
    """A piece of Markdown on one line, without its markup."""
    return "".join(map(_text, _PARSER.parseInline(markup)))


class _Reader:
    """Reads the tokens of a page; `lists` are the open lists, `tables` the rows of the open tables."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.all_headings: list[Heading] = []
        self.headings: tuple[Heading, ...] = ()
        self.level = 0
        self.lead = ""
        self.lists: list[list[Item]] = []
        self.tables: list[list[list[Token]]] = []

    def read(self, tokens: Iterable[Token]) -> None:
        """Add the grids of tokens; those of HTML may end what never began."""
        for token in tokens:
            match token.type:
                case "heading_open" | "heading_close":
                    self.level = int(token.tag[1]) if token.nesting == 1 else 0
                case "bullet_list_open" | "ordered_list_open" if len(self.lists) < _DEEPEST:
                    self.lists.append([])
                case "list_item_open" if self.lists:
                    self.lists[-1].append(Item([], []))
                case "bullet_list_close" | "ordered_list_close" if self.lists:
                    items = self.lists.pop()
                    if self.lists and self.lists[-1]:
                        self.lists[-1][-1].items += items
                    else:
                        self._add(text_grids.list_grids(items, self._title))
                case "table_open":
                    self.tables.append([])
                case "tr_open" if self.tables:
                    self.tables[-1].append([])
                case "td_open" | "th_open" if self.tables and self.tables[-1]:
                    self.tables[-1][-1].append(token)
                case "table_close" if self.tables:
                    rows = _rows(self.tables.pop())
                    self._add([text_grids.record_table(rows) or Grid.of(rows)] if rows else [])
                case "fence" | "code_block":
                    cells = _cells(token.content, (token.map or [0])[0] + 1 + (token.type == "fence"))
                    self._add(text_grids.code_grids(cells, (token.info.split() or [""])[0].lower()))
                case "inline" if self.tables and self.tables[-1] and self.tables[-1][-1]:
                    cell = self.tables[-1][-1][-1]
                    cell.content, cell.map = f"{cell.content}{BREAK}{_text(token)}", cell.map or token.map
                case "inline" if self.level:
                    self._head(Heading(" ".join(_text(token).split()), self.level, (token.map or [0])[0] + 1))
                    self.all_headings.append(self.headings[-1])
                case "inline":
                    self._read_lines(token, (token.map or [0])[0] + 1)

    def _read_lines(self, token: Token, line: int) -> None:
        """Add the lines of a list item or paragraph."""
        cells = [replace(cell, text=cell.text.strip()) for cell in _cells(_text(token), line)]
        cells = [cell for cell in cells if cell.text and len(cell.text) <= _LONGEST]
        if self.lists and self.lists[-1]:
            self.lists[-1][-1].lines += cells
        elif table := text_grids.drawn_table(_cells(token.content, line)):
            self._add([table])
        elif label := _LABEL.fullmatch(token.content.strip()):
            self._head(Heading(plain(label[1]).strip(" :："), _LABEL_LEVEL, line))
        elif cells:
            self._add(text_grids.list_grids([Item(cells, [])], self._title, "lines"), cells[-1].text)

    @property
    def _title(self) -> Cell:
        """The heading of what follows."""
        return Cell(self.headings[-1].title, self.headings[-1].line) if self.headings else Cell("", 0)

    def _head(self, heading: Heading) -> None:
        self.headings = (*(one for one in self.headings if one.level < heading.level), heading)
        self.lead = ""

    def _add(self, grids: Iterable[Grid], lead: str = "") -> None:
        """Add grids; a bold line is the heading of all paragraphs below it, but of one list, table or code block."""
        self.grids += (replace(one, headings=self.headings, lead=one.lead or self.lead) for one in grids)
        self.headings = tuple(one for one in self.headings if one.level < _LABEL_LEVEL or lead)
        self.lead = lead


def _rows(table: list[list[Token]]) -> Rows:
    """The rows of a table, those of its header as one; a cell that spans several rows or columns is in each."""
    rows: Rows = []
    headers = 0
    reaching: defaultdict[int, dict[int, str]] = defaultdict(dict)  # texts from the rows above, by row and column
    for row in filter(None, table):
        own = [_cell(token) for token in row]
        cells = {column: Cell(text, own[0].line) for column, text in reaching.pop(len(rows), {}).items()}
        column = 0
        for token, cell in zip(row, own, strict=True):
            for _ in range(_span(token, "colspan")):
                while column in cells:
                    column += 1
                cells[column] = cell
                for below in range(1, _span(token, "rowspan")):
                    reaching[len(rows) + below][column] = cell.text
        headers += headers == len(rows) and all(token.tag == "th" for token in row)
        rows.append(tuple(cells[column] for column in sorted(cells)))
    if 1 < headers < len(rows):
        columns = zip_longest(*rows[:headers], fillvalue=Cell("", 0))
        titles = (" ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns)
        rows[:headers] = [tuple(Cell(title, rows[0][0].line) for title in titles)]
    return rows


def _span(cell: Token, name: str) -> int:
    size = str(cell.attrs.get(name, ""))
    return min(int(size), _WIDEST) if re.fullmatch("0*[1-9][0-9]{0,3}", size) else 1


def _cell(token: Token) -> Cell:
    """A cell of a table; its line is that of its first word."""
    blank = token.content[: len(token.content) - len(token.content.lstrip())]
    words = (" ".join(part.split()) for part in token.content.split(BREAK))
    return Cell(BREAK.join(words).strip(), (token.map or [0])[0] + 1 + blank.count("\n"))


def _cells(text: str, line: int) -> list[Cell]:
    return [Cell(text.rstrip(), line + number) for number, text in enumerate(text.split("\n"))]


def _text(token: Token) -> str:
    """The text of an inline token without markup; struck text keeps its `~~`, a link its target."""
    text = target = ""
    start = 0
    for part in token.children or []:
        if part.type in ("text", "code_inline"):
            text += part.content
        elif part.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif part.type in ("s_open", "s_close"):
            text += "~~"
        elif part.type == "html_inline" and not _FORMAT.match(part.content):
            text += BREAK if re.match(r"<br\b", part.content, re.I) else part.content
        elif part.type == "link_open":
            target, start = str(part.attrs.get("href", "")), len(text)
        elif part.type == "link_close" and target.startswith("http") and target.rstrip("/") not in text[start:]:
            text += f" ({target})"
    return text
