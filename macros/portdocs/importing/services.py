"""Rows to services: the same name in the same place is one service, and so is a like name with the same port."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import dropwhile, islice, permutations, product

from portdocs.importing import split, texts, words
from portdocs.importing.draft import Draft, Entry
from portdocs.importing.grid import At, Grid, Heading
from portdocs.registry.addresses import binds_meet
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import one_or_many

_TITLE = re.compile(rf".*?(?:{words.COLUMNS['host'].pattern})[:：]?\s+(?=[\w.-]*[\d.-][\w.-]*\s*(?:\(.*)?$)", re.I)
"""The text before the host in `Server: web01`, `Server app01 (10.0.0.4)`: one word with a digit, dot or hyphen."""
_LIST = re.compile(r"\s*(?:[,;&+/]|\band\b|\bund\b)\s*")
_WORD = re.compile(r"[\w.-]*[^\W\d_][\w.-]*(?:\s*\([\d.]+\))?")
_SPLIT = re.compile(r"\s+[-–—|]\s+|[:：]\s+")
_SIGNS = re.compile(r"[()（）\[\]`,;\"“”„«»]")
_MOST = 20  # services of one name, or on one port, that a row is compared with


class Merger:
    """Merges entries into the services of a draft; `host` and `suite` are those of rows that name none."""

    def __init__(self, draft: Draft, entries: Sequence[Entry], host: str, suite: str) -> None:
        self.draft, self.host, self.suite = draft, host, suite
        pages = {entry.page.name: entry.page for entry in entries}
        self.addresses = {name: address for page in pages.values() for name, address in texts.machine_addresses(page)}
        self.groups = _groups(entries)
        self.by_name: dict[tuple[str, tuple[str, ...], str], dict[Entry, None]] = defaultdict(dict)
        # Services with the grid that names the port first, by their hosts and without.
        self.by_port: dict[tuple[tuple[str, ...], Ports | None], dict[Entry, Grid]] = defaultdict(dict)

    def add(self, entry: Entry) -> None:
        """Take a service or a range."""
        if entry.kind == "range":
            runs = tuple(one.ports for one in entry.listeners.values() if one.ports)
            self.draft.add("ranges", runs, entry.at, name=entry.name, ports=one_or_many(runs), purpose=entry.about)
        elif entry.kind == "service":
            entry.hosts, entry.suite = self._place(entry)
            service = self._same(entry) or entry
            if service is not entry:
                service.absorb(entry)
            else:
                self._report_conflicts(entry)
                self.draft.services.append(entry)
            self.by_name[texts.key(entry.name), entry.hosts, entry.suite].setdefault(service)
            for hosts, one in product(dict.fromkeys((service.hosts, ())), entry.listeners.values()):
                self.by_port[hosts, one.ports].setdefault(service, entry.grid)

    def _same(self, entry: Entry) -> Entry | None:
        """The service that a row names once more, unless its container or unit is another."""
        found = list(islice(self.by_name[texts.key(entry.name), entry.hosts, entry.suite], _MOST))
        for listener in (one for one in entry.listeners.values() if one.ports):
            here = list(islice(self.by_port[entry.hosts, listener.ports].items(), _MOST))
            others = [one for one, grid in here if grid is not entry.grid]
            found += others if listener.url and len(here) == 1 else []
            found += [one for one in others if one.suite == entry.suite and texts.are_alike(one.name, entry.name)]
        own = [(key, value) for key, value in entry.facts.items() if key in ("container", "unit")]
        return next((one for one in found if all(one.facts.get(key, value) == value for key, value in own)), None)

    def _report_conflicts(self, entry: Entry) -> None:
        """Report ports that another service of the place has."""
        for new in (one for one in entry.listeners.values() if one.ports):
            here = (one for one in islice(self.by_port[entry.hosts, new.ports], _MOST) if one.hosts == entry.hosts)
            for other, taken in ((one, one.listeners[new.ports]) for one in here):
                binds = product(taken.binds or ("unknown",), new.binds or ("unknown",))
                shared = set(taken.transports or ("tcp",)) & set(new.transports or ("tcp",))
                if shared and any(binds_meet(*pair) for pair in binds):
                    text = f"port {new.ports} belongs to {other.name} at {taken.at}, but to {entry.name} here"
                    entry.contradict(entry.at, f"{text}; both remain")
                    break

    def _place(self, entry: Entry) -> tuple[tuple[str, ...], str]:
        """The ids of the hosts and of the suite of a row, empty if unknown."""
        headings = entry.grid.headings[::-1]
        group = next((one.title for one in headings if one in self.groups), "")
        environment = group if words.ENVIRONMENTS.search(group) else ""
        above = map(self._host_in, (entry.row.parent, *(one.title for one in headings)))
        host = entry.facts.get("host") or next(filter(None, above), "")
        host = host or entry.facts.pop("environment", "") or environment or self.host
        parts = _LIST.split(host)  # several only if each is one word
        several = parts if all(map(_WORD.fullmatch, parts)) else [host] if host else []
        hosts = tuple(self._host_id(one, None if host == self.host else entry.at) for one in several)
        project = entry.facts.get("suite") or ("" if environment else split.name_of_heading(group))
        suite = self.suite or project or suite_of(entry.page.title)
        at = None if self.suite else entry.at if project else entry.page.at(1)
        return hosts, self.draft.add("suites", texts.key(suite), at, name=suite) if suite else ""

    def _host_in(self, title: str) -> str:
        """The host that a heading or item names: `Server: web01`, `db01`, `db (10.0.0.6)`, or a machine of the page."""
        name = _TITLE.sub("", title)
        has_address = not all(map(texts.is_bind, texts.ADDRESS.findall(title)))
        is_machine = title in self.addresses or re.fullmatch("[a-z-]+[0-9]{2}", title)
        return name if has_address or name != title or is_machine else ""

    def _host_id(self, text: str, at: At | None) -> str:
        """The id of the host that a text names, with its addresses."""
        found = [one for one in texts.ADDRESS.findall(text) if texts.bind_of(one) and not texts.is_bind(one)]
        name = " ".join(_SIGNS.sub(" ", texts.ADDRESS.sub(" ", text)).split()).strip(" :-–—/")
        if not name:
            name = next((name for name, address in self.addresses.items() if address in found), (found or [text])[0])
        addresses = [one for one in dict.fromkeys((*found, self.addresses.get(name))) if one]
        return self.draft.add("hosts", texts.key(name), at, name=name, addresses=addresses)


@lru_cache(maxsize=1000)
def suite_of(title: str) -> str:
    """The subject of a title: the part that does not mention ports (`Shop - Port list`), what is before that word
    (`Shop ports`), or the name at the end (`Ports of the Example Suite`)."""
    parts = [part.strip(" ()[]:,.") for part in _SPLIT.split(re.sub(r"^\W+", "", title))]
    before = (words.PORT.split(part, maxsplit=1)[0].strip(" ()[]:,./&-") for part in parts)
    after = (words.PORT.split(part)[-1].split() for part in parts)
    ends = (" ".join(dropwhile(str.islower, part)) for part in after if part and part[0].islower())
    subjects = [*(part for part in parts if not words.PORT.search(part)), *before, *ends]
    is_kind = (words.COLUMNS["name"].fullmatch, words.COLUMNS["host"].fullmatch, texts.is_generic)
    return next((one for one in subjects if texts.has_letter(one) and not any(test(one) for test in is_kind)), "")


def _groups(entries: Iterable[Entry]) -> set[Heading]:
    """The headings that are places: environments, and projects with two names that are elsewhere with other ports."""
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in (one for one in entries if one.kind == "service" and one.grid.kind != "boxes"):
        if any(one.ports for one in entry.listeners.values()):
            rows[texts.key(entry.name)].append(entry)
    clashes: Counter[Heading] = Counter()
    for one, other in (pair for same in rows.values() for pair in permutations(same[:_MOST], 2)):
        pairs = zip(one.grid.headings, other.grid.headings, strict=False)
        heads = next((pair for pair in pairs if pair[0] != pair[1]), ())
        are_environments = all(words.ENVIRONMENTS.search(head.title) for head in heads)
        if are_environments or one.listeners.keys() != other.listeners.keys():
            clashes.update(heads[:1])
    return {one for one, count in clashes.items() if count > 1 or words.ENVIRONMENTS.search(one.title)}
