"""The machines of a page, and tables with several services in a row: one for each machine, or several in a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from portdocs.importing import names
from portdocs.importing.page import Cell, Grid, Page, Row
from portdocs.importing.split import split
from portdocs.importing.values import is_address, is_bind
from portdocs.importing.words import COLUMNS, ENVIRONMENTS

_ADDRESS = re.compile(rf"\W*(?:{COLUMNS['host'].pattern})\W+((?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})\W*", re.I)
"""A line such as `IP: 10.0.0.5` below the heading that names the machine."""
_IN_TITLE = re.compile(r"[(\s](?:[0-9]{1,3}\.){3}[0-9]{1,3}\b")
_PARTS = re.compile(r"\s*[,;\v]\s*(?![^()]*\))")
_SAMPLE = 400


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
    columns = range(len(grid.header)) if grid.kind == "table" else ()
    titled = [index for index in columns if _is_machine(grid.header[index], machines)]
    texts = [text for index in titled for text in _texts(grid, index)]
    is_named = any(COLUMNS["name"].fullmatch(title.strip()) for title in grid.header)
    if len(titled) > 1 and not is_named and len(set(texts)) > 2 and all(map(names.may_be_name, texts)):
        filled = ((row, index) for row in grid.rows for index in titled if not names.is_empty(row[index].text))
        services = [(row, (Cell(grid.header[index], row.line), row[index])) for row, index in filled]
        return _with_rows(grid, titled, services)
    listed = [index for index in columns if _most(_texts(grid, index), lambda text: bool(_services(text)))]
    if listed and _most(_texts(grid, 0), lambda text: names.key(text) in machines):
        cells = [(row, row[listed[0]]) for row in grid.rows]
        parts = [(row, cell.line, part) for row, cell in cells for part in _services(cell.text) or [("", cell.text)]]
        ports = [(row, (row[0], Cell(name, line), Cell(ports, line))) for row, line, (name, ports) in parts]
        return _with_rows(grid, [0, listed[0]], ports)
    return grid


def _is_machine(title: str, machines: frozenset[str]) -> bool:
    return bool(_IN_TITLE.search(title) or ENVIRONMENTS.fullmatch(title.strip())) or names.key(title) in machines


def _texts(grid: Grid, index: int) -> list[str]:
    return [text for row in grid.rows[:_SAMPLE] if not names.is_empty(text := row[index].text)]


def _most(texts: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(test, texts)) >= 0.6 * len(texts)


def _services(text: str) -> list[tuple[str, str]]:
    """The services of a cell with their ports; none if one of its parts is something else."""
    parts = [split(part) for part in _PARTS.split(text)]
    are_services = all(form == "last" and name for name, _, _, form in parts)
    return [(name, ports) for name, ports, _, _ in parts] if are_services else []


def _with_rows(grid: Grid, used: Sequence[int], found: Sequence[tuple[Row, tuple[Cell, ...]]]) -> Grid:
    """The table with rows that begin with new cells, in place of the columns that these come from."""
    others = [index for index in range(len(grid.header)) if index not in used]
    width = len(found[0][1]) if found else 0
    header = (*("Host", "Service", "Port")[:width], *(grid.header[index] for index in others))
    rows = (replace(row, cells=(*cells, *(row[index] for index in others))) for row, cells in found)
    return replace(grid, header=header, rows=tuple(rows)) if found else grid
