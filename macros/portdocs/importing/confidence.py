"""The confidence that a grid lists listeners: high, less what speaks against it; few words reject a grid."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portdocs.importing import texts
from portdocs.importing.columns import LISTENING, Layout, classify
from portdocs.importing.draft import Entry
from portdocs.importing.entries import read_rows
from portdocs.importing.grid import HEADER, Grid, Page
from portdocs.importing.ports import uses
from portdocs.importing.words import COLUMNS, DOUBTFUL, FLOW, FREE, LEFT_OUT, NEGATED, SECURITY

THRESHOLD = 0.5
"""A grid below this confidence is reported, not imported."""
_TEXT = frozenset(["", "env", "dotenv", "text", "txt", "plain", "plaintext", "ascii", "none", "diagram"])
_CONFIGURATION = re.compile(
    r"""(?P<compose> ^\s*(?:services|ports):\s*$ | ^\s*-\ "?[\w.:${}]*:\d+ )
      | (?P<nginx> ^\s*(?:listen\s+\S+.*;|proxy_pass\s|server\s*\{) )
      | (?P<systemd> ^\s*(?:\[(?:Service|Socket|Unit)\]|ListenStream=) )
      | (?P<docker> \bdocker\ run\b )""",
    re.M | re.X,
)
ORDER = {"table": 0, "record": 1, "headings": 1, "list": 2, "lines": 2, "code": 3, "boxes": 4}
"""The order of reading: the more reliable kinds first."""
_NOT_COUNTED = ("free", "struck out", "a heading", "a setting", "outgoing")


@dataclass(eq=False)
class Reading:
    """A grid with its key in a plan, the meaning of its columns, what its rows say, and why it is imported or not."""

    key: str
    grid: Grid
    page: Page
    layout: Layout
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Entry] = field(default_factory=list)
    confidence: float = 0.0
    reason: str = ""
    take: bool = False

    def read(self) -> None:
        """Read the rows as the layout says."""
        results = list(read_rows(self.page, self.grid, self.layout))
        self.entries = [one for one in results if not one.reason]
        self.rejected = [one for one in results if one.reason]


def read_page(page: Page) -> list[Reading]:
    """A reading for each grid of a page that has ports or public addresses, in its order."""
    readings = []
    seen: Counter[str] = Counter()
    for grid in page.grids:
        reading = Reading(f"{grid.key} {seen[grid.key] + 1}", grid, page, classify(grid))
        reading.read()
        has_number = any(one.could_be_port for row in grid.rows for cell in row.cells for one in uses(cell.text))
        if has_number or reading.entries or reading.rejected:
            readings.append(reading)
            seen[grid.key] += 1
    known: defaultdict[int, list[str]] = defaultdict(list)
    for reading in sorted(readings, key=lambda one: ORDER[one.grid.kind]):
        _judge(reading, known)
    return readings


def are_statements(grid: Grid) -> bool:
    """True for a list under a heading about security with items that are not a name and its ports."""
    return grid.kind == "list" and bool(SECURITY.search(grid.heading)) and any(row.form == "none" for row in grid.rows)


def _judge(reading: Reading, known: defaultdict[int, list[str]]) -> None:
    """Lower the confidence by each doubt; `known` has the names of ports in more reliable grids, and gets its own."""
    own = _table_doubts(reading) if reading.grid.header != HEADER else _line_doubts(reading, known)
    others = sum(one.reason not in _NOT_COUNTED for one in reading.rejected)
    share = len(reading.entries) / max(1, len(reading.entries) + others)
    doubts = [*_heading_doubts(reading.grid), *own, (0.8 * (1 - share), "many rows name no service or no valid port")]
    reading.confidence = round(max(0.01, 0.9 - sum(doubt for doubt, _ in doubts)), 2)
    reading.reason = max(doubts, key=lambda one: one[0])[1]
    reading.take = reading.confidence >= THRESHOLD
    for port, name in _ports(reading) if reading.take else ():
        known[port].append(name)


def _ports(reading: Reading) -> list[tuple[int, str]]:
    """The ports of its services with their names."""
    services = [one for one in reading.entries if one.kind == "service"]
    return [(one.run.first, service.name) for service in services for one in service.listeners.values() if one.run]


def _heading_doubts(grid: Grid) -> Iterator[tuple[float, str]]:
    above = [grid.lead] if grid.lead.rstrip("*_ ").endswith((":", "：")) else []
    titles = [*(one.title for one in reversed(grid.headings[1:])), *above] or [grid.heading]
    is_service = COLUMNS["name"].search
    if left_out := [one for one in titles if _has(LEFT_OUT, one) or (_has(FREE, one) and not is_service(one))]:
        yield 1, f"under `{left_out[0]}`"
    if any(_has(DOUBTFUL, one) for one in titles):
        yield 0.3, "its heading mentions conflicts or examples"
    if are_statements(grid):
        yield 0.9, "statements"


def _has(pattern: re.Pattern[str], text: str) -> bool:
    """True if a text has a word of a pattern that is not negated."""
    return any(not NEGATED.search(text[: match.start()]) for match in pattern.finditer(text))


def _table_doubts(reading: Reading) -> Iterator[tuple[float, str]]:
    grid, columns = reading.grid, reading.layout.columns
    named = columns.get("name", ())
    if LISTENING.isdisjoint(columns):
        yield 0.9, "no column of ports"
    if any(map(FLOW.fullmatch, grid.header)) and not any(COLUMNS["name"].fullmatch(grid.header[one]) for one in named):
        yield 0.5, "a table of firewall rules, not of listeners"
    is_named_above = columns.get("url") or not texts.is_generic(grid.heading) or any(row.parent for row in grid.rows)
    if not named and not is_named_above:
        yield 0.6, "no column names the services"


def _line_doubts(reading: Reading, known: Mapping[int, list[str]]) -> Iterator[tuple[float, str]]:
    grid = reading.grid
    yield 0.2, "lines, not a table"
    if grid.kind == "code" and (found := _CONFIGURATION.search("\n".join(row.text for row in grid.rows))):
        yield 0.8, f"configuration of {found.lastgroup}, which `portdocs scan` reads from its file"
    elif grid.kind == "code" and grid.language not in _TEXT:
        yield 0.8, f"a block of {grid.language}"
    ends = [row.text.rstrip("*_ ").endswith((".", "!", "?", "。")) and " " in row.text.strip() for row in grid.rows]
    is_line = len(grid.rows) == 1 and grid.rows[0].form != "bare"
    if grid.kind == "lines" and (is_line or 2 * sum(ends) >= len(ends)):
        yield 0.5, "prose"
    ports = _ports(reading)
    others = [
        port for port, name in ports if port in known and not any(texts.are_alike(name, o) for o in known[port][:20])
    ]
    if 2 * len(others) >= len(ports) > 0:  # lines may only mention ports
        yield 0.45, "the page lists its ports under other names"
