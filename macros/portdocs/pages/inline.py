"""The small parts that cells, facts and sentences are made of; each can be put on a page or into plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.links import Links
from portdocs.registry import Location


class Inline(Protocol):
    """A piece of one line."""

    def html(self, links: Links) -> str:
        """The piece as HTML."""
        ...

    def markdown(self, links: Links) -> str:
        """The piece as Markdown for one line."""
        ...

    def text(self) -> str:
        """The piece as plain text."""
        ...


_QUOTED = re.compile(r"`([^`]+)`")

Cell: TypeAlias = "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are."""

    words: str

    def html(self, links: Links) -> str:
        return for_html(self.words)

    def markdown(self, links: Links) -> str:
        return for_markdown(self.words)

    def text(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Code:
    """Something that a machine reads: a port, an address, a path."""

    words: str

    def html(self, links: Links) -> str:
        return f"<code>{for_html(self.words)}</code>"

    def markdown(self, links: Links) -> str:
        # Not backticks: the text may hold some. Inside <code> Markdown still reads references.
        return f"<code>{for_markdown(self.words)}</code>"

    def text(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the site, named by its source path."""

    label: Text | Code
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
        return f"[{for_markdown(self.label)}](<{self.url}>)"

    def text(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that says a state; its kind gives the colour, the word the meaning, the hint an explanation."""

    word: str
    kind: str
    hint: str = ""

    def html(self, links: Links) -> str:
        hint = f' title="{for_html(self.hint)}"' if self.hint else ""
        return f'<span class="pd-badge pd-badge--{self.kind}"{hint}>{for_html(self.word)}</span>'

    def html_again(self) -> str:
        """The word without its hint, where the same badge stands above: a script looks the hint up there."""
        return f'<span class="pd-badge pd-badge--{self.kind}">{for_html(self.word)}</span>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.word)

    def text(self) -> str:
        return self.word


@dataclass(frozen=True, slots=True)
class SourceLink:
    """The line of data that a fact comes from, with a link to it where the site names a repository."""

    location: Location

    def html(self, links: Links) -> str:
        label = f'<code class="pd-place">{for_html(self.text())}</code>'
        url = links.declaration(self.location)
        return f'<a href="{for_html(url)}">{label}</a>' if url else label

    def markdown(self, links: Links) -> str:
        label = for_markdown(self.text())
        url = links.declaration(self.location)
        return f"[{label}](<{url}>)" if url else label

    def text(self) -> str:
        return f"{self.location.file}:{self.location.line}"


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
NOT_KNOWN = Badge("not known", "unknown", "The data does not say")


def message(words: str) -> Cell:
    """A sentence of a check, with what stands between backticks as code; a backtick that is never closed stays."""
    *pairs, rest = _QUOTED.split(words)
    parts: list[Inline] = [Code(part) if n % 2 else Text(part) for n, part in enumerate(pairs) if part]
    return (*parts, Text(rest)) if rest else tuple(parts)


def lines(cells: Iterable[Cell]) -> Cell:
    """Several cells in one, each on a line of its own."""
    joined: list[Inline] = []
    for cell in cells:
        joined += (Break(), *cell) if joined else cell
    return tuple(joined)


def cell_html(cell: Cell, links: Links) -> str:
    """A cell as HTML."""
    return "".join([part.html(links) for part in cell])


def cell_markdown(cell: Cell, links: Links) -> str:
    """A cell as one line of Markdown."""
    return "".join([part.markdown(links) for part in cell]).strip()


def cell_text(cell: Cell) -> str:
    """A cell as plain text."""
    return "".join([part.text() for part in cell])
