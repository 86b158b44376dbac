"""The plan file: one line for each grid, found by its headings, header and ordinal; it decides what is imported."""

from __future__ import annotations

import difflib
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from portdocs.importing.columns import ROLES
from portdocs.importing.confidence import Reading
from portdocs.importing.entry import Layout
from portdocs.importing.grid import HEADER, At, Grid, Remark
from portdocs.importing.ports import uses
from portdocs.importing.split import name_of_heading

_HEAD = """\
# Plan of portdocs import: one line for each table, list or drawing with ports. Edit it, then run the command again.
#   take or skip, the heading, the header, and a number where several are alike; then what its columns are:
#   name=2 port=3,4 inside=5, name=heading, host=column 6, host="db01", host=header, range=1, rows=2-9
"""
_NUMBERS = re.compile(r"(?:columns?\s+)?([0-9]{1,6}(?:\s*[,-]\s*[0-9]{1,6})*)")
_SETTINGS = (*ROLES, "range", "rows")
_COLUMNS_ONLY = ("port", "inside", "services", "range", "rows")


class PlanError(Exception):
    """A plan that cannot be used; its text has the line and what to write."""

    def __init__(self, at: At, problem: str) -> None:
        super().__init__(f"{at}: error: {problem}")


@dataclass(frozen=True)
class Key:
    """The key of a grid: its page, the headings above it, its header, and its ordinal among equal ones."""

    page: str
    section: str
    header: str
    ordinal: int

    def __str__(self) -> str:
        return f"{_quoted(self.section)} {_quoted(self.header)} {self.ordinal}"


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan."""

    at: At
    take: bool
    key: Key
    settings: Mapping[str, str]


def keys_of(readings: Sequence[Reading]) -> dict[Key, Reading]:
    """The readings by their keys."""
    seen: Counter[Key] = Counter()
    keys = {}
    for reading in readings:
        grid = reading.grid
        header = grid.kind if grid.header == HEADER else " | ".join(grid.header)
        key = Key(reading.page.name, " ".join(grid.section.split()), " ".join(header.split()), 1)
        seen[key] += 1
        keys[replace(key, ordinal=seen[key])] = reading
    return keys


def plan_line(reading: Reading, key: Key) -> str:
    """The line of a grid as it is read without a plan: `take "Services" "Service | Port" 1: name=1 port=2  # ...`."""
    grid, columns = reading.grid, reading.layout.columns
    roles = {index: role for role, indexes in columns.items() for index in indexes}
    if not {"port", "inside", "services", "url"} & set(roles.values()):
        roles = {**roles, _likely_ports(grid): "port"}
    has_names = {"name", "services"} & set(roles.values())
    by_role: dict[str, list[str]] = {} if has_names else {"name": ["heading"]}
    for index, role in sorted(roles.items(), key=lambda one: (ROLES.index(one[1]), one[0])):
        role = "range" if role == "port" and reading.layout.is_range else role
        by_role.setdefault(role, []).append(str(index + 1))
    if reading.layout.host_in_header:
        by_role["host"] = ["header"]
    settings = " ".join(f"{role}={','.join(numbers)}" for role, numbers in by_role.items())
    sample = re.sub(r"//[^/@\s]*@", "//", grid.rows[0].text)[:80]
    about = f"line {grid.line}, {grid.size}, confidence {reading.confidence:.2f}: {sample}"
    return f"{'take' if reading.take else 'skip'} {key}: {settings}  # {' '.join(about.split())}"


def _likely_ports(grid: Grid) -> int:
    """The column with most numbers that could be ports, of a table without a column of ports."""
    counts = [sum(one.could_be_port for row in grid.rows for one in uses(row[i].text)) for i in range(len(grid.header))]
    return counts.index(max(counts))


def write_plan(readings: Sequence[Reading]) -> str:
    """The text of a plan for what was read."""
    lines, page = [], None
    for key, reading in keys_of(readings).items():
        lines += [f"\npage {_quoted(key.page)}"] if key.page != page else []
        lines.append(plan_line(reading, key))
        page = key.page
    return _HEAD + "".join(f"{line}\n" for line in lines)


def parse_plan(name: str, text: str) -> list[PlanLine]:
    """The lines of a plan. Raises PlanError for one that is not a line of a plan, or a grid that has two."""
    lines: dict[Key, PlanLine] = {}
    page = ""
    for number, raw in enumerate(text.splitlines(), 1):
        at = At(name, number)
        try:
            words = shlex.split(raw, comments=True)
        except ValueError as error:
            raise PlanError(at, f"`{raw.strip()[:60]}`: {error}; close the quotes") from None
        if len(words) == 2 and words[0] == "page":
            page = words[1]
        elif words:
            line = _parsed(raw, words, page, at)
            if line.key in lines:
                raise PlanError(at, f"{line.key} is at {lines[line.key].at} already; keep one of the two lines")
            lines[line.key] = line
    return list(lines.values())


def _parsed(raw: str, words: Sequence[str], page: str, at: At) -> PlanLine:
    ordinal = words[3].rstrip(":") if len(words) > 3 else ""
    if words[0] not in ("take", "skip") or not re.fullmatch("[0-9]{1,6}", ordinal):
        form = 'expected a line such as `take "Services" "Service | Port" 1: name=1 port=2`'
        raise PlanError(at, f"`{raw.strip()[:60]}` is not a line of a plan, {form}")
    settings: dict[str, str] = {}
    role = ""
    for word in words[4:]:
        if "=" in word or not role:
            role, _, settings[role] = word.partition("=")
        else:  # `host=column 6`
            settings[role] += f" {word}"
    for role, value in settings.items():
        _check_setting(role, value, at)
    return PlanLine(at, words[0] == "take", Key(page, words[1], words[2], int(ordinal)), settings)


def _check_setting(role: str, value: str, at: At) -> None:
    if role not in _SETTINGS:
        near = difflib.get_close_matches(role, _SETTINGS, 1)
        expected = f"did you mean `{near[0]}`?" if near else f"expected one of: {', '.join(_SETTINGS)}"
        raise PlanError(at, f"unknown setting `{role[:40]}`; {expected}")
    if not value or (role in _COLUMNS_ONLY and not _NUMBERS.fullmatch(value)):
        raise PlanError(at, f"`{role}={value[:40]}` is not a setting, expected one such as `port=3,4`")


def apply_plan(readings: Sequence[Reading], lines: Sequence[PlanLine]) -> list[Remark]:
    """Read the grids as the plan says. Raises PlanError for a column that a grid does not have.

    Grids without a line are read as without a plan, and reported; so are lines without a grid.
    """
    grids, remarks = keys_of(readings), []
    pages = {key.page for key in grids}
    page = next(iter(pages)) if len(pages) == 1 else ""
    planned = {line.key if line.key.page else replace(line.key, page=page): line for line in lines}
    free = {str(key): reading for key, reading in grids.items() if key not in planned}
    for key, line in planned.items():
        if reading := grids.get(key):
            if line.settings and line.take:
                reading.layout = _layout(reading.grid, line, is_skipped=not reading.take)
                reading.read()
            reading.take = line.take
            continue
        near = difflib.get_close_matches(str(key), free, 1, 0.3)
        hint = "delete the line"
        if near:
            at = free[near[0]].page.at(free[near[0]].grid.line)
            hint = f"the nearest is {near[0]} at {at}; correct the line, or delete it"
        remarks.append(Remark(line.at, "not imported", f"no table or list is {key}; {hint}"))
    for key, reading in grids.items():
        if key not in planned:
            text = f"read as without a plan; add the line: {plan_line(reading, key)}"
            remarks.append(Remark(reading.page.at(reading.grid.line), "not in the plan", text))
    return remarks


def _layout(grid: Grid, line: PlanLine, *, is_skipped: bool) -> Layout:
    roles: dict[int, str] = {}
    constants: dict[str, str] = {}
    rows: frozenset[int] | None = None
    for role, value in line.settings.items():
        numbers = _NUMBERS.fullmatch(value)
        if numbers and role == "rows":
            rows = frozenset(_numbers(numbers[1], line, len(grid.rows), "row"))
        elif numbers:
            for number in _numbers(numbers[1], line, len(grid.header), "column"):
                if number - 1 in roles:
                    raise PlanError(line.at, f"column {number} is used twice, expected one role for it")
                roles[number - 1] = "port" if role == "range" else role
        elif value not in ("heading", "header"):
            constants[role] = value
        elif value == "heading" and role != "name":
            constants[role] = name_of_heading(grid.heading)
    return replace(
        Layout.of(grid, roles),
        constants=constants,
        rows=rows,
        is_range="range" in line.settings,
        host_in_header=line.settings.get("host") == "header",
        name_in_header=line.settings.get("name") == "header",
        forced=is_skipped or rows is not None,
    )


def _numbers(value: str, line: PlanLine, most: int, what: str) -> Iterator[int]:
    for part in value.split(","):
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            if not 1 <= number <= most:
                raise PlanError(line.at, f"{what} {number} of {line.key}, expected 1 to {most}; correct the number")
            yield number


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
