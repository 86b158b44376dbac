"""The columns of a grid: by their content first, by their header second; the name is the best remaining text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from portdocs.importing import texts
from portdocs.importing.grid import HEADER, Grid, Row
from portdocs.importing.ports import Use, uses
from portdocs.importing.words import COLUMNS, DEFAULT, INSIDE, PORT, PROTOCOL_WORDS, RANGE

ROLES = (
    "name", "port", "range", "inside", "transport", "status", "bind", "host", "url", "target", "owner", "container",
    "unit", "file", "health", "depends", "environment", "suite", "purpose", "description", "notes", "runtime", "ignore",
)  # fmt: skip
"""The roles of a column, which are the settings of a plan."""
LISTENING = frozenset([*ROLES[1:4], "url"])
"""Those whose cells have ports."""
CELLS = ROLES[4:-1]
"""Those whose cells say something of the service of their row."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNIT = re.compile(r"[(\[](?:[kmgt]i?b|m?s|sec\w*|min\w*|h|%)[)\]]$|/s(?:ec)?$", re.I)
_BARE = re.compile(r"(?:[0-9]|[^\w.:]|\b(?:tcp|udp)\b)+", re.I)  # port numbers without an address or a word
_PATH = re.compile(r"`?(?:[~.]{0,2}/[\w.{-]|[\w.{}-]+/[\w./{}-]+$)")
_BY_TITLE = "health owner depends environment suite description purpose target container unit"
_RULES: tuple[tuple[str, Callable[[str], object], float, float], ...] = (
    ("host", lambda text: "://" not in text and not texts.is_bind(text), 2.0, 0.5),
    *((role, str, 2.0, 0.0) for role in _BY_TITLE.split()),
    ("transport", texts.is_protocol, 0.7, 0.4),
    ("status", lambda text: texts.status_of(text) and not uses(text), 0.8, 0.4),
    ("url", lambda text: texts.is_public_name(text) or ("://" in text and len(text.split()) <= 4), 0.5, 0.5),
    ("bind", texts.is_bind, 0.8, 0.0),
    ("file", _PATH.match, 0.7, 0.7),
)
"""Roles with a test of a cell, and the share of cells that must pass it under any header (2: never) and its own."""
_TEXTS = ("description", "purpose", "notes", "owner", "url", "target", "container", "environment")
_MAY_NAME = ("container", "suite", "owner", "description", "purpose", "notes", "host", None)
_LESS_LIKELY = ("owner", "description", "purpose", "notes", "status", "transport", "environment", "number")


@dataclass(frozen=True)
class Layout:
    """The interpretation of a grid: the roles of its columns, and the settings for all of its rows.

    `heads` is the role of the headers of columns of names or ports: `host`, `name` or none. `constants` are values by
    role, `rows` the numbers of the rows to read (all if empty). `forced` is true if a plan takes rows that would be
    left out.
    """

    roles: Mapping[int, str]
    heads: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    rows: frozenset[int] = frozenset()
    forced: bool = False

    @cached_property
    def columns(self) -> dict[str, list[int]]:
        """The columns by role."""
        columns: dict[str, list[int]] = defaultdict(list)
        for index, role in sorted(self.roles.items()):
            columns[role].append(index)
        return dict(columns)

    @property
    def headed(self) -> list[int]:
        """The columns whose headers are hosts or names: those of names if there are several, else of ports."""
        names = self.columns.get("name", [])
        return [] if not self.heads else names if len(names) > 1 else self.columns.get("port", [])

    def uses(self, row: Row, *roles: str) -> list[tuple[int, Use]]:
        """The ports in the columns of some roles, with their columns."""
        indexes = [index for role in roles for index in self.columns.get(role, ())]
        return [(index, one) for index in indexes for one in uses(row[index].text)]


def head_of(title: str) -> str:
    """The title of a column of ports without the words for a port."""
    return "" if COLUMNS["bind"].fullmatch(title) else PORT.sub(" ", title).strip(" ()#")


@dataclass(eq=False)
class Column:
    """A column with the texts of the cells that say something."""

    index: int
    title: str
    cells: tuple[str, ...]

    def share(self, test: Callable[[str], object]) -> float:
        """The share of its cells that pass a test."""
        return sum(bool(test(text)) for text in self.cells) / len(self.cells)

    def titled(self, *roles: str) -> bool:
        """True if the header is a word of one of these roles."""
        bare = re.sub(r"[^\w#/°№ .-]", "", self.title).strip()
        return any(COLUMNS[role].fullmatch(bare) for role in roles)


