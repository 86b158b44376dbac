"""A row of a grid as an entry: what its cells say of a service, a range or an endpoint, by the roles of its columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from portdocs.importing import values
from portdocs.importing.columns import is_range_column
from portdocs.importing.grid import HEADER, At, Cell, Grid, Row
from portdocs.importing.names import cut
from portdocs.importing.ports import Use, bind_of_address, transports_in, uses
from portdocs.importing.words import COLUMNS, PORT, PROTOCOLS
from portdocs.registry.ports import Ports

_VARIABLE = re.compile(r"([A-Z][A-Z0-9_]*?)_?(?:PORT(?:_[A-Z]+)?|UR[IL]|DSN|ADDR(?:ESS)?)")
_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]*)[)）\]]")
_MOST_WORDS = 8
"""A longer name is cut at its first punctuation."""
HOMEPAGE = "Website"
"""The label of a link on the name, which may lead to the maker of the software as well as to the service."""
_LINK = re.compile(r"\(?(https?://[^\s()]+)\)?")
_NO = frozenset("✗✘❌❎×")
_BINDS = re.compile(r"[,;\s]+(?=[\[\d:*])")
_PATH = re.compile(r"`?(/[^\s`]*)`?")
_TRANSPORTS = re.compile(r"\((?:tcp|udp)\)|(?<!\w)(?:tcp|udp)(?!\w)", re.I)


@dataclass(slots=True)
class Listen:
    """A listener that a row names; `host` is the header of its column, where columns are hosts or environments."""

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
    name_in_header: bool = False
    rows: frozenset[int] | None = None
    forced: bool = False

    @classmethod
    def of(cls, grid: Grid, roles: Mapping[int, str], machines: frozenset[str] = frozenset()) -> Layout:
        """The layout that the roles of columns give; columns of names or ports may be headed by machines."""
        columns: dict[str, tuple[int, ...]] = {}
        for index, role in sorted(roles.items()):
            columns[role] = (*columns.get(role, ()), index)
        names = columns.get("name", ())
        heads = [_head(grid.header[index]) for index in (names if len(names) > 1 else columns.get("port", ()))]
        are_hosts = all(values.is_machine(head, machines) for head in heads)
        return cls(columns, is_range=is_range_column(grid, roles), host_in_header=len(heads) > 1 and are_hosts)


def _head(title: str) -> str:
    return "" if COLUMNS["bind"].fullmatch(title) else PORT.sub(" ", title).strip(" ()#")


def read_name(entry: Entry) -> None:
    """Take what brackets behind a name say about its status, bind or address."""
    for match in (one for one in _BRACKETS.finditer(entry.name) if one.start()):
        inner = match[1]
        status, bind = values.status_word(inner), values.bind_of(inner)
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
        entry.name, rest = cut(entry.name)
        entry.facts |= {"description": rest} if rest else {}
    variable = _VARIABLE.fullmatch(entry.name)
    entry.name = re.sub(r"~~.*?~~", "", variable[1] or entry.name if variable else entry.name).strip()[:200]


def read_listeners(entry: Entry, grid: Grid, layout: Layout) -> str:
    """Add the listeners of a row; gives what is wrong with its ports."""
    row, columns = entry.row, layout.columns
    inner = [one.ports for index in columns.get("inside", ()) for one in uses(row[index].text) if one.ports]
    outer = columns.get("port") or columns.get("services", ())
    found = [(one, index) for index in outer for one in uses(row[index].text)]
    if not found and not inner and "port" not in columns:  # the URL of a machine has a port of the service
        urls = [(one, index) for index in columns.get("url", ()) for one in uses(row[index].text) if one.ports]
        found = [(one, index) for one, index in urls if not values.is_public_name(one.url or f"{one.address}:1")]
    good = [(one, index) for one, index in found if one.ports]
    if other := set(entry.transports) - {"tcp", "udp"}:
        return f"transport {', '.join(sorted(other))}, expected tcp or udp"
    alike: defaultdict[Ports | None, list[Listen]] = defaultdict(list)
    for number, (one, index) in enumerate(good):
        pair = inner[min(number, len(inner) - 1)] if len(inner) in (1, len(good)) else None
        inside = one.inside or (pair if pair and one.ports and len(pair) == len(one.ports) else None)
        listen = _listen(entry, one, row[index], grid.header[index], inside, layout)
        if listen not in alike[listen.ports]:
            alike[listen.ports].append(listen)
            entry.listeners.append(listen)
    if not found:
        entry.listeners += [Listen(None, ports, row.line, entry.transports, (), entry.protocol) for ports in inner]
    return "" if good else next((one.problem for one, _ in found if one.problem), "")


def _listen(entry: Entry, one: Use, cell: Cell, title: str, inside: Ports | None, layout: Layout) -> Listen:
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", cell.text[one.end :])
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    said = values.bind_of(label) if values.is_bind(label) or "bound" in label else None
    transports, protocol = values.protocol_of(label) if label and not said else ((), "")
    is_protocol = protocol in PROTOCOLS
    bind = bind_of_address(one.address) or said
    is_title_used = layout.host_in_header or layout.name_in_header
    head = _head(title if len(layout.columns.get("port", ())) > 1 else entry.label)
    return Listen(
        one.ports,
        inside,
        cell.line + cell.text[: one.start].count("\n"),
        one.transports or transports or transports_in(title) or entry.transports,
        (bind,) if bind else entry.binds,
        protocol if is_protocol else head.lower() if head.lower() in PROTOCOLS else entry.protocol,
        "" if is_title_used else " ".join(_TRANSPORTS.sub("", head).split()).strip(" -_/"),
        "" if said or is_protocol or transports else label,
        head if layout.host_in_header else "",
        one.url,
    )


def read_cell(entry: Entry, role: str, text: str, title: str) -> None:
    """Take what a cell says; a text that its role does not explain becomes a note."""
    match role:
        case "bind" if binds := tuple(dict.fromkeys(filter(None, map(values.bind_of, _BINDS.split(text))))):
            entry.binds = binds
        case "transport" if found := _protocol("" if text in _NO else title if values.is_mark(text) else text):
            entry.transports = tuple(sorted({*entry.transports, *found[0]}))
            entry.protocol = entry.protocol or found[1]
        case "status" if status := values.status_of(text):
            entry.facts.setdefault("status", status)
        case "health" if health := values.health_of(text):
            entry.facts.setdefault("health", health)
        case "url" if (urls := _urls(text)) or uses(text):
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


def _protocol(text: str) -> tuple[tuple[str, ...], str] | None:
    transports, protocol = values.protocol_of(text)
    return None if len(protocol.split()) > 2 and not values.is_protocol(protocol) else (transports, protocol)


def _urls(text: str) -> list[str]:
    parts = (part.strip("()<>`,;") for part in re.split(r"[\s,]+", text))
    return [part for part in parts if "://" in part or values.is_public_name(part)]


def _read_rest(entry: Entry, text: str) -> None:
    """Take the rest of a line as a link, and as a status or description."""
    if link := _LINK.search(text):
        entry.urls.append((HOMEPAGE, link[1]))
        text = text.replace(link[0], "")
    if text := re.sub(r"^[(（](.*?)[)）]?$", r"\1", text.strip(" ,;-–—")).strip():
        status = values.status_word(text)
        entry.facts.setdefault("status" if status else "description", status or text)
