"""Inline content: the parts of cells, facts and sentences, each as HTML, Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.links import Links
from portdocs.pages.markdown import code, link, within_line
from portdocs.registry import Location
from portdocs.registry.redaction import FILES


class Inline(Protocol):
    """A part of one line."""

    def html(self, links: Links) -> str:
        """The part as HTML."""
        ...

    def markdown(self, links: Links) -> str:
        """The part as Markdown within a line."""
        ...

    def text(self) -> str:
        """The part as plain text."""
        ...


_QUOTED = re.compile(r"`([^`]+)`")

Cell: TypeAlias = "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    words: str

    def html(self, links: Links) -> str:
        return for_html(self.words)

    def markdown(self, links: Links) -> str:
        return within_line(self.words)

    def text(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Code:
    """Something that a machine reads: a port, an address, a path."""

    words: str

    def html(self, links: Links) -> str:
        return f"<code>{for_html(self.words)}</code>"

    def markdown(self, links: Links) -> str:
        return code(self.words)

    def text(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Copyable(Code):
    """Code with a button that copies it, which `copy-buttons.js` adds."""

    def html(self, links: Links) -> str:
        return f'<span class="pd-copyable">{Code.html(self, links)}</span>'


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the site, by its source path."""

    label: Text | Code | Badge
    page: str

    def html(self, links: Links) -> str:
        return f'<a href="{for_html(links.page(self.page))}">{self.label.html(links)}</a>'

    def markdown(self, links: Links) -> str:
        return f"[{self.label.markdown(links)}]({links.page(self.page)})"

    def text(self) -> str:
        return self.label.text()


@dataclass(frozen=True, slots=True)
class WebLink:
    """A link to a checked http or https URL (see `registry.urls`)."""

    label: str
    url: str

    def html(self, links: Links) -> str:
        return f'<a href="{for_html(self.url)}">{for_html(self.label)}</a>'

    def markdown(self, links: Links) -> str:
        return link(self.url, for_markdown(self.label))

    def text(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word. The kind gives the colour, the hint is an explanation."""

    word: str
    kind: str
    hint: str = ""

    def html(self, links: Links) -> str:
        hint = f' title="{for_html(self.hint)}"' if self.hint else ""
        return f'<span class="pd-badge pd-badge--{self.kind}"{hint}>{for_html(self.word)}</span>'

    def html_without_hint(self) -> str:
        """The badge without its hint, for a table in which an equal badge above has it."""
        return f'<span class="pd-badge pd-badge--{self.kind}">{for_html(self.word)}</span>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.word)

    def text(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The line of data that declares a fact, linked if the site names a repository."""

    location: Location
    before: str = ""
    """The text in front of it, which a site without source links leaves out, too."""

    def html(self, links: Links) -> str:
        if FILES in links.settings.redacted:
            return ""
        label = f'<code class="pd-place">{for_html(self.location.short)}</code>'
        url = links.declaration(self.location)
        return for_html(self.before) + (f'<a href="{for_html(url)}">{label}</a>' if url else label)

    def markdown(self, links: Links) -> str:
        label = for_markdown(self.location.short)
        url = links.declaration(self.location)
        return within_line(self.before) + (link(url, label) if url else label)

    def text(self) -> str:
        return self.before + self.location.short


@dataclass(frozen=True, slots=True)
class SourceIcon(SourceLink):
    """The line of data that declares a row, as an icon; its text is for copies, filters and screen readers."""

    def html(self, links: Links) -> str:
        if FILES in links.settings.redacted:
            return ""
        text = for_html(self.text())
        url = links.declaration(self.location)
        # `table-deferred-rows.js` shows the text as a hint: one of each row would cost the page an observer.
        start, end = (f'<a href="{for_html(url)}"', "</a>") if url else ("<span", "</span>")
        return f'{start} class="pd-source">{text}{end}'


def is_published(cell: Cell, links: Links) -> bool:
    """False for an empty cell, and for one of lines of data if the site leaves out files."""
    hidden = (SourceLink, Break) if FILES in links.settings.redacted else ()
    return any(not isinstance(part, hidden) for part in cell)


@dataclass(frozen=True, slots=True)
class Break:
    """A new line within a cell."""

    def html(self, links: Links) -> str:
        return "<br>"

    def markdown(self, links: Links) -> str:
        return "<br>"

    def text(self) -> str:
        return " "


NOTHING: Cell = ()
UNKNOWN_BADGE = Badge("unknown", "unknown", "Not declared")
UNOWNED_BADGE = Badge("unowned", "unknown", "No owner is declared")


def message(sentence: str) -> Cell:
    """A sentence with its `quoted` parts as code; a backtick without a partner stays."""
    *pairs, rest = _QUOTED.split(sentence)
    parts: list[Inline] = [Code(part) if n % 2 else Text(part) for n, part in enumerate(pairs) if part]
    return (*parts, Text(rest)) if rest else tuple(parts)


def lines(cells: Iterable[Cell]) -> Cell:
    """Several cells in one, each on its own line."""
    joined: list[Inline] = []
    for cell in cells:
        joined += (Break(), *cell) if joined else cell
    return tuple(joined)


def at_most(cells: Iterable[Cell], limit: int) -> Cell:
    """The first cells, each on its own line, and the number of the others."""
    every = list(cells)
    more = len(every) - limit
    return lines([*every[:limit], (Text(f"and {more:,} more"),)] if more > 0 else every)


def join_cells(cells: Iterable[Cell], separator: str) -> Cell:
    """Several cells on one line."""
    joined: list[Inline] = []
    for number, cell in enumerate(cells):
        joined += (Text(separator), *cell) if number else cell
    return tuple(joined)


def list_some(cells: Sequence[Cell], limit: int) -> Cell:
    """The first cells in a sentence, and the number of the others."""
    more = len(cells) - limit
    return join_cells([*cells[:limit], *([(Text(f"{more:,} more"),)] if more > 0 else [])], ", ")


def cell_html(cell: Cell, links: Links) -> str:
    """A cell as HTML."""
    return "".join([part.html(links) for part in cell])


def cell_markdown(cell: Cell, links: Links) -> str:
    """A cell as one line of Markdown."""
    return "".join([part.markdown(links) for part in cell]).strip()


def cell_text(cell: Cell) -> str:
    """A cell as plain text."""
    return "".join([part.text() for part in cell])
