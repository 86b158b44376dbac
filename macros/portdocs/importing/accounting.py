"""Every number that could be a port, by line: imported, reported, or known to be something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from portdocs.importing.confidence import Reading, are_statements
from portdocs.importing.draft import Entry
from portdocs.importing.grid import HEADER, Grid, Page, Remark, Row
from portdocs.importing.plan import plan_line
from portdocs.importing.ports import numbers_of, tokens, uses
from portdocs.registry.yaml_writer import comment_text

_MARKUP = re.compile(r"[*`]|(?<=\|)|(?=\|)")
_WIDTH = 44
"""Characters of the column next to an annotated page."""

Numbers: TypeAlias = dict[int, set[int]]
"""Numbers by their lines."""


@dataclass
class Account:
    """The outcome of each number of a page, by line; `meaning` is the interpretation of each line."""

    page: Page
    imported: Numbers = field(default_factory=lambda: defaultdict(set))
    reported: Numbers = field(default_factory=lambda: defaultdict(set))
    meaning: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def lines_left_out(self) -> int:
        """The number of lines with a number that was not imported."""
        return sum(bool(numbers - self.imported[line]) for line, numbers in self.reported.items())

    def take(self, rows: Iterable[Row], written: set[int]) -> None:
        """Count the numbers of rows as imported, if they are written."""
        for line, numbers in numbers_of(rows).items():
            self.imported[line] |= numbers & written

    def report(self, numbers: Numbers, meaning: str) -> str:
        """Count numbers as reported, and list them."""
        for line, found in numbers.items():
            self.reported[line] |= found
            self.meaning[line].append(meaning)
        return _listed(numbers)


def account_for(page: Page, readings: Sequence[Reading], yaml: str) -> tuple[Account, list[Remark]]:
    """Account for the numbers of a page, with a report line for each grid that is not imported completely."""
    account, remarks = Account(page), []
    values = re.sub(r"(?m)^\s*#.*| # .*", "", yaml)
    written = {int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,5}(?![0-9])", values)}
    for reading in readings:
        if reading.take:
            remarks += [*_taken(account, reading, written), *_rejected(account, reading)]
        elif are_statements(reading.grid):
            account.take(reading.grid.rows, written)
        elif numbers := numbers_of(reading.grid.rows):
            about = f"{reading.grid.size}, confidence {reading.confidence:.2f}: {reading.reason}"
            listed = account.report(numbers, f"skipped: {reading.reason}")
            hint = re.sub(r"^skip|  #.*", "", plan_line(reading))
            text = f"{_title(reading.grid)} ({about}): {listed}; to import it, add to the plan: take{hint}"
            remarks.append(Remark(reading.at, "not imported", text))
        else:
            remarks += _rejected(account, reading)
    if rest := _rest(account):
        text = f"other text: {account.report(rest, 'not read')}; prose, headings and commands are not read"
        remarks.append(Remark(page.at(min(rest)), "not imported", text))
    return account, remarks


def _listed(numbers: Numbers) -> str:
    """Numbers by line as `8080 (line 21), 80, 443 (line 23)`."""
    return ", ".join(f"{', '.join(map(str, sorted(found)))} (line {line})" for line, found in sorted(numbers.items()))


def _taken(account: Account, reading: Reading, written: set[int]) -> Iterator[Remark]:
    """A line for the ports of a grid that only its descriptions and notes have."""
    as_text: Numbers = defaultdict(set)
    for entry in reading.entries:
        account.meaning[entry.row.line].append(f"{entry.kind} {entry.name}".strip())
        account.take([entry.row], written)
        runs = [run for one in entry.listeners for run in (one.ports, one.inside) if run]
        used = {port for run in runs for port in (run.first, run.last)}
        for cell in entry.row.cells if entry.kind == "service" else ():
            bare = [one for one in uses(cell.text) if one.could_be_port and not (one.url or one.address)]
            if rest := ({number for one in bare for number in one.numbers} - used) & written:
                as_text[cell.line] |= rest
    if as_text:
        yield Remark(reading.page.at(min(as_text)), "note", f"kept as text, not as ports: {_listed(as_text)}")


def _rejected(account: Account, reading: Reading) -> Iterator[Remark]:
    """One line for the rows of a grid that are left out."""
    by_reason: dict[str, list[Row]] = {}
    for entry in reading.rejected:
        by_reason.setdefault(entry.reason, []).append(entry.row)
    parts = [
        f"{reason}: {account.report(numbers_of(rows), reason) or ', '.join(f'line {row.line}' for row in rows)}"
        for reason, rows in by_reason.items()
    ]
    if parts:
        line = min(row.line for rows in by_reason.values() for row in rows)
        yield Remark(reading.page.at(line), "not imported", f"rows of the {_title(reading.grid)}: {'; '.join(parts)}")


def _title(grid: Grid) -> str:
    kind = grid.kind if grid.header == HEADER or grid.kind == "record" else "table"
    return f"{kind} under `{grid.heading}`" if grid.heading else kind


def _rest(account: Account) -> Numbers:
    """The numbers on lines that no grid accounts for."""
    rest: Numbers = {}
    for line, raw in enumerate(account.page.lines, 1):
        found = {number for one in tokens(_MARKUP.sub(" ", raw)) if one.could_be_port for number in one.numbers}
        if missing := found - account.imported[line] - account.reported[line]:
            rest[line] = missing
    return rest


def annotated(account: Account) -> str:
    """The page with what each line became next to it."""
    lines = [f"# {account.page.name}"]
    for number, raw in enumerate(account.page.lines, 1):
        text = _MARKUP.sub(" ", raw)
        others = [f"{one.other}: {text[one.start : one.end].strip()}" for one in tokens(text) if one.other]
        meaning = "; ".join(dict.fromkeys([*account.meaning[number], *others]))
        short = meaning if len(meaning) <= _WIDTH else f"{meaning[: _WIDTH - 1]}…"
        lines.append(comment_text(f"{number:>5} {short:<{_WIDTH}} | {raw}".rstrip()))
    return "".join(f"{line}\n" for line in lines)


def report_merged(services: Iterable[Entry]) -> Iterator[Remark]:
    """One line per page for the rows that became one service; services are in the order of the pages."""
    for _, found in groupby((one for one in services if one.absorbed), lambda one: one.at.file):
        merged = list(found)
        parts = "; ".join(f"{one.name} ({', '.join(_places(one))})" for one in merged)
        text = f"rows with the same name, or a similar name and the same port, are one service: {parts}"
        yield Remark(merged[0].at, "merged", text)


def _places(service: Entry) -> list[str]:
    ats = dict.fromkeys(one.at for one in (service, *service.absorbed))
    return [str(at.line) if at.file == service.at.file else str(at) for at in ats]


def report_drawn_only(services: Iterable[Entry]) -> None:
    """Report services that are drawn, on a page whose tables and lists do not have them."""
    kinds = {one: {row.grid.kind for row in (one, *one.absorbed)} for one in services}
    listed = {one.page.name for one, found in kinds.items() if found & {"table", "record", "list", "lines"}}
    for service in (one for one, found in kinds.items() if found == {"boxes"} and one.page.name in listed):
        ports = ", ".join(str(one.ports) for one in service.listeners if one.ports)
        service.contradict(service.at, f"{service.name} ({ports}) is in a drawing, but in no table or list on the page")
