"""Tables with a column for each machine: the port of a service there, where it runs there at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portdocs.importing.columns import Column, are_ports, is_empty
from portdocs.importing.context import Context, Setting, is_host_name
from portdocs.importing.names import key
from portdocs.importing.pages import Table, Words
from portdocs.importing.rows import Rows


def machines_in(context: Context, table: Table, found: Sequence[Column]) -> list[Column]:
    """The columns that are headed by machines and hold ports; one alone is no table of machines."""
    columns = [one for one in found if one.role in ("other", "port", "host") and are_ports(one.index, table.rows)]
    columns = [one for one in columns if key(one.title) in context.machines or is_host_name(one.title.strip(" *`"))]
    return columns if len(columns) > 1 else []


def read_machine_columns(
    context: Context, table: Table, found: Sequence[Column], machines: Sequence[Column], setting: Setting
) -> None:
    """Takes each row once for every port that it has: machines with the same one have the same service."""
    width = len(table.header)
    rows = [one for row in table.rows for one in _by_port(row, machines, width)]
    inner = {one.index for one in machines}
    columns = [one for one in found if one.index not in inner]
    columns += [Column(width, "host", "Host"), Column(width + 1, "port", "Port")]
    header = (*table.header, Words("Host", table.line), Words("Port", table.line))
    Rows(context, replace(table, header=header, rows=tuple(rows), goes_on=False), columns, setting).read()


def _by_port(row: Sequence[Words], machines: Sequence[Column], width: int) -> Iterator[tuple[Words, ...]]:
    line = row[0].line
    cells = [*row[:width], *(Words("", line),) * (width - len(row))]
    by_port: dict[str, list[str]] = {}
    for one in machines:
        if not is_empty(cells[one.index].text):
            by_port.setdefault(cells[one.index].text, []).append(one.title.strip(" *`"))
    for port, names in (by_port or {"": []}).items():
        yield (*cells, Words(", ".join(names), line), Words(port, line))
