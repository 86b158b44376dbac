"""The columns of a grid: by their content first, by their header second.

A port column is one whose cells are ports; several of them are several listeners, named by their headers. The name is
the best remaining text column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portdocs.importing.grid import HEADER, Grid, Row
from portdocs.importing.names import has_letter, is_empty, is_name, key
from portdocs.importing.ports import Use, is_ports, uses
from portdocs.importing.split import services_in
from portdocs.importing.values import ADDRESS, MACHINE, is_bind, is_mark, is_protocol, is_public_name, status_of
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, OUTSIDE, PORT, PROTOCOL_WORDS, RANGE

ROLES = (
    "name", "port", "range", "inside", "services", "transport", "status", "bind", "host", "url", "target", "owner",
    "container", "unit", "file", "health", "depends", "environment", "suite", "purpose", "description", "notes",
    "runtime", "ignore",
)  # fmt: skip
"""The roles of a column, which are the settings of a plan."""
LISTENING = frozenset([*ROLES[1:5], "url"])
"""Those whose cells have ports."""
CELLS = ROLES[5:-1]
"""Those whose cells say something of the service of their row."""
SAMPLE = 400
"""Rows that are looked at: enough to know a column by, in a table of any length."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIT = re.compile(r"[(\[](?:[kmgt]i?b|m?s|sec\w*|min\w*|h|%)[)\]]$|/s(?:ec)?$", re.I)
_BARE = re.compile(r"(?:[0-9]|[^\w.:]|\b(?:tcp|udp)\b)+", re.I)
"""Port numbers without an address or a word."""
_PATH = re.compile(r"`?(?:[~.]{0,2}/[\w.{-]|[\w.{}-]+/[\w./{}-]+$)")
_NEVER = 2.0
"""A share that no column reaches."""
_BY_TITLE = ("health", "owner", "depends", "environment", "suite", "description", "purpose", "target")
_RULES: tuple[tuple[str, Callable[[str], object], float, float], ...] = (
    ("host", lambda text: has_letter(text) and "://" not in text and not is_bind(text), _NEVER, 0.5),
    *((role, str, _NEVER, 0.0) for role in _BY_TITLE),
    ("unit", lambda text: text.endswith((".service", ".socket")), 0.6, 0.0),
    ("transport", is_protocol, 0.7, 0.4),
    ("status", lambda text: status_of(text) and not uses(text), 0.8, 0.4),
    ("url", lambda text: is_public_name(text) or ("://" in text and len(text.split()) <= 4), 0.5, 0.5),
    ("host", ADDRESS.search, _NEVER, 0.6),
    ("bind", is_bind, 0.8, 0.0),
    ("file", _PATH.match, 0.7, 0.7),
    ("container", is_name, _NEVER, 0.5),
    ("notes", str, _NEVER, 0.0),
)
"""Roles with a test of a cell, and the share of cells that must pass it: under any header, and under its own."""
_MAY_NAME = ("container", "suite", "owner", "description", "purpose", "notes", "host", None)
_LESS_LIKELY = ("owner", "description", "purpose", "notes", "status", "transport", "environment", "number")


@dataclass(frozen=True, slots=True)
class Layout:
    """The interpretation of a grid: its columns by role, and the settings for all of its rows.

    `heads` is the role of the headers of the `headed` columns, of names or ports: `host` or `name`. `constants` are
    values by role, `rows` the numbers of the rows to read (all if empty). `forced` is true if a plan takes rows that
    would be left out.
    """

    columns: Mapping[str, tuple[int, ...]]
    headed: tuple[int, ...] = ()
    heads: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    rows: frozenset[int] = frozenset()
    forced: bool = False

    @classmethod
    def of(cls, grid: Grid, roles: Mapping[int, str], heads: str | None = None, **settings: Any) -> Layout:
        """The layout that the roles of columns give; without `heads`, columns of names or ports may be of machines."""
        columns = {role: tuple(sorted(index for index in roles if roles[index] == role)) for role in roles.values()}
        headed = columns["name"] if len(columns.get("name", ())) > 1 else columns.get("port", ())
        machines = [index for index in headed if MACHINE.fullmatch(head_of(grid.header[index]))]
        if heads is None:
            heads = "host" if len(headed) > 1 and 2 * len(machines) > len(headed) else ""
        return cls(columns, headed if heads else (), heads, **settings)

    def uses(self, row: Row, *roles: str) -> list[tuple[int, Use]]:
        """The ports in the columns of some roles, with their columns."""
        indexes = [index for role in roles for index in self.columns.get(role, ())]
        return [(index, one) for index in indexes for one in uses(row[index].text)]


def head_of(title: str) -> str:
    """The title of a column of ports without the words for a port."""
    return "" if COLUMNS["bind"].fullmatch(title) else PORT.sub(" ", title).strip(" ()#")


@dataclass(frozen=True)
class Column:
    """A column with the texts of the cells that say something, of the first rows; `is_full` if all of them do."""

    index: int
    title: str
    cells: tuple[str, ...]
    is_full: bool

    @classmethod
    def of(cls, grid: Grid, index: int) -> Column:
        """A column of a grid."""
        texts = [row[index].text for row in grid.rows[:SAMPLE]]
        cells = tuple(text for text in texts if not is_empty(text))
        return cls(index, _CAMEL.sub(" ", grid.header[index]), cells, len(cells) == len(texts))

    def share(self, test: Callable[[str], object]) -> float:
        """The share of its cells that pass a test."""
        return sum(bool(test(text)) for text in self.cells) / len(self.cells)

    def titled(self, role: str) -> float:
        """1 if the header is a word of the role, 0.5 if it contains one, else 0."""
        bare = re.sub(r"[^\w#/°№ .-]", "", self.title).strip()
        return 1.0 if COLUMNS[role].fullmatch(bare) else 0.5 if COLUMNS[role].search(self.title) else 0.0

    @property
    def is_name(self) -> bool:
        """True if its header is a word for a service."""
        return self.titled("name") == 1


