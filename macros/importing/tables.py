"""Tables: a row is a service with its ports, a public address, a range, a host or a setting."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from macros.importing.columns import Column, columns, is_empty, role_of
from macros.importing.context import Context, Setting
from macros.importing.entries import bare
from macros.importing.facts import take_fact, take_key
from macros.importing.found import EndpointMention, HostMention, Mention, RangeMention
from macros.importing.names import key
from macros.importing.numbers import numbers_in
from macros.importing.pages import Page, Table, Words
from macros.importing.ports import PortUse, Understood, put_inside, transports_in, understand
from macros.importing.remarks import remarked_status
from macros.importing.subjects import subject_of
from macros.importing.urls import address_in, urls_in
from macros.importing.values import is_yes, one_line, status_of
from macros.importing.words.port_words import DITTO, NOT_NETWORK, PROTOCOLS
from macros.importing.words.status_words import FREE, RESERVED

_KEY = re.compile(
    r"property|setting|parameter|key|field|attribute|eigenschaft|einstellung|propiedad|parámetro|propriedade|propriété|paramètre"
    r"|параметр|свойство|属性|参数|项|項目|設定|속성|항목|설정|",
    re.IGNORECASE,
)
_VALUE = re.compile(r"value|wert|valor|valeur|значение|值|値|값|", re.IGNORECASE)


def read_table(context: Context, table: Table) -> None:
    """Takes what a table says."""
    context.block += 1
    setting = context.setting(table.section)
    found = columns(table.header, table.rows, about_ports=setting.about_ports)
    roles = {column.role for column in found}
    if why := _refusal(setting, found, roles):
        _refuse_all(context, table, why)
    elif _is_settings(table):
        _read_settings(context, table)
    elif (
        "port" not in roles
        and "inside" not in roles
        and "range" not in roles
        and {"service", "host"} <= roles
        and not roles & {"domain", "target"}
    ):
        _read_hosts(context, table, found)
    else:
        _Rows(context, table, found, setting).read()


def machines_of(page: Page) -> set[str]:
    """The names in columns of machines: a heading that is one of them says where what stands below it runs."""
    found: set[str] = set()
    for table in (block for block in page.blocks if isinstance(block, Table)):
        places = [number for number, cell in enumerate(table.header) if role_of(cell.text) == "host"]
        cells = (row[number].text for row in table.rows for number in places if number < len(row))
        found |= {key(text) for text in cells if not is_empty(text) and not address_in(text)}
    return found


def _refusal(setting: Setting, found: Sequence[Column], roles: set[str]) -> str | None:
    if setting.refused:
        return f"under `{setting.refused}` nothing is said to listen"
    if setting.other_ports or any(NOT_NETWORK.search(column.title) for column in found):
        return f"`{setting.other_ports or 'the table'}` speaks of other ports than those of TCP and UDP"
    if "flow" in roles or {"from", "to"} <= roles or ({"from", "target"} <= roles) or ({"from", "action"} <= roles):
        return "the table lists ways through a network, no listeners"
    return None


def _refuse_all(context: Context, table: Table, why: str) -> None:
    for row in table.rows:
        text = " | ".join(cell.text for cell in row if cell)
        if row and (numbers := numbers_in(text, in_table=True)):
            context.refuse(row[0].line, text, why, numbers)


def _is_settings(table: Table) -> bool:
    if len(table.header) != 2:
        return False
    key, value = (cell.text.strip() for cell in table.header)
    return bool(_KEY.fullmatch(key) and _VALUE.fullmatch(value))


def _read_settings(context: Context, table: Table) -> None:
    """A table of keys and values under the heading of a service."""
    pairs = [(row[0].text, row[1]) for row in table.rows if len(row) > 1 and row[0]]
    subject = subject_of(context, table.section, pairs)
    for title, value in pairs:
        if subject is not None:
            take_key(context, subject, title, value)
        elif numbers := numbers_in(f"{title} {value.text}", in_table=True):
            text = f"{title} | {value.text}"
            context.refuse(value.line, text, "no heading says whose setting it is", numbers)


def _read_hosts(context: Context, table: Table, found: Sequence[Column]) -> None:
    """Machines and their addresses: a table without ports."""
    name = next(column.index for column in found if column.role == "service")
    where = next(column.index for column in found if column.role == "host")
    for row in table.rows:
        if len(row) > max(name, where) and (address := address_in(row[where].text)) and not is_empty(row[name].text):
            context.found.hosts.append(HostMention(bare(row[name].text), address, context.at(row[name].line)))


class _Rows:
    """The rows of a table of services, endpoints or ranges."""

    def __init__(self, context: Context, table: Table, found: Sequence[Column], setting: Setting) -> None:
        self.context = context
        self.table = table
        self.setting = setting
        self.columns = list(found)
        self.roles = {column.role for column in found}
        self.name = self._name_column()
        self.last: Mention | None = None
        self.host = ""
        self.is_listing = any(cell.text.upper() == "CONTAINER ID" for cell in table.header)

    def _name_column(self) -> Column | None:
        if "range" in self.roles:
            return next((one for one in self.columns if one.role not in ("range", "ignored", "notes", "status")), None)
        other = [column for column in self.columns if column.role == "other"]
        for role in ("service", "container", "purpose", "description"):
            if found := next((column for column in self.columns if column.role == role), None):
                return found
        if other and other[0].index == 0:
            return other[0]
        rest = (column for column in self.columns if column.role in ("target", "host", "notes"))
        return next(rest, other[0] if other and self.roles & {"port", "inside", "range"} else None)

    def read(self) -> None:
        for row in self.table.rows:
            if any(cell for cell in row):
                self._row(row)

    def _row(self, row: Sequence[Words]) -> None:
        cells: dict[str, list[tuple[Column, Words]]] = defaultdict(list)
        for column in self.columns:
            if column.index < len(row):
                cells[column.role].append((column, row[column.index]))
        text = " | ".join(cell.text for cell in row if cell)
        line = row[0].line
        name = self._name(row)
        if self._is_free(cells, name):
            self.last = None
            self._refuse(line, text, "it is marked as free")
        elif "domain" in cells and self._endpoint(cells, row, name):
            return
        else:
            self._service_or_range(cells, row, name, text)

    def _refuse(self, line: int, text: str, why: str) -> None:
        if numbers := numbers_in(text, in_table=True):
            self.context.refuse(line, text, why, numbers)

    def _name(self, row: Sequence[Words]) -> str:
        """What the row is about; a cell left empty, or with a ditto mark, goes on with the row above."""
        if self.name is None or self.name.index >= len(row):
            return ""
        text = one_line(row[self.name.index].text)
        if (is_empty(text) or DITTO.fullmatch(text)) and self.name.role in ("service", "container"):
            dash = text and not DITTO.fullmatch(text)
            goes_on = self.table.goes_on and not dash and self.last is not None
            return self.last.name if goes_on and self.last else self._reserved_name(row)
        return "" if is_empty(text) or re.fullmatch(r"\([^()]*\)", text) else text

    def _reserved_name(self, row: Sequence[Words]) -> str:
        """A row without a name may say in another column that its ports are reserved."""
        columns = (one for one in self.columns if one.role in ("description", "purpose", "notes"))
        texts = (one_line(row[column.index].text) for column in columns if column.index < len(row))
        return next((text for text in texts if RESERVED.match(text)), "")

    def _is_free(self, cells: dict[str, list[tuple[Column, Words]]], name: str) -> bool:
        states = [status_of(cell.text)[0] for _, cell in cells.get("status", ())]
        bare_name = re.sub(r"[^\w\s]", " ", name).strip()
        about = (cell.text.strip() for role in ("description", "notes") for _, cell in cells.get(role, ()))
        unnamed = not name and any(FREE.fullmatch(text) for text in about)
        return "free" in states or bool(FREE.fullmatch(bare_name)) or unnamed

    # --- ports of a row

    def _uses(self, cells: dict[str, list[tuple[Column, Words]]]) -> tuple[list[PortUse], list[tuple[str, str]]]:
        outside: list[PortUse] = []
        refused: list[tuple[str, str]] = []
        for column, cell in cells.get("port", ()):
            one = self._in_cell(column, cell)
            uses = list(put_inside(one.uses)) if self.setting.inside and "inside" not in self.roles else one.uses
            if self.is_listing:  # `docker ps`: what leads to no port of the container is reached within it alone
                uses = [one if one.inside else replace(one, ports=None, inside=one.ports) for one in uses]
            outside += [_called(use, column.name) for use in uses]
            refused += one.refused
        for column, cell in cells.get("inside", ()):
            one = self._in_cell(column, cell)
            refused += one.refused
            outside = _joined(outside, [_called(use, column.name) for use in put_inside(one.uses)])
        return outside, refused

    def _in_cell(self, column: Column, cell: Words) -> Understood:
        if is_empty(cell.text):
            return Understood()
        found = understand(cell.text)
        if not found.uses and not found.refused and numbers_in(cell.text, in_table=True):
            found.refused.append((cell.text, "no port is understood"))
        return found

    # --- what a row becomes

    def _service_or_range(
        self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str, text: str
    ) -> None:
        line = row[0].line
        if "range" in self.roles and self._range(cells, row, name, text):
            return
        uses, refused = self._uses(cells)
        for what, why in refused:
            self.context.refuse(
                line, f"{what} in `{one_line(text)}`" if what != text else text, why, numbers_in(what, in_table=True)
            )
        from_address = []
        if not uses:
            from_address = [
                use
                for role in ("bind", "host", "target", "domain")
                for _, cell in cells.get(role, ())
                for use in understand(cell.text).uses
            ]
        uses = uses or from_address
        if name and not uses:
            self.last = None
        if not uses:
            self._without_ports(cells, row, name)
            return
        if not name:
            self._refuse(line, text, "no service is named")
            return
        if self._is_reserved(cells, name, uses):
            self._reserve(cells, name, uses, line)
            return
        self._service(cells, row, name, uses)

    def _is_reserved(self, cells: dict[str, list[tuple[Column, Words]]], name: str, uses: Sequence[PortUse]) -> bool:
        runs = [use.ports for use in uses if use.ports]
        if len(runs) != len(uses):
            return False
        spans = any(len(run) > 1 for run in runs)
        states = [status_of(cell.text)[0] for _, cell in cells.get("status", ())]
        if RESERVED.search(name) and (spans or RESERVED.match(bare(name))):
            return True
        return spans and ("reserved" in states or self.setting.reserved or self.setting.ranges)

    def _reserve(
        self, cells: dict[str, list[tuple[Column, Words]]], name: str, uses: Sequence[PortUse], line: int
    ) -> None:
        purpose = [
            one_line(cell.text)
            for role in ("purpose", "description", "notes", "other")
            for column, cell in cells.get(role, ())
            if column is not self.name and not is_empty(cell.text)
        ]
        ports = tuple(use.ports for use in uses if use.ports)
        self.context.found.ranges.append(
            RangeMention(bare(name), ports, self.context.at(line), "; ".join(purpose) or None)
        )

    def _range(self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str, text: str) -> bool:
        uses: list[PortUse] = []
        for _, cell in cells["range"]:
            found = understand(cell.text)
            uses += found.uses
            for what, why in found.refused:
                self.context.refuse(row[0].line, f"{what} in `{one_line(text)}`", why, numbers_in(what, in_table=True))
        if not uses:
            return False
        if not name:
            self._refuse(row[0].line, text, "nothing says what the range is for")
            return True
        self._reserve(cells, name, uses, row[0].line)
        return True

    def _without_ports(self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str) -> None:
        """A row of a service that has no port, in a table that has: it still says what the service is."""
        if self.roles & {"port", "inside"} and name and self.name and self.name.role in ("service", "container"):
            given = [cell for role in ("port", "inside") for _, cell in cells.get(role, ())]
            if all(is_empty(cell.text) for cell in given) and self._has_more(cells):
                self._service(cells, row, name, [])
        elif name and self.roles & {"config"} and self.name and self.name.role == "service":
            self._service(cells, row, name, [])

    def _has_more(self, cells: dict[str, list[tuple[Column, Words]]]) -> bool:
        roles = ("description", "purpose", "status", "notes", "owner", "host", "container")
        return any(not is_empty(cell.text) for role in roles for _, cell in cells.get(role, ()))

    def _service(
        self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str, uses: Sequence[PortUse]
    ) -> Mention:
        line = row[self.name.index].line if self.name else row[0].line
        called, more = (name, "") if self.name and self.name.role in ("service", "container") else _first_words(name)
        mention = self.context.mention(called, line, "table", self.table.section)
        mention.uses = list(uses)
        if status := self._remarked(cells, name):
            mention.facts["status"] = status
        if more:
            mention.facts["description"] = more
        for column in self.columns:
            if column is self.name or column.index >= len(row) or is_empty(row[column.index].text):
                continue
            take_fact(self.context, mention, column.title, row[column.index], column.role)
        if self._is_struck(row):
            mention.facts["status"] = "retired"
        self._where(mention, row)
        self.last = mention
        return mention

    def _where(self, mention: Mention, row: Sequence[Words]) -> None:
        """The machine of a row: one left empty beside the name goes on with the row above."""
        place = next((one.index for one in self.columns if one.role == "host"), None)
        if place is None or place >= len(row) or self.name is None:
            return
        blank = not row[place].text.strip() and self.table.goes_on and place < self.name.index
        if blank and self.host and "host" not in mention.facts:
            mention.facts["host"] = self.host
        self.host = mention.facts.get("host", "")
        others = (row[one.index].text for one in self.columns if one.role == "other" and one.index < len(row))
        address = next((found for text in others if (found := address_in(text)) and found == text.strip()), None)
        if address and self.host and not address_in(self.host):
            self.context.found.hosts.append(HostMention(self.host, address, mention.at))

    def _is_struck(self, row: Sequence[Words]) -> bool:
        """Whether the name or the port is struck out: the service was there once."""
        held = [one.index for one in (self.name, *self.columns) if one and (one is self.name or one.role == "port")]
        return any(row[index].struck for index in held if index < len(row))

    def _remarked(self, cells: dict[str, list[tuple[Column, Words]]], name: str) -> str | None:
        remarks = (cell.text for role in ("notes", "description", "purpose") for _, cell in cells.get(role, ()))
        return remarked_status(name, *remarks)

    # --- public addresses

    def _endpoint(self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str) -> bool:
        """Whether the row was a public address and nothing more."""
        _, cell = cells["domain"][0]
        urls = tuple(url for _, one in cells["domain"] for url in urls_in(one))
        if not urls:
            return False
        at = self.context.at(cell.line)
        uses, _ = self._uses(cells)
        port = next((use.ports.first for use in uses if use.ports and len(use.ports) == 1), None)
        target = next((one_line(one.text) for _, one in cells.get("target", ()) if not is_empty(one.text)), None)
        has_name = self.name is not None and self.name.role in ("service", "container") and bool(name)
        tls = next((is_yes(one.text) for _, one in cells.get("tls", ())), None)
        if has_name and not uses and not target and not self.roles & {"port", "inside"} and not self._is_known(name):
            found = understand(cell.text)
            uses = [use for use in found.uses if use.ports and use.ports.first not in (80, 443)]
        if target or not uses or (port in (80, 443) and not has_name):
            words = self._purpose(cells)
            service = bare(name) if has_name else None
            self.context.found.endpoints.append(EndpointMention(urls, at, port, tls, target, service, None, words))
            if not target and has_name and not uses and self._has_more(cells):
                self._service({**cells, "domain": []}, row, name, [])
            return True
        called = name if has_name or name else urls[0].split("//")[-1].split(".")[0]
        mention = self._service(cells, row, called, uses)
        self.context.found.endpoints.append(EndpointMention(urls, at, None, tls, None, mention.name))
        return True

    def _is_known(self, name: str) -> bool:
        """Whether something before says what ports this has: the one of its address is then the one of its proxy."""
        wanted = key(bare(name))
        return any(one.uses and key(one.name) == wanted for one in self.context.found.mentions)

    def _purpose(self, cells: dict[str, list[tuple[Column, Words]]]) -> str | None:
        texts = [
            one_line(cell.text)
            for role in ("purpose", "description", "notes")
            for _, cell in cells.get(role, ())
            if not is_empty(cell.text)
        ]
        return "; ".join(texts) or None


def _called(use: PortUse, name: str) -> PortUse:
    """A use in a column that has a name of its own."""
    if not name:
        return use
    if name.lower() in ("tcp", "udp"):
        return replace(use, transports=use.transports or transports_in(name))
    if transports := transports_in(name) if re.search(r"\b(?:tcp|udp)\b", name, re.IGNORECASE) else ():
        use = replace(use, transports=use.transports or transports)
        name = " ".join(re.sub(r"\b(?:tcp|udp)\b|[()\[\]/]", " ", name, flags=re.IGNORECASE).split())
    if name.lower() in PROTOCOLS:
        return replace(use, protocol=use.protocol or name.lower())
    return replace(use, label=use.label or name) if name else use


def _joined(outside: list[PortUse], inside: list[PortUse]) -> list[PortUse]:
    """Ports of the host, each with the one inside the container that stands in the other column."""
    left = list(inside)
    result = []
    for use in outside:
        match = next(
            (one for one in left if use.ports and not use.inside and one.inside and len(one.inside) == len(use.ports)),
            None,
        )
        if match:
            left.remove(match)
            result.append(replace(use, inside=match.inside, transports=use.transports or match.transports))
        else:
            result.append(use)
    known = [use.inside for use in outside if use.inside]
    return result + [use for use in left if use.inside not in known]


def _first_words(text: str) -> tuple[str, str]:
    """A name out of a description: what stands before the first bracket, dash or end of a sentence."""
    match = re.match(r"(.{3,60}?)(?:\s*\(|\s+[-–—]\s+|:\s|;\s|\.\s|$)", text)
    name = match[1].strip() if match else " ".join(text.split()[:6])
    return name, text if name != text else ""
