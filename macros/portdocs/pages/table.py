"""A table as a value: what it shows is decided once, and put on a page as HTML or into plain Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeGuard

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import Badge, Cell, Inline, cell_markdown, cell_text
from portdocs.pages.links import Links

INITIAL_ROWS = 30
"""How many rows of a long table a browser lays out while the page loads, more than it shows; the script adds the others
after that."""

MAX_ROWS = 10_000
"""More rows than that are no table for a reader."""

EVERY_LISTENER = "api/ports.csv"
"""The file of the site with a line for each listener."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` says how its values sort: `text`, `port` and `number`, or `address`. A `name` is text that does
    not wrap before the prose beside it does."""

    title: str
    kind: str = "text"
    optional: bool = False
    """Whether it is left out where no row has anything in it."""
    order: tuple[str, ...] = ()
    """Words that sort in an order of their own: what a cell starts with, first things first."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, one for each column; the anchor makes it linkable."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `empty` is the sentence that stands where there are no rows."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    searchable: bool = False
    """Whether the search index reads it: not where each row has a page of its own, which says the same and more."""
    complete: str = "api/ports.json"
    """The file of the site that has what a page leaves out of very many rows; empty where `portdocs check` says it."""
    left_out: int = 0
    """How many rows stand on no page."""

    def shown(self) -> Table:
        """The table without the optional columns that are empty."""
        kept = [n for n, c in enumerate(self.columns) if not c.optional or any(row.cells[n] for row in self.rows)]
        if len(kept) == len(self.columns):
            return self
        rows = tuple(Row(tuple(row.cells[n] for n in kept), row.anchor) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in kept), rows=rows)

    def cut(self) -> Table:
        """What a page shows of very many rows: the others need not be kept until it is written."""
        if len(self.rows) <= MAX_ROWS:
            return self
        shown = self.shown()
        return replace(shown, rows=shown.rows[:MAX_ROWS], left_out=len(shown.rows) - MAX_ROWS)

    def html(self, links: Links) -> str:
        """The table for a page, in a frame that scrolls sideways on a narrow screen."""
        if not self.rows:
            return f'<p class="pd-empty">{for_html(self.empty)}</p>'
        cut = self.cut()
        return _left_out(cut, links) + cut.shown()._html(links)

    def _html(self, links: Links) -> str:
        kinds = ["" if column.kind == "text" else f' class="pd-{column.kind}"' for column in self.columns]
        head = "".join(
            f'<th scope="col"{kind}{_order(c)}>{for_html(c.title)}</th>'
            for c, kind in zip(self.columns, kinds, strict=True)
        )
        label = for_html(self.caption)
        left_out = f' data-left-out="{self.left_out}"' if self.left_out else ""
        told: set[Inline] = set()
        rows = [_row_html(row, kinds, links, told) for row in self.rows]
        start = f"<caption>{label}</caption><thead><tr>{head}</tr></thead>"
        return (
            f'<div class="pd-frame"><div class="pd-table" role="region" aria-label="{label}" tabindex="0">'
            f'<table class="pd-table__table" data-table="{self.name}" data-rows="{len(rows)}"{left_out}>{start}'
            f"{_body(rows[:INITIAL_ROWS])}</table>{_rest(start, rows[INITIAL_ROWS:])}</div></div>"
        )

    def words(self) -> str:
        """The rows as plain text, for the search."""
        return "\n".join(" ".join(map(cell_text, row.cells)) for row in self.rows) if self.searchable else ""

    def markdown(self, links: Links) -> str:
        """The table as a Markdown table."""
        if not self.rows:
            return for_markdown(self.empty)
        shown = self.shown()
        out = [
            _line(for_markdown(column.title) for column in shown.columns),
            _line("---" for _ in shown.columns),
            *(_line(cell_markdown(cell, links) for cell in row.cells) for row in shown.rows),
        ]
        return "\n".join(out)


def _order(column: Column) -> str:
    return f' data-order="{for_html("|".join(column.order))}"' if column.order else ""


def _left_out(table: Table, links: Links) -> str:
    """Says above a table of very many rows that it is not all, and where all of it is."""
    if not table.left_out:
        return ""
    where = "<code>portdocs check</code> lists them all"
    if table.complete:
        name = table.complete.rpartition("/")[2]
        where = f'<a href="{for_html(links.asset(table.complete))}">{name}</a> has them all'
    every = len(table.rows) + table.left_out
    return f'<p class="pd-empty">The first {len(table.rows):,} of {every:,} rows; {where}.</p>'


def _body(rows: list[str]) -> str:
    return "<tbody>\n" + "\n".join(rows) + "\n</tbody>"


def _rest(start: str, rows: list[str]) -> str:
    """The further rows of a long table: a table of their own, for a browser without scripts, which is no part of the
    document in one that has them, until `table-rest.js` moves them over."""
    return f'<noscript><table class="pd-table__table">{start}{_body(rows)}</table></noscript>' if rows else ""


def _row_html(row: Row, kinds: list[str], links: Links, told: set[Inline]) -> str:
    anchor = f' id="{for_html(row.anchor)}"' if row.anchor else ""
    first, *others = (_cell_html(cell, links, told) for cell in row.cells)
    cells = "".join([f"<td{kind}>{cell}</td>" for cell, kind in zip(others, kinds[1:], strict=True)])
    return f'<tr{anchor}><th scope="row"{kinds[0]}>{first}</th>{cells}</tr>'


def _cell_html(cell: Cell, links: Links, told: set[Inline]) -> str:
    """A cell, whose badges have their hint only once in a table: each hint costs the page an observer."""
    return "".join([part.html_again() if _is_told(part, told) else part.html(links) for part in cell])


def _is_told(part: Inline, told: set[Inline]) -> TypeGuard[Badge]:
    if not isinstance(part, Badge) or part in told:
        return isinstance(part, Badge)
    told.add(part)
    return False


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
