"""The columns of a grid: by their content first, by their header second.

A port column is one whose cells are ports; several of them are several listeners, named by their headers. The name is
the best remaining text column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portdocs.importing.names import has_letter, is_empty, is_name, key
from portdocs.importing.page import HEADER, Cell, Grid
from portdocs.importing.ports import WELL_KNOWN, Use, is_ports, uses
from portdocs.importing.values import is_address, is_bind, is_path, is_protocol, is_public_name, status_of
from portdocs.importing.words import COLUMNS, DEFAULT, FLOW, INSIDE, OUTSIDE, PORT, PROTOCOL_WORDS, RANGE

ROLES = (
    "name", "port", "inside", "transport", "status", "bind", "host", "url", "target", "owner", "container", "unit",
    "file", "health", "depends", "environment", "suite", "purpose", "description", "notes", "runtime", "ignore",
)  # fmt: skip
"""The roles of a column, which are the settings of a plan."""
_SAMPLE = 400
"""Rows that are looked at: enough to know a column by, in a table of any length."""
_WIDE = 50
"""Ports of a run that is more likely reserved than opened."""
_BEFORE_CONTENT = ("health", "owner", "depends", "environment", "suite", "description", "purpose")
_AFTER_CONTENT = ("target", "bind", "unit")
_LESS_LIKELY = ("description", "purpose", "notes", "status", "transport", "environment", "number")


@dataclass(frozen=True)
class Column:
    """A column with the cells that say something, of the first rows."""

    index: int
    title: str
    cells: tuple[Cell, ...]
    rows: int

    @cached_property
    def found(self) -> list[Use]:
        """The ports in it."""
        return [one for cell in self.cells for one in uses(cell.text) if one.ports]

    @cached_property
    def is_titled_port(self) -> bool:
        """True if its header says that it has ports."""
        return bool(PORT.search(self.title)) and self.titled("name") != 1

    def share(self, test: Callable[[str], bool]) -> float:
        """The share of its cells that pass a test."""
        return sum(test(cell.text) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    def titled(self, role: str) -> float:
        """1 if the header is a word of the role, 0.5 if it contains one, else 0."""
        bare = re.sub(r"[^\w#/°№ .-]", "", self.title).strip()
        return 1.0 if COLUMNS[role].fullmatch(bare) else 0.5 if COLUMNS[role].search(self.title) else 0.0


def classify(grid: Grid) -> dict[int, str]:
    """The role of each column by its index; a column without one is not in it."""
    if grid.header == HEADER:
        return {0: "name", 1: "port", 2: "notes"}
    rows, is_record = grid.rows[:_SAMPLE], grid.kind == "record"
    cells = [tuple(row[index] for row in rows if not is_empty(row[index].text)) for index in range(len(grid.header))]
    columns = [Column(index, title, cells[index], len(rows)) for index, title in enumerate(grid.header)]
    roles = _ports(columns, is_record)
    for column in columns:
        if column.index not in roles and column.cells and (role := _role(column, roles)):
            roles[column.index] = role
    if not {"port", "inside", "url"} & set(roles.values()):
        roles = {index: "port" if role == "target" else role for index, role in roles.items()}
    if (name := _name(columns, roles, is_record)) is not None:
        roles[name] = "name"
    for column in columns:
        if column.index not in roles and column.cells:
            roles[column.index] = _text_role(column, roles, is_record)
    return roles


# --- ports


def _ports(columns: Sequence[Column], is_record: bool) -> dict[int, str]:
    ports = [column for column in columns if _holds_ports(column, is_record)]
    titled = [column for column in ports if PORT.search(column.title) or RANGE.fullmatch(column.title.strip())]
    roles = {column.index: _which(column, titled) for column in ports}
    ports = [column for column in ports if roles[column.index] == "port"]
    if len(ports) == 1 and not OUTSIDE.search(ports[0].title) and INSIDE.search(PORT.sub(" ", ports[0].title)):
        roles[ports[0].index] = "inside"
    return roles | {column.index: _one_of_several(column, ports) for column in ports if len(ports) > 1}


def _holds_ports(column: Column, is_record: bool) -> bool:
    if not column.cells or column.titled("number") == 1:
        return False
    if is_record or column.is_titled_port:
        return column.is_titled_port and column.share(is_ports) >= (0.01 if is_record else 0.3)
    if any(column.titled(role) == 1 for role in ("description", "purpose", "notes", "owner")):
        return False
    numbers = [one.ports.first for one in column.found if one.ports]
    if not numbers or column.titled("number") or (column.titled("url") == 1 and not column.share(_is_number)):
        return False
    is_index = numbers == list(range(1, len(numbers) + 1))
    return (
        not is_index and (max(numbers) >= 1000 or not WELL_KNOWN.isdisjoint(numbers)) and column.share(is_ports) >= 0.6
    )


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\W*[0-9]{1,5}\W*", text) is not None


def _which(column: Column, titled: Sequence[Column]) -> str:
    """The role of a column of ports: those that repeat titled ones, or are addresses, say something else."""
    if column in titled:
        return "port"
    is_addresses = column.share(lambda text: any(one.address or one.url for one in uses(text))) >= 0.6
    if is_addresses and column.titled("target"):
        return "target"
    if not titled:
        return "port"
    said = {one.ports for other in titled for one in other.found}
    is_text = max(column.titled(role) for role in ("url", "notes", "description")) > 0
    if is_addresses or (is_text and {one.ports for one in column.found} <= said):
        is_binds = column.titled("bind") or column.share(is_bind) >= 0.6
        return "url" if column.share(lambda text: "://" in text) >= 0.5 or not (is_addresses and is_binds) else "bind"
    return "port" if column.share(_is_number) >= 0.5 or PROTOCOL_WORDS.search(column.title) else "notes"


def _one_of_several(column: Column, ports: Sequence[Column]) -> str:
    inner = [one for one in ports if INSIDE.search(PORT.sub(" ", one.title)) and not OUTSIDE.search(one.title)]
    is_paired = len(ports) == 2 or 2 * len(inner) == len(ports) or COLUMNS["container"].search(column.title)
    if column in inner and is_paired and len(inner) < len(ports):
        return "inside"
    ours = [one for one in ports if PORT.search(one.title) and not DEFAULT.search(one.title) and one not in inner]
    return "notes" if DEFAULT.search(column.title) and ours else "port"


# --- everything else


def _role(column: Column, roles: Mapping[int, str]) -> str | None:
    """The role that content or header give, the content first."""
    if column.titled("name") != 1:
        for role in _BEFORE_CONTENT:
            if column.titled(role) == 1:
                return role
        if role := next((role for role, fits in _BY_CONTENT.items() if fits(column)), ""):
            return role
        if role := next((role for role in _AFTER_CONTENT if column.titled(role) == 1), ""):
            return role
    if column.titled("container") and not PORT.search(column.title) and column.share(is_name) >= 0.5:
        return "container"
    if column.titled("host") == 1 and {"port", "inside"} & set(roles.values()) and column.share(has_letter) >= 0.5:
        return "host"
    return "file" if column.titled("file") == 1 and column.share(is_path) >= 0.3 else None


def _has_address(text: str) -> bool:
    return any(map(is_address, re.split(r"[\s,;()]+", text)))


def _is_hosts(column: Column) -> bool:
    is_addresses = column.share(_has_address) >= 0.6 and not column.titled("bind")
    return is_addresses and (column.titled("host") > 0 or column.share(is_bind) < 0.3)


def _is_binds(column: Column) -> bool:
    return column.share(is_bind) >= (0.5 if column.titled("bind") else 0.8) and not column.titled("notes")


_BY_CONTENT: dict[str, Callable[[Column], bool]] = {
    "ignore": lambda column: column.title.strip() in ("#", "№", "No", "No.", "序号", "번호"),
    "unit": lambda column: column.share(lambda text: text.endswith((".service", ".socket"))) >= 0.6,
    "status": lambda column: (
        column.share(lambda text: status_of(text) is not None) >= (0.4 if column.titled("status") else 0.8)
    ),
    "transport": lambda column: column.share(is_protocol) >= (0.4 if column.titled("transport") == 1 else 0.7),
    "url": lambda column: column.share(is_public_name) >= 0.5 or column.share(lambda text: "://" in text) >= 0.5,
    "host": _is_hosts,
    "bind": _is_binds,
    "file": lambda column: column.share(is_path) >= 0.7,
}


def _name(columns: Sequence[Column], roles: Mapping[int, str], is_record: bool) -> int | None:
    """The column of the name, if one is good enough."""
    titled = [one for one in columns if one.titled("name") == 1 and key(one.title) != "process"]
    if is_record:
        return next((one.index for one in titled if one.index not in roles and len(one.cells) == one.rows), None)
    if {"url", "target"} <= set(roles.values()) and not any(one.titled("name") for one in columns):
        return None
    scores = {
        column.index: _name_score(column, len(columns))
        for column in columns
        if column.cells and _may_be_name(column, roles)
    }
    best = max(scores, key=lambda index: (scores[index], -index), default=None)
    return best if best is not None and scores[best] > 0.8 else None


def _may_be_name(column: Column, roles: Mapping[int, str]) -> bool:
    role = roles.get(column.index, "container")
    return role in ("container", "suite", "owner", "description", "purpose") or (
        role == "host" and column.share(_has_address) < 0.5
    )


def _name_score(column: Column, width: int) -> float:
    is_titled = column.titled("name") == 1
    named = column.share(has_letter if is_titled else is_name)
    if named < 0.4:
        return 0.0
    texts = [cell.text for cell in column.cells]
    other = 0.0 if is_titled else 1.5 * max(column.titled(role) for role in _LESS_LIKELY)
    sparse = 0 if len(texts) >= 0.5 * column.rows or column.titled("name") else 1.5
    long = sum(len(text.split()) for text in texts) > 6 * len(texts)
    distinct = len(set(map(key, texts))) / len(texts)
    header = 2 * column.titled("name") - other - 2 * bool(FLOW.fullmatch(column.title))
    return 2 * named + distinct + 0.6 * (1 - column.index / width) + header - long - sparse


def _text_role(column: Column, roles: Mapping[int, str], is_record: bool) -> str:
    """The role of a remaining text column: the description, the purpose, else notes."""
    if is_record and not any(column.titled(role) for role in ("description", "purpose", "notes", "health")):
        return "runtime"
    texts = [role for role in ("description", "purpose") if column.titled(role) and role not in roles.values()]
    return texts[0] if texts else "notes"


def is_range_column(grid: Grid, roles: Mapping[int, str]) -> bool:
    """True if the ports of a grid are reserved runs: most cells are runs and the header says so, or they are wide."""
    ports = [index for index, role in roles.items() if role == "port"]
    cells = [cell.text for cell in list(grid.column(ports[0]))[:_SAMPLE] if cell.text] if len(ports) == 1 else []
    lengths = [[len(one.ports) for one in uses(text) if one.ports] for text in cells]
    runs = [max(found) for found in lengths if found]
    if not cells or not RANGE.search(grid.header[ports[0]]):
        is_ports_only = bool(ports) and grid.header != HEADER and PORT.fullmatch(grid.header[ports[0]])
        return not is_ports_only and len(runs) > 1 and sum(length >= _WIDE for length in runs) > 0.5 * len(runs)
    long, is_named = sum(length > 1 for length in runs), any(COLUMNS["name"].fullmatch(title) for title in grid.header)
    return long > 0.5 * len(cells) or (long == 0.5 * len(cells) and not is_named)
