"""A table as a value, which becomes HTML, Markdown or plain text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeGuard

from portdocs.pages import markdown
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.facets import Codes, facet_numbers, facets_html, facets_of, row_codes
from portdocs.pages.inline import Badge, Cell, Code, Inline, SourceIcon, cell_markdown, cell_text, is_published
from portdocs.pages.links import Links
from portdocs.registry import Location
from portdocs.registry.redaction import FILES

INITIAL_ROWS = 30
"""Rows of a long table that a browser lays out while the page loads. The script adds the others afterwards."""

MAX_ROWS = 10_000
"""Rows on a page; the others are only in the file for download."""

_ANY_LINE = Location("portdocs-file", 0)
"""A placeholder for the script, which replaces the file and the line."""

EVERY_LISTENER = "api/ports.csv"
"""The file of the site with one line per listener."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column. Its `kind` sets how values sort: `text`, `port`, `number` or `address`.

    A `name` is text that does not wrap before the prose next to it does; `long` text wraps, but not into a narrow
    column; a `source` contains icons that link to lines of data.
    """

    title: str
    kind: str = "text"
    optional: bool = False
    """True if the column is omitted when all of its cells are empty."""
    order: tuple[str, ...] = ()
    """Words that cells start with, in the order in which they sort."""
    facet: bool = False
    """True if a menu selects the rows with one of its values."""


@dataclass(frozen=True, slots=True)
class Row:
    """One cell per column; the anchor makes the row linkable."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    facets: tuple[str, ...] = ()
    """The values of the facets that have no column."""
    html: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Its cells as HTML, which the next build may need again, by the titles of the columns and the links."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the sentence `empty` replaces a table without rows, if there is one."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    searchable: bool = False
    """True if the index of pages includes the rows: sentences that the registry answers (`search_data.py`) lack."""
    complete: str = "api/ports.json"
    """The file of the site with all rows of a truncated table; empty if `portdocs check` lists them."""
    omitted: int = 0
    """Rows that a truncated table lacks."""
    facets: tuple[str, ...] = ()
    """The names of the facets that have no column."""

    def without_empty_columns(self) -> Table:
        """The table without optional columns that are empty."""
        return self._with_columns(
            [n for n, c in enumerate(self.columns) if not c.optional or any(row.cells[n] for row in self.rows)]
        )

    def published(self, links: Links) -> Table:
        """The table without columns that the site leaves out."""
        if FILES not in links.settings.redacted:
            return self
        columns = range(len(self.columns))
        return self._with_columns(
            [n for n in columns if any(is_published(r.cells[n], links) or not r.cells[n] for r in self.rows)]
        )

    def without(self, title: str) -> Table:
        """The table without a column."""
        return self._with_columns([n for n, column in enumerate(self.columns) if column.title != title])

    def without_repeating(self, cell: Cell) -> Table:
        """The table without columns that only repeat a cell, such as the subject of the page."""
        return self._with_columns([n for n in range(len(self.columns)) if any(r.cells[n] != cell for r in self.rows)])

    def _with_columns(self, used: list[int]) -> Table:
        if len(used) == len(self.columns):
            return self
        rows = tuple(replace(row, cells=tuple(row.cells[n] for n in used)) for row in self.rows)
        return replace(self, columns=tuple(self.columns[n] for n in used), rows=rows)

    def truncated(self) -> Table:
        """At most MAX_ROWS rows, so that the others need not be kept until the page is written."""
        if len(self.rows) <= MAX_ROWS:
            return self
        table = self.without_empty_columns()
        return replace(table, rows=table.rows[:MAX_ROWS], omitted=len(table.rows) - MAX_ROWS)

    def html(self, links: Links) -> str:
        """The table in a frame that scrolls sideways on a narrow screen."""
        if not self.rows:
            return f'<p class="pd-empty">{for_html(self.empty)}</p>' if self.empty else ""
        table = self.truncated()
        return _omitted_note(table, links) + table.published(links).without_empty_columns()._html(links)

    def _html(self, links: Links) -> str:
        kinds = ["" if column.kind == "text" else f' class="pd-{column.kind}"' for column in self.columns]
        head = "".join(
            f'<th scope="col"{kind}{_order(c)}>{_title(c)}' for c, kind in zip(self.columns, kinds, strict=True)
        )
        label = for_html(self.caption)
        omitted = f' data-omitted="{self.omitted}"' if self.omitted else ""
        hints_shown: set[Inline] = set()
        facets = facets_of(self)
        codes = row_codes(facets)
        first = [_row_html(row, kinds, links, hints_shown, codes) for row in self.rows[:INITIAL_ROWS]]
        others = self._compact_rows(links, hints_shown, codes)
        start = f"<caption>{label}</caption><thead><tr>{head}</thead>"
        lines = f' data-lines="{for_html(links.declaration(_ANY_LINE) or "")}"' if others else ""
        return (
            f'<div class="pd-frame"><div class="pd-table" role="region" aria-label="{label}" tabindex="0">'
            f'<table class="pd-table__table" data-table="{self.name}" data-rows="{len(self.rows)}"{omitted}{lines}'
            f"{facets_html(facets)}>{start}{_body(first)}</table>{_deferred(start, others)}</div></div>"
        )

    def _compact_rows(self, links: Links, hints_shown: set[Inline], codes: Codes) -> list[str]:
        """The rows that a browser does not lay out while the page loads."""
        is_code = [column.kind in ("port", "address") for column in self.columns]
        key = repr(([column.title for column in self.columns], links))
        rows = []
        for row in self.rows[INITIAL_ROWS:]:
            known = row.html if hints_shown.issuperset(_badges(row)) else {}
            if key not in known:
                known[key] = _compact_cells_html(row, is_code, links, hints_shown)
            rows.append(f"<tr{_attributes(row, codes)}>{known[key]}")
        return rows

    def search_text(self) -> str:
        """The rows as plain text for the search index."""
        return "\n".join(" ".join(map(cell_text, row.cells)) for row in self.rows) if self.searchable else ""

    def markdown(self, links: Links) -> str:
        """The table as a Markdown table."""
        if not self.rows:
            return for_markdown(self.empty)
        table = self.without_empty_columns()
        titles = (for_markdown(column.title) for column in table.columns)
        return markdown.table(titles, ([cell_markdown(cell, links) for cell in row.cells] for row in table.rows))


