"""The plan file: one line for each grid, found by its headings, header and ordinal; it decides what is imported."""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from portdocs.importing.columns import LISTENING, ROLES, Layout
from portdocs.importing.confidence import Reading
from portdocs.importing.grid import At, Remark, key_of
from portdocs.importing.ports import uses
from portdocs.importing.split import name_of_heading
from portdocs.registry.findings import counted
from portdocs.registry.suggest import did_you_mean

_HEAD = """\
# Plan of portdocs import: one line for each table, list or drawing with ports. Edit it, then run the command again.
#   take or skip, the heading, the header, and a number where several are alike; then what its columns are:
#   name=2 port=3,4 inside=5, name=heading, host=column 6, host="db01", host=header, range=1, rows=2-9
"""
_NUMBERS = re.compile(r"(?:columns?\s+)?([0-9]{1,6}(?:\s*[,-]\s*[0-9]{1,6})*)")
_SETTINGS = (*ROLES, "rows")
_NUMBERS_ONLY = ("port", "inside", "range", "rows")


class PlanError(Exception):
    """A plan that cannot be used; its text has the line and what to write."""

    def __init__(self, at: At, problem: str) -> None:
        super().__init__(f"{at}: error: {problem}")


class PlanLine(NamedTuple):
    """A line of a plan; `page` is empty in the plan of one page, `key` is that of a grid."""

    at: At
    page: str
    key: str
    take: bool
    settings: Mapping[str, str]


def plan_line(reading: Reading) -> str:
    """The line of a grid as it is read without a plan: `take "Services" "Service | Port" 1: name=1 port=2  # ...`."""
    grid, roles = reading.grid, dict(reading.layout.roles)
    if LISTENING.isdisjoint(roles.values()):  # the likeliest has most numbers that could be ports
        cells = [(index, one) for row in grid.rows for index, cell in enumerate(row.cells) for one in uses(cell.text)]
        likely = Counter(index for index, one in cells if one.could_be_port)
        roles[min(likely, key=lambda index: (-likely[index], index), default=0)] = "port"
    numbers: dict[str, str] = {} if "name" in roles.values() else {"name": "heading"}
    for index, role in sorted(roles.items(), key=lambda one: (ROLES.index(one[1]), one[0])):
        numbers[role] = f"{numbers[role]},{index + 1}" if role in numbers else str(index + 1)
    if reading.layout.heads == "host":
        numbers["host"] = "header"
    settings = (f"{role}={value}" for role, value in numbers.items())
    sample = re.sub(r"//[^/@\s]*@", "//", grid.rows[0].text)[:80]
    about = f"line {grid.line}, {counted(len(grid.rows), 'row')}, confidence {reading.confidence:.2f}: {sample}"
    return f"{'take' if reading.take else 'skip'} {reading.key}: {' '.join(settings)}  # {' '.join(about.split())}"


def write_plan(readings: Sequence[Reading]) -> str:
    """The text of a plan for what was read."""
    lines: list[str] = []
    for page, found in groupby(readings, lambda reading: reading.page.name):
        lines += [f"\npage {json.dumps(page, ensure_ascii=False)}", *map(plan_line, found)]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def parse_plan(name: str, text: str) -> list[PlanLine]:
    """The lines of a plan. Raises PlanError for one that is not a line of a plan, or a grid that has two."""
    lines: dict[tuple[str, str], PlanLine] = {}
    page = ""
    for number, raw in enumerate(text.split("\n"), 1):
        at = At(name, number)
        try:
            words = shlex.split(raw, comments=True)
        except ValueError as error:
            raise PlanError(at, f"`{raw.strip()[:60]}`: {error}; close the quotes") from None
        if len(words) == 2 and words[0] == "page":
            page = words[1]
        elif words:
            if len(words) < 4 or words[0] not in ("take", "skip") or not re.fullmatch("[0-9]{1,6}:?", words[3]):
                form = 'expected a line such as `take "Services" "Service | Port" 1: name=1 port=2`'
                raise PlanError(at, f"`{raw.strip()[:60]}` is not a line of a plan, {form}")
            key = f"{key_of(words[1], words[2])} {int(words[3].rstrip(':'))}"
            line = PlanLine(at, page, key, words[0] == "take", _settings(words[4:], at))
            same = lines.setdefault((page, key), line)
            if same is not line:
                raise PlanError(at, f"{key} is at {same.at} already; keep one of the two lines")
    return list(lines.values())


