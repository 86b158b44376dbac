"""The reserved ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from portdocs.pages.cells import host_link, suite_link
from portdocs.pages.escape import for_html
from portdocs.pages.filters import selected_ranges
from portdocs.pages.inline import NOTHING, Badge, Cell, Code, SourceIcon, Text, lines
from portdocs.pages.links import Links
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Ports, Range, Registry, Service
from portdocs.topology.port_usage import UsedPorts, count_unknown, count_used, free_ports, possible_users, used_ports

COLUMNS = (
    Column("Range", "name"),
    Column("Ports", "port"),
    Column("Next free", "port"),
    Column("In use"),
    Column("Suite", "name", optional=True),
    Column("Host", "name", optional=True),
    Column("Purpose", optional=True),
    Column("Declared", "source"),
)
MAX_POSSIBLE_USERS = 3
"""Services with unknown listeners that a hint names; the others are counted."""
_MAX_CELLS = 100
"""Cells of the bar of a long range; a short one has a cell for each port."""
_FREE, _HELD, _CLAIMED, _USED = "", "held", "claimed", "used"
_PRECEDENCE = (_FREE, _HELD, _CLAIMED, _USED)


def range_table(registry: Registry, *, suite: str | None = None, host: str | None = None) -> Table:
    """Every reserved range with its use and its lowest free port, lowest range first.

    A column that only names the suite, or the only host, is omitted.
    """
    chosen = selected_ranges(registry, suite=suite, host=host)
    rows = tuple(
        Row(_cells(registry, range_), f"range-{range_.id}")
        for range_ in sorted(chosen, key=lambda r: (r.ports, natural_key(r.title), r.id))
    )
    table = Table("ranges", "Ranges", COLUMNS, rows, "No ports are reserved here.")
    return table.without_repeating(suite_link(registry.suites[suite])) if suite else table


def _cells(registry: Registry, range_: Range) -> tuple[Cell, ...]:
    hosts = (registry.hosts[range_.host],) if range_.host else tuple(registry.hosts.values())
    host = hosts[0] if len(hosts) == 1 else None
    used = used_ports(registry, host=host)
    return (
        (Text(range_.title),),
        lines((Code(str(ports)),) for ports in range_.ports),
        _next_free(range_, used, possible_users(registry, host)),
        (Text(_use(range_, used)), range_bar(range_, used)),
        suite_link(registry.suites[range_.suite] if range_.suite else None),
        _host(registry, range_),
        (Text(range_.purpose),) if range_.purpose else NOTHING,
        (SourceIcon(range_.location),),
    )


def _host(registry: Registry, range_: Range) -> Cell:
    if len(registry.hosts) < 2:
        return NOTHING
    return host_link(registry.hosts[range_.host]) if range_.host else (Text("every host"),)


def _use(range_: Range, used: list[UsedPorts]) -> str:
    """`3 of 10; 1 occupant unknown`: the ports in use, and those that only a claim or a scan names."""
    unknown = count_unknown(range_, used)
    if unknown == range_.size:
        return "occupant unknown"
    return f"{count_used(range_, used)} of {range_.size}" + (f"; {unknown} occupant unknown" if unknown else "")


def _next_free(range_: Range, used: list[UsedPorts], users: tuple[Service, ...]) -> Cell:
    port = next(free_ports(range_.ports, used), None)
    if port is not None:
        return (Code(str(port)), *_doubts(users))
    if count_unknown(range_, used):
        return (Badge("none known", "unknown", "No port of this range is known to be free"),)
    return (Badge("full", "full", "No free port in this range"),)


def _doubts(users: tuple[Service, ...]) -> Cell:
    """A warning where a service may use any port."""
    if not users:
        return NOTHING
    names = ", ".join(user.title for user in users[:MAX_POSSIBLE_USERS])
    more = f" and {more} more" if (more := len(users) - MAX_POSSIBLE_USERS) > 0 else ""
    hint = f"Unknown listeners, may use any port: {names}{more}"
    return (Text(" "), Badge("may be in use", "unknown", hint))


@dataclass(frozen=True, slots=True)
class RangeBar:
    """A bar from a range's lowest port to its highest, as a part of a cell."""

    cells: tuple[str, ...]
    """The state of each cell: of several ports, the one with the highest precedence."""
    label: str

    def html(self, links: Links) -> str:
        """The bar as inline SVG; the number next to it is its text."""
        return (
            f'<svg class="pd-range-bar" xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-label="{for_html(self.label)}" viewBox="0 0 {len(self.cells)} 1" preserveAspectRatio="none">'
            f"{''.join(self._bars())}</svg>"
        )

    def _bars(self) -> Iterator[str]:
        at = 0
        for state, run in groupby(self.cells):
            width = sum(1 for _ in run)
            if state:
                top = 0.6 if state == _CLAIMED else 0  # low, because it is unknown whether they are in use
                yield f'<rect class="pd-range-bar__{state}" x="{at}" y="{top}" width="{width}" height="{1 - top:g}"/>'
            at += width

    def markdown(self, links: Links) -> str:
        """Empty: the number is next to the bar."""
        return ""

    def text(self) -> str:
        """Empty: the number is next to the bar."""
        return ""


def range_bar(range_: Range, used: Sequence[UsedPorts]) -> RangeBar:
    """The bar of a range; `used` are the used ports on its host (see `topology.port_usage`)."""
    cells = [_FREE] * min(range_.size, _MAX_CELLS)
    offset = 0
    for run in sorted(range_.ports):
        for block in used:
            if block.ports.meets(run):
                _fill(cells, range_.size, offset - run.first, _overlap(run, block.ports), _state(block))
        offset += len(run)
    return RangeBar(tuple(cells), f"{range_.title} from its lowest port to its highest")


def _fill(cells: list[str], size: int, shift: int, ports: Ports, state: str) -> None:
    first, last = ((port + shift) * len(cells) // size for port in (ports.first, ports.last))
    for cell in range(first, last + 1):
        cells[cell] = max(cells[cell], state, key=_PRECEDENCE.index)


def _overlap(a: Ports, b: Ports) -> Ports:
    return Ports(max(a.first, b.first), min(a.last, b.last))


def _state(block: UsedPorts) -> str:
    if block.in_cooldown:
        return _HELD
    return _USED if block.in_use else _CLAIMED
