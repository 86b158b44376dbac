"""The facets of a table: what a menu above it selects rows by, such as their host or owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from portdocs.pages.escape import for_html
from portdocs.pages.inline import Badge, Cell, PageLink, cell_text
from portdocs.pages.natural_sort import natural_key

if TYPE_CHECKING:
    from portdocs.pages.table import Table

Codes: TypeAlias = list[tuple[int, dict[str, str]]]
MIN_ROWS = 8
"""Rows of a table that has facets; a shorter one is read faster than a menu."""
MAX_VALUES = 500
"""Values of a facet; a longer menu would be of no use."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, sorted."""

    title: str
    values: tuple[str, ...]
    place: int | None = None
    """The position of its value in the facets of a row; None if a column has its values."""


def facets_of(table: Table) -> tuple[Facet, ...]:
    """The facets by which rows differ."""
    if len(table.rows) < MIN_ROWS:
        return ()
    found = [
        Facet(column.title, _sorted({value for row in table.rows for value in _values(row.cells[n])}))
        for n, column in enumerate(table.columns)
        if column.facet
    ]
    for n, title in enumerate(table.facets):
        found.append(Facet(title, _sorted({_value(row.facets[n]) for row in table.rows}), n))
    return tuple(facet for facet in found if 1 < len(facet.values) <= MAX_VALUES)


def row_codes(facets: tuple[Facet, ...]) -> Codes:
    """The place of each facet without a column in a row, with the number of each of its values."""
    return [
        (facet.place, {value: str(n) for n, value in enumerate(facet.values)})
        for facet in facets
        if facet.place is not None
    ]


def facets_html(facets: tuple[Facet, ...]) -> str:
    """The attribute of a table with its facets and their values, one per line, and an empty line between two facets."""
    blocks = "\n\n".join("\n".join((facet.title, *facet.values)) for facet in facets)
    return f' data-facets="{for_html(blocks)}"' if facets else ""


def facet_numbers(values: tuple[str, ...], codes: Codes) -> str:
    """The numbers of the values of a row, for the facets that have no column."""
    return ",".join([numbers.get(_value(values[place]), "") for place, numbers in codes])


def _value(text: str) -> str:
    """A value as one line."""
    return " ".join(text.split())


def _values(cell: Cell) -> list[str]:
    """The values of a cell: its links and badges, else its text."""
    parts = [part.text() for part in cell if isinstance(part, PageLink | Badge)]
    return [_value(part) for part in parts or [cell_text(cell)]]


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values - {""}, key=lambda value: (natural_key(value.casefold()), value)))