def _title(column: Column) -> str:
    # The icons leave no space for a longer title.
    return "Line" if column.kind == "source" else for_html(column.title)


def _order(column: Column) -> str:
    return f' data-order="{for_html("|".join(column.order))}"' if column.order else ""


def _omitted_note(table: Table, links: Links) -> str:
    """The sentence above a truncated table: the number of rows, and the file or command that has all of them."""
    if not table.omitted:
        return ""
    where = "<code>portdocs check</code> lists them all"
    if table.complete:
        name = table.complete.rpartition("/")[2]
        where = f'<a href="{for_html(links.asset(table.complete))}">{name}</a> has them all'
    every = len(table.rows) + table.omitted
    return f'<p class="pd-empty">The first {len(table.rows):,} of {every:,} rows; {where}.</p>'


def _body(rows: list[str]) -> str:
    # HTML implies the end of cells and rows; white space between rows would be part of the last cell.
    return f"<tbody>{''.join(rows)}</tbody>"


def _deferred(start: str, rows: list[str]) -> str:
    """The further rows of a long table. Without scripts they are a table of their own; with scripts they are not part
    of the document until `table-deferred-rows.js` moves them over."""
    return f'<noscript><table class="pd-table__table">{start}{_body(rows)}</table></noscript>' if rows else ""


def _row_html(row: Row, kinds: list[str], links: Links, hints_shown: set[Inline], codes: Codes) -> str:
    first, *others = (_cell_html(cell, links, hints_shown) for cell in row.cells)
    cells = "".join([f"<td{kind}>{cell}" for cell, kind in zip(others, kinds[1:], strict=True)])
    return f'<tr{_attributes(row, codes)}><th scope="row"{kinds[0]}>{first}{cells}'


def _badges(row: Row) -> list[Badge]:
    return [part for cell in row.cells for part in cell if isinstance(part, Badge)]


def _compact_cells_html(row: Row, is_code: list[bool], links: Links, hints_shown: set[Inline]) -> str:
    """The cells without anything that the script can add from the head of the table when it shows the row."""
    first, *others = (
        for_html(cell_text(cell))
        if code and all(isinstance(part, Code) for part in cell)
        else "".join([_compact(part, links, hints_shown) for part in cell])
        for cell, code in zip(row.cells, is_code, strict=True)
    )
    return f"<th>{first}{''.join([f'<td>{cell}' for cell in others])}"


def _attributes(row: Row, codes: Codes) -> str:
    anchor = f' id="{for_html(row.anchor)}"' if row.anchor else ""
    return anchor + (f' data-f="{facet_numbers(row.facets, codes)}"' if codes else "")


def _compact(part: Inline, links: Links, hints_shown: set[Inline]) -> str:
    if isinstance(part, SourceIcon):
        return for_html(part.text()) if is_published((part,), links) else ""
    if not _has_shown_hint(part, hints_shown):
        return part.html(links)
    return f"<b>{part.kind}</b>" if part.word == part.kind else part.html_without_hint()


def _cell_html(cell: Cell, links: Links, hints_shown: set[Inline]) -> str:
    """A cell; each badge has its hint only once in a table, because a hint costs the page an observer."""
    return "".join(
        [part.html_without_hint() if _has_shown_hint(part, hints_shown) else part.html(links) for part in cell]
    )


def _has_shown_hint(part: Inline, hints_shown: set[Inline]) -> TypeGuard[Badge]:
    if not isinstance(part, Badge) or part in hints_shown:
        return isinstance(part, Badge)
    hints_shown.add(part)
    return False
