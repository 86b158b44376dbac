"""The hosts and suites of services, from headings, columns, titles and options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import dropwhile, permutations

from portdocs.importing import names
from portdocs.importing.draft import Draft, Entry
from portdocs.importing.grid import At, Heading
from portdocs.importing.split import name_of_heading
from portdocs.importing.values import is_bind, machine_addresses
from portdocs.importing.words import COLUMNS, ENVIRONMENTS, PORT

_IP = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.]|/[0-9])")
_NUMBER = re.compile(r"^[^\w(（]*(?:\d{1,2}(?:(?:\.\d+)+|[.)])\s+)?")
_TITLE = re.compile(rf"(?:{COLUMNS['host'].pattern})(?:\s*[:：]\s*(.+)|\s+([\w.-]*[\d.-][\w.-]*|[\"“„«].+)$)", re.I)
"""`Server: web01`, `Server app01.intern`; without a colon, the name is one word with a digit, dot or hyphen."""
_BRACKETED = re.compile(r"(.+?)\s*[(（]\s*([\w-]+(?:\.[\w-]+)*)\s*[)）]")
_LIST = re.compile(r"\s*(?:[,;&+/]|\band\b|\bund\b)\s*(?![^()]*\))")
_WORD = re.compile(r"[\w.-]*[^\W\d_][\w.-]*(?:\s*\([\d.]+\))?")
_SPLIT = re.compile(r"\s+[-–—|]\s+|[:：]\s+")
_SIGNS = re.compile(r"[()（）\[\]`,;\"“”„«»]")
_MOST_ROWS = 30
"""Rows of one name that are compared with each other."""


class Places:
    """The hosts and suites of the services of a draft; `host` and `suite` are those of rows that name none."""

    def __init__(self, draft: Draft, entries: Sequence[Entry], host: str, suite: str) -> None:
        self.draft, self.host, self.suite = draft, host, suite
        pages = {entry.page.name: entry.page for entry in entries}
        self.addresses = {name: address for page in pages.values() for name, address in machine_addresses(page)}
        self.groups = _groups(entries)

    def of(self, entry: Entry) -> tuple[tuple[str, ...], str]:
        """The ids of the hosts and of the suite of a row, empty if unknown."""
        above = entry.grid.headings[::-1]
        group = next((one.title for one in above if one in self.groups), "")
        is_host = ENVIRONMENTS.search(group)
        titles = (entry.row.parent, *(one.title for one in above))
        others = (self._host_in(title) for title in titles if name_of_heading(title) != entry.name)
        host = entry.facts.get("host") or next(filter(None, others), "")
        host = host or entry.facts.pop("environment", "") or (group if is_host else "")
        hosts = tuple(self._host_id(one, entry.at) for one in _hosts_in(host))
        if not host and self.host:
            hosts = (self.draft.add("hosts", names.key(self.host), None, name=self.host),)
        column = entry.facts.get("suite") or ("" if is_host else name_of_heading(group))
        suite = self.suite or column or suite_of(entry.page.title)
        at = None if self.suite else entry.at if column else entry.page.at(1)
        return hosts, self.draft.add("suites", names.key(suite), at, name=suite) if suite else ""

    def _host_in(self, title: str) -> str:
        """The host that a heading or item names: `Server: web01`, `db01 (10.0.0.6)`, or a machine of the page."""
        title = _NUMBER.sub("", title)
        address = _IP.search(title)
        if address and (is_bind(address[0]) or not names.has_letter(_IP.sub("", title))):
            return ""
        if match := _TITLE.match(_IP.sub("", title).strip(" ()-–—:")):
            return f"{match[1] or match[2]} {address[0] if address else ''}"
        return title if address or title in self.addresses else ""

    def _host_id(self, text: str, at: At) -> str:
        """The id of the host that a text names, with its addresses."""
        found = [one for one in _IP.findall(text) if not is_bind(one)]
        name = " ".join(_SIGNS.sub(" ", _IP.sub(" ", text)).split()).strip(" :-–—/")
        if not name:
            name = next((name for name, address in self.addresses.items() if address in found), (found or [text])[0])
        id = self.draft.add("hosts", names.key(name), at, name=name)
        fields = self.draft.sections["hosts"][id].value
        found += [self.addresses[fields["name"]]] if fields["name"] in self.addresses else []
        fields["addresses"] = list(dict.fromkeys([*fields.get("addresses", ()), *found]))
        return id


def _hosts_in(text: str) -> list[str]:
    """The hosts of a text, which are several only if each is one word, with or without an address.

    Of an environment and a name in brackets, as in `production (prod-01)`, the host is the one in brackets.
    """
    parts = [part.strip() for part in _LIST.split(text)]
    if len(parts) > 1 and all(map(_WORD.fullmatch, parts)):
        return parts
    bracketed = _BRACKETED.fullmatch(text)
    is_environment = bracketed and ENVIRONMENTS.search(bracketed[1]) and names.has_letter(bracketed[2])
    return [bracketed[2] if bracketed and is_environment else text] if text else []


@lru_cache(maxsize=1000)
def suite_of(title: str) -> str:
    """The subject of a title: the part that does not mention ports (`Shop - Port list`), what is before that word
    (`Shop ports`), or the name at the end (`Ports of the Example Suite`)."""
    parts = [part.strip(" ()[]:,.") for part in _SPLIT.split(re.sub(r"^\W+", "", title))]
    before = (PORT.split(part, maxsplit=1)[0].strip(" ()[]:,./&-") for part in parts)
    after = (PORT.split(part)[-1].split() for part in parts)
    ends = (" ".join(dropwhile(_is_lower, words)) for words in after if words and _is_lower(words[0]))
    subjects = [*(part for part in parts if not PORT.search(part)), *before, *ends]
    is_kind = (COLUMNS["name"].fullmatch, COLUMNS["host"].fullmatch, names.is_generic)
    return next((one for one in subjects if names.has_letter(one) and not any(test(one) for test in is_kind)), "")


def _is_lower(word: str) -> bool:
    return word[0].islower()


def _groups(entries: Iterable[Entry]) -> set[Heading]:
    """The headings that are places of their own (projects, environments).

    They repeat two names of other headings with other ports; environments repeat one.
    """
    rows: dict[str, list[tuple[tuple[Heading, ...], str]]] = {}
    for entry in entries:
        ports = " ".join(str(one.ports) for one in entry.listeners if one.ports)
        if entry.kind == "service" and entry.grid.kind != "boxes" and ports:
            rows.setdefault(names.key(entry.name), []).append((entry.grid.headings, ports))
    clashes: Counter[Heading] = Counter()
    pairs = (pair for same in rows.values() for pair in permutations(same[:_MOST_ROWS], 2))
    for (one, ports), (other, other_ports) in pairs:
        heads = next(((a, b) for a, b in zip(one, other, strict=False) if a != b), ())
        are_environments = all(ENVIRONMENTS.search(head.title) for head in heads)
        if heads and (ports != other_ports or are_environments):
            clashes[heads[0]] += 2 if are_environments else 1
    return {heading for heading, count in clashes.items() if count >= 2}
