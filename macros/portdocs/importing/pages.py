"""A page as its reader sees it: sections with tables, lists, code blocks and lines, each with its line in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

MOST_OF_A_LINE = 5_000
"""Characters; a long paragraph on one line has fewer."""


@dataclass(frozen=True, slots=True)
class Words:
    """The text of a cell, an item or a line: without markup, a line break within it as `\\n`."""

    text: str
    line: int
    links: tuple[str, ...] = ()
    """The addresses that links in it lead to."""
    struck: bool = False
    """Whether all of it is struck through."""

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def is_endless(self) -> bool:
        """Whether nobody wrote it as one line; its numbers are reported, and it is not read as a sentence."""
        return len(self.text) > MOST_OF_A_LINE


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and where it stands; the section before the first heading has no title."""

    title: str = ""
    level: int = 0
    line: int = 1
    parent: Section | None = None

    def path(self) -> Iterator[Section]:
        """The section and those around it, the innermost first."""
        here: Section | None = self
        while here:
            yield here
            here = here.parent


@dataclass(frozen=True, slots=True)
class Table:
    """A table; rows may be shorter or longer than the header."""

    section: Section
    line: int
    header: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    goes_on: bool = True
    """Whether an empty name goes on with the row above, as people write tables to be read."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with the items below it."""

    words: Words
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    section: Section
    line: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A code block, line by line."""

    section: Section
    line: int
    info: str
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A paragraph, line by line."""

    section: Section
    line: int
    lines: tuple[Words, ...]


Block: TypeAlias = Table | Bullets | Code | Lines


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its blocks and headings in reading order, and its lines as they are in the file."""

    file: str
    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    damage: tuple[tuple[int, str], ...] = field(default=())
    """Lines with damaged text, and what was done about it."""
    lost: tuple[tuple[int, str], ...] = field(default=())
    """Lines whose text is damaged beyond repair, and what is seen there."""

    @property
    def title(self) -> Section | None:
        """The first heading of the first level, else the first heading."""
        return next((one for one in self.sections if one.level == 1), next(iter(self.sections), None))
