"""The rows of a grid as entries: their names, what their cells say, what they are, and why some are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portdocs.importing import names, values, words
from portdocs.importing.columns import CELLS, WIDE, is_range_column
from portdocs.importing.draft import Entry, Listener
from portdocs.importing.grid import HEADER, Grid, Page, Row
from portdocs.importing.ports import Use, bind_of_address, transports_in, uses
from portdocs.importing.split import LEAD, name_of_heading, services_in
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
_STRUCK = re.compile(r"~~.*?~~")


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
        titles = [_head(grid.header[index]) for index in found.headed]
        are_hosts = len(titles) > 1 and 2 * sum(map(values.is_machine, titles)) > len(titles)
        return found if are_hosts else replace(found, heads="")

    @property
    def headed(self) -> tuple[int, ...]:
        """The columns whose headers are hosts or services."""
        named, ports = self.columns.get("name", ()), self.columns.get("port", ())
        return () if not self.heads else named if len(named) > 1 else ports

    def uses(self, row: Row, role: str) -> list[tuple[int, Use]]:
        """The ports in the columns of a role, with their columns."""
        return [(index, one) for index in self.columns.get(role, ()) for one in uses(row[index].text)]


def _head(title: str) -> str:
    """The title of a column of ports without the words for a port."""
    return "" if words.COLUMNS["bind"].fullmatch(title) else words.PORT.sub(" ", title).strip(" ()#")


def read_rows(page: Page, grid: Grid, layout: Layout) -> Iterator[Entry]:
    """An entry for each service of a row; rows that only name what follows are passed over."""
    lines = (row for row in grid.rows if row.parent)
    parents = {row.parent for row in lines if names.is_field(_own_name(row, layout), words.PROTOCOL_WORDS)}
    flows = [index for index, title in enumerate(grid.header) if words.FLOW.fullmatch(title)]
    above = ""
    for number, whole in enumerate(grid.rows, 1):
        if reason := _left_out(number, whole, flows, layout):
            yield Entry("", whole, grid, page, reason=reason)
            continue
        for row, said in _services(whole, grid, layout):
            own = said.get("name") or _own_name(row, layout)
            own = "" if words.DITTO.fullmatch(own) else own
            inherited = above if row.form == "row" and layout.columns.get("name") else _inherited(row, grid)
            name = inherited or own if row.form != "row" and _is_part(own, row, parents) else own or inherited
            label = own if name != own and row.form != "sentence" else ""
            entry = Entry(layout.constants.get("name") or name, row, grid, page, label)
            entry.facts |= {"host": said["host"]} if "host" in said else {}
            says_something = _read(entry, layout)
            if own:
                # A row of a table with nothing but a name opens a group: what follows does not inherit it.
                above = "" if grid.kind == "table" and not says_something and len(grid.header) > 2 else own
            if says_something:
                yield entry


def _left_out(number: int, row: Row, flows: Sequence[int], layout: Layout) -> str:
    """Why a row is not read, or empty; `flows` are the columns of a firewall with directions and actions."""
    if layout.rows is not None:
        return "" if number in layout.rows else "left out by the plan"
    is_outgoing = words.LEFT_OUT.search(row.parent) or any(words.BLOCKED.search(row[index].text) for index in flows)
    return "outgoing" if is_outgoing else ""


def _services(row: Row, grid: Grid, layout: Layout) -> Iterator[tuple[Row, Mapping[str, str]]]:
    """A row for each service in it, and the name or host that a header or a list in a cell gives."""
    lists = [(index, one) for index in layout.columns.get("services", ()) for one in services_in(row[index].text)]
    for index, (name, ports) in lists:
        yield _with_texts(row, {index: ports}), {"name": name}
    headed = [index for index in layout.headed if not names.is_empty(row[index].text)]
    for index in headed:
        others = {other: "" for other in layout.headed if other != index}
        yield _with_texts(row, others), {layout.heads: _head(grid.header[index])}
    if not lists and not headed:
        yield row, {}


def _with_texts(row: Row, texts: Mapping[int, str]) -> Row:
    cells = (replace(cell, text=texts.get(index, cell.text)) for index, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


def _own_name(row: Row, layout: Layout) -> str:
    texts = [" ".join(row[index].text.split()) for index in layout.columns.get("name", ())]
    return LEAD.sub("", " ".join(text for text in texts if not names.is_empty(text))).strip(" *_`")


def _is_part(name: str, row: Row, parents: set[str]) -> bool:
    """True for a line that says something of the service above: `HTTP: 8080`, `URL: http://web:80`."""
    is_link = "://" in row.text and words.COLUMNS["url"].fullmatch(name)
    return names.is_field(name) or row.parent in parents or row.form == "sentence" or bool(is_link)


def _inherited(row: Row, grid: Grid) -> str:
    """The name of a row that has none: that of the line above, else of the heading."""
    parent = name_of_heading(row.parent)
    if names.is_name(parent) and not names.is_generic(parent):
        return parent
    is_under_title = grid.kind != "record" and bool(grid.headings) and grid.headings[-1].level == 1
    heading = "" if is_under_title else name_of_heading(grid.heading)
    return "" if names.is_generic(heading) else heading


def _read(entry: Entry, layout: Layout) -> bool:
    """Take what the cells say; False if they name neither a port nor a public address."""
    _read_name(entry)
    for role in CELLS:
        for index in layout.columns.get(role, ()):
            if not names.is_empty(text := " ".join(entry.row[index].text.split())):
                _read_cell(entry, role, text, entry.grid.header[index])
        if role in layout.constants:
            _read_cell(entry, role, layout.constants[role], role)
    bind = next(filter(values.is_bind, values.ADDRESS.findall(entry.grid.heading)), "")
    entry.binds = entry.binds or ((bind,) if bind else ())
    entry.reason = _read_listeners(entry, layout)
    is_endpoint = any(map(values.is_public_name, entry.urls)) and ("target" in layout.columns or not entry.listeners)
    if is_endpoint and not entry.reason:
        entry.kind = "endpoint"
    elif entry.listeners or entry.reason:
        entry.kind = "range" if _is_range(entry, layout) else "service"
        entry.reason = _reason(entry, layout)
    return bool(entry.listeners or entry.reason or is_endpoint)


def _read_name(entry: Entry) -> None:
    """Take what brackets behind a name say about its status, bind or address."""
    for match in _BRACKETS.finditer(entry.name):
        if not _read_remark(entry, match[1]):
            entry.name = entry.name.replace(match[0], "")
    variable = _VARIABLE.fullmatch(entry.name)
    entry.name = _STRUCK.sub("", variable[1] if variable else entry.name).strip()[:200]


def _read_remark(entry: Entry, text: str) -> str:
    """Take a link, a status or a bind; the rest of the text."""
    for link in _LINK.finditer(text):
        entry.urls[link[1]] = HOMEPAGE
        text = text.replace(link[0], "")
    if status := values.status_word(text):
        entry.facts.setdefault("status", status)
        entry.notes += [text] if "," in text else []
        return ""
    if (bind := values.bind_of(text)) and len(text.split()) <= 3:  # `bound to 10.0.0.4`
        entry.binds = (bind,)
        return ""
    return text.strip(" ,;-–—")


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
        case "runtime":
            entry.runtime[title] = text
        case "notes" if title == HEADER[2]:
            rest = _read_remark(entry, re.sub(r"^[(（](.*?)[)）]?$", r"\1", text.strip(" ,;-–—")))
            entry.facts |= {"description": rest} if rest else {}
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


def _read_listeners(entry: Entry, layout: Layout) -> str:
    """Add the listeners of a row; ports inside a container are paired with those on the host."""
    inner = [one.ports for _, one in layout.uses(entry.row, "inside") if one.ports]
    found = layout.uses(entry.row, "port" if "port" in layout.columns else "services")
    if not found and not inner and "port" not in layout.columns:  # the URL of a machine has a port of the service
        urls = layout.uses(entry.row, "url")
        found = [(i, one) for i, one in urls if not values.is_public_name(one.url or f"{one.address}:1")]
    if other := set(entry.transports) - {"tcp", "udp"}:
        return f"transport {', '.join(sorted(other))}, expected tcp or udp"
    good = [(index, one, one.ports) for index, one in found if one.ports]
    for number, (index, one, ports) in enumerate(good):
        pair = inner[min(number, len(inner) - 1)] if len(inner) in (1, len(good)) else None
        inside = one.inside or (pair if pair and len(pair) == len(ports) else None)
        entry.listen(_listener(entry, index, one, inside, layout))
    for ports in inner if not found else ():
        entry.listen(Listener(entry.at, None, ports, entry.transports, protocol=entry.protocol))
    return "" if good else next((one.problem for _, one in found if one.problem), "")


def _listener(entry: Entry, index: int, one: Use, inside: Ports | None, layout: Layout) -> Listener:
    """A listener with what its header, and the bracket behind its port, say about it."""
    cell, title = entry.row[index], entry.grid.header[index]
    bracket = _LABEL.match(cell.text[one.end :])
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    said = values.bind_of(label) if values.is_bind(label) else None
    transports, protocol = values.protocol_of(label) if label and not said else ((), "")
    is_protocol = protocol in words.PROTOCOLS
    bind = bind_of_address(one.address) or said
    head = _head(entry.label if len(layout.columns.get("port", ())) < 2 else "" if layout.heads else title)
    return Listener(
        entry.page.at(cell.line + cell.text[: one.start].count("\n")),
        one.ports,
        inside,
        one.transports or transports or transports_in(title) or entry.transports,
        (bind,) if bind else entry.binds,
        protocol if is_protocol else head.lower() if head.lower() in words.PROTOCOLS else entry.protocol,
        " ".join(_TRANSPORTS.sub("", head).split()).strip(" -_/"),
        "" if said or is_protocol or transports else label,
        one.url,
    )


def _reason(entry: Entry, layout: Layout) -> str:
    """Why a row is left out, or empty."""
    name, form, text = entry.name, entry.row.form, entry.row.text
    if not layout.forced and _is_setting(entry, layout):
        return "a setting"
    cells = (text, *(cell.text for cell in entry.row.cells))
    if any("~~" in cell and not re.search(r"\w", _STRUCK.sub("", cell)) for cell in cells):
        return "struck out"
    if entry.reason or not names.has_letter(name):
        return entry.reason or "no name"
    if layout.forced:
        return ""
    if form == "sentence":
        return "a sentence"
    if entry.facts.get("status") == "free" or (words.FREE.match(name.strip("()")) and len(name.split()) <= 2):
        return "free"
    if entry.grid.kind == "headings" and (entry.kind == "range" or words.DOUBTFUL.search(text)):
        return "a heading"
    return "not a service" if form != "row" and words.COMMANDS.match(LEAD.sub("", text)) else ""


def _is_setting(entry: Entry, layout: Layout) -> bool:
    """True for `MAX_CONNECTIONS`, and for a key in a table of settings that does not mention a port."""
    is_table = words.PROPERTY.fullmatch(entry.grid.header[0])
    key = entry.row[0].text if is_table else entry.name
    is_port = words.PORT.search(key.replace("_", " ")) or any(one.sure for _, one in layout.uses(entry.row, "port"))
    return not is_port and bool(is_table or words.SETTING.fullmatch(key))


def _is_range(entry: Entry, layout: Layout) -> bool:
    status = entry.facts.get("status", "")
    if layout.is_range or words.RESERVED.match(entry.name) or words.RESERVED.search(status):
        return True
    texts = (entry.name, entry.grid.heading, entry.grid.lead)
    is_said = any(words.RANGE.search(text) or words.RESERVED.search(text) for text in texts)
    runs = [(len(one.ports or ()), one.transports) for one in entry.listeners]
    has_run = any(length > 1 for length, _ in runs) and (is_said or entry.grid.kind == "headings")
    are_wide = all(length >= WIDE and not transports for length, transports in runs)
    return (has_run or are_wide) and entry.row.form != "row"
