"""The registry as a table for a spreadsheet: CSV (RFC 4180), one row for each binding of each listener.

A cell that a spreadsheet would read as a formula (it starts with `=`, `+`, `-`, `@`, a tab or a carriage return) gets
an apostrophe in front, and so does one that has apostrophes before such a character. To restore the original texts,
remove one apostrophe from each cell that matches `'+[=+@\\t\\r-]`.
Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from portdocs.export._listener_rows import Row, rows_of
from portdocs.registry import Registry, Service

COLUMNS = (
    "service", "name", "suite", "owner", "host", "transport", "bind", "port", "container_port", "socket", "protocol",
    "health", "exposure", "proxied", "status", "endpoints", "purpose", "description", "declared",
)  # fmt: skip

_FORMULA = re.compile(r"'*[=+@\t\r-]")


def csv_export(registry: Registry) -> str:
    """A header, then the listeners by service; URLs in one cell are separated by spaces."""
    lines = (registry.of_entry(_lines, service) for service in registry.services.values())
    return _csv([COLUMNS]) + "".join(lines)


def _lines(registry: Registry, service: Service) -> str:
    return _csv([escape_formula(cell) for cell in _cells(registry, row)] for row in rows_of(registry, service))


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def escape_formula(cell: str) -> str:
    """The text of a cell that no spreadsheet evaluates."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cells(registry: Registry, row: Row) -> tuple[str, ...]:
    service, listener = row.service, row.listener
    status = "external" if service.external else service.status
    values = (
        service.id, service.title, service.suite, registry.owner_of(service), row.host.id if row.host else None,
        row.transport, row.bind, row.ports, listener.container_port, listener.socket, listener.protocol,
        listener.health, row.exposure, "yes" if row.proxied else "no", status, " ".join(row.urls),
        listener.purpose, service.description, row.location.short,
    )  # fmt: skip
    return tuple("" if value is None else str(value) for value in values)
