"""Markdown to grids: tables, lists, paragraphs and code, each with its headings and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from portdocs.importing.grid import BREAK, Cell, Grid, Heading, Row
from portdocs.importing.records import record_table
from portdocs.importing.tables import cut_tables, is_html, read_table, to_markdown
from portdocs.importing.text_grids import Item, code_grids, drawn_table, heading_grids, line_grid, list_grids

_DEEPEST = 200
"""Nested lists deeper than this stay text."""
_LONGEST = 20_000
"""A longer line is not read as an item: people do not list ports in one."""
_LABEL = re.compile(r"(?:\*\*|__)([^*_\d\n]{2,60})(?:\*\*|__)(?:\s+[–—(-][^\d\n]*)?")
"""A bold line is the heading of the list, table or code below it."""
_LABEL_LEVEL = 7
_LISTS = ("bullet_list", "ordered_list")
_HTML_LIST = re.compile(r"<(?:li|dd)\b", re.I)
_FORMAT = re.compile(
    r"</?(?:b|i|u|em|strong|code|kbd|sub|sup|span|a|font|small|big|mark|del|ins|s|img|p|div|center|details|summary)\b",
    re.I,
)


def read_markdown(text: str) -> tuple[list[Grid], list[Heading]]:
    """The grids and headings of a page, in its order."""
    if front := re.match(r"---\n(?:.*\n){0,60}?(?:---|\.\.\.)\n", text):
        text = "\n" * front[0].count("\n") + text[front.end() :]
    reader = _Reader()
    text, tables = cut_tables(text)
    reader.in_html = is_html(text)
    reader.read(_html_blocks(text, 1) if reader.in_html else SyntaxTreeNode(_parser().parse(text)).children)
    for source, line in tables:
        above = [one for one in reader.all_headings if one.line < line]
        lower = (min([one.level for one in above[n + 1 :]], default=9) for n in range(len(above)))
        reader.headings = tuple(one for one, level in zip(above, lower, strict=True) if one.level < level)
        if rows := read_table(source, line):
            reader.add_table(rows, rows[0][0].line)
    grids = [*reader.grids, *heading_grids(reader.all_headings, reader.grids)]
    return sorted(grids, key=lambda grid: grid.line), reader.all_headings


def _html_blocks(html: str, line: int) -> list[SyntaxTreeNode]:
    """The blocks of a piece of HTML that starts at a line."""
    text, lines = to_markdown(html)
    tokens = _parser().parse(text)
    for token in tokens:
        token.map = token.map and [lines[token.map[0]] + line - 2, token.map[1]]
    return SyntaxTreeNode(tokens).children


def plain(markup: str) -> str:
    """A piece of Markdown on one line, without its markup."""
    tokens = _parser().parseInline(markup)
    return "".join(_pieces(tokens[0].children or [])) if tokens else ""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


class _Reader:
    """Walks over the blocks of a page."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.all_headings: list[Heading] = []
        self.headings: tuple[Heading, ...] = ()
        self.lead = ""
        self.in_html = False

    def read(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        """Add the grids of some blocks."""
        for node in nodes:
            line = (node.map or (0, 0))[0] + 1
            if node.type == "heading":
                self._head(Heading(" ".join(_text(node).split()), int(node.tag[1]), line))
                self.all_headings.append(self.headings[-1])
            elif node.type == "table":
                rows = [row for part in node.children for row in part.children]
                self.add_table([tuple(_cell(one, row) for one in row.children) for row in rows], line)
            elif node.type in _LISTS:
                self._add(list_grids(self._items(node), line, self.headings, self.lead))
            elif node.type in ("fence", "code_block"):
                cells = _raw_cells(node.content, line + (node.type == "fence"))
                language = (node.info.split() or [""])[0].lower()
                self._add(code_grids(cells, language, self.headings, self.lead))
            elif node.type == "paragraph":
                self._paragraph(node, line)
            elif node.type == "html_block" and not self.in_html and _HTML_LIST.search(node.content):
                self.in_html = True  # a page must not nest blocks without end
                self.read(_html_blocks(node.content, line))
                self.in_html = False
            else:
                self.read(node.children)

    def _head(self, heading: Heading) -> None:
        self.headings = (*(one for one in self.headings if one.level < heading.level), heading)
        self.lead = ""

    def _add(self, grids: Iterator[Grid]) -> None:
        self.grids += grids
        self.headings = tuple(one for one in self.headings if one.level < _LABEL_LEVEL)
        self.lead = ""

    def _paragraph(self, node: SyntaxTreeNode, line: int) -> None:
        if table := drawn_table(_raw_cells(node.children[0].content, line)):
            self.grids.append(Grid("table", line, *table, self.headings, self.lead))
        elif label := _LABEL.fullmatch(node.children[0].content.strip()):
            self._head(Heading(plain(label[1]).strip(" :："), _LABEL_LEVEL, line))
        elif cells := _cells(node, line):
            self.grids.append(line_grid(cells, self.headings, self.lead))
            self.lead = cells[-1].text

    def add_table(self, rows: Sequence[tuple[Cell, ...]], line: int) -> None:
        """Add a table whose first row is its header."""
        width = max(map(len, rows))
        header = tuple(" ".join(cell.text.split()) for cell in rows[0]) + ("",) * (width - len(rows[0]))
        body = tuple(Row(cells, cells[0].line) for cells in rows[1:] if cells)
        record = record_table(rows, line, self.headings, self.lead)
        self._add(iter([record or Grid("table", line, header, body, self.headings, self.lead)]))

    def _items(self, node: SyntaxTreeNode) -> list[Item]:
        """The items of a list, with the lists inside them."""
        items = []
        for item in node.children:
            items.append(Item([], []))
            for child in item.children:
                line = (child.map or (0, 0))[0] + 1
                if child.type in _LISTS:
                    items[-1].children.append((line, self._items(child)))
                elif child.type == "paragraph":
                    items[-1].lines += _cells(child, line)
                else:
                    self.read([child])
        return items


def _raw_cells(text: str, line: int) -> list[Cell]:
    return [Cell(text.rstrip(), line + number) for number, text in enumerate(text.split("\n"))]


def _cells(node: SyntaxTreeNode, line: int) -> list[Cell]:
    cells = [Cell(text.strip(), line + number) for number, text in enumerate(_text(node).split("\n"))]
    return [cell for cell in cells if cell.text and len(cell.text) <= _LONGEST]


def _cell(node: SyntaxTreeNode, row: SyntaxTreeNode) -> Cell:
    return Cell(_text(node).replace("\n", " ").strip(), (row.map or (0, 0))[0] + 1)


def _text(node: SyntaxTreeNode) -> str:
    """The text of a block with one inline part, without markup."""
    token = node.children[0].token if node.children else None
    return "".join(_pieces(token.children or [])) if token else ""


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
