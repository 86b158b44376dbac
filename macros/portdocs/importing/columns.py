"""The columns of a grid: by their content first, by their header second.

A port column is one whose cells are ports; several of them are several listeners, named by their headers. The name is
the best remaining text column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from portdocs.importing.names import cut, has_letter, is_empty, is_name, key, may_be_name
from portdocs.importing.page import HEADER, Cell, Grid
from portdocs.importing.ports import Use, is_ports, uses
from portdocs.importing.values import is_address, is_bind, is_mark, is_path, is_protocol, is_public_name, status_of
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, OUTSIDE, PORT, RANGE, SIDES

ROLES = (
    "name", "port", "inside", "transport", "status", "bind", "host", "url", "target", "owner", "container", "unit",
    "file", "health", "depends", "environment", "suite", "purpose", "description", "notes", "runtime", "ignore",
)  # fmt: skip
"""The roles of a column, which are the settings of a plan."""
_SAMPLE = 400
"""Rows that are looked at: enough to know a column by, in a table of any length."""
WIDE = 50
"""Ports of a run that is more likely reserved than opened."""
_BEFORE_CONTENT = ("health", "owner", "depends", "environment", "suite", "description", "purpose")
_AFTER_CONTENT = ("target", "bind", "unit")
_MAY_NAME = ("container", "suite", "owner", "description", "purpose", "host")
_LESS_LIKELY = ("owner", "description", "purpose", "notes", "status", "transport", "environment", "number")


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
        return bool(PORT.search(self.title) or self.title.lower() in SIDES) and self.titled("name") != 1

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
    filled = [column for column in columns if column.cells]
    roles |= {one.index: role for one in filled if one.index not in roles and (role := _role(one, roles))}
    if (name := _name(columns, roles, is_record)) is not None:
        roles[name] = "name"
    for column in (one for one in filled if one.index not in roles):
        roles[column.index] = _text_role(column, roles, is_record)
    return roles


# --- ports


def _ports(columns: Sequence[Column], is_record: bool) -> dict[int, str]:
    ports = [column for column in columns if _holds_ports(column, is_record)]
    titled = [column for column in ports if PORT.search(column.title) or RANGE.fullmatch(column.title.strip())]
    roles = {column.index: _which(column, titled) for column in ports}
    ports = [column for column in ports if roles[column.index] == "port"]
    inner = [one for one in ports if INSIDE.search(PORT.sub(" ", one.title)) and not OUTSIDE.search(one.title)]
    are_paired = len(ports) <= 2 or 2 * len(inner) == len(ports)
    for column in ports:
        if column in inner and (len(ports) == 1 or (len(inner) < len(ports) and (are_paired or _is_container(column)))):
            roles[column.index] = "inside"
        elif DEFAULT.search(column.title) and any(not DEFAULT.search(one.title) for one in ports if one not in inner):
            roles[column.index] = "notes"
    return roles


def _is_container(column: Column) -> bool:
    return COLUMNS["container"].search(column.title) is not None


def _holds_ports(column: Column, is_record: bool) -> bool:
    if is_record or column.is_titled_port:
        return column.is_titled_port and column.share(is_ports) >= (0.01 if is_record else 0.3)
    is_text = any(column.titled(role) == 1 for role in ("description", "purpose", "notes", "owner", "url"))
    likely = sum(one.could_be_port for one in column.found)
    if column.titled("number") or (is_text and column.share(_is_number) < 0.8):
        return False
    return 0 < likely >= 0.6 * len(column.found) and column.share(_is_only_ports) >= 0.6


def _is_only_ports(text: str) -> bool:
    return is_ports(text) and not any(one.problem for one in uses(text))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\W*[0-9]{1,5}\W*", text) is not None


def _which(column: Column, titled: Sequence[Column]) -> str:
    """The role of a column of ports: those next to titled ones that are addresses say something else."""
    if column in titled:
        return "port"
    if column.share(lambda text: any(one.address or one.url for one in uses(text))) >= 0.6:
        return "target" if column.titled("target") else "url" if titled else "port"
    return "port" if not titled or column.share(_is_number) >= 0.5 else "notes"


# --- everything else


def _role(column: Column, roles: Mapping[int, str]) -> str | None:
    """The role that content or header give, the content first."""
    is_host = column.titled("host") == 1 and column.titled("url") < 1 and {"port", "inside"} & set(roles.values())
    if is_host and column.share(lambda text: has_letter(text) and "://" not in text and not is_bind(text)) >= 0.5:
        return "host"
    if column.titled("name") != 1:
        titled = [role for role in (*_BEFORE_CONTENT, *_AFTER_CONTENT) if column.titled(role) == 1]
        fitting = [role for role, fits in _BY_CONTENT.items() if fits(column)]
        if titled and (titled[0] in _BEFORE_CONTENT or not fitting):
            return titled[0]
        if fitting:
            return fitting[0]
    if column.titled("container") and not PORT.search(column.title) and column.share(is_name) >= 0.5:
        return "container"
    return None


def _has_common_protocol(text: str) -> bool:
    return re.search("tcp|udp|http", text, re.I) is not None


def _has_url(text: str) -> bool:
    return "://" in text and len(text.split()) <= 4


def _is_machine(text: str) -> bool:
    return re.fullmatch(r"[\w.-]*[^\W\d][\w.-]*\s*\([\d.]+\)", text) is not None


def _has_address(text: str) -> bool:
    return any(map(is_address, re.split(r"[\s,;()]+", text)))


_BY_CONTENT: dict[str, Callable[[Column], bool]] = {
    "ignore": lambda column: column.title.strip() in ("#", "№", "No", "No.", "序号", "번호"),
    "unit": lambda column: column.share(lambda text: text.endswith((".service", ".socket"))) >= 0.6,
    "transport": lambda column: (
        column.share(is_protocol)
        >= (0.4 if column.titled("transport") == 1 else 0.7 if column.share(_has_common_protocol) else 2)
        or (is_protocol(column.title) and column.share(is_mark) == 1)
    ),
    "status": lambda column: (
        column.share(lambda text: status_of(text) is not None) >= (0.4 if column.titled("status") else 0.8)
    ),
    "url": lambda column: column.share(is_public_name) >= 0.5 or column.share(_has_url) >= 0.5,
    "host": lambda column: (
        column.share(_has_address) >= 0.6 and (column.titled("host") > 0 or column.share(_is_machine) >= 0.6)
    ),
    "bind": lambda column: (
        column.share(is_bind) >= (0.5 if column.titled("bind") else 0.8) and not column.titled("notes")
    ),
    "file": lambda column: column.share(is_path) >= 0.7,
}


def _name(columns: Sequence[Column], roles: Mapping[int, str], is_record: bool) -> int | None:
    """The column of the name, if one is good enough."""
    titled = [one for one in columns if one.titled("name") == 1 and key(one.title) != "process"]
    if is_record:
        return next((one.index for one in titled if one.index not in roles and len(one.cells) == one.rows), None)
    if {"url", "target"} <= set(roles.values()) and not any(one.titled("name") for one in columns):
        return None
    candidates = [one for one in columns if one.cells and roles.get(one.index, "container") in _MAY_NAME]
    scores = {
        one.index: _name_score(one, len(columns))
        for one in candidates
        if roles.get(one.index) != "host" or one.share(_has_address) < 0.5
    }
    best = max(scores, key=lambda index: (scores[index], -index), default=None)
    return best if best is not None and scores[best] > 0.8 else None


def _name_score(column: Column, width: int) -> float:
    is_titled = column.titled("name") == 1
    named = column.share(has_letter if is_titled else lambda text: may_be_name(cut(text)[0]))
    texts = [key(cell.text) for cell in column.cells]
    other = 1.5 * max(column.titled(role) for role in _LESS_LIKELY)
    words = sum(len(text.split()) for text in texts) / len(texts)
    order = 0.6 * (1 - column.index / width) + 2 * column.titled("name")
    return 2 * named - 0.1 * words + len(set(texts)) / len(texts) + order - other


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
    runs = [max(found) for text in cells if (found := [len(one.ports) for one in uses(text) if one.ports])]
    is_said = bool(cells) and bool(RANGE.search(grid.header[ports[0]]))
    if is_said or (cells and any(RANGE.fullmatch(title.strip()) for title in grid.header)):
        return 2 * sum(length > 1 for length in runs) >= len(cells)
    is_ports_only = grid.header == HEADER or not ports or PORT.fullmatch(grid.header[ports[0]])
    return not is_ports_only and len(runs) > 1 and 2 * sum(length >= WIDE for length in runs) > len(runs)
