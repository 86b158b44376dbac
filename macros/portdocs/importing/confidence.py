"""The confidence that a grid lists listeners: one per grid, from its content and its words.

Words add to the score or lower it. They reject only grids under headings such as *Avoid*, *Free ports* or *Outgoing*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from portdocs.importing import names
from portdocs.importing.cells import Layout
from portdocs.importing.columns import classify
from portdocs.importing.entries import read_rows
from portdocs.importing.entry import Entry
from portdocs.importing.grid import HEADER, At, Grid, Page, Row
from portdocs.importing.ports import uses
from portdocs.importing.values import machine_addresses
from portdocs.importing.words import COLUMNS, COMMANDS, DOUBTFUL, FLOW, FREE, LEFT_OUT, NEGATED, PORT, SECURITY

THRESHOLD = 0.5
"""A grid below this confidence is reported, not imported."""
_TEXT = frozenset(["", "env", "dotenv", "text", "txt", "plain", "plaintext", "ascii", "none", "diagram"])
_CONFIGURATION = {
    "compose": re.compile(r"^\s*(?:services|ports):\s*$|^\s*- \"?[\d.:$\{\}\w]*:\d+", re.M),
    "nginx": re.compile(r"^\s*(?:listen\s+\S+.*;|proxy_pass\s|server\s*\{)", re.M),
    "systemd": re.compile(r"^\s*(?:\[(?:Service|Socket|Unit)\]|ListenStream=)", re.M),
    "docker": re.compile(r"\bdocker run\b"),
}
_ORDER = {"table": 0, "record": 1, "headings": 1, "list": 2, "lines": 2, "code": 3, "boxes": 4}
_BASE = {"list": 0.75, "lines": 0.7, "code": 0.65, "boxes": 0.7, "headings": 0.6}
_NOT_COUNTED = ("free", "struck out", "a heading", "a setting")
_FILE_NAME = re.compile(r"\S*\w\.\w\S*|\.\w\S*")
_CONDITION = re.compile(r"\W*(?:if|when|wenn|falls|si|se|caso|als|если|如果)\b", re.I)
_PAIR = re.compile(r"[^:：=]{1,30}\s?(?:[:：=–—-]|\s-)\s?(?:port\s?)?[0-9]{2,5}(?:/\w{3})?", re.I)
Scores: TypeAlias = Iterator[tuple[float, str]]
"""The parts of a confidence, with their reasons."""


@dataclass(eq=False)
class Reading:
    """A grid with the meaning of its columns, what its rows say, and whether to import it.

    `key` is that of the grid and its ordinal among equal ones on the page, `reason` what lowered the confidence most;
    `about` is true if the text above is about ports.
    """

    key: str
    grid: Grid
    page: Page
    layout: Layout
    about: bool = False
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Entry] = field(default_factory=list)
    confidence: float = 0.0
    reason: str = ""
    take: bool = False

    @property
    def at(self) -> At:
        """The first line of the grid."""
        return self.page.at(self.grid.line)

    @property
    def order(self) -> tuple[int, int]:
        """The more reliable kinds first, then the order of the page."""
        return _ORDER[self.grid.kind], self.grid.line

    @property
    def share(self) -> float:
        """The share of rows that are entries, of those that could be."""
        others = sum(one.reason not in _NOT_COUNTED for one in self.rejected)
        return len(self.entries) / max(1, len(self.entries) + others)

    def read(self) -> None:
        """Read the rows as the layout says."""
        results = list(read_rows(self.page, self.grid, self.layout))
        self.entries = [one for one in results if not one.reason]
        self.rejected = [one for one in results if one.reason]


def read_page(page: Page) -> list[Reading]:
    """A reading for each grid of a page that has ports or public addresses, in its order."""
    readings = []
    seen: Counter[str] = Counter()
    machines = frozenset(names.key(name) for name, _ in machine_addresses(page))
    for grid in page.grids:
        texts = [page.title, grid.lead, *(one.title for one in grid.headings)]
        rows = sum(bool(PORT.search(row.text)) for row in grid.rows)
        about = any(map(PORT.search, texts)) or 2 * rows > len(grid.rows)
        layout = Layout.of(grid, classify(grid, machines), machines)
        reading = Reading(f"{grid.key} {seen[grid.key] + 1}", grid, page, layout, about)
        reading.read()
        has_number = any(one.could_be_port for row in grid.rows for cell in row.cells for one in uses(cell.text))
        if has_number or reading.entries or reading.rejected:
            readings.append(reading)
            seen[grid.key] += 1
    _judge(readings)
    return readings


def are_statements(grid: Grid) -> bool:
    """True for a list under a heading about security with items that are not a name and its ports."""
    return grid.kind == "list" and bool(SECURITY.search(grid.heading)) and any(row.form == "none" for row in grid.rows)


def _judge(readings: Sequence[Reading]) -> None:
    """Set the confidence of each; grids that only repeat more reliable ones gain or lose by it."""
    known: dict[int, list[str]] = {}
    for reading in sorted(readings, key=lambda one: one.order):
        is_table = reading.grid.header != HEADER
        own = _table_scores(reading) if is_table else [*_line_scores(reading), *_agreement(reading, known)]
        scores = [*_heading_scores(reading.grid), *own]
        reading.confidence = round(min(0.99, max(0.01, sum(score for score, _ in scores))), 2)
        worst, reason = min(scores, key=lambda one: one[0])
        reading.reason = reason if worst < 0 else "few of its lines name a service and a port"
        reading.take = reading.confidence >= THRESHOLD
        for entry in reading.entries if reading.take else ():
            for one in entry.listeners if entry.kind == "service" else ():
                if one.run:
                    known.setdefault(one.run.first, []).append(entry.name)


def _heading_scores(grid: Grid) -> Scores:
    above = [grid.lead] if grid.lead.rstrip("*_ ").endswith((":", "：")) else []
    titles = [*(one.title for one in reversed(grid.headings[1:])), *above]
    if left_out := next(filter(_is_left_out, (titles or [grid.heading])), ""):
        yield -1, f"under `{left_out}`"
    if any(_has(DOUBTFUL, text) for text in titles) or any(map(_CONDITION.match, above)):
        yield (-0.15 if grid.kind == "table" else -0.45), "its heading mentions conflicts or examples"
    if are_statements(grid):
        yield -0.9, "statements"


def _is_left_out(text: str) -> bool:
    """True for a heading or line that says that nothing listens on what follows."""
    is_free = _has(FREE, text) and (PORT.search(text) or (len(text.split()) <= 3 and not COLUMNS["name"].search(text)))
    return _has(LEFT_OUT, text) or bool(is_free)


def _has(pattern: re.Pattern[str], text: str) -> bool:
    """True if a text has a word of a pattern that is not negated."""
    return any(not NEGATED.search(text[: match.start()]) for match in pattern.finditer(_FILE_NAME.sub("", text)))


def _table_scores(reading: Reading) -> Scores:
    grid, layout = reading.grid, reading.layout
    titles = [grid.header[index] for role in ("port", "inside") for index in layout.columns.get(role, ())]
    is_titled = layout.is_range or any(PORT.search(title) or COLUMNS["url"].search(title) for title in titles)
    is_titled = is_titled or "services" in layout.columns or all(one.kind == "endpoint" for one in reading.entries)
    yield (0.95 if is_titled else 0.75 if reading.about else 0.6), ""
    if not {"port", "inside", "services", "url"} & set(layout.columns):
        yield -0.9, "no column of ports"
    yield 0.8 * (reading.share - 1), "many rows have no name or no valid port"
    columns = layout.columns.get("name") or layout.columns.get("services", ())
    is_named = any(COLUMNS["name"].fullmatch(grid.header[index]) for index in columns)
    flows = sum(bool(FLOW.fullmatch(re.sub(r"[^\w ]", "", title).strip())) for title in grid.header)
    if flows and not is_named and not layout.columns.get("url"):
        yield -0.5, "a table of firewall rules, not of listeners"
    if not columns and not layout.columns.get("url") and names.is_generic(grid.heading):
        yield (-0.1 if any(row.parent for row in grid.rows) else -0.6), "no column names the services"


def _line_scores(reading: Reading) -> Scores:
    grid = reading.grid
    yield _BASE[grid.kind], ""
    yield (0.15 if reading.about else -0.05), "nothing above it mentions ports"
    if grid.kind == "code" and (what := _code(grid)):
        yield -0.6, what
    if reading.share < 0.6:
        yield -0.5, "its lines do not share a format"
    if grid.kind == "lines" and _is_prose(grid.rows):
        yield -0.5, "prose"


def _is_prose(rows: Sequence[Row]) -> bool:
    with_ports = [row for row in rows if row.form != "none"]
    texts = [row.text.strip() for row in with_ports]
    if len(rows) == 1:
        return not any(row.form == "bare" or _PAIR.fullmatch(text) for row, text in zip(with_ports, texts, strict=True))
    if len(rows) == 2:
        return any(len(text) > 90 or (re.search(r"[.!?。]$", text) and len(text.split()) > 4) for text in texts)
    return len(with_ports) < 0.5 * len(rows)


def _code(grid: Grid) -> str:
    """The kind of a code block that is not a list of ports, or empty."""
    text = "\n".join(row.text for row in grid.rows)
    if kind := next((kind for kind, pattern in _CONFIGURATION.items() if pattern.search(text)), ""):
        return f"configuration of {kind}, which `portdocs scan` reads from its file"
    commands = sum(bool(COMMANDS.match(row.text)) for row in grid.rows)
    if commands and commands >= 0.3 * sum(row.form != "none" for row in grid.rows):
        return "commands"
    are_pairs = all(_PAIR.fullmatch(row.text.strip()) for row in grid.rows)
    return f"a block of {grid.language}" if grid.language not in _TEXT and not are_pairs else ""


def _agreement(reading: Reading, known: dict[int, list[str]]) -> Scores:
    """Lines that repeat known ports under known names confirm each other; under other names they only mention them."""
    services = [entry for entry in reading.entries if entry.kind == "service"]
    others = [
        (entry.name, found)
        for entry in services
        if (found := [name for one in entry.listeners if one.ports for name in known.get(one.ports.first, ())])
    ]
    alike = sum(any(names.are_alike(own, name) for name in found) for own, found in others)
    if others and alike >= 0.67 * len(others):
        yield 0.15, ""
    elif others and len(others) >= 0.5 * len(services) and alike < 0.34 * len(others):
        yield -0.45, "the page lists its ports under other names"