def classify(grid: Grid) -> Layout:
    """The roles of the columns; the headers of columns of ports or names may be machines."""
    if grid.header == HEADER:
        return Layout({0: "name", 1: "port", 2: "notes"})
    is_record = grid.kind == "record"
    columns = []
    for index, title in enumerate(grid.header):
        cells = tuple(text for row in grid.rows if not texts.is_empty(text := row[index].text))
        columns += [Column(index, _CAMEL.sub(" ", title), cells)] if cells else []
    roles = _port_roles(columns, is_record)
    roles |= {one.index: role for one in columns if one.index not in roles and (role := _role(one))}
    roles |= {one.index: "name" for one in _names(columns, roles, is_record)}
    others = dict.fromkeys((one.index for one in columns), "runtime" if is_record else "notes")
    layout = Layout(others | roles, "host")
    machines = [index for index in layout.headed if texts.MACHINE.fullmatch(head_of(grid.header[index]))]
    return layout if 2 * len(machines) > len(layout.headed) > 1 else replace(layout, heads="")


def _port_roles(columns: Sequence[Column], is_record: bool) -> dict[int, str]:
    """The roles of columns with ports: of the host, reserved, in a container, or a default next to the real ones."""
    named = (one for one in columns if PORT.search(one.title) and not one.titled("name"))
    titled = {one for one in named if one.share(texts.is_ports) >= 0.3}
    ports = [one for one in columns if one in titled or _holds_ports(one, is_record, bool(titled))]
    inner = {one for one in ports if INSIDE.search(PORT.sub(" ", one.title))}
    outer = set(ports) - inner
    real = {one for one in outer if not DEFAULT.search(one.title)} or outer
    roles = {one.index: "inside" if one in inner else "port" if one in real else "notes" for one in ports}
    runs = [one for one in real if one.share(lambda text: any(len(use.ports or ()) > 1 for use in uses(text))) > 0.5]
    if len(real) == len(runs) == 1 and any(RANGE.search(one.title) for one in columns):
        roles[runs[0].index] = "range"
    return roles


def _holds_ports(column: Column, is_record: bool, are_titled: bool) -> bool:
    """True for ports under a header that does not say so; if that or another header says more, for bare numbers."""
    title, found = column.title, [one for text in column.cells for one in uses(text) if one.ports]
    if is_record:
        is_possible = texts.is_protocol(title) or texts.is_field(title, PROTOCOL_WORDS, COLUMNS["bind"])
    elif column.titled("number") or _UNIT.search(title):
        return False
    else:
        is_possible = column.share(_BARE.fullmatch) >= 0.5 or not (are_titled or column.titled(*_TEXTS))
    likely = sum(one.could_be_port for one in found)
    return is_possible and 0 < likely >= 0.6 * len(found) and column.share(texts.is_ports) >= 0.6


def _role(column: Column) -> str | None:
    """The role that content or header give, the content first; the name is chosen later."""
    if column.titled("name"):
        return None
    if texts.is_protocol(column.title) and column.share(texts.is_mark) == 1:
        return "transport"
    if column.cells == tuple(map(str, range(1, len(column.cells) + 1))):  # numbers the rows
        return "ignore"
    for role, test, least, least_if_titled in _RULES:
        if column.share(test) >= (least_if_titled if column.titled(role) else least):
            return role
    return None


def _names(columns: Sequence[Column], roles: Mapping[int, str], is_record: bool) -> list[Column]:
    """The column of the name, if one is good enough, or a column for each machine."""
    titled = [one for one in columns if one.titled("name")]
    if is_record or {"url", "target"}.issubset(roles.values()):
        return titled[:1]
    of_machines = [one for one in columns if texts.MACHINE.fullmatch(one.title) and one.share(texts.is_name) == 1]
    if len(of_machines) > 1 and not titled:
        return of_machines
    others = [one for one in columns if roles.get(one.index) in _MAY_NAME and one.share(texts.is_name) >= 0.5]
    return sorted(others, key=_name_score)[-1:]


def _name_score(column: Column) -> float:
    distinct = len(set(map(texts.key, column.cells))) / len(column.cells)
    return 2 * column.titled("name") - 1.5 * column.titled(*_LESS_LIKELY) + distinct - 0.1 * column.index
