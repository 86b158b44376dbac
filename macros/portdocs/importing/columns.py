"""The columns of a grid: by their content first, by their header second.

A port column is one whose cells are ports; several of them are several listeners, named by their headers. The name is
the best remaining text column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from portdocs.importing.grid import HEADER, Grid
from portdocs.importing.names import cut, has_letter, is_empty, is_name, key, may_be_name
from portdocs.importing.ports import Use, bind_of_address, is_ports, uses
from portdocs.importing.split import services_in
from portdocs.importing.values import is_bind, is_machine, is_mark, is_path, is_protocol, is_public_name, status_of
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, OUTSIDE, PORT, PROTOCOL_WORDS, RANGE, VALUE

ROLES = (
    "name", "port", "inside", "services", "transport", "status", "bind", "host", "url", "target", "owner", "container",
    "unit", "file", "health", "depends", "environment", "suite", "purpose", "description", "notes", "runtime", "ignore",
)  # fmt: skip
"""The roles of a column, which are the settings of a plan."""
CELLS = ROLES[4:-1]
"""Those whose cells say something of the service of their row."""
SAMPLE = 400
"""Rows that are looked at: enough to know a column by, in a table of any length."""
WIDE = 50
"""Ports of a run that is more likely reserved than opened."""
_BEFORE_CONTENT = ("health", "owner", "depends", "environment", "suite", "description", "purpose")
_AFTER_CONTENT = ("target", "bind", "unit")
_MAY_NAME = ("container", "suite", "owner", "description", "purpose", "host")
_LESS_LIKELY = ("owner", "description", "purpose", "notes", "status", "transport", "environment", "number")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIT = re.compile(r"[(\[](?:[kmgt]i?b|m?s|sec\w*|min\w*|h|%)[)\]]$|/s(?:ec)?$", re.I)
_NUMBER = re.compile(r"\W*[0-9]{1,5}\W*")
_URL = re.compile(r"(?=.*://)\S+(?:\s+\S+){0,3}")
_ADDRESS = re.compile(r"(?:.*[\s,;(])?(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:[\s,;)].*)?")
_MACHINE = re.compile(r"[\w.-]*[^\W\d][\w.-]*\s*\([\d.]+\)")
_NEVER = 2.0
_BY_CONTENT: tuple[tuple[str, Callable[[str], object], float, float], ...] = (
    ("unit", lambda text: text.endswith((".service", ".socket")), 0.6, 0.6),
    ("transport", is_protocol, 0.7, 0.4),
    ("status", status_of, 0.8, 0.4),
    ("url", lambda text: is_public_name(text) or _URL.fullmatch(text), 0.5, 0.5),
    ("host", _ADDRESS.fullmatch, _NEVER, 0.6),
    ("host", _MACHINE.fullmatch, 0.6, 0.6),
    ("bind", is_bind, 0.8, 0.5),
    ("file", is_path, 0.7, 0.7),
    ("container", is_name, _NEVER, 0.5),
)
"""Roles with a test of a cell, and the share of cells that pass it: under any header, and under one of the role."""


@dataclass(frozen=True)
class Column:
    """A column with the texts of the cells that say something, of the first rows."""

    index: int
    title: str
    cells: tuple[str, ...]
    rows: int

    @cached_property
    def found(self) -> list[Use]:
        """The ports in it."""
        return [one for text in self.cells for one in uses(text) if one.ports]

    @cached_property
    def is_titled_port(self) -> bool:
        """True if its header says that it has ports."""
        is_side = INSIDE.fullmatch(self.title) or OUTSIDE.fullmatch(self.title)
        return bool(PORT.search(self.title) or is_side) and self.titled("name") != 1

    def share(self, test: Callable[[str], object]) -> float:
        """The share of its cells that pass a test."""
        return sum(map(bool, map(test, self.cells))) / len(self.cells) if self.cells else 0.0

    def titled(self, role: str) -> float:
        """1 if the header is a word of the role, 0.5 if it contains one, else 0."""
        bare = re.sub(r"[^\w#/°№ .-]", "", self.title).strip()
        return 1.0 if COLUMNS[role].fullmatch(bare) else 0.5 if COLUMNS[role].search(self.title) else 0.0


def classify(grid: Grid, machines: frozenset[str] = frozenset()) -> dict[int, str]:
    """The role of each column by its index; a column without one is not in it. `machines` are those of the page."""
    if grid.header == HEADER:
        return {0: "name", 1: "port", 2: "notes"}
    rows, is_record = grid.rows[:SAMPLE], grid.kind == "record"
    columns = [
        Column(
            index,
            _CAMEL.sub(" ", title),
            tuple(text for row in rows if not is_empty(text := row[index].text)),
            len(rows),
        )
        for index, title in enumerate(grid.header)
    ]
    filled = [column for column in columns if column.cells]
    is_table = bool(filled) and grid.kind == "table"
    roles = (_names_by_machine(filled, machines) or _services_by_machine(filled, machines)) if is_table else {}
    roles |= _port_roles([one for one in columns if one.index not in roles], is_record)
    roles |= {one.index: role for one in filled if one.index not in roles and (role := _role(one, bool(roles)))}
    has_name = {"name", "services"} & set(roles.values())
    if not has_name and (name := _name(columns, roles, is_record)) is not None:
        roles[name] = "name"
    for column in (one for one in filled if one.index not in roles):
        roles[column.index] = _text_role(column, roles, is_record)
    return roles


def _names_by_machine(columns: Sequence[Column], machines: frozenset[str]) -> dict[int, str]:
    """The columns with the services of a machine, which is their header."""
    headed = [one for one in columns if is_machine(one.title, machines)]
    texts = {text for one in headed for text in one.cells}
    is_named = any(one.titled("name") == 1 for one in columns)
    are_names = len(headed) > 1 and len(texts) > 2 and not is_named and all(map(may_be_name, texts))
    return {one.index: "name" for one in headed} if are_names else {}


def _services_by_machine(columns: Sequence[Column], machines: frozenset[str]) -> dict[int, str]:
    """The column with cells such as `nginx (80, 443), sshd (22)`, next to a first one of machines."""
    is_titled = columns[0].titled("host") == 1
    are_machines = columns[0].share(lambda text: key(text) in machines) > 0.5
    for column in columns[1:]:
        services = [found for text in column.cells if (found := services_in(text))]
        is_list = are_machines or (is_titled and any(len(found) > 1 for found in services))  # `i5-12400` is not one
        if is_list and 2 * len(services) > len(column.cells):
            return {columns[0].index: "host", column.index: "services"}
    return {}


def _port_roles(columns: Sequence[Column], is_record: bool) -> dict[int, str]:
    """The roles of columns with ports: of the host, inside a container, or a default next to the real ones."""
    ports = _record_ports(columns) if is_record else [column for column in columns if _holds_ports(column)]
    titled = [column for column in ports if PORT.search(column.title) or RANGE.fullmatch(column.title.strip())]
    roles = {column.index: _which(column, titled) for column in ports}
    ports = [column for column in ports if roles[column.index] == "port"]
    inner = [one for one in ports if INSIDE.search(PORT.sub(" ", one.title)) and not OUTSIDE.search(one.title)]
    for column in ports:
        is_paired = len(ports) == 1 or 2 * len(inner) == len(ports)
        if column in inner and (is_paired or COLUMNS["container"].search(column.title)):
            roles[column.index] = "inside"
        elif DEFAULT.search(column.title) and any(not DEFAULT.search(one.title) for one in ports if one not in inner):
            roles[column.index] = "notes"
    return roles


def _record_ports(columns: Sequence[Column]) -> list[Column]:
    """The fields with ports of the service: by their key, as `HTTP: 8500`, or by their value, as `Gossip: 7946/udp`."""
    found = [column for column in columns if column.share(is_ports) > 0]
    others = [] if any(column.is_titled_port for column in found) else [PROTOCOL_WORDS]
    return [column for column in found if column.is_titled_port or _is_own_port(column, others)]


def _holds_ports(column: Column) -> bool:
    if column.is_titled_port:
        return column.share(is_ports) >= 0.3
    is_text = any(column.titled(role) == 1 for role in ("description", "purpose", "notes", "owner", "url"))
    is_text = is_text and not VALUE.fullmatch(column.title)
    if column.titled("number") or _UNIT.search(column.title) or (is_text and column.share(_NUMBER.fullmatch) < 0.8):
        return False
    likely = sum(one.could_be_port for one in column.found)
    valid = column.share(lambda text: is_ports(text) and not any(one.problem for one in uses(text)))
    return 0 < likely >= 0.6 * len(column.found) and valid >= 0.6


def _is_own_port(column: Column, keys: Sequence[re.Pattern[str]]) -> bool:
    is_titled = (
        is_protocol(column.title) or column.titled("bind") == 1 or any(one.fullmatch(column.title) for one in keys)
    )
    is_reference = any(one.url or (one.address and not bind_of_address(one.address)) for one in column.found)
    are_likely = all(one.could_be_port and (is_titled or one.transports) for one in column.found)
    return bool(column.found) and are_likely and not is_reference


def _which(column: Column, titled: Sequence[Column]) -> str:
    """The role of a column of ports: those next to titled ones that are addresses say something else."""
    if column in titled:
        return "port"
    if titled and column.titled("bind") == 1:
        return "bind"
    if column.share(lambda text: any(one.address or one.url for one in uses(text))) >= 0.6:
        return "target" if column.titled("target") else "url" if titled else "port"
    return "port" if not titled or column.share(_NUMBER.fullmatch) >= 0.5 else "notes"


def _role(column: Column, has_ports: bool) -> str | None:
    """The role that content or header give, the content first."""
    is_host = has_ports and column.titled("host") == 1 and column.titled("url") < 1
    if is_host and column.share(lambda text: has_letter(text) and "://" not in text and not is_bind(text)) >= 0.5:
        return "host"
    if is_protocol(column.title) and column.share(is_mark) == 1:
        return "transport"
    if column.rows > 1 and column.share(_NUMBER.fullmatch) == 1 and _counts(column.cells):
        return "ignore"
    is_titled_name = column.titled("name") == 1
    titled = [role for role in (*_BEFORE_CONTENT, *_AFTER_CONTENT) if column.titled(role) == 1 and not is_titled_name]
    unfit = {"host"} if "bind" in titled else set()  # the address in `Bind address`
    if titled and titled[0] in _BEFORE_CONTENT:
        return titled[0]
    fitting = (
        role
        for role, test, least, least_if_titled in _BY_CONTENT
        if column.share(test) >= (least_if_titled if column.titled(role) and role not in unfit else least)
        and (role == "container" or not is_titled_name)
    )
    return next(fitting, titled[0] if titled else None)


def _counts(cells: Sequence[str]) -> bool:
    numbers = [int(re.sub("[^0-9]", "", text)) for text in cells]
    return all(after - before == 1 for before, after in pairwise(numbers))


def _name(columns: Sequence[Column], roles: Mapping[int, str], is_record: bool) -> int | None:
    """The column of the name, if one is good enough."""
    titled = [one for one in columns if one.titled("name") == 1 and key(one.title) != "process"]
    if is_record:
        return next((one.index for one in titled if one.index not in roles and len(one.cells) == one.rows), None)
    if {"url", "target"} <= set(roles.values()) and not any(one.titled("name") for one in columns):
        return None
    scores = {
        one.index: _name_score(one, len(columns))
        for one in columns
        if one.cells and (role := roles.get(one.index, "container")) in _MAY_NAME
        if role != "host" or one.share(_ADDRESS.fullmatch) < 0.5
    }
    best = max(scores, key=lambda index: (scores[index], -index), default=None)
    return best if best is not None and scores[best] > 0.8 else None


def _name_score(column: Column, width: int) -> float:
    named = column.share(has_letter if column.titled("name") == 1 else lambda text: may_be_name(cut(text)[0]))
    other = 1.5 * max(column.titled(role) for role in _LESS_LIKELY)
    words = sum(len(text.split()) for text in column.cells) / len(column.cells)
    order = 0.6 * (1 - column.index / width) + 2 * column.titled("name")
    return 2 * named - 0.1 * words + len(set(map(key, column.cells))) / len(column.cells) + order - other


def _text_role(column: Column, roles: Mapping[int, str], is_record: bool) -> str:
    """The role of a remaining text column: the description, the purpose, else notes."""
    if is_record and not any(column.titled(role) for role in ("description", "purpose", "notes", "health")):
        return "runtime"
    texts = [role for role in ("description", "purpose") if column.titled(role) and role not in roles.values()]
    return texts[0] if texts else "notes"


def is_range_column(grid: Grid, roles: Mapping[int, str]) -> bool:
    """True if the ports of a grid are reserved runs: most cells are runs and the header says so, or they are wide."""
    ports = [index for index, role in roles.items() if role == "port"]
    if len(ports) != 1 or grid.header == HEADER:
        return False
    cells = [row[ports[0]].text for row in grid.rows[:SAMPLE] if row[ports[0]].text]
    runs = [max(found) for text in cells if (found := [len(one.ports) for one in uses(text) if one.ports])]
    title = grid.header[ports[0]]
    if RANGE.search(title) or any(RANGE.fullmatch(one.strip()) for one in grid.header):
        return 2 * sum(length > 1 for length in runs) >= len(cells)
    return not PORT.fullmatch(title) and len(runs) > 1 and 2 * sum(length >= WIDE for length in runs) > len(runs)
