"""Every number that could be a port, by line: imported, reported, or known to be something else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from portdocs.importing.columns import CELLS
from portdocs.importing.confidence import Reading, are_statements
from portdocs.importing.draft import Entry
from portdocs.importing.grid import HEADER, Page, Remark
from portdocs.importing.plan import plan_line
from portdocs.importing.ports import numbers_of, tokens, uses
from portdocs.registry.findings import counted
from portdocs.registry.yaml_writer import comment_text

_MARKUP = re.compile(r"[*`]|(?<=\|)|(?=\|)")
_WIDTH = 44  # characters of the column next to an annotated page


class Account:
    """The outcome of each number of a page, by line, with remarks."""

    def __init__(self, page: Page, readings: Iterable[Reading]) -> None:
        self.page = page
        self.imported: dict[int, set[int]] = defaultdict(set)
        self.reported: dict[int, set[int]] = defaultdict(set)
        self.meaning: dict[int, list[str]] = defaultdict(list)
        self.remarks: list[Remark] = []
        for reading in readings:
            if are_statements(reading.grid) and not reading.take:
                self.imported |= numbers_of(reading.grid.rows)
            else:
                self._add(reading)
        if rest := {line: left for line, raw in enumerate(page.lines, 1) if (left := self._left(line, raw))}:
            what = "prose, headings, commands and other columns are not read"
            self._remark(min(rest), "not imported", f"other text: {self._report(rest, 'not read')}; {what}")

    def _remark(self, line: int, kind: str, text: str) -> None:
        self.remarks.append(Remark(self.page.at(line), kind, text))

    def _report(self, numbers: Mapping[int, set[int]], meaning: str) -> str:
        """Count numbers as reported, and list them."""
        for line, found in numbers.items():
            self.reported[line] |= found
            self.meaning[line].append(meaning)
        return _listed(numbers)

    def _add(self, reading: Reading) -> None:
        grid = reading.grid
        kind = grid.kind if grid.header == HEADER or grid.kind == "record" else "table"
        title = f"{kind} under `{grid.heading}`" if grid.heading else kind
        numbers = numbers_of(grid.rows)
        if numbers and not reading.take:
            listed = self._report(numbers, f"skipped: {reading.reason}")
            about = f"{counted(len(grid.rows), 'row')}, confidence {reading.confidence:.2f}: {reading.reason}"
            hint = re.sub(r"^skip|  #.*", "", plan_line(reading))
            text = f"{title} ({about}): {listed}; to import it, add to the plan: take{hint}"
            self._remark(grid.line, "not imported", text)
            return
        if reading.take:
            self._take_entries(reading)
        texts = []
        for reason in dict.fromkeys(entry.reason for entry in reading.rejected):
            rows = [entry.row for entry in reading.rejected if entry.reason == reason]
            without = {row.line: set[int]() for row in rows if not numbers_of([row])}
            texts.append(f"{reason}: {self._report(without | numbers_of(rows), reason)}")
        if texts:
            line = min(entry.row.line for entry in reading.rejected)
            self._remark(line, "not imported", f"rows of the {title}: {'; '.join(texts)}")

    def _take_entries(self, reading: Reading) -> None:
        """Count what entries say, with a remark for the ports that only their descriptions and notes have."""
        as_text: dict[int, set[int]] = defaultdict(set)
        texts = {index for index, role in reading.layout.roles.items() if role in ("name", *CELLS)}
        for entry in reading.entries:
            self.meaning[entry.row.line].append(f"{entry.kind} {entry.name}".strip())
            runs = [run for one in entry.listeners.values() for run in (one.ports, one.inside) if run]
            used = {port for run in runs for port in (run.first, run.last)}
            for index, cell in enumerate(entry.row.cells):
                for one in uses(cell.text):
                    line = cell.line + cell.text[: one.start].count("\n")
                    self.imported[line] |= one.numbers if index in texts or one.url else one.numbers & used
                    is_bare = one.could_be_port and not (one.url or one.address)
                    if entry.kind == "service" and index in texts and is_bare and not one.numbers <= used:
                        as_text[line] |= one.numbers - used
        if as_text:
            self._remark(min(as_text), "note", f"kept as text, not as ports: {_listed(as_text)}")

    def _left(self, line: int, raw: str) -> set[int]:
        """The numbers on a line that no grid accounts for."""
        found = {number for one in tokens(_MARKUP.sub(" ", raw)) if one.could_be_port for number in one.numbers}
        return found - self.imported[line] - self.reported[line]

    @property
    def annotated(self) -> str:
        """The page with what each line became next to it."""
        lines = [f"# {self.page.name}"]
        for number, raw in enumerate(self.page.lines, 1):
            text = _MARKUP.sub(" ", raw)
            others = [f"{one.other}: {text[one.start : one.end].strip()}" for one in tokens(text) if one.other]
            meaning = "; ".join(dict.fromkeys([*self.meaning[number], *others]))
            short = meaning if len(meaning) <= _WIDTH else f"{meaning[: _WIDTH - 1]}…"
            lines.append(comment_text(f"{number:>5} {short:<{_WIDTH}} | {raw}".rstrip()))
        return "".join(f"{line}\n" for line in lines)


def _listed(numbers: Mapping[int, set[int]]) -> str:
    """Numbers by line as `8080 (line 21), 80, 443 (line 23), line 25`."""
    listed = ((line, ", ".join(map(str, sorted(numbers[line])))) for line in sorted(numbers))
    return ", ".join(f"{found} (line {line})" if found else f"line {line}" for line, found in listed)


def report_merged(services: Iterable[Entry]) -> Iterator[Remark]:
    """One line per page for the rows that became one service; services are in the order of the pages."""
    for file, found in groupby((one for one in services if one.absorbed), lambda one: one.at.file):
        ats = {one: (str(row.at).removeprefix(f"{file}:") for row in (one, *one.absorbed)) for one in found}
        parts = "; ".join(f"{one.name} ({', '.join(dict.fromkeys(lines))})" for one, lines in ats.items())
        text = f"rows with the same name, or a similar name and the same port, are one service: {parts}"
        yield Remark(next(iter(ats)).at, "merged", text)


def report_drawn_only(services: Iterable[Entry]) -> None:
    """Report services that are drawn, on a page whose tables and lists do not have them."""
    kinds = {one: {row.grid.kind for row in (one, *one.absorbed)} for one in services}
    pages = {one.page.name for one in kinds if kinds[one] - {"boxes", "code", "headings"}}
    for service in (one for one, found in kinds.items() if found == {"boxes"} and one.page.name in pages):
        ports = ", ".join(str(one.ports) for one in service.listeners.values() if one.ports)
        service.contradict(service.at, f"{service.name} ({ports}) is in a drawing, but in no table or list on the page")
