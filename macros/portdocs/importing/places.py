"""The hosts and suites of services, from headings, columns, titles and options."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import dropwhile

from portdocs.importing import names
from portdocs.importing.confidence import Reading
from portdocs.importing.entries import Entry
from portdocs.importing.grid import At
from portdocs.importing.lines import name_of_heading
from portdocs.importing.values import is_bind
from portdocs.importing.words import COLUMNS, ENVIRONMENTS, PORT

_IP = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.]|/[0-9])")
_NUMBER = re.compile(r"^[^\w(（]*(?:\d{1,2}(?:(?:\.\d+)+|[.)])\s+)?")
_TITLE = re.compile(rf"(?:{COLUMNS['host'].pattern})(?:\s*[:：]\s*(.+)|\s+([\w.-]*[\d.-][\w.-]*|[\"“„«].+)$)", re.I)
"""`Server: web01`, `Server app01.intern`; without a colon, the name is one word with a digit, dot or hyphen."""
_LIST = re.compile(r"\s*(?:[,;&+/]|\band\b|\bund\b)\s*(?![^()]*\))")
_WORD = re.compile(r"[\w.-]*[^\W\d_][\w.-]*(?:\s*\([\d.]+\))?")
_SPLIT = re.compile(r"\s+[-–—|]\s+|[:：]\s+")
_SIGNS = re.compile(r"[()（）\[\]`,;\"“”„«»]")


@dataclass(slots=True)
class Host:
    """A machine, by the name that the page gives it."""

    name: str
    at: At | None
    addresses: list[str] = field(default_factory=list)


class Places:
    """The hosts and suites of pages; `host` and `suite` are those of rows for which a page names none."""

    def __init__(self, host: str | None, suite: str | None) -> None:
        self.host, self.suite = host or "", suite or ""
        self.hosts: dict[str, Host] = {}
        self.suites: dict[str, At | None] = {}

    def of(self, reading: Reading, entry: Entry, header: str) -> tuple[tuple[str, ...], str]:
        """The hosts and the suite of a row, empty if unknown; `header` is that of a column that is a host."""
        at = reading.page.at(entry.row.line)
        titles = [one.title for one in reversed(reading.grid.headings)]
        above = (_host_in(title) for title in (entry.row.parent, *titles) if name_of_heading(title) != entry.name)
        environments = filter(_is_environment, titles)
        named = header or entry.facts.get("host") or next(filter(None, above), "")
        host = named or entry.facts.get("environment") or next(environments, "") or self.host
        column = entry.facts.get("suite")
        suite = self.suite or column or suite_of(reading.page.title)
        if suite:
            self.suites.setdefault(suite, None if self.suite else at if column else reading.page.at(1))
        parts = _LIST.split(host)
        several = parts if all(map(_WORD.fullmatch, parts)) else [host] if host else []
        return tuple(self._known(one, None if host == self.host else at) for one in several), suite

    def _known(self, text: str, at: At | None) -> str:
        """The name of the host that a text names."""
        found = [one for one in _IP.findall(text) if not is_bind(one)]
        name = " ".join(_SIGNS.sub(" ", _IP.sub(" ", text)).split()).strip(" :-–—/")
        name = name.split()[-1] if PORT.search(name) else name or (found or [text])[0]
        host = self.hosts.setdefault(names.key(name), Host(name, at))
        host.addresses = list(dict.fromkeys([*host.addresses, *found]))
        return host.name


def _host_in(title: str) -> str:
    """The host that a heading or item names: `Server: web01`, `db01 (10.0.0.6)`."""
    title = _NUMBER.sub("", title)
    address = _IP.search(title)
    if address and (is_bind(address[0]) or not names.has_letter(_IP.sub("", title))):
        return ""
    if match := _TITLE.match(_IP.sub("", title).strip(" ()-–—:")):
        return f"{match[1] or match[2]} {address[0] if address else ''}"
    return title if address else ""


def _is_environment(title: str) -> bool:
    return ENVIRONMENTS.fullmatch(COLUMNS["environment"].sub("", name_of_heading(title)).strip()) is not None


@lru_cache(maxsize=1000)
def suite_of(title: str) -> str:
    """The subject of a title: the part that does not mention ports (`Shop - Port list`), what is before that word
    (`Shop ports`), or the name at the end (`Ports of the Example Suite`)."""
    parts = [part.strip(" ()[]:,.") for part in _SPLIT.split(re.sub(r"^\W+", "", title))]
    before = (PORT.split(part, maxsplit=1)[0].strip(" ()[]:,./&-") for part in parts)
    after = (PORT.split(part)[-1].split() for part in parts)
    ends = (" ".join(dropwhile(str.islower, words)) for words in after if words and words[0].islower())
    subjects = [*(part for part in parts if not PORT.search(part)), *before, *ends]
    is_kind = (COLUMNS["name"].fullmatch, COLUMNS["host"].fullmatch, names.is_generic)
    return next((one for one in subjects if names.has_letter(one) and not any(test(one) for test in is_kind)), "")
