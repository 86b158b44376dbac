"""Markdown to grids: tables, lists, paragraphs and code, each with its headings and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portdocs.importing.drawn import drawn_table
from portdocs.importing.html_tables import cut_tables, read_table
from portdocs.importing.page import BREAK, Cell, Grid, Heading, Row
from portdocs.importing.text_grids import Item, code_grids, heading_grids, line_grid, list_grids, record_table

_DEEPEST = 200
"""Nested lists deeper than this stay text."""
_LONGEST = 20_000
"""A longer line is not read as an item: people do not list ports in one."""
_FORMAT = re.compile(
    r"</?(?:b|i|u|em|strong|code|kbd|sub|sup|span|a|font|small|big|mark|del|ins|s|img|p|div|center|details|summary)\b",
    re.I,
)


def read_markdown(text: str) -> tuple[list[Grid], list[Heading]]:
    """The grids and headings of a page, in its order."""
    reader = _Reader()
    text, tables = cut_tables(_without_front_matter(text))
    reader.read(_parser().parse(text))
    for source, line in tables:
        reader.headings = tuple(_above(reader.all_headings, line))
        if rows := read_table(source, line):
            reader.add_table([cell.text for cell in rows[0]], rows[1:], rows[0][0].line)
    grids = [*reader.grids, *heading_grids(reader.all_headings, reader.grids)]
    return sorted(grids, key=lambda grid: grid.line), reader.all_headings


def plain(markup: str) -> str:
    """A piece of Markdown on one line, without its markup."""
    tokens = _parser().parseInline(markup)
    return "".join(_pieces(tokens[0].children or [])) if tokens else ""


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])


class _Reader:
    """Walks over the tokens of a page."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.all_headings: list[Heading] = []
        self.headings: tuple[Heading, ...] = ()
        self.lead = ""
        self.tokens: Iterator[Token] = iter(())

    def read(self, tokens: Sequence[Token]) -> None:
        self.tokens = iter(tokens)
        for token in self.tokens:
            self._block(token)

    def _block(self, token: Token) -> None:
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open":
            heading = Heading(" ".join(" ".join(_lines(next(self.tokens))).split()), int(token.tag[1]), line)
            self.headings = (*(one for one in self.headings if one.level < heading.level), heading)
            self.all_headings.append(heading)
            self.lead = ""
        elif token.type == "table_open":
            self._table(line)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            self.grids += list_grids(self._items(token.type.replace("open", "close")), line, self.headings, self.lead)
            self.lead = ""
        elif token.type == "inline" and (table := drawn_table(_raw_cells(token.content, line))):
            self.grids.append(Grid("table", line, *table, self.headings, self.lead))
        elif token.type == "inline" and (cells := _cells(token, line)):
            self.grids.append(line_grid(cells, self.headings, self.lead))
            self.lead = cells[-1].text
        elif token.type in ("fence", "code_block"):
            cells = _raw_cells(token.content, line + (token.type == "fence"))
            language = (token.info.split() or [""])[0].lower()
            self.grids += code_grids(cells, language, self.headings, self.lead)
            self.lead = ""

    def _table(self, line: int) -> None:
        rows: list[list[Cell]] = []
        row_line = line
        while (token := next(self.tokens)).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
                row_line = (token.map or [line - 1])[0] + 1
            elif token.type == "inline":
                rows[-1].append(Cell(" ".join(_lines(token)).strip(), row_line))
        self.add_table([cell.text for cell in rows[0]], [tuple(row) for row in rows[1:]], line)

    def add_table(self, header: Sequence[str], rows: Sequence[tuple[Cell, ...]], line: int) -> None:
        width = max([len(header), *map(len, rows)])
        titles = tuple(" ".join(title.split()) for title in [*header, *[""] * (width - len(header))])
        body = tuple(Row(cells, cells[0].line) for cells in rows if cells)
        record = record_table(rows, line, self.headings, self.lead)
        self.grids.append(record or Grid("table", line, titles, body, self.headings, self.lead))
        self.lead = ""

    def _items(self, close: str) -> list[Item]:
        """The items of the list that opened, with the lists inside them."""
        items: list[Item] = []
        while (token := next(self.tokens)).type != close:
            line = (token.map or [0])[0] + 1
            if token.type == "list_item_open":
                items.append(Item([], []))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                items[-1].children.append((line, self._items(token.type.replace("open", "close"))))
            elif token.type == "inline":
                items[-1].lines += _cells(token, line)
            else:
                self._block(token)
        return items


def _without_front_matter(text: str) -> str:
    match = re.match(r"---\n.*?\n(?:---|\.\.\.)\n", text, re.DOTALL)
    return "\n" * match[0].count("\n") + text[match.end() :] if match and match[0].count("\n") < 60 else text


def _above(headings: Sequence[Heading], line: int) -> Iterator[Heading]:
    """The headings that a line is under."""
    above = [one for one in headings if one.line < line]
    return (one for number, one in enumerate(above) if all(later.level > one.level for later in above[number + 1 :]))


def _raw_cells(text: str, line: int) -> list[Cell]:
    return [Cell(text.rstrip(), line + number) for number, text in enumerate(text.split("\n"))]


def _cells(token: Token, line: int) -> list[Cell]:
    cells = [Cell(text.strip(), line + number) for number, text in enumerate(_lines(token))]
    return [cell for cell in cells if cell.text and len(cell.text) <= _LONGEST]


def _lines(token: Token) -> list[str]:
    return "".join(_pieces(token.children or [])).split("\n")


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
        elif (
            token.type == "link_close"
            and target.startswith(("http://", "https://"))
            and target.rstrip("/") not in shown
        ):
            yield f" ({target})"