def classify(grid: Grid) -> dict[int, str]:
    """The role of each column by its index; a column without one is not in it."""
    if grid.header == HEADER:
        return {0: "name", 1: "port", 2: "notes"}
    is_record = grid.kind == "record"
    columns = [column for index in range(len(grid.header)) if (column := Column.of(grid, index)).cells]
    roles = _machine_roles(columns)
    roles |= _port_roles([one for one in columns if one.index not in roles], is_record)
    roles |= {one.index: role for one in columns if one.index not in roles and (role := _role(one))}
    if not {"name", "services"} & set(roles.values()) and (name := _name(columns, roles, is_record)):
        roles[name.index] = "name"
    others = dict.fromkeys((one.index for one in columns), "runtime" if is_record else "notes")
    return others | roles


def _machine_roles(columns: Sequence[Column]) -> dict[int, str]:
    """The columns of services that are headed by their machine, or that list the services of a machine."""
    headed = [one for one in columns if MACHINE.fullmatch(one.title) and one.share(is_name) == 1]
    if len(headed) > 1 and not any(one.is_name for one in columns):
        return {one.index: "name" for one in headed}
    lists = [one for one in columns if one.share(lambda text: len(services_in(text)) > 1) >= 0.5]
    return {one.index: "services" for one in lists if columns[0].titled("host") == 1}


def _port_roles(columns: Sequence[Column], is_record: bool) -> dict[int, str]:
    """The roles of columns with ports: of the host, reserved, in a container, or a default next to the real ones."""
    named = [one for one in columns if RANGE.fullmatch(one.title) or (PORT.search(one.title) and not one.is_name)]
    titled = [one for one in named if one.share(is_ports) >= 0.3]
    ports = [one for one in columns if one in titled or _holds_ports(one, is_record, bool(titled))]
    inner = [one for one in ports if INSIDE.search(PORT.sub(" ", one.title))]
    is_paired = len(ports) == 1 or 2 * len(inner) == len(ports)
    real = [one for one in ports if one not in inner and not DEFAULT.search(one.title)]
    roles = {}
    for column in ports:
        is_inside = column in inner and (is_paired or COLUMNS["container"].search(column.title))
        is_default = DEFAULT.search(column.title) and real
        roles[column.index] = "inside" if is_inside else "notes" if is_default else "port"
    outer = [one for one in ports if roles[one.index] == "port"]
    runs = [one for one in outer if one.share(lambda text: any(len(use.ports or ()) > 1 for use in uses(text))) > 0.5]
    if runs and len(outer) == 1 and any(RANGE.search(one.title) for one in columns):
        roles[outer[0].index] = "range"
    return roles


def _holds_ports(column: Column, is_record: bool, are_titled: bool) -> bool:
    """True for ports under a header that does not say so; next to a column with one that does, only for bare numbers.

    A field of a record needs a protocol or a side for its title, or a transport.
    """
    found = [one for text in column.cells for one in uses(text) if one.ports]
    if is_record:
        titles = () if are_titled else (INSIDE, OUTSIDE, COLUMNS["bind"], PROTOCOL_WORDS)
        is_titled = is_protocol(column.title) or any(one.fullmatch(column.title) for one in titles)
        is_possible = is_titled or all(one.transports for one in found)
    else:
        is_other = any(column.titled(role) == 1 for role in COLUMNS if role != "name")
        least = 0.8 if is_other else 0.5 if are_titled else 0.0
        is_count = column.titled("number") or _UNIT.search(column.title)
        is_possible = column.share(_BARE.fullmatch) >= least and not is_count
    likely = sum(one.could_be_port and not one.url for one in found)
    valid = column.share(lambda text: is_ports(text) and not any(one.problem for one in uses(text)))
    return is_possible and 0 < likely >= 0.6 * len(found) and valid >= 0.6


def _role(column: Column) -> str | None:
    """The role that content or header give, the content first; the name is chosen later."""
    if column.is_name:
        return None
    if is_protocol(column.title) and column.share(is_mark) == 1:
        return "transport"
    if column.cells == tuple(map(str, range(1, len(column.cells) + 1))):  # numbers the rows
        return "ignore"
    fitting = (
        role
        for role, test, least, least_if_titled in _RULES
        if column.share(test) >= (least_if_titled if column.titled(role) == 1 else least)
    )
    return next(fitting, None)


def _name(columns: Sequence[Column], roles: Mapping[int, str], is_record: bool) -> Column | None:
    """The column of the name, if one is good enough."""
    if is_record:
        return next((one for one in columns if one.is_name and one.is_full), None)
    if {"url", "target"} <= set(roles.values()) and not any(one.titled("name") for one in columns):
        return None
    texts = [one for one in columns if roles.get(one.index) in _MAY_NAME]
    named = [one for one in texts if one.share(is_name) >= 0.5]
    return max(named, key=_name_score, default=None)


def _name_score(column: Column) -> float:
    other = max(column.titled(role) for role in _LESS_LIKELY)
    distinct = len(set(map(key, column.cells))) / len(column.cells)
    return 2 * column.titled("name") - 1.5 * other + distinct - 0.1 * column.index
