"""What all readers of a page share: where they put what they find, and what the headings say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from portdocs.importing.entries import Entry, bare, entry_of, is_about_ports, is_name
from portdocs.importing.environments import called_environment
from portdocs.importing.found import At, Found, HostMention, Kind, Mention, RangeMention, Remark
from portdocs.importing.names import key
from portdocs.importing.pages import Page, Section
from portdocs.importing.ports import PortUse, bound_to, put_inside
from portdocs.importing.remarks import remarked_status
from portdocs.importing.urls import machine_of
from portdocs.importing.words.port_words import CONTAINER_WORD, NOT_NETWORK, PORT_WORD
from portdocs.importing.words.section_words import (
    LOOPBACK_ONLY,
    NO_SERVICES,
    NOT_PUBLISHED,
    RANGES,
    SECURITY,
    TITLE_NOISE,
)
from portdocs.importing.words.status_words import RESERVED, STATUS
from portdocs.scan.safe_files import clean

_ADDRESS = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![\w.])")
_HOST = re.compile(
    r"^(?:on\s+)?(?:host|server|vm|machine|node|lxc|ct|hypervisor|servidor|serveur|rechner|сервер|хост|узел|主机|服务器|サーバー?|호스트|서버)"
    r"(?:\s*[:：-]\s*|\s+)`?(?P<name>[A-Za-z0-9][\w.-]*)`?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^(?:host|server|vm|machine|node|servidor|serveur|rechner|сервер|узел|主机|服务器|节点|サーバー?|서버|노드)\s*#?\s*[0-9]+\s*[(（]`?"
    r"(?P<name>[A-Za-z0-9][\w.-]*)`?[)）]",
    re.IGNORECASE,
)
"""A machine that is numbered and has a name besides: `Node #2 (attic)`."""
_ASIDE = re.compile(r"\s[(\[][^()\[\]]*[)\]]")
_PLACE = re.compile(
    r"\b(?:prod\w*|stag\w*|dev|development|test|testing|qa|environment|host|server|vm|node|machine)\b.*?"
    r"\(`?(?P<name>[a-z][a-z0-9]*(?:-[a-z0-9]+)*-[0-9]+)`?\)$",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\W*(?:段|番台|번대|번대역|er|s|block|range|ff)\W*", re.IGNORECASE)
"""Behind a number: the ports that start with it, as in `30000 段`."""
_HOST_NAME = re.compile(
    r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*-?[0-9]+(?:\.[a-z0-9.-]+)?$|^[a-z0-9-]+\.(?:local|lan|internal|home|intra)$"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the headings above a block say."""

    refused: str | None = None
    """The heading below which nothing listens."""
    other_ports: str | None = None
    """The heading that speaks of ports that are none of TCP or UDP."""
    about_ports: bool = False
    inside: bool = False
    """Ports are those inside containers."""
    bind: str | None = None
    """The address that all below it bind: 127.0.0.1 below `Localhost only`."""
    ranges: bool = False
    reserved: bool = False
    security: bool = False
    status: str | None = None
    host: str | None = None
    environment: str | None = None
    """What the innermost heading that names an environment calls it."""
    group: str = ""


