"""The rows of a grid as entries: what their cells say of a service, a range or an endpoint, by the roles of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portdocs.importing import names, words
from portdocs.importing.columns import ROLES, WIDE, is_range_column
from portdocs.importing.grid import HEADER, At, Cell, Grid, Row
from portdocs.importing.lines import LEAD, name_of_heading
from portdocs.importing.ports import Use, bind_of_address, transports_in, uses
from portdocs.importing.values import (
    ADDRESS,
    bind_of,
    health_of,
    is_bind,
    is_protocol,
    is_public_name,
    protocol_of,
    status_of,
    status_word,
)
from portdocs.registry.ports import Ports

HOMEPAGE = "Website"
"""The label of a link on the name, which may lead to the maker of the software as well as to the service."""
_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]")
_LINK = re.compile(r"\(?(https?://[^\s()]+)\)?")
_BINDS = re.compile(r"[,;\s]+(?=[\[\d:*])")
_PATH = re.compile(r"`?(/[^\s`]*)`?")
_TRANSPORTS = re.compile(r"\((?:tcp|udp)\)|(?<!\w)(?:tcp|udp)(?!\w)", re.I)
_STRUCK = re.compile(r"~~.*?~~")
_MOST_WORDS = 8
"""A longer name is cut at its first punctuation."""


@dataclass(slots=True)
class Listen:
    """A listener that a row names; `host` is the header of its column, where columns are environments."""

    ports: Ports | None
    inside: Ports | None
    line: int
    transports: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    protocol: str = ""
    name: str = ""
    purpose: str = ""
    host: str = ""
    url: str = ""
    health: str = ""
    file: str = ""

    @property
    def at(self) -> At:
        """The line that names it first."""
        return At(self.file, self.line)


@dataclass(slots=True)
class Entry:
    """A row that names a service, a range or an endpoint (its `kind`), or why it is left out (its `reason`).

    `label` names its listeners where the line above names the service; `urls` are pairs of a header and a URL.
    """

    name: str
    row: Row
    label: str = ""
    kind: str = "service"
    reason: str = ""
    listeners: list[Listen] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    runtime: dict[str, str] = field(default_factory=dict)
    urls: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    binds: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The interpretation of a grid: its columns by role, and the settings for all of its rows.

    `constants` are values by role, `rows` the numbers of the rows to read (None for all). `forced` is true if a plan
    takes rows that would be left out.
    """

    columns: Mapping[str, tuple[int, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    is_range: bool = False
    host_in_header: bool = False
    rows: frozenset[int] | None = None
    forced: bool = False

    @classmethod
    def of(cls, grid: Grid, roles: Mapping[int, str]) -> Layout:
        """The layout that the roles of columns give; columns of ports may be headed by environments."""
        columns: dict[str, tuple[int, ...]] = {}
        for index, role in sorted(roles.items()):
            columns[role] = (*columns.get(role, ()), index)
        heads = [_head(grid.header[index]) for index in columns.get("port", ())]
        are_hosts = len(heads) > 1 and all(map(words.ENVIRONMENTS.fullmatch, heads))
        return cls(columns, is_range=is_range_column(grid, roles), host_in_header=are_hosts)


def _head(title: str) -> str:
    return words.PORT.sub(" ", title).strip(" ()#")


def read_rows(grid: Grid, layout: Layout) -> Iterator[Entry]:
    """An entry for each row with a port or a public address; other rows only name what follows."""
    is_under_title = grid.kind != "record" and bool(grid.headings) and grid.headings[-1].level == 1
    heading = "" if is_under_title else name_of_heading(grid.heading)
    above = ""
    for number, row in enumerate(grid.rows, 1):
        if layout.rows is not None and number not in layout.rows:
            yield Entry("", row, reason="left out by the plan")
            continue
        own = _own_name(row, layout)
        repeats = words.DITTO.fullmatch(own) is not None
        if row.form == "row" and layout.columns.get("name"):
            entry = Entry(above if repeats or not own else own, row)
        else:
            entry = _entry_of_line(own, row, heading)
        entry.name = layout.constants.get("name") or entry.name
        is_entry = _read(entry, grid, layout)
        if own and not repeats:
            # A row of a table with nothing but a name opens a group: what follows does not inherit it.
            above = own if is_entry or grid.kind != "table" or len(grid.header) < 3 else ""
        if is_entry:
            yield entry


def _own_name(row: Row, layout: Layout) -> str:
    texts = [" ".join(row[index].text.split()) for index in layout.columns.get("name", ())]
    return LEAD.sub("", " ".join(text for text in texts if not names.is_empty(text))).strip(" *_`")


def _entry_of_line(own: str, row: Row, heading: str) -> Entry:
    """An entry with its own name, or with that above it: of the line or item, else of the heading."""
    parent = name_of_heading(row.parent)
    inherited = parent if names.is_name(parent) and not names.is_generic(parent) else heading
    inherited = "" if names.is_generic(inherited) else inherited
    is_link = "://" in row.text and words.COLUMNS["url"].fullmatch(own)
    is_field = names.is_field(own, *([words.PROTOCOL_WORDS] if row.parent else []))
    is_sentence = row.form == "sentence"
    name = inherited or own if is_field or is_link or is_sentence else own or inherited
    return Entry(name, row, own if name != own and not is_sentence else "")


def _read(entry: Entry, grid: Grid, layout: Layout) -> bool:
    """Read the cells of a row; false if it has neither a port nor a public address."""
    row = entry.row
    _read_name(entry)
    for role in ROLES[3:]:
        for index in layout.columns.get(role, ()):
            if not names.is_empty(text := " ".join(row[index].text.split())):
                _read_cell(entry, role, text, grid.header[index])
        if role in layout.constants:
            _read_cell(entry, role, layout.constants[role], role)
    bind = next(filter(is_bind, ADDRESS.findall(grid.heading)), None)
    entry.binds = entry.binds or ((bind,) if bind else ())
    entry.reason = _read_listeners(entry, grid, layout)
    if "~~" in row.text and not uses(_STRUCK.sub("", row.text)):
        entry.reason = "struck out"
    if entry.reason:
        return True
    is_public = any(is_public_name(url) for _, url in entry.urls)
    has_name = grid.kind == "record" or layout.columns.get("name")
    if is_public and (layout.columns.get("target") or not entry.listeners or not has_name):
        entry.kind = "endpoint"
    elif entry.listeners:
        entry.kind = "range" if _is_range(entry, grid, layout) else "service"
        entry.reason = _reason(entry, grid, layout)
    return is_public or bool(entry.listeners)


def _read_name(entry: Entry) -> None:
    """Take what brackets behind a name say about its status, bind or address."""
    for match in (one for one in _BRACKETS.finditer(entry.name) if one.start()):
        inner = match[1]
        status, bind = status_word(inner), bind_of(inner)
        if status and status != "free":
            entry.facts["status"] = status
            entry.notes += [inner] if "," in inner else []
        elif bind or "://" in inner:
            entry.binds = (bind,) if bind else ()
            entry.urls += [(HOMEPAGE, inner)] if "://" in inner else []
        else:
            continue
        entry.name = entry.name.replace(match[0], "")
    if len(entry.name.split()) > _MOST_WORDS or "://" in entry.name:
        entry.name, rest = names.cut(entry.name)
        entry.facts |= {"description": rest} if rest else {}
    entry.name = _STRUCK.sub("", entry.name).strip()[:200]


def _read_cell(entry: Entry, role: str, text: str, title: str) -> None:
    """Take what a cell says; a text that its role does not explain becomes a note."""
    match role:
        case "bind" if binds := tuple(dict.fromkeys(filter(None, map(bind_of, _BINDS.split(text))))):
            entry.binds = binds
        case "transport" if found := _protocol(text):
            entry.transports = tuple(sorted({*entry.transports, *found[0]}))
            entry.protocol = entry.protocol or found[1]
        case "status" if status := status_of(text):
            entry.facts.setdefault("status", status)
        case "health" if health := health_of(text):
            entry.facts.setdefault("health", health)
        case "url" if (urls := _urls(text)) or uses(text):
            entry.urls += [(title, url) for url in urls]
        case "file" if path := _PATH.fullmatch(text):
            entry.files.append((path[1], title))
        case "host" if is_bind(text):
            entry.binds = entry.binds or (bind_of(text) or "",)
        case "notes" if title == HEADER[2]:
            _read_rest(entry, text)
        case "runtime":
            entry.runtime[title] = text
        case "depends":
            entry.depends += filter(None, map(str.strip, re.split(r"[,;&/]|\band\b", text)))
        case "bind" | "transport" | "status" | "health" | "url" | "file" | "notes":
            entry.notes.append(f"{title}: {text}" if title else text)
        case _:
            entry.facts[role] = f"{entry.facts[role]}, {text}" if role in entry.facts else text


def _protocol(text: str) -> tuple[tuple[str, ...], str] | None:
    transports, protocol = protocol_of(text)
    return None if len(protocol.split()) > 2 and not is_protocol(protocol) else (transports, protocol)


def _urls(text: str) -> list[str]:
    parts = (part.strip("()<>`,;") for part in re.split(r"[\s,]+", text))
    return [part for part in parts if "://" in part or is_public_name(part)]


def _read_rest(entry: Entry, text: str) -> None:
    """Take the rest of a line as a link, and as a status or description."""
    if link := _LINK.search(text):
        entry.urls.append((HOMEPAGE, link[1]))
        text = text.replace(link[0], "")
    if text := re.sub(r"^[(（](.*?)[)）]?$", r"\1", text.strip(" ,;-–—")).strip():
        status = status_word(text)
        entry.facts.setdefault("status" if status else "description", status or text)


def _read_listeners(entry: Entry, grid: Grid, layout: Layout) -> str:
    """Add the listeners of a row; gives what is wrong with its ports."""
    row, columns = entry.row, layout.columns
    inner = [one.ports for index in columns.get("inside", ()) for one in uses(row[index].text) if one.ports]
    found = [(one, index) for index in columns.get("port", ()) for one in uses(row[index].text)]
    if not found and not inner and "port" not in columns:  # the URL of a machine has a port of the service
        urls = [(one, index) for index in columns.get("url", ()) for one in uses(row[index].text) if one.ports]
        found = [(one, index) for one, index in urls if not is_public_name(one.url or f"{one.address}:1")]
    good = [(one, index) for one, index in found if one.ports]
    if other := set(entry.transports) - {"tcp", "udp"}:
        return f"transport {', '.join(sorted(other))}, expected tcp or udp"
    for number, (one, index) in enumerate(good):
        pair = inner[min(number, len(inner) - 1)] if len(inner) in (1, len(good)) else None
        inside = one.inside or (pair if pair and one.ports and len(pair) == len(one.ports) else None)
        listen = _listen(entry, one, row[index], grid.header[index], inside, layout)
        entry.listeners += [listen] if listen not in entry.listeners else []
    if not found:
        entry.listeners += [Listen(None, ports, row.line, entry.transports, (), entry.protocol) for ports in inner]
    return "" if good else next((one.problem for one, _ in found if one.problem), "")


def _listen(entry: Entry, one: Use, cell: Cell, title: str, inside: Ports | None, layout: Layout) -> Listen:
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", cell.text[one.end :])
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    said = bind_of(label) if is_bind(label) or "bound" in label else None
    transports, protocol = protocol_of(label) if label and not said else ((), "")
    is_known = protocol in words.PROTOCOLS
    bind = bind_of_address(one.address) or said
    head = _head(title if len(layout.columns.get("port", ())) > 1 else entry.label)
    return Listen(
        one.ports,
        inside,
        cell.line + cell.text[: one.start].count("\n"),
        one.transports or transports or transports_in(title) or entry.transports,
        (bind,) if bind else entry.binds,
        protocol if is_known else head.lower() if head.lower() in words.PROTOCOLS else entry.protocol,
        "" if layout.host_in_header else " ".join(_TRANSPORTS.sub("", head).split()).strip(" -_/"),
        "" if said or is_known or transports else label,
        head if layout.host_in_header else "",
        one.url,
    )


def _is_range(entry: Entry, grid: Grid, layout: Layout) -> bool:
    status = entry.facts.get("status", "")
    if layout.is_range or words.RESERVED.match(entry.name) or words.RESERVED.search(status):
        return True
    texts = (entry.name, grid.heading, grid.lead)
    is_said = grid.kind == "headings" or any(words.RANGE.search(text) or words.RESERVED.search(text) for text in texts)
    runs = [(len(one.ports or ()), one.transports) for one in entry.listeners]
    has_run = any(length > 1 for length, _ in runs) and is_said
    are_wide = all(length >= WIDE and not transports for length, transports in runs)
    return (has_run or are_wide) and entry.row.form != "row"


def _reason(entry: Entry, grid: Grid, layout: Layout) -> str:
    """Why a row does not name a service, or empty."""
    name, row = entry.name, entry.row
    if not names.has_letter(name):
        return "no name"
    if layout.forced:
        return ""
    if row.form == "sentence":
        return "a sentence"
    if any(words.LEFT_OUT.fullmatch(cell.text) for cell in row.cells):
        return "outgoing or to be avoided"
    if entry.facts.get("status") == "free" or (words.FREE.match(name.strip("()")) and len(name.split()) <= 2):
        return "free"
    if grid.kind == "headings" and (entry.kind == "range" or words.DOUBTFUL.search(row.text)):
        return "a heading"
    is_command = words.COMMANDS.match(LEAD.sub("", row.text))
    return "not a service" if row.form != "row" and (is_command or words.COLUMNS["number"].fullmatch(name)) else ""
