"""Rows of tables: each is a service with its ports, a public address, or a range."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from portdocs.importing.cells import called, joined
from portdocs.importing.columns import Column, is_empty
from portdocs.importing.context import Context, Setting
from portdocs.importing.entries import bare, is_name
from portdocs.importing.facts import take_fact
from portdocs.importing.found import EndpointMention, HostMention, Mention, RangeMention
from portdocs.importing.names import key
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Table, Words
from portdocs.importing.ports import PortUse, Understood, bound_in, bound_to, put_inside, understand
from portdocs.importing.remarks import remarked_status, split_name
from portdocs.importing.urls import address_in, urls_in
from portdocs.importing.values import is_yes, one_line, status_of
from portdocs.importing.words.port_words import DITTO
from portdocs.importing.words.proxy_words import PROXY
from portdocs.importing.words.status_words import FREE, RESERVED
from portdocs.registry.ports import Ports
from portdocs.scan.safe_files import clean

_AT_CONTAINER = re.compile(r"(?:https?://)?(?!localhost|host\b)[a-z][a-z0-9_-]*:[0-9]{1,5}(?:/\S*)?", re.IGNORECASE)
_OF_PROXIES = (Ports.one(80), Ports.one(443))


class Rows:
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
        self.shared = self._shared_ports()
        self.is_listing = any(cell.text.upper() == "CONTAINER ID" for cell in table.header)

    def _name_column(self) -> Column | None:
        if "range" in self.roles:
            return next((one for one in self.columns if one.role not in ("range", "ignored", "notes", "status")), None)
        other = [column for column in self.columns if column.role == "other"]
        first = other[0] if other and other[0].index == 0 else None
        for role in ("service", "container", "purpose", "description"):
            if role == "purpose" and first is not None and self._holds_names(first):
                return first  # whatever it is headed, it says what the others describe
            if found := next((column for column in self.columns if column.role == role), None):
                return found
        if first is not None:
            return first
        rest = (column for column in self.columns if column.role in ("target", "host", "notes"))
        return next(rest, other[0] if other and self.roles & {"port", "inside", "range"} else None)

    def _holds_names(self, column: Column) -> bool:
        """Whether nearly every cell of a column is a name, and nearly each another one."""
        texts = [bare(row[column.index].text) for row in self.table.rows[:200] if column.index < len(row)]
        named = {text for text in texts if len(text.split()) <= 5 and is_name(text) and not understand(text).uses}
        return len(texts) > 1 and len(named) >= 0.8 * len(texts)

    def _shared_ports(self) -> set[Ports]:
        """Of a table of public addresses: 80 or 443 where it stands beside those of several services of one machine."""
        if "domain" not in self.roles or "host" in self.roles or self.name is None:
            return set()
        named: dict[Ports, set[str]] = defaultdict(set)
        for row in self.table.rows:
            cells = [(column.role, row[column.index]) for column in self.columns if column.index < len(row)]
            if self.name.index < len(row) and any(role == "domain" and urls_in(cell) for role, cell in cells):
                for use in (use for role, cell in cells if role == "port" for use in understand(cell.text).uses):
                    if use.ports in _OF_PROXIES and not use.inside:
                        named[use.ports].add(key(row[self.name.index].text))
        return {ports for ports, names in named.items() if len(names) > 1}

    def _own(self, uses: Sequence[PortUse], name: str, line: int) -> list[PortUse]:
        """The ports that a service with a public address has for itself."""
        own = [use for use in uses if use.ports not in self.shared or use.inside or PROXY.search(name)]
        for use in uses:
            if use not in own:
                why = "several services have it, so it is the port of what stands before them"
                self.context.refuse(line, f"{use.ports} of {name}", why, [use.ports.first] if use.ports else ())
        return own

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
        if aside := re.fullmatch(r"\(([^()]*)\)", text):
            return text[1:-1] if FREE.fullmatch(aside[1].strip()) else ""
        return "" if is_empty(text) else text

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
            outside += [called(use, column.name) for use in uses]
            refused += one.refused
        for column, cell in cells.get("inside", ()):
            one = self._in_cell(column, cell)
            refused += one.refused
            outside = joined(outside, [called(use, column.name) for use in put_inside(one.uses)])
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
        uses = uses or self._in_addresses(cells)
        if name and not uses:
            self.last = None
        if not uses:
            self._without_ports(cells, row, name, refused=bool(refused))
            return
        if not name:
            self._refuse(line, text, "no service is named")
            return
        if self._is_reserved(cells, name, uses):
            self._reserve(cells, name, uses, line)
            return
        self._service(cells, row, name, uses)

    def _in_addresses(self, cells: dict[str, list[tuple[Column, Words]]]) -> list[PortUse]:
        """Ports of a row without a column of them: in an address; one at a container's name is a port inside it."""
        found: list[PortUse] = []
        for role in ("bind", "host", "target", "domain"):
            for _, cell in cells.get(role, ()):
                uses = understand(cell.text).uses
                is_inside = role == "target" and _AT_CONTAINER.fullmatch(cell.text.strip(" `*"))
                found += [replace(use, label="") for use in put_inside(uses)] if is_inside else uses
        return found

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

    def _without_ports(
        self, cells: dict[str, list[tuple[Column, Words]]], row: Sequence[Words], name: str, *, refused: bool
    ) -> None:
        """A row of a service that has no port, in a table that has: it still says what the service is."""
        if self.roles & {"port", "inside"} and name and self.name and self.name.role in ("service", "container"):
            given = [cell for role in ("port", "inside") for _, cell in cells.get(role, ())]
            said = [one_line(cell.text) for cell in given if cell.text.strip()]
            if all(map(is_empty, said)) and self._has_more(cells):
                self._service(cells, row, name, [])
            elif said and not refused:  # a name alone is a heading within the table
                self.context.refuse(row[0].line, name, f"its port is given as `{clean(said[0], 40)}`")
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
        parts = split_name(called)
        mention = self.context.mention(parts.name, line, "table", self.table.section)
        mention.uses = bound_to(parts.bind, uses)
        mention.notes += [parts.note] if parts.note else []
        if status := parts.status or self._remarked(cells, name):
            mention.facts["status"] = status
        if more:
            mention.facts["description"] = more
        for column in self.columns:
            if column is self.name or column.index >= len(row) or is_empty(row[column.index].text):
                continue
            take_fact(self.context, mention, column.title, row[column.index], column.role)
        notes = (cell.text for role in ("notes", "description", "purpose") for _, cell in cells.get(role, ()))
        mention.uses = bound_to(next((bind for text in notes if (bind := bound_in(text))), None), mention.uses)
        mention.uses = self.context.bound(mention.uses, self.table.section)
        if self._is_struck(row):
            mention.facts["status"] = "retired"
        self._where(mention, row)
        self.last = mention
        return mention

    def _where(self, mention: Mention, row: Sequence[Words]) -> None:
        """The machine of a row: one left empty beside the name goes on with the row above."""
        location = next((one.index for one in self.columns if one.role == "host"), None)
        if location is None or location >= len(row) or self.name is None:
            return
        blank = not row[location].text.strip() and self.table.goes_on and location < self.name.index
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
        uses = self._own(uses, name, cell.line) if has_name and not target else uses
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


def _first_words(text: str) -> tuple[str, str]:
    """A name out of a description: what stands before the first bracket, dash or end of a sentence."""
    match = re.match(r"(.{3,60}?)(?:\s*\(|\s+[-–—]\s+|:\s|;\s|\.\s|$)", text)
    name = match[1].strip() if match else " ".join(text.split()[:6])
    return name, text if name != text else ""