@dataclass
class Context:
    """A page that is being read."""

    page: Page
    found: Found
    block: int = 0
    settings: dict[int, Setting] = field(default_factory=dict)
    machines: set[str] = field(default_factory=set)
    """What columns of machines name, by the key of the name."""
    subjects: dict[int, Mention | None] = field(default_factory=dict)
    """The service that a section is about, by the line of its heading."""

    def at(self, line: int) -> At:
        """A place on this page."""
        return At(self.page.file, line)

    def refuse(self, line: int, text: str, why: str, numbers: Iterable[int] = ()) -> None:
        """Reports what is not imported."""
        shown = clean(" ".join(text.split()), 80)
        self.found.remarks.append(Remark(self.at(line), "not imported", f"{shown}: {why}", tuple(numbers)))

    def contradict(self, line: int, message: str) -> None:
        """Reports what the page says in two ways."""
        self.found.remarks.append(Remark(self.at(line), "contradiction", message))

    def mention(self, name: str, line: int, kind: Kind, section: Section) -> Mention:
        """A new mention of a service, with what the headings say of all below them."""
        setting = self.setting(section)
        new = Mention(bare(name), self.at(line), kind, self.block, setting.group, section=section)
        if setting.status:
            new.facts["status"] = setting.status
        if setting.host:
            new.facts["host"] = setting.host
        elif setting.environment:
            new.facts["environment"] = setting.environment
        self.found.mentions.append(new)
        return new

    def from_entry(self, entry: Entry, line: int, kind: Kind, section: Section, *, struck: bool = False) -> Mention:
        """A mention of the service that a line is about."""
        if kind in ("list", "line") and entry.uses and all(use.url for use in entry.uses):
            kind = "address"
        new = self.mention(entry.name, line, kind, section)
        inside = self.setting(section).inside
        new.uses = self.bound(put_inside(entry.uses) if inside else entry.uses, section)
        if status := "retired" if struck else remarked_status(entry.name, entry.rest):
            new.facts["status"] = status
        if entry.rest and kind != "drawing":
            new.facts["purpose"] = entry.rest
        if kind == "address" and (machine := machine_of([use.url for use in entry.uses if use.url])):
            new.facts.setdefault("host", machine)
        for text, why in entry.refused:
            self.refuse(line, text, why)
        return new

    def bound(self, uses: Iterable[PortUse], section: Section) -> list[PortUse]:
        """Ports with the address that a heading gives to all below it, where they name none."""
        return bound_to(self.setting(section).bind, uses)

    def reserve(self, entry: Entry, line: int) -> None:
        """A range that a line is about."""
        ports = tuple(use.ports for use in entry.uses if use.ports)
        self.found.ranges.append(RangeMention(bare(entry.name), ports, self.at(line), entry.rest or None))
        for text, why in entry.refused:
            self.refuse(line, text, why)

    def setting(self, section: Section) -> Setting:
        """What the headings say, from the innermost to the outermost."""
        if section.line not in self.settings:
            self.settings[section.line] = self._setting(section)
        return self.settings[section.line]

    def _setting(self, section: Section) -> Setting:
        title = self.page.title
        path = [one for one in section.path() if one.title]
        below = [one.title for one in path if one is not title]
        inner = below[0] if below else ""
        return Setting(
            refused=next((text for text in below if NO_SERVICES.search(text)), None),
            other_ports=next((one.title for one in path if NOT_NETWORK.search(one.title)), None),
            about_ports=any(is_about_ports(one.title) for one in path) or bool(title and is_about_ports(title.title)),
            inside=any(_is_inside(text) for text in below),
            bind="127.0.0.1" if any(LOOPBACK_ONLY.search(text) for text in below) else None,
            ranges=bool(RANGES.search(inner)),
            reserved=bool(RESERVED.search(inner)),
            security=any(SECURITY.search(text) for text in below),
            status=next((status for text in below if (status := _status_of(text))), None),
            host=next((host for text in below if (host := self._host(text, section.line))), None),
            environment=next((name for one in path if (name := called_environment(one.title))), None),
            group=bare(inner) if section.level else "",
        )

    def _host(self, title: str, line: int) -> str | None:
        """The machine that a heading names."""
        text = bare(title)
        address = _ADDRESS.search(text)
        if address and (
            name := " ".join(re.sub(r"[()\[\]]|-\s*$|:\s*$", " ", text.replace(address[0], " ")).split()).strip(" -:–—")
        ):
            match = _HOST.match(name)
            name = match["name"] if match else name
            self._know_host(name, address[0], line)
            return name
        if key(text) in self.machines:
            self._know_host(text, None, line)
            return text
        if match := _HOST.match(text) or _NUMBERED.match(text) or _PLACE.search(text):
            self._know_host(match["name"], None, line)
            return match["name"]
        if is_host_name(text):
            self._know_host(text, None, line)
            return text
        return None

    def _know_host(self, name: str, address: str | None, line: int) -> None:
        self.found.hosts.append(HostMention(name, address, self.at(line)))


def _status_of(title: str) -> str | None:
    """The status of all below a heading; `Port planning` is no plan, for every page of ports is called so."""
    shown = TITLE_NOISE.sub(" ", title) if PORT_WORD.search(title) else title
    return next((name for name, word in STATUS.items() if name != "active" and word.search(shown)), None)


def is_host_name(text: str) -> bool:
    """Whether a word is written as the names of machines are: `web01`, `db.lan`."""
    return bool(_HOST_NAME.match(text)) and not re.search(r"(?:^|-)(?:v|n|phase|step|part)[0-9]+$", text)


def _is_inside(title: str) -> bool:
    """Whether a heading speaks of ports inside containers."""
    if NOT_PUBLISHED.search(title):
        return True
    if not PORT_WORD.search(title):
        return False
    container = CONTAINER_WORD.search(title)
    return bool(
        container and re.search(r"contain|inside|容器|コンテナ|컨테이너|контейнер|conten|conteneur", container[0], re.I)
    ) and not re.search(r"\bhost\b|published|mapping|mapped", title, re.IGNORECASE)


def read_headings(context: Context) -> None:
    """The suite that the title names, and services and ranges that stand in headings."""
    page = context.page
    if page.title and page.title.level == 1 and (name := suite_of(page.title.title)):
        context.found.suites.setdefault(page.file, (name, context.at(page.title.line)))
    for section in page.sections:
        setting = context.setting(section)
        if setting.refused or setting.other_ports:
            continue
        entry = entry_of(section.title) if section is not page.title else None
        if entry is None or entry.loose or _BLOCK.fullmatch(entry.rest):
            continue
        context.block += 1
        runs = [use.ports for use in entry.uses if use.ports]
        if setting.reserved or (runs and any(len(one) > 1 for one in runs)):
            context.reserve(entry, section.line)
        elif entry.uses:
            context.subjects[section.line] = context.from_entry(entry, section.line, "section", section)


def suite_of(title: str) -> str | None:
    """What is left of a page's title without the words that say that it is about ports."""
    for part in re.split(r"\s+[-–—|:]\s+|:\s+", bare(title)):
        name = " ".join(TITLE_NOISE.sub(" ", _ASIDE.sub(" ", part)).split()).strip(" -–—:|&,.#/()[]")
        if name and is_about_ports(title) and is_name(name) and len(name.split()) <= 4:
            return name
    return None
