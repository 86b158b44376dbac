"""The machines of a page, the columns that they head, and cells that list the services of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.importing import names
from portdocs.importing.grid import Page
from portdocs.importing.ports import is_ports
from portdocs.importing.split import split
from portdocs.importing.values import is_address, is_bind
from portdocs.importing.words import COLUMNS, ENVIRONMENTS

_ADDRESS = re.compile(rf"\W*(?:{COLUMNS['host'].pattern})\W+((?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}})\W*", re.I)
"""A line such as `IP: 10.0.0.5` below the heading that names the machine."""
_MACHINE = re.compile(
    rf".*[(\s](?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}\b.*|\s*(?:{ENVIRONMENTS.pattern})\s*"
    r"|(?!port|https?|ip|tcp|udp|eth|wlan)[a-z]{2,}[a-z-]*[0-9]{1,3}(?:\.[\w.-]+)?",
    re.I,
)
_PARTS = re.compile(r"\s*[,;\v]\s*(?![^()]*\))")
_SERVICE = re.compile(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]")


def machine_addresses(page: Page) -> Iterator[tuple[str, str]]:
    """The machines of a page with their addresses: rows of tables, and headings above a line such as `IP: 10.0.0.5`."""
    for grid in page.grids:
        for row in grid.rows:
            name, *others = (cell.text for cell in row.cells[:3])
            if grid.kind == "table" and names.is_name(name) and not is_address(name):
                yield from ((name, text) for text in others if is_address(text) and not is_bind(text))
            elif match := _ADDRESS.fullmatch(row.text):
                yield grid.heading, match[1]


def is_machine(title: str, machines: frozenset[str]) -> bool:
    """True for the title of a column that is a machine of the page, or looks like one: `web01`, `db (10.0.0.6)`."""
    return names.key(title) in machines or _MACHINE.fullmatch(title) is not None


def services_in(text: str) -> list[tuple[str, str]]:
    """The services of a cell such as `nginx (80, 443), sshd (22)` with their ports; empty if it says something else."""
    parts = [_service(part) for part in _PARTS.split(text)]
    return [part for part in parts if part] if all(parts) else []


def _service(text: str) -> tuple[str, str] | None:
    if (match := _SERVICE.fullmatch(text)) and is_ports(match[2]):
        return match[1], match[2]
    name, ports, _, form = split(text)
    return (name, ports) if form == "last" and name else None
