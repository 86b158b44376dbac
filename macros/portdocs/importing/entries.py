"""The rows of a grid as entries: what their cells say of a service, a range or an endpoint, by the roles of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.importing import names, values, words
from portdocs.importing.columns import ROLES, WIDE, Layout, head_of
from portdocs.importing.grid import HEADER, Cell, Grid, Row
from portdocs.importing.lines import LEAD, name_of_heading
from portdocs.importing.ports import Listen, Use, bind_of_address, transports_in, uses
from portdocs.registry.ports import Ports

HOMEPAGE = "Website"
"""The label of a link on the name, which may lead to the maker of the software as well as to the service."""
_LINK = re.compile(r"\(?(https?://[^\s()]+)\)?")
_BINDS = re.compile(r"[,;\s]+(?=[\[\d:*])")
_PATH = re.compile(r"`?(/[^\s`]*)`?")
_TRANSPORTS = re.compile(r"\((?:tcp|udp)\)|(?<!\w)(?:tcp|udp)(?!\w)", re.I)
_STRUCK = re.compile(r"~~.*?~~")
_MOST_WORDS = 8
"""A longer name is cut at its first punctuation."""


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
        if row.form == "row" and layout.columns.get("name"):
            entry = Entry(own or above, row)
        else:
            entry = _entry_of_line(own, row, heading)
        entry.name = layout.constants.get("name") or entry.name
        is_entry = _read(entry, grid, layout)
        if own:
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
    own = _without_link(entry, entry.name) if "(http" in entry.name else entry.name
    entry.name = _STRUCK.sub("", own).strip()[:200]
    if len(entry.name.split()) > _MOST_WORDS:
        entry.name, entry.facts["description"] = names.cut(entry.name)
    for role in ROLES[3:]:
        for index in layout.columns.get(role, ()):
            if not names.is_empty(text := " ".join(row[index].text.split())):
                _read_cell(entry, role, text, grid.header[index])
        if role in layout.constants:
            _read_cell(entry, role, layout.constants[role], role)
    entry.reason = _read_listeners(entry, grid, layout)
    if "~~" in row.text and not uses(_STRUCK.sub("", row.text)):
        entry.reason = "struck out"
    if entry.reason:
        return True
    is_public = any(values.is_public_name(url) for _, url in entry.urls)
    has_name = grid.kind == "record" or layout.columns.get("name")
    if is_public and (layout.columns.get("target") or not entry.listeners or not has_name):
        entry.kind = "endpoint"
    elif entry.listeners:
        entry.kind = "range" if _is_range(entry, grid, layout) else "service"
        entry.reason = _reason(entry, grid, layout)
    return is_public or bool(entry.listeners)


def _read_cell(entry: Entry, role: str, text: str, title: str) -> None:
    """Take what a cell says; a text that its role does not explain becomes a note."""
    match role:
        case "bind" if binds := tuple(dict.fromkeys(filter(None, map(values.bind_of, _BINDS.split(text))))):
            entry.binds = binds
        case "transport" if len(text.split()) <= 4 or values.is_protocol(text):
            transports, protocol = values.protocol_of(text)
            entry.transports = tuple(sorted({*entry.transports, *transports}))
            entry.protocol = entry.protocol or protocol
        case "status" if status := values.status_of(text):
            entry.facts.setdefault("status", status)
        case "health" if health := values.health_of(text):
            entry.facts.setdefault("health", health)
        case "url" if (urls := values.urls_in(text)) or uses(text):
            entry.urls += [(title, url) for url in urls]
        case "file" if path := _PATH.fullmatch(text):
            entry.files.append((path[1], title))
        case "host" if values.is_bind(text):
            entry.binds = entry.binds or (values.bind_of(text) or "",)
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


def _read_rest(entry: Entry, text: str) -> None:
    """Take the rest of a line as a status or description."""
    text = _without_link(entry, text).strip(" ,;-–—")
    if text := re.sub(r"^[(（](.*?)[)）]?$", r"\1", text).strip():
        status = values.status_word(text)
        entry.facts.setdefault("status" if status else "description", status or text)


def _without_link(entry: Entry, text: str) -> str:
    """A text without its link, which the entry keeps."""
    if link := _LINK.search(text):
        entry.urls.append((HOMEPAGE, link[1]))
    return _LINK.sub("", text, count=1)


def _read_listeners(entry: Entry, grid: Grid, layout: Layout) -> str:
    """Add the listeners of a row; gives what is wrong with its ports."""
    row, columns = entry.row, layout.columns
    inner = [one.ports for index in columns.get("inside", ()) for one in uses(row[index].text) if one.ports]
    found = [(one, index) for index in columns.get("port", ()) for one in uses(row[index].text)]
    if not found and not inner and "port" not in columns:  # the URL of a machine has a port of the service
        urls = [(one, index) for index in columns.get("url", ()) for one in uses(row[index].text) if one.ports]
        found = [(one, index) for one, index in urls if not values.is_public_name(one.url or f"{one.address}:1")]
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
    """A listener: the brackets behind its ports say its protocol, transports, bind or purpose."""
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", cell.text[one.end :])
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    said = values.bind_of(label) if values.is_bind(label) or "bound" in label else None
    transports, protocol = values.protocol_of("" if said else label)
    head = head_of(title if len(layout.columns.get("port", ())) > 1 else entry.label)
    protocols = [name for name in (protocol, head.lower()) if name in words.PROTOCOLS]
    bind = bind_of_address(one.address) or said
    return Listen(
        one.ports,
        inside,
        cell.line + cell.text[: one.start].count("\n"),
        one.transports or transports or transports_in(title) or entry.transports,
        (bind,) if bind else entry.binds,
        protocols[0] if protocols else entry.protocol,
        "" if layout.host_in_header else " ".join(_TRANSPORTS.sub("", head).split()).strip(" -_/"),
        "" if said or protocol in words.PROTOCOLS or transports else label,
        head if layout.host_in_header else "",
        one.url,
    )


def _is_range(entry: Entry, grid: Grid, layout: Layout) -> bool:
    """True for reserved ports: a column or word says so, or they are many."""
    if layout.is_range or words.RESERVED.match(entry.name) or words.RESERVED.search(entry.facts.get("status", "")):
        return True
    texts = (entry.name, grid.heading, grid.lead)
    is_said = grid.kind == "headings" or any(words.RANGE.search(text) or words.RESERVED.search(text) for text in texts)
    runs = [len(one.ports or ()) for one in entry.listeners]
    is_run = any(length > 1 for length in runs) if is_said else all(length >= WIDE for length in runs)
    return is_run and entry.row.form != "row"


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
    is_setting = words.COLUMNS["number"].fullmatch(name) and (row.form != "row" or "_" in name)
    is_command = row.form != "row" and words.COMMANDS.match(LEAD.sub("", row.text))
    return "not a service" if is_command or is_setting else ""
