"""Pages to grids: the tables, lists, paragraphs and code of Markdown and HTML, and CSV (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from portdocs.importing import text_grids
from portdocs.importing.grid import BREAK, Cell, Grid, Heading
from portdocs.importing.html import read_html, whole_tables
from portdocs.importing.text_grids import Item
from portdocs.scan.safe_files import Unreadable

_LONGEST = 20_000
"""A longer line is not read as an item: people do not list ports in one."""
_WIDEST = 50
"""Columns that a cell may span."""
_LABEL = re.compile(r"(?:\*\*|__)([^*_\d\n]{2,60})(?:\*\*|__)(?:\s+[–—(-][^\d\n]*)?")
"""A bold line is the heading of the list, table or code below it."""
_LABEL_LEVEL = 7
_LISTS = ("bullet_list", "ordered_list")
_FORMAT = re.compile(
    r"</?(?:b|i|u|em|strong|code|kbd|sub|sup|span|a|font|small|big|mark|del|ins|s|img|p|div|center|details|summary)\b",
    re.I,
)
Rows = list[tuple[Cell, ...]]


def read_markdown(text: str) -> tuple[list[Grid], list[Heading]]:
    """The grids and headings of a page, in its order."""
    if front := re.match(r"---\n(?:.*\n){0,60}?(?:---|\.\.\.)\n", text):
        text = "\n" * front[0].count("\n") + text[front.end() :]
    reader = _Reader()
    reader.read(SyntaxTreeNode(_parser().parse(whole_tables(text))).children)
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
    grids = [replace(Grid.of(rows), headings=(Heading("Ports", 1, 1),))] if rows else []
    return grids, []


def plain(markup: str) -> str:
    """A piece of Markdown on one line, without its markup."""
    tokens = _parser().parseInline(markup)
    return "".join(_pieces(tokens[0].children or [])) if tokens else ""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.core.ruler.after("block", "html", read_html)
    return parser


class _Reader:
    """Walks over the blocks of a page."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.all_headings: list[Heading] = []
        self.headings: tuple[Heading, ...] = ()
        self.lead = ""

    def read(self, nodes: Iterable[SyntaxTreeNode]) -> None:
        """Add the grids of some blocks."""
        for node in nodes:
            line = _line(node)
            if node.type == "heading":
                self._head(Heading(" ".join(_text(node).split()), int(node.tag[1]), line))
                self.all_headings.append(self.headings[-1])
            elif node.type == "table":
                self._add_table(node)
            elif node.type in _LISTS:
                self._add(text_grids.list_grids(self._items(node), self._title))
            elif node.type in ("fence", "code_block"):
                cells = _raw_cells(node.content, line + (node.type == "fence"))
                self._add(text_grids.code_grids(cells, (node.info.split() or [""])[0].lower()))
            elif node.type == "inline":
                self._paragraph(node)
            else:
                self.read(node.children)

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

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        if table := text_grids.drawn_table(_raw_cells(node.content, _line(node))):
            self._add([table])
        elif label := _LABEL.fullmatch(node.content.strip()):
            self._head(Heading(plain(label[1]).strip(" :："), _LABEL_LEVEL, _line(node)))
        elif cells := _cells(node):
            self._add(text_grids.list_grids([Item(cells, [])], self._title, "lines"), cells[-1].text)

    def _add_table(self, node: SyntaxTreeNode) -> None:
        """Add a table, and those inside its cells."""
        if rows := _rows(node):
            self._add([text_grids.record_table(rows) or Grid.of(rows)])
        self.read(table for cell in _inside(node, "td") for table in _inside(cell, "table"))

    def _items(self, list_: SyntaxTreeNode) -> list[Item]:
        """The items of a list, with those of the lists inside them."""
        items = []
        for node in list_.children:
            item = Item([], [])
            for child in node.children:
                if child.type in _LISTS:
                    item.items += self._items(child)
                elif child.type in ("paragraph", "inline"):
                    item.lines += _cells(child)
                else:
                    self.read([child])
            items.append(replace(item, lines=item.lines or [Cell("", _line(node))]))
        return items


def _rows(table: SyntaxTreeNode) -> Rows:
    """The rows of a table, those of its header as one; a cell that spans several rows or columns is in each."""
    rows: Rows = []
    headers = 0
    reaching: defaultdict[int, dict[int, str]] = defaultdict(dict)  # texts from the rows above, by row and column
    for row in _inside(table, "tr"):
        line = _line(next(_inside(row, "inline"), row))
        cells = {column: Cell(text, line) for column, text in reaching.pop(len(rows), {}).items()}
        column = 0
        for node in row.children:
            cell = _cell(node)
            for _ in range(_span(node, "colspan")):
                while column in cells:
                    column += 1
                cells[column] = cell
                for below in range(1, _span(node, "rowspan")):
                    reaching[len(rows) + below][column] = cell.text
        headers += headers == len(rows) and all(node.tag == "th" for node in row.children)
        rows += [tuple(cells[column] for column in sorted(cells))] if cells else []
    if 1 < headers < len(rows):
        columns = zip_longest(*rows[:headers], fillvalue=Cell("", 0))
        titles = (" ".join(dict.fromkeys(cell.text for cell in column if cell.text)) for column in columns)
        rows[:headers] = [tuple(Cell(title, rows[0][0].line) for title in titles)]
    return rows


def _span(cell: SyntaxTreeNode, name: str) -> int:
    size = str(cell.attrs.get(name, ""))
    return min(int(size), _WIDEST) if re.fullmatch("0*[1-9][0-9]{0,3}", size) else 1


def _cell(node: SyntaxTreeNode) -> Cell:
    text = _text(node)
    blank = text[: len(text) - len(text.lstrip())]
    words = (" ".join(part.split()) for part in text.split(BREAK))
    return Cell(BREAK.join(words).strip(), _line(next(_inside(node, "inline"), node)) + blank.count("\n"))


def _line(node: SyntaxTreeNode) -> int:
    """The line of the page that a block starts on."""
    return (node.map or (0, 0))[0] + 1


def _inside(node: SyntaxTreeNode, type: str) -> Iterator[SyntaxTreeNode]:
    """The blocks of a type inside another, but not those of tables inside."""
    for child in node.children:
        if child.type == type:
            yield child
        elif child.type != "table":
            yield from _inside(child, type)


def _raw_cells(text: str, line: int) -> list[Cell]:
    return [Cell(text.rstrip(), line + number) for number, text in enumerate(text.split("\n"))]


def _cells(node: SyntaxTreeNode) -> list[Cell]:
    cells = [Cell(text.strip(), _line(node) + number) for number, text in enumerate(_text(node).split("\n"))]
    return [cell for cell in cells if cell.text and len(cell.text) <= _LONGEST]


def _text(node: SyntaxTreeNode) -> str:
    """The text of a block, without markup."""
    inline = [node] if node.type == "inline" else _inside(node, "inline")
    return BREAK.join("".join(_pieces(one.token.children or [])) for one in inline if one.token)


def _pieces(tokens: Sequence[Token]) -> Iterator[str]:
    """The text of an inline token without markup; struck text keeps its `~~`, a link its target."""
    target = shown = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            shown += token.content
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type in ("s_open", "s_close"):
            yield "~~"
        elif token.type == "html_inline":
            is_break = re.match(r"<br\b", token.content, re.I)
            yield BREAK if is_break else "" if _FORMAT.match(token.content) else token.content
        elif token.type == "link_open":
            target, shown = str(token.attrs.get("href", "")), ""
        elif token.type == "link_close" and target.startswith("http") and target.rstrip("/") not in shown:
            yield f" ({target})"