def _settings(words: Sequence[str], at: At) -> dict[str, str]:
    settings: dict[str, str] = {}
    for part in re.split(r"\s(?=\w+=)", " ".join(words)) if words else ():  # `host=column 6` is one
        role, _, value = part.partition("=")
        if role not in _SETTINGS:
            raise PlanError(at, f"unknown setting `{role[:40]}`; {did_you_mean(role, _SETTINGS)}")
        is_header = value == "header" and role not in ("host", "name")
        if not value or is_header or (role in _NUMBERS_ONLY and not _NUMBERS.fullmatch(value)):
            raise PlanError(at, f"`{role}={value[:40]}` is not a setting, expected one such as `port=3,4`")
        settings[role] = value
    return settings


def apply_plan(readings: Sequence[Reading], lines: Sequence[PlanLine]) -> Iterator[Remark]:
    """Read grids as the plan says, and report those without a line, and lines without one. Raises PlanError."""
    pages = {reading.page.name for reading in readings}
    only = pages.pop() if len(pages) == 1 else ""
    planned = {(line.page or only, line.key): line for line in lines}
    others = {}
    for reading in readings:
        line = planned.pop((reading.page.name, reading.key), None)
        if line is None:
            others[reading.key] = at = reading.page.at(reading.grid.line)
            yield Remark(at, "not in the plan", f"read as without a plan; add the line: {plan_line(reading)}")
        else:
            if line.take and (line.settings or not reading.take):
                forced = replace(reading.layout, forced=not reading.take)
                reading.layout = _layout(reading, line) if line.settings else forced
                reading.read()
            elif reading.take and not line.take:
                reading.reason = "the plan skips it"
            reading.take = line.take
    for line in planned.values():
        hint = "delete the line"
        for near in difflib.get_close_matches(line.key, others, 1, 0.3):
            hint = f"the nearest is {near} at {others[near]}; correct the line, or delete it"
        yield Remark(line.at, "not imported", f"no table or list is {line.key}; {hint}")


def _layout(reading: Reading, line: PlanLine) -> Layout:
    grid = reading.grid
    roles: dict[int, str] = {}
    constants: dict[str, str] = {}
    rows, heads = frozenset[int](), ""
    for role, value in line.settings.items():
        numbers = _NUMBERS.fullmatch(value)
        if numbers and role == "rows":
            rows = frozenset(_numbers(numbers[1], line, len(grid.rows), "row"))
        elif numbers:
            for number in _numbers(numbers[1], line, len(grid.header), "column"):
                if number - 1 in roles:
                    raise PlanError(line.at, f"column {number} is used twice, expected one role for it")
                roles[number - 1] = role
        elif value == "header":
            heads = role
        elif value != "heading":
            constants[role] = value
        elif role != "name":
            constants[role] = name_of_heading(grid.heading)
    forced = not reading.take or bool(rows)
    return Layout(roles, heads, constants, rows, forced)


def _numbers(value: str, line: PlanLine, most: int, what: str) -> Iterator[int]:
    for part in value.split(","):
        first, _, last = part.partition("-")
        if int(last or first) < int(first):
            raise PlanError(line.at, f"{what}s {part} run backwards, expected the lower number first")
        for number in range(int(first), int(last or first) + 1):
            if not 1 <= number <= most:
                raise PlanError(line.at, f"{what} {number} of {line.key}, expected 1 to {most}; correct the number")
            yield number
