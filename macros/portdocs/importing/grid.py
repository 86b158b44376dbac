"""A page as grids: rows of cells that know their lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from portdocs.registry.findings import Location, at_line, visible_line
from portdocs.registry.yaml_writer import comment_text

BREAK = "\v"
"""A line break inside a table cell; a line end in a cell is one on the page too."""
HEADER = ("Name", "Ports", "Text")
"""The columns of a grid that is made of lines."""
Kind: TypeAlias = Literal["table", "record", "list", "lines", "headings", "code", "boxes"]
"""The origin of rows. A record is the `key: value` lines of one service; boxes are drawn."""
Form: TypeAlias = Literal["row", "first", "last", "bare", "sentence", "none"]
"""The place of the ports in a line: before the name, after it, alone, in a sentence, nowhere, or in a table row."""


class At(Location):
    """A line of a file, as reports and comments name it."""

    def __str__(self) -> str:
        return at_line(self.file, self.line)


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the report."""

    at: At
    kind: str
    message: str

    def __str__(self) -> str:
        return comment_text(f"{self.at}: {self.kind}: {' '.join(self.message.split())}")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, without markup."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page."""

    title: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, in the order of the header; `parent` is the line or item above that names the service."""

    cells: tuple[Cell, ...]
    line: int
    parent: str = ""
    form: Form = "row"
    line_text: str = ""

    @property
    def text(self) -> str:
        """The whole line, or the cells with bars between them."""
        return self.line_text or " | ".join(cell.text for cell in self.cells)

    def __getitem__(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else Cell("", self.line)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that belong together; `lead` is the line of text above them, `language` that of a code block."""

    kind: Kind
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    headings: tuple[Heading, ...] = ()
    lead: str = ""
    language: str = ""

    @classmethod
    def of(cls, rows: Sequence[tuple[Cell, ...]]) -> Grid:
        """A table; the first row is its header."""
        width = max(map(len, rows))
        header = tuple(" ".join(cell.text.split()) for cell in rows[0]) + ("",) * (width - len(rows[0]))
        return cls("table", rows[0][0].line, header, tuple(Row(cells, cells[0].line) for cells in rows[1:] if cells))

    @property
    def heading(self) -> str:
        """The title that it is under; empty at the start of a page."""
        return self.headings[-1].title if self.headings else ""

    @property
    def key(self) -> str:
        """The titles that it is under, below the title of the page, and its header."""
        section = " / ".join(one.title for one in (self.headings[1:] or self.headings))
        return key_of(section, self.kind if self.header == HEADER else " | ".join(self.header))


def key_of(section: str, header: str) -> str:
    """The key of a grid, as a plan has it: `"Services" "Service | Port"`."""
    return " ".join(json.dumps(visible_line(" ".join(text.split())), ensure_ascii=False) for text in (section, header))


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose text is repaired and read into grids."""

    name: str
    lines: tuple[str, ...]
    grids: tuple[Grid, ...]
    headings: tuple[Heading, ...] = ()

    def at(self, line: int) -> At:
        """A line of this page."""
        return At(self.name, line)

    @property
    def title(self) -> str:
        """The first heading, if all others are below it."""
        first = self.headings[0] if self.headings else None
        return first.title if first and all(one.level > first.level for one in self.headings[1:]) else ""
