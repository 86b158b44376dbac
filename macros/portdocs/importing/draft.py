"""The registry in the making: services, to which each row about them adds, and the sections of the data file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portdocs.importing import texts
from portdocs.importing.columns import ROLES
from portdocs.importing.grid import At, Grid, Page, Remark, Row
from portdocs.registry.ids import Ids
from portdocs.registry.ports import Ports
from portdocs.registry.urls import parse_url
from portdocs.registry.yaml_writer import Commented, Flow, comment_text, one_or_many, to_yaml

WILDCARDS = frozenset(["*", "0.0.0.0", "::"])
_LINK = re.compile(r"https?://(?!(?:localhost|127\.[\d.]+|0\.0\.0\.0)(?::\d+)?/?$)[^@\[<{$]+", re.I)
"""A URL without a password or a placeholder; that of a port of this machine says no more than the port."""
_SECTIONS = ("suites", "zones", "hosts", "services", "endpoints", "ranges", "claims", "ignore", "checks", "baseline")


@dataclass(slots=True, eq=False)
class Listener:
    """A listener of a service; `at` is the line that names it first, `inside` are its ports in a container."""

    at: At
    ports: Ports | None
    inside: Ports | None = None
    transports: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    protocol: str = ""
    name: str = ""
    purpose: str = ""
    url: str = ""

    @property
    def run(self) -> Ports | None:
        """Its ports on the host, or in its container if it has none on the host."""
        return self.ports or self.inside


@dataclass(slots=True, eq=False)
class Entry:
    """A row about a service, a range or an endpoint (its `kind`); its `reason` says why it is left out, or is empty.

    A service absorbs the other rows that name it. `label` names the listeners where the line above names the service;
    `facts` are by role, or by the title of a column that is none; `urls` are labels by URL, `files` purposes by path.
    """

    name: str
    row: Row
    grid: Grid
    page: Page
    label: str = ""
    kind: str = "service"
    reason: str = ""
    id: str = ""
    hosts: tuple[str, ...] = ()
    suite: str = ""
    binds: tuple[str, ...] = ()
    transports: tuple[str, ...] = ()
    protocol: str = ""
    listeners: dict[Ports | None, Listener] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    absorbed: list[Entry] = field(default_factory=list)
    contradictions: list[Remark] = field(default_factory=list)

    @property
    def at(self) -> At:
        """The line that names it first."""
        return self.page.at(self.row.line)

    @property
    def about(self) -> str:
        """The text of its row besides its name and ports."""
        return "; ".join(filter(None, (self.facts.get("purpose"), self.facts.get("description"), *self.notes)))

    def listens_on(self, port: int) -> bool:
        """True if it has this port on its host, or in its container if it has none on the host."""
        return any(run and port in run for run in self.listeners)

    def state(self, role: str, text: str) -> None:
        """Keep a fact; of two values the first stays, and the other is a note."""
        if self.facts.setdefault(role, text) != text:
            self.note(text if role in ("description", "purpose") else f"{role}: {text}")

    def note(self, text: str) -> None:
        """Keep a text that no other field has."""
        known = (self.name, *self.notes, *self.facts.values())
        if text and not any(text in one for one in known):
            self.notes.append(text)

    def contradict(self, at: At, text: str) -> None:
        """Keep that a line of a page says something else."""
        self.contradictions.append(Remark(at, "contradiction", text))

    def listen(self, new: Listener) -> None:
        """Add a listener, or what a row says about one with the same ports."""
        one = self.listeners.setdefault(new.run, new)
        if one.at == new.at and bool(one.transports) != bool(new.transports):  # `443, 443/udp`
            one.transports = ("tcp",)
        for name in ("ports", "inside", "protocol", "name", "purpose"):
            setattr(one, name, getattr(one, name) or getattr(new, name))
        one.transports = tuple(sorted({*one.transports, *new.transports}))
        binds = tuple(dict.fromkeys((*one.binds, *new.binds)))
        if not one.binds or binds == one.binds or WILDCARDS.issuperset(binds):
            one.binds = binds
        else:
            text = f"{self.name} binds {', '.join(one.binds)} (port {one.ports}) at {one.at}"
            self.contradict(new.at, f"{text}, but {', '.join(new.binds)} here")
        if new.url:
            self.urls.setdefault(new.url, "")

    def absorb(self, other: Entry) -> None:
        """Take what another row says of the same service."""
        self.absorbed.append(other)
        for url, label in other.urls.items():
            self.urls.setdefault(url, label or ("" if texts.key(other.name) == texts.key(self.name) else other.name))
        for one in other.listeners.values():
            self.listen(one)
        for role, text in other.facts.items():
            self.state(role, text)
            if role == "status" and text != self.facts[role]:
                self.contradict(other.at, f"{self.name} is {self.facts[role]} at {self.at}, but {text} here")
        self.files = other.files | self.files
        for text in other.notes:
            self.note(text)


def entry(at: At | None, *above: str, **values: Any) -> Commented:
    """An entry of the data file without its empty fields, with its line."""
    return Commented({key: value for key, value in values.items() if value}, f"from {at}" if at else "", above)


class Draft:
    """The services and the sections of the data file, which begin with those of pages that portdocs wrote."""

    def __init__(self, exported: Iterable[Mapping[str, Any]] = ()) -> None:
        self.services: list[Entry] = []
        self.remarks: list[Remark] = []
        self.sections: dict[str, Any] = defaultdict(dict, endpoints=[], claims=[])
        for name, entries in (section for page in exported for section in page.items()):
            known = self.sections.setdefault(name, type(entries)())
            if isinstance(known, dict):
                known |= {**entries, **known}
            else:
                known += [one for one in entries if one.value not in [other.value for other in known]]
        self.ids = {name: Ids(self.sections[name]) for name in ("suites", "hosts", "services", "ranges")}
        self.known: dict[tuple[str, object], str] = {}  # ids of suites and hosts by their names, of ranges by ports

    def add(self, section: str, key: object, at: At | None, *above: str, **values: Any) -> str:
        """The id of the suite, host or range with a key; a new one if there is none."""
        if (section, key) not in self.known:
            id = self.known[section, key] = self.ids[section].new(values["name"], section.removesuffix("s"))
            self.sections[section][id] = entry(at, *above, **values)
        return self.known[section, key]

    def yaml(self, files: Sequence[str]) -> str:
        """The text of the data file."""
        if self.sections["hosts"] and not all(one.hosts for one in self.services):
            remark = "the page names no host for these services; --host names it"
            unknown = (self.add("hosts", "", None, remark, name="Unknown host"),)
            for service in self.services:
                service.hosts = service.hosts or unknown
        ids = {texts.key(one.name): one.id for one in self.services}
        self.sections["services"] |= {one.id: _service(one, ids, one is self.services[0]) for one in self.services}
        filled = {name: self.sections[name] for name in _SECTIONS if self.sections.get(name)}
        head = f"Imported from {comment_text(', '.join(files))}: review and correct it; from now on, edit it by hand."
        return f"# {head}\n" + (to_yaml(filled) or "services: {}\n")


def _service(one: Entry, ids: Mapping[str, str], is_first: bool) -> Commented:
    facts = dict(one.facts)
    needs = [ids.get(texts.key(name), "") for name in re.split(r"\s*[,;&]\s*", facts.get("depends", ""))]
    if all(needs):
        del facts["depends"]
    description = facts.pop("description", "") or facts.pop("purpose", "")
    for role in ("purpose", "environment", "target", "depends"):
        one.note(f"{role}: {facts[role]}" if role in facts else "")
    above = dict.fromkeys(map(str, one.contradictions))
    return entry(
        one.at,
        *(above if is_first else ("", *above)),
        name=one.name,
        description=description,
        suite=one.suite,
        host=one_or_many(one.hosts),
        status=facts.get("status") if facts.get("status") not in ("active", "free") else "",
        owner=facts.get("owner"),
        runtime={title: text for title, text in facts.items() if title not in ROLES},
        listeners=[_listener(listener, one) for listener in one.listeners.values()],
        unit=facts.get("unit"),
        container=facts.get("container"),
        files=[Flow(path=path, purpose=purpose) for path, purpose in one.files.items()],
        depends_on=[id for id in dict.fromkeys(needs) if id not in ("", one.id)],
        links=_links(one),
        notes="; ".join(one.notes),
    )


def _listener(one: Listener, service: Entry) -> Commented:
    """A listener, with its line if it is not that of the service; the first has the health check."""
    fields = entry(
        one.at,
        name=one.name,
        port=one.ports,
        container_port=one.inside,
        transport=one_or_many(one.transports) if one.transports != ("tcp",) else "",
        protocol=one.protocol,
        bind=one_or_many(one.binds),
        health=service.facts.get("health") if one.run == next(iter(service.listeners)) else "",
        purpose=one.purpose,
    )
    return Commented(Flow(fields.value), fields.comment if one.at != service.at else "")


def _links(service: Entry) -> dict[str, str]:
    """The links by label; two with the same label get a number."""
    links: dict[str, str] = {}
    for url in filter(_LINK.fullmatch, service.urls):
        try:
            parse_url(url)
        except ValueError:
            service.note(url)
            continue
        label = service.urls[url] or "URL"
        links[label if label not in links else f"{label} {len(links) + 1}"] = url
    return links
