"""The machines of a page, and tables with several services in a row: one for each machine, or several in a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portdocs.importing import names
from portdocs.importing.columns import SAMPLE
from portdocs.importing.grid import Cell, Grid, Page, Row
from portdocs.importing.split import split
from portdocs.importing.values import is_address, is_bind
from portdocs.importing.words import COLUMNS, ENVIRONMENTS

_ADDRESS = re.compile(rf"\W*(?:{COLUMNS['host'].pattern})\W+((?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})\W*", re.I)
"""A line such as `IP: 10.0.0.5` below the heading that names the machine."""
_MACHINE = re.compile(rf".*[(\s](?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}\b.*|\s*(?:{ENVIRONMENTS.pattern})\s*", re.I)
_PARTS = re.compile(r"\s*[,;\v]\s*(?![^()]*\))")


def machine_addresses(page: Page) -> Iterator[tuple[str, str]]:
    """The machines of a page with their addresses: rows of tables, and headings above a line such as `IP: 10.0.0.5`."""
    for grid in page.grids:
        for row in grid.rows:
            name, *others = (cell.text for cell in row.cells[:3])
            if grid.kind == "table" and names.is_name(name) and not is_address(name):
                yield from ((name, text) for text in others if is_address(text) and not is_bind(text))
            elif match := _ADDRESS.fullmatch(row.text):
                yield grid.heading, match[1]


def unfolded(grid: Grid, machines: frozenset[str]) -> Grid:
    """A table with a row for each service of a machine; any other grid stays as it is.

    Either the titles of several columns are machines and their cells services, or the first column has machines and
    another one cells such as `nginx (80, 443), sshd (22)`.
    """
    rows, columns = grid.rows[:SAMPLE], range(len(grid.header)) if grid.kind == "table" else range(0)
    titled = [i for i in columns if _MACHINE.fullmatch(grid.header[i]) or names.key(grid.header[i]) in machines]
    texts = {text for row in rows for index in titled if not names.is_empty(text := row[index].text)}
    is_named = any(COLUMNS["name"].fullmatch(title.strip()) for title in grid.header)
    if len(titled) > 1 and len(texts) > 2 and not is_named and all(map(names.may_be_name, texts)):
        filled = ((row, index) for row in grid.rows for index in titled if not names.is_empty(row[index].text))
        services = [(row, (Cell(grid.header[index], row.line), row[index])) for row, index in filled]
        return _with_rows(grid, titled, services)
    if 2 * sum(names.key(row[0].text) in machines for row in rows) > len(rows):
        for index in columns:
            if 2 * sum(bool(_services(row[index].text)) for row in rows) > len(rows):
                parts = ((row, part) for row in grid.rows for part in _services(row[index].text))
                cells = [(row, (row[0], Cell(name, row.line), Cell(ports, row.line))) for row, (name, ports) in parts]
                return _with_rows(grid, [0, index], cells)
    return grid


def _services(text: str) -> list[tuple[str, str]]:
    """The services of a cell with their ports; none if one of its parts is something else."""
    parts = [split(part) for part in _PARTS.split(text)]
    are_services = all(form == "last" and name for name, _, _, form in parts)
    return [(name, ports) for name, ports, _, _ in parts] if are_services else []


def _with_rows(grid: Grid, used: Sequence[int], found: Sequence[tuple[Row, tuple[Cell, ...]]]) -> Grid:
    """The table with rows that begin with new cells, in place of the columns that these come from."""
    others = [index for index in range(len(grid.header)) if index not in used]
    header = (*("Host", "Service", "Port")[: len(found[0][1])], *(grid.header[index] for index in others))
    rows = (replace(row, cells=(*cells, *(row[index] for index in others))) for row, cells in found)
    return replace(grid, header=header, rows=tuple(rows))
