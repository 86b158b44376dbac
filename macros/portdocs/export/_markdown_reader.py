"""Read a page of `portdocs export markdown` back: the registry that it was made from, without derived facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from portdocs.importing.grid import BREAK, Grid, Heading, Page
from portdocs.importing.markdown import plain
from portdocs.registry.yaml_writer import Commented, Flow, Plain, one_or_many

MARK = "Written by portdocs export markdown"
_PAIR = re.compile(r"\s*- \*\*((?:\\.|[^*\\])+)\*\*:\s?(.*)$")
_CODE = re.compile(r"`([^`]*)`|<code>(.*?)</code>")
_FIREWALL = re.compile(r"(.*) \((before|on|in front of) the (?:machine|host)\) opens (.*)", re.DOTALL)
_LISTENER = re.compile(r"unix:|(tcp|udp) \S+:[0-9a-z-]+$")
_UNKNOWN = ("unknown", "not known")
_TABLES = {
    "Suites": ("suites", "name"), "Hosts": ("hosts", "name"), "Zones": ("zones", "name"),
    "Access": ("endpoints", "url"), "Ranges": ("ranges", "name"), "Claims": ("claims", "statement"),
    "Ignored drift": ("ignore", ""), "Check settings": ("checks", ""), "Baseline": ("baseline", ""),
}  # fmt: skip
"""By the heading of a table, its section and the key of its first column."""
_LISTS = ("endpoints", "claims", "ignore", "baseline")
"""The sections whose entries have no id."""
_ORDER = (
    "name", "description", "suite", "host", "status", "retired_on", "owner", "icon", "external", "runtime", "listeners",
    "unit", "container", "compose", "files", "depends_on", "links", "notes", "accept",
)  # fmt: skip
Tree: TypeAlias = dict[str, Any]
Columns: TypeAlias = Mapping[str, Callable[[str], Any]]
"""Functions from the text of a column to a value, by its title; columns without one are derived."""


def read_exported(page: Page) -> Tree | None:
    """The sections of the data file; None for a page that does not say that portdocs wrote it."""
    if not any(line.replace("`", "").startswith(MARK) for line in page.lines[:20]):
        return None
    tree: Tree = {}
    for grid in page.grids:
        if grid.kind == "table" and grid.headings and grid.headings[-1].level == 2 and grid.heading in _TABLES:
            section, first = _TABLES[grid.heading]
            for line, id, values in _rows(grid, _COLUMNS, first):
                entry = Commented(values, f"from {page.at(line)}")
                entries = tree.setdefault(section, [] if section in _LISTS else {})
                if (section in _LISTS) is bool(id):
                    return None  # changed by hand: read it as any other page
                if id:
                    entries[id] = entry
                else:
                    entries.append(entry)
    if services := dict(_services(page)):
        tree["services"] = services
    return tree


def _rows(table: Grid, columns: Columns, first: str = "") -> Iterator[tuple[int, str, Tree]]:
    """The line, the id and the values of each row; `first` is the key of the first column."""
    keys = [first or title.lower() for title in table.header[:1]] + [title.lower() for title in table.header[1:]]
    for row in table.rows:
        texts = {key: text for key, cell in zip(keys, row.cells, strict=False) if (text := cell.text)}
        id = texts.pop("id", "")
        if subject := texts.pop("listener or route", ""):
            texts = {"listener" if _LISTENER.match(subject) else "route": subject, **texts}
        read = {
            key.replace(" ", "_"): columns[key](text.replace(BREAK, "\n"))
            for key, text in texts.items()
            if key in columns and not (key == "name" and text == id)
        }
        yield row.line, id, {key: value for key, value in read.items() if value is not None}


def _numbers(text: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in text.split(", ")]


def _firewall(text: str) -> Flow | None:
    match = _FIREWALL.fullmatch(text)
    if not match:
        return None
    name = {} if match[1] == "firewall" else {"name": match[1]}
    outside = {"outside": True} if match[2] != "on" else {}
    return Flow({**name, **outside, "open": Flow() if match[3] == "nothing" else _openings(match[3])})


def _openings(text: str) -> list[Any]:
    """Ports; those that are open for zones only are mappings."""
    openings = ((ports, zones) for ports, _, zones in (part.partition(" from ") for part in text.split(", ")))
    return [
        Flow({"ports": _numbers(ports)[0], "from": one_or_many(zones.split(" and "))}) if zones else _numbers(ports)[0]
        for ports, zones in openings
    ]


def _accept(text: str) -> Tree:
    return Flow(line.split(": ", 1) for line in text.split("\n") if ": " in line)


def _list(text: str) -> list[str]:
    return [Plain("unknown") if one in _UNKNOWN else one for one in text.split(", ")]


def _many(text: str) -> Any:
    return one_or_many(_list(text))


_COLUMNS: Columns = {
    **dict.fromkeys(
        ("name", "statement", "purpose", "suite", "host", "owner", "contact", "reason", "until", "process", "listener",
         "route", "to", "redirect", "status", "tls ends at", "severity", "check", "subject", "message", "date"), str,
    ),
    **dict.fromkeys(("addresses", "from", "via"), _many), **dict.fromkeys(("suites", "verified by"), _list),
    "firewall": _firewall, "ports": _numbers, "accept": _accept, "url": lambda text: one_or_many(text.split("\n")),
    "target": lambda text: None if text.endswith("(derived)") else text,
}  # fmt: skip
_LISTENER_COLUMNS: Columns = {
    **dict.fromkeys(("name", "socket", "protocol", "health", "purpose"), str),
    **dict.fromkeys(("port", "container port"), lambda text: _numbers(text)[0]),
    "transport": lambda text: None if text == "tcp" else _many(text),
    "bind": lambda text: None if text in _UNKNOWN else _many(text),
    "accept": _accept,
}


def _services(page: Page) -> Iterator[tuple[str, Commented]]:
    parent = ""
    for heading, following in zip(page.headings, [*page.headings[1:], None], strict=True):
        parent = heading.title if heading.level == 2 else parent
        if heading.level == 3 and parent == "Services":
            end = following.line - 1 if following else len(page.lines)
            yield _service(page, heading, page.lines[heading.line : end])


def _service(page: Page, heading: Heading, lines: Sequence[str]) -> tuple[str, Commented]:
    entry: Tree = {}
    inner: list[str] = []
    for line in reversed(lines):
        if line.startswith("  "):
            inner.insert(0, line)
        elif match := _PAIR.match(line):
            key = match[1].lower().replace(" ", "_").removeprefix("to_be_")
            entry[key] = _value(key, match[2], inner)
            inner = []
    id = entry.pop("id", "")
    if heading.title != id:
        entry["name"] = heading.title
    for grid in page.grids:
        if grid.kind == "table" and grid.headings and grid.headings[-1] is heading:
            entry["listeners"] = [Flow(values) for _, _, values in _rows(grid, _LISTENER_COLUMNS)]
    return id, Commented({key: entry[key] for key in _ORDER if key in entry}, f"from {page.at(heading.line)}")


def _value(key: str, markup: str, inner: Sequence[str]) -> Any:
    """The value of a line of a service, or of the lines inside it."""
    items = [line.strip().removeprefix("- ") for line in inner]
    text = _words(markup)
    if key in ("runtime", "links"):
        return {_words(match[1]): _words(match[2]) for line in inner if (match := _PAIR.match(line))}
    if key == "files":
        return [_file(item) for item in items]
    if key == "accept":
        return dict(_words(item).split(": ", 1) for item in items)
    if key in ("host", "unit", "container", "depends_on"):
        codes = [_words(match[0]) for match in _CODE.finditer(markup)]
        return codes if key == "depends_on" else one_or_many(codes)
    if key == "external":
        return True
    if key == "listeners":
        return Plain("unknown") if text in _UNKNOWN else None
    return None if (key, text) == ("status", "active") else text


def _file(item: str) -> Flow:
    code = _CODE.match(item)
    if not code:
        return Flow(path=_words(item))
    purpose = _words(item[code.end() :].removeprefix(":")).strip()
    return Flow(path=_words(code[0]), purpose=purpose or None)


def _words(markup: str) -> str:
    return plain(markup).replace(BREAK, "\n")
