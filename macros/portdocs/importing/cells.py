"""The cells of a row: what each says of a service, by the role of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from portdocs.importing import values
from portdocs.importing.columns import CELLS, is_range_column
from portdocs.importing.entry import Entry, Listener
from portdocs.importing.grid import HEADER, Grid
from portdocs.importing.names import is_empty
from portdocs.importing.ports import Use, bind_of_address, transports_in, uses
from portdocs.importing.words import COLUMNS, PORT, PROTOCOLS
from portdocs.registry.ports import Ports

HOMEPAGE = "Website"
"""The label of a link on the name, which may lead to the maker of the software as well as to the service."""
_VARIABLE = re.compile(r"([A-Z][A-Z0-9_]*?)_?(?:PORT(?:_[A-Z]+)?|UR[IL]|DSN|ADDR(?:ESS)?)")
_BRACKETS = re.compile(r"(?<=.)\s*[(（\[]([^()（）\[\]]*)[)）\]]")
_LABEL = re.compile(r"\s*[(（]([^()（）]*)[)）]")
_LINK = re.compile(r"\(?(https?://[^\s()]+)\)?")
_NO = frozenset("✗✘❌❎×")
_BINDS = re.compile(r"[,;\s]+(?=[\[\d:*])")
_PATH = re.compile(r"`?(/[^\s`]*)`?")
_TRANSPORTS = re.compile(r"\((?:tcp|udp)\)|(?<!\w)(?:tcp|udp)(?!\w)", re.I)


@dataclass(frozen=True, slots=True)
class Layout:
    """The interpretation of a grid: its columns by role, and the settings for all of its rows.

    `constants` are values by role, `rows` the numbers of the rows to read (None for all). `heads` is the role of the
    headers of several columns of names or ports, `host` or `name`. `forced` is true if a plan takes rows that would be
    left out.
    """

    columns: Mapping[str, tuple[int, ...]]
    constants: Mapping[str, str] = field(default_factory=dict)
    is_range: bool = False
    heads: str = ""
    rows: frozenset[int] | None = None
    forced: bool = False

    @classmethod
    def of(cls, grid: Grid, roles: Mapping[int, str]) -> Layout:
        """The layout that the roles of columns give; columns of names or ports may be headed by machines."""
        columns: dict[str, tuple[int, ...]] = {}
        for index, role in sorted(roles.items()):
            columns[role] = (*columns.get(role, ()), index)
        found = cls(columns, is_range=is_range_column(grid, roles), heads="host")
        titles = [head_of(grid.header[index]) for index in found.headed]
        are_hosts = len(titles) > 1 and 2 * sum(map(values.is_machine, titles)) > len(titles)
        return found if are_hosts else replace(found, heads="")

    @property
    def headed(self) -> tuple[int, ...]:
        """The columns whose headers are hosts or services."""
        named, ports = self.columns.get("name", ()), self.columns.get("port", ())
        return () if not self.heads else named if len(named) > 1 else ports


def head_of(title: str) -> str:
    """The title of a column of ports without the words for a port."""
    return "" if COLUMNS["bind"].fullmatch(title) else PORT.sub(" ", title).strip(" ()#")


def read_cells(entry: Entry, layout: Layout) -> None:
    """Take what the name and the cells say, and the listeners; the reason is what is wrong with its ports."""
    _read_name(entry)
    for role in CELLS:
        for index in layout.columns.get(role, ()):
            if not is_empty(text := " ".join(entry.row[index].text.split())):
                _read_cell(entry, role, text, entry.grid.header[index])
        if role in layout.constants:
            _read_cell(entry, role, layout.constants[role], role)
    bind = next(filter(values.is_bind, values.ADDRESS.findall(entry.grid.heading)), "")
    entry.binds = entry.binds or ((bind,) if bind else ())
    _read_listeners(entry, layout)


def _read_name(entry: Entry) -> None:
    """Take what brackets behind a name say about its status, bind or address."""
    for match in _BRACKETS.finditer(entry.name):
        inner = match[1]
        status, bind = values.status_word(inner), values.bind_of(inner)
        if status and status != "free":
            entry.facts["status"] = status
            entry.notes += [inner] if "," in inner else []
        elif "://" in inner:
            entry.urls[inner] = HOMEPAGE
        elif bind:
            entry.binds = (bind,)
        else:
            continue
        entry.name = entry.name.replace(match[0], "")
    variable = _VARIABLE.fullmatch(entry.name)
    entry.name = re.sub(r"~~.*?~~", "", variable[1] if variable else entry.name).strip()[:200]


def _read_cell(entry: Entry, role: str, text: str, title: str) -> None:
    """Take what a cell says; a text that its role does not explain becomes a note."""
    match role:
        case "bind" if binds := tuple(dict.fromkeys(filter(None, map(values.bind_of, _BINDS.split(text))))):
            entry.binds = binds
        case "transport" if len((found := _protocol(text, title))[1].split()) <= 2:
            entry.transports = tuple(sorted({*entry.transports, *found[0]}))
            entry.protocol = entry.protocol or found[1]
        case "status" if status := values.status_of(text):
            entry.facts.setdefault("status", status)
        case "health" if health := values.health_of(text):
            entry.facts.setdefault("health", health)
        case "url" if (urls := _urls(text)) or uses(text):
            entry.urls |= dict.fromkeys(urls, title)
        case "file" if path := _PATH.fullmatch(text):
            entry.files[path[1]] = title
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


def _protocol(text: str, title: str) -> tuple[tuple[str, ...], str]:
    """The transports and the protocol that a cell names; a mark means that of the header."""
    return values.protocol_of("" if text in _NO else title if values.is_mark(text) else text)


def _urls(text: str) -> list[str]:
    parts = (part.strip("()<>`,;") for part in re.split(r"[\s,]+", text))
    return [part for part in parts if "://" in part or values.is_public_name(part)]


def _read_rest(entry: Entry, text: str) -> None:
    """Take the rest of a line as a link, and as a status or description."""
    if link := _LINK.search(text):
        entry.urls[link[1]] = HOMEPAGE
        text = text.replace(link[0], "")
    if text := re.sub(r"^[(（](.*?)[)）]?$", r"\1", text.strip(" ,;-–—")).strip():
        status = values.status_word(text)
        entry.facts.setdefault("status" if status else "description", status or text)


def _read_listeners(entry: Entry, layout: Layout) -> None:
    """Add the listeners of a row; ports inside a container are paired with those on the host."""
    if other := set(entry.transports) - {"tcp", "udp"}:
        entry.reason = f"transport {', '.join(sorted(other))}, expected tcp or udp"
        return
    inner = [one.ports for _, one in _uses(entry, layout, "inside") if one.ports]
    found = list(_uses(entry, layout, "port" if "port" in layout.columns else "services"))
    if not found and not inner and "port" not in layout.columns:  # the URL of a machine has a port of the service
        urls = _uses(entry, layout, "url")
        found = [(i, one) for i, one in urls if not values.is_public_name(one.url or f"{one.address}:1")]
    good = [(index, one, one.ports) for index, one in found if one.ports]
    for number, (index, one, ports) in enumerate(good):
        pair = inner[min(number, len(inner) - 1)] if len(inner) in (1, len(good)) else None
        inside = one.inside or (pair if pair and len(pair) == len(ports) else None)
        entry.listen(_listener(entry, index, one, inside, layout))
    for ports in inner if not found else ():
        entry.listen(Listener(entry.at, None, ports, entry.transports, protocol=entry.protocol))
    entry.reason = "" if good else next((one.problem for _, one in found if one.problem), "")


def _uses(entry: Entry, layout: Layout, role: str) -> Iterator[tuple[int, Use]]:
    """The ports in the columns of a role, with their columns."""
    return ((index, one) for index in layout.columns.get(role, ()) for one in uses(entry.row[index].text))


def _listener(entry: Entry, index: int, one: Use, inside: Ports | None, layout: Layout) -> Listener:
    """A listener with what its header, and the bracket behind its port, say about it."""
    cell, title = entry.row[index], entry.grid.header[index]
    bracket = _LABEL.match(cell.text[one.end :])
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    said = values.bind_of(label) if values.is_bind(label) else None
    transports, protocol = values.protocol_of(label) if label and not said else ((), "")
    is_protocol = protocol in PROTOCOLS
    bind = bind_of_address(one.address) or said
    head = head_of(entry.label if len(layout.columns.get("port", ())) < 2 else "" if layout.heads else title)
    return Listener(
        entry.page.at(cell.line + cell.text[: one.start].count("\n")),
        one.ports,
        inside,
        one.transports or transports or transports_in(title) or entry.transports,
        (bind,) if bind else entry.binds,
        protocol if is_protocol else head.lower() if head.lower() in PROTOCOLS else entry.protocol,
        " ".join(_TRANSPORTS.sub("", head).split()).strip(" -_/"),
        "" if said or is_protocol or transports else label,
        one.url,
    )
