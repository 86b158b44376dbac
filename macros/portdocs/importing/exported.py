"""A page that `portdocs export markdown` wrote gives the registry that it was made of.

Its headings and keys are those of the data, and ids stand in code. What is derived (exposure, verdicts, the
architecture) is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from portdocs.importing.context import Context
from portdocs.importing.markdown import words
from portdocs.importing.pages import Bullets, Item, Lines, Section, Table, Words
from portdocs.importing.yaml_tree import Bare, Placed

MARK = "Written by portdocs export markdown"
_PAIR = re.compile(r"\s*- \*\*((?:\\.|[^*\\])+)\*\*:\s?(.*)$")
_CODE = re.compile(r"`([^`]*)`|<code>(.*?)</code>")
_FIREWALL = re.compile(r"(.*) \((before|on|in front of) the (?:machine|host)\) opens (.*)", re.DOTALL)
_UNKNOWN = ("unknown", "not known")

Tree = dict[str, Any]


def is_exported(context: Context) -> bool:
    """Whether a page says of itself that it was exported."""
    lines = (line.text for block in context.page.blocks[:3] if isinstance(block, Lines) for line in block.lines)
    return any(line.startswith(MARK) for line in lines)


def read_exported(context: Context) -> dict[str, Any]:
    """The sections of the data file, as trees of values."""
    tree: dict[str, Any] = {}
    for block in context.page.blocks:
        if isinstance(block, Table) and (read := _TABLES.get(block.section.title)) and block.section.level == 2:
            read(context, block, tree)
    services = {}
    for section in context.page.sections:
        if section.level == 3 and section.parent and section.parent.title == "Services":
            id, service = _service(context, section)
            services[id] = service
    if services:
        tree["services"] = services
    return {
        name: tree[name]
        for name in ("suites", "hosts", "services", "endpoints", "ranges", "claims", "ignore")
        if name in tree
    }


# --- tables


def _rows(context: Context, table: Table) -> Iterator[tuple[Mapping[str, Words], Placed]]:
    titles = [cell.text for cell in table.header]
    for row in table.rows:
        cells = dict(zip(titles, row, strict=False))
        yield {title: cell for title, cell in cells.items() if cell}, Placed(str(context.at(row[0].line)))


def _suites(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        _named(entry, row, "Suite")
        _texts(entry, row, owner="Owner", contact="Contact")
        tree.setdefault("suites", {})[row["Id"].text] = entry


def _hosts(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        _named(entry, row, "Host")
        _lists(entry, row, addresses="Addresses")
        if wall := _FIREWALL.fullmatch(row["Firewall"].text if "Firewall" in row else ""):
            own: Tree = {} if wall[1] == "firewall" else {"name": wall[1]}
            if wall[2] != "on":
                own["outside"] = Bare("true")
            own["open"] = [] if wall[3] == "nothing" else _bares(wall[3])
            entry["firewall"] = own
        tree.setdefault("hosts", {})[row["Id"].text] = entry


def _access(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        entry["url"] = _one_or_list(row["URL"].text.split("\n"))
        _lists(entry, row, via="Via")
        _texts(entry, row, to="To")
        if "Target" in row and not row["Target"].text.endswith("(derived)"):
            entry["target"] = row["Target"].text
        _texts(entry, row, redirect="Redirect", purpose="Purpose")
        _accept(entry, row)
        tree.setdefault("endpoints", []).append(entry)


def _ranges(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        _named(entry, row, "Range")
        entry["ports"] = _one_or_list(_bares(row["Ports"].text))
        _texts(entry, row, purpose="Purpose", suite="Suite", host="Host")
        _accept(entry, row)
        tree.setdefault("ranges", {})[row["Id"].text] = entry


def _claims(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        entry["statement"] = row["Claim"].text
        for key, title in (("suites", "Suites"), ("ports", "Ports"), ("verified_by", "Verified by")):
            if title in row:
                entry[key] = _bares(row[title].text) if key == "ports" else row[title].text.split(", ")
        tree.setdefault("claims", []).append(entry)


_LISTENER = re.compile(r"unix:|(tcp|udp) \S+:[0-9a-z-]+$")


def _ignored(context: Context, table: Table, tree: Tree) -> None:
    for row, entry in _rows(context, table):
        subject = row["Listener or route" if "Listener or route" in row else "Listener"].text
        entry["listener" if _LISTENER.match(subject) else "route"] = subject
        _texts(entry, row, process="Process", host="Host", reason="Reason", until="Until")
        tree.setdefault("ignore", []).append(entry)


_TABLES: dict[str, Callable[[Context, Table, Tree], None]] = {
    "Suites": _suites,
    "Hosts": _hosts,
    "Access": _access,
    "Ranges": _ranges,
    "Claims": _claims,
    "Ignored drift": _ignored,
}


def _named(entry: Tree, row: Mapping[str, Words], title: str) -> None:
    if title in row and row[title].text != row["Id"].text:
        entry["name"] = row[title].text


def _texts(entry: Tree, row: Mapping[str, Words], **titles: str) -> None:
    for key, title in titles.items():
        if title in row:
            entry[key] = row[title].text


def _lists(entry: Tree, row: Mapping[str, Words], **titles: str) -> None:
    for key, title in titles.items():
        if title in row:
            entry[key] = _one_or_list(row[title].text.split(", "))


def _accept(entry: Tree, row: Mapping[str, Words]) -> None:
    if "Accept" in row:
        entry["accept"] = dict(line.split(": ", 1) for line in row["Accept"].text.split("\n") if ": " in line)


def _bares(text: str) -> list[Bare | str]:
    return [Bare(part) if part.isdigit() else part for part in text.split(", ")]


def _one_or_list(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


# --- services


def _service(context: Context, section: Section) -> tuple[str, Placed]:
    blocks = [block for block in context.page.blocks if block.section is section]
    entry: Placed = Placed(str(context.at(section.line)))
    id = ""
    for block in blocks:
        if isinstance(block, Bullets):
            id = _bullets(context, block, entry, section.title) or id
        elif isinstance(block, Table):
            entry["listeners"] = [_listener(row, one) for row, one in _rows(context, block)]
    return id, Placed.sorted(entry, _ORDER)


_ORDER = (
    "name", "description", "suite", "host", "status", "retired_on", "owner", "icon", "external",
    "runtime", "listeners", "unit",
"container", "compose", "files", "depends_on", "links", "notes", "accept",
)  # fmt: skip


def _bullets(context: Context, block: Bullets, entry: Placed, title: str) -> str:
    id = ""
    for item in block.items:
        raw = _PAIR.match(context.page.lines[item.words.line - 1])
        if not raw:
            continue
        key, value = raw[1].lower().replace(" ", "_"), words(raw[2], item.words.line).text
        if key == "id":
            id = value
        elif key in ("runtime", "links"):
            entry[key] = dict(_pairs(context, item))
        elif key == "files":
            entry["files"] = [_file(context, one) for one in item.items]
        elif key == "accept":
            entry["accept"] = dict(one.words.text.split(": ", 1) for one in item.items)
        elif key in ("host", "unit", "container", "depends_on"):
            codes = _codes(raw[2])
            entry[key] = codes if key == "depends_on" else _one_or_list(codes)
        elif key == "external":
            entry["external"] = Bare("true")
        elif key == "listeners":
            if value in _UNKNOWN:
                entry["listeners"] = Bare("unknown")
        elif key == "status":
            if value != "active":
                entry["status"] = Bare(value)
        else:
            entry[key] = value
    if title != id:
        entry["name"] = title
    return id


def _pairs(context: Context, item: Item) -> Iterator[tuple[str, str]]:
    for one in item.items:
        if raw := _PAIR.match(context.page.lines[one.words.line - 1]):
            yield words(raw[1], one.words.line).text, words(raw[2], one.words.line).text


def _file(context: Context, item: Item) -> Tree:
    line = context.page.lines[item.words.line - 1].strip().removeprefix("- ")
    code = _CODE.match(line)
    if not code:
        return {"path": item.words.text}
    purpose = words(line[code.end() :].removeprefix(":"), item.words.line).text
    return {"path": _codes(code[0])[0], **({"purpose": purpose} if purpose else {})}


def _codes(markup: str) -> list[str]:
    return [words(match[0], 1).text for match in _CODE.finditer(markup)]


def _listener(row: Mapping[str, Words], at: Placed) -> Tree:
    entry: Tree = {}
    _texts(entry, row, name="Name")
    for key, title in (("port", "Port"), ("container_port", "Container port")):
        if title in row:
            entry[key] = _bares(row[title].text)[0]
    _texts(entry, row, socket="Socket")
    if "Transport" in row and row["Transport"].text != "tcp":
        entry["transport"] = _one_or_list([Bare(one) for one in row["Transport"].text.split(", ")])
    _texts(entry, row, protocol="Protocol")
    if "Bind" in row and row["Bind"].text not in _UNKNOWN:
        binds = [Bare("unknown") if one in _UNKNOWN else one for one in row["Bind"].text.split(", ")]
        entry["bind"] = _one_or_list(binds)
    _texts(entry, row, health="Health", purpose="Purpose")
    _accept(entry, row)
    return entry
