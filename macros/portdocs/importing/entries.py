"""The rows of a grid as entries: their names, what their cells say, what they are, and why some are left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from portdocs.importing import split, texts, words
from portdocs.importing.columns import CELLS, Layout, head_of
from portdocs.importing.draft import Entry, Listener
from portdocs.importing.grid import HEADER, Grid, Page, Row
from portdocs.importing.ports import Use, transports_in, uses

HOMEPAGE = "Website"
"""The label of a link on the name, which may lead to the maker of the software as well as to the service."""
_VARIABLE = re.compile(r"^([A-Z][A-Z0-9_]*?)_?(?:PORT(?:_[A-Z]+)?|UR[IL]|DSN|ADDR(?:ESS)?)$")
_BRACKETS = re.compile(r"(?<=.)\s*[(（\[]([^()（）\[\]]*)[)）\]]")
_LINK = re.compile(r"\(?(https?://[^\s()]+)\)?")
_LONGEST = 50  # ports of a run that a service may open; a longer one is more likely reserved
_PATH = re.compile(r"`?(/[^\s`]*)`?")
_STRUCK = re.compile(r"~~.*?~~")


def read_rows(page: Page, grid: Grid, layout: Layout) -> Iterator[Entry]:
    """An entry for each service of a row; rows that only name what follows are passed over."""
    siblings = Counter(row.parent for row in grid.rows if row.parent)
    parts = (row for row in grid.rows if texts.is_field(_own_name(row, layout), words.PROTOCOL_WORDS))
    fields = Counter(row.parent for row in parts)
    parents = {parent for parent in siblings if 2 * fields[parent] >= siblings[parent]}
    above = ""
    for number, whole in enumerate(grid.rows, 1):
        for row, said in _services(whole, grid, layout):
            own = said.pop("name", "") or _own_name(row, layout)
            inherited = above if row.form == "row" and layout.columns.get("name") else _inherited(row, grid)
            is_part = row.form != "row" and (texts.is_generic(own) or row.parent in parents)
            name = inherited or own if is_part else own or inherited
            label = own if name != own else ""
            entry = Entry(layout.constants.get("name") or name, row, grid, page, label, facts=said)
            says_something = _read(entry, layout)
            entry.reason = "left out by the plan" if layout.rows and number not in layout.rows else entry.reason
            if own:
                # A row of a table with nothing but a name opens a group: what follows does not inherit it.
                above = "" if grid.kind == "table" and not says_something else own
            if says_something:
                yield entry


def _services(row: Row, grid: Grid, layout: Layout) -> Iterator[tuple[Row, dict[str, str]]]:
    """A row for each service in it, and the name or host that a header gives."""
    headed = [index for index in layout.headed if not texts.is_empty(row[index].text)]
    for index in headed:
        others = set(layout.headed) - {index}
        cells = (replace(cell, text="") if number in others else cell for number, cell in enumerate(row.cells))
        yield replace(row, cells=tuple(cells)), {layout.heads: head_of(grid.header[index])}
    if not headed:
        yield row, {}


def _own_name(row: Row, layout: Layout) -> str:
    cells = [" ".join(row[index].text.split()) for index in layout.columns.get("name", ())]
    return split.LEAD.sub("", " ".join(text for text in cells if not texts.is_empty(text))).strip(" *_`")


def _inherited(row: Row, grid: Grid) -> str:
    """The name of a row that has none: that of the line above, else of the heading."""
    is_titled = grid.kind == "record" or any(one.level > 1 for one in grid.headings[-1:])
    found = map(split.name_of_heading, (row.parent, grid.heading if is_titled else ""))
    return next((one for one in found if texts.is_name(one) and not texts.is_generic(one)), "")


def _read(entry: Entry, layout: Layout) -> bool:
    """Take what the name and the cells say; False if they have neither a port nor a public address."""
    name = _BRACKETS.sub(lambda match: match[0] if _read_remark(entry, match[1]) else "", entry.name)
    entry.name = _VARIABLE.sub(r"\1", name).strip()[:200]
    for role in CELLS:
        cells = [(entry.row[index].text, entry.grid.header[index]) for index in layout.columns.get(role, ())]
        cells += [(layout.constants[role], role)] if role in layout.constants else []
        for text, title in cells:
            if not texts.is_empty(text):
                _read_cell(entry, role, " ".join(text.split()), title)
    problem = _read_listeners(entry, layout)
    is_public = any(map(texts.is_public_name, entry.urls))
    if not problem and is_public and ("target" in layout.columns or not entry.listeners):
        entry.kind = "endpoint"
    elif problem or entry.listeners:
        entry.kind = "range" if _is_range(entry, layout) else "service"
        entry.reason = _reason(entry, layout, problem)
    return bool(problem or entry.listeners or entry.kind == "endpoint")


def _read_remark(entry: Entry, text: str) -> str:
    """Take a link, a status or a bind; the rest of the text."""
    for link in _LINK.finditer(text):
        entry.urls[link[1]] = HOMEPAGE
        text = text.replace(link[0], "")
    if status := texts.status_of(text):
        entry.state("status", status)
        entry.notes += [text] if re.search(r"[,;(\d]", text) else []
    elif (bind := texts.bind_of(text)) and len(text.split()) <= 3:  # `bound to 10.0.0.4`
        entry.binds = (bind,)
    else:
        return text.strip(" ,;-–—")
    return ""


def _read_cell(entry: Entry, role: str, text: str, title: str) -> None:
    """Take what a cell says; a text that its role does not explain becomes a note."""
    parts = (part.strip("()<>`,;") for part in re.split(r"[\s,]+", text))
    match "bind" if role == "host" and texts.is_bind(text) else role:
        case "bind" if binds := tuple(filter(None, map(texts.bind_of, texts.ADDRESS.findall(text) or [text]))):
            entry.binds = binds
        case "transport":
            transports, protocol = texts.protocol_of(title if texts.is_mark(text) else text)
            entry.transports = tuple(sorted({*entry.transports, *transports}))
            entry.protocol = entry.protocol or protocol
        case "status" if status := texts.status_of(text):
            entry.state("status", status)
        case "health" if health := texts.HEALTH.search(text):
            entry.state("health", health[1])
        case "url" if (urls := [one for one in parts if "://" in one or texts.is_public_name(one)]) or uses(text):
            entry.urls |= {one if "://" in one else f"https://{one}": title for one in urls}
        case "file" if path := _PATH.fullmatch(text):
            entry.files[path[1]] = title
        case "notes" if title == HEADER[2]:
            rest = _read_remark(entry, re.sub(r"^[(（](.*?)[)）]?$", r"\1", text.strip(" ,;-–—")))
            entry.facts |= {"description": rest} if rest else {}
        case "bind" | "status" | "health" | "url" | "file" | "notes":
            entry.notes.append(f"{title}: {text}" if title else text)
        case _:
            entry.state(title if role == "runtime" else role, text)


def _read_listeners(entry: Entry, layout: Layout) -> str:
    """Add the listeners of a row, with the ports inside containers; what is wrong with its ports."""
    if other := set(entry.transports) - {"tcp", "udp"}:
        return f"transport {', '.join(sorted(other))}, expected tcp or udp"
    inner = [(index, one) for index, one in layout.uses(entry.row, "inside") if one.ports]
    found = layout.uses(entry.row, "port", "range")
    if not found and not inner and {"port", "range"}.isdisjoint(layout.columns):
        urls = layout.uses(entry.row, "url")  # that of a machine has the port of the service
        found = [(index, one) for index, one in urls if not texts.is_public_name(one.url or f"{one.address}:1")]
    good = [(index, one) for index, one in found if one.ports]
    if not found:
        good = [(index, replace(one, ports=None, inside=one.ports)) for index, one in inner]
    elif [len(one.ports or ()) for _, one in good] == [len(one.ports or ()) for _, one in inner]:
        pairs = zip(good, inner, strict=True)
        good = [(index, replace(one, inside=one.inside or other.ports)) for (index, one), (_, other) in pairs]
    for index, one in good:
        entry.listen(_listener(entry, index, one, layout))
    return next((one.problem for _, one in found if one.problem), "")


def _listener(entry: Entry, index: int, one: Use, layout: Layout) -> Listener:
    """A listener with what its header, and the bracket behind its port, say about it."""
    cell = entry.row[index]
    title = entry.grid.header[index] if len(layout.columns.get("port", ())) > 1 else entry.label
    transports, name = texts.protocol_of("" if layout.heads else head_of(title))
    bracket = _BRACKETS.match(cell.text, one.end)
    label = " ".join(bracket[1].split()) if bracket and not uses(bracket[1]) else ""
    bind = texts.bind_of(one.address) or (texts.bind_of(label) if texts.is_bind(label) else None)
    return Listener(
        entry.page.at(cell.line + cell.text[: one.start].count("\n")),
        one.ports,
        one.inside,
        one.transports or transports_in(label) or transports or entry.transports,
        (bind,) if bind else entry.binds,
        next((text for text in (label.lower(), name) if text in words.PROTOCOLS), entry.protocol),
        "" if name in words.PROTOCOLS else name,
        "" if label.lower() in words.PROTOCOLS or texts.is_bind(label) else label,
        one.url,
    )


def _reason(entry: Entry, layout: Layout, problem: str) -> str:
    """Why a row is left out, or empty; a plan overrules what is only likely."""
    name, row = entry.name, entry.row
    struck = (text for text in (row.text, *(cell.text for cell in row.cells)) if "~~" in text)
    is_struck = not all(re.search(r"\w", _STRUCK.sub("", text)) for text in struck)
    reasons = {"struck out": is_struck, problem: problem, "no name": not texts.has_letter(name)}
    if not layout.forced:
        flows = (row[index].text for index, title in enumerate(entry.grid.header) if words.FLOW.fullmatch(title))
        is_heading = entry.grid.kind == "headings"
        is_free = words.FREE.match(name.strip("()")) and len(name.split()) <= 2
        reasons = {
            "outgoing": words.LEFT_OUT.search(row.parent) or any(map(words.BLOCKED.search, flows)),
            "a setting": _is_setting(entry),
            **reasons,
            "a sentence": row.form == "sentence",
            "free": is_free or entry.facts.get("status") == "free",
            "a heading": is_heading and (entry.kind == "range" or words.DOUBTFUL.search(row.text)),
            "not a service": row.form != "row" and words.COMMANDS.match(split.LEAD.sub("", row.text)),
        }
    return next((reason for reason, applies in reasons.items() if applies), "")


def _is_setting(entry: Entry) -> bool:
    """True for `MAX_CONNECTIONS`, and for a key in a table of settings that does not mention a port."""
    is_table = words.PROPERTY.fullmatch(entry.grid.header[0])
    key = entry.row[0].text if is_table else entry.name
    return bool(is_table or words.SETTING.search(key)) and not words.PORT.search(key.replace("_", " "))


def _is_range(entry: Entry, layout: Layout) -> bool:
    """True for reserved ports: the row says so, or a line has a run under a title for ranges."""
    if "range" in layout.columns or words.RESERVED.search(f"{entry.facts.get('status', '')} {entry.name}"):
        return True
    title = f"{entry.grid.heading} {entry.grid.lead}"
    is_said = entry.grid.kind == "headings" or words.RANGE.search(title) or words.RESERVED.search(title)
    has_run = any(len(one.ports or ()) > 1 for one in entry.listeners.values())
    are_long = all(len(one.ports or ()) > _LONGEST and not one.transports for one in entry.listeners.values())
    return entry.row.form != "row" and (are_long or bool(has_run and is_said))
