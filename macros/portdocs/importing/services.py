"""Rows to services: the same name in the same place is one service, and so is a like name with the same port.

A place is a host, or the project or environment of a heading whose rows repeat names with other ports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TypeAlias

from portdocs.importing import names
from portdocs.importing.confidence import Reading
from portdocs.importing.entry import Entry, Listen
from portdocs.importing.grid import At, Remark
from portdocs.importing.places import Places
from portdocs.importing.values import is_public_name
from portdocs.registry.addresses import binds_meet
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import Commented

_FACTS = ("description", "purpose", "status", "owner", "container", "unit")
WILDCARDS = frozenset(["*", "0.0.0.0", "::"])
_LOCAL = re.compile(r"://(?:localhost|127\.|0\.0\.0\.0|\[::1?\]|[^/]*[<{$\[])")
_MOST = 20
"""Services of one name, or on one port, that a row is compared with."""
Place: TypeAlias = tuple[tuple[str, ...], str]
"""Hosts and a suite."""


@dataclass(slots=True, eq=False)
class Service:
    """A service; `kinds` are those of the grids that name it, `merged` the rows that were merged into it."""

    name: str
    at: At
    hosts: tuple[str, ...]
    suite: str
    id: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    runtime: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    listeners: list[Listen] = field(default_factory=list)
    by_port: dict[Ports, Listen] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    merged: list[At] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def listens_on(self, port: int) -> bool:
        """True if it has this port on its host, or in its container if it has none on the host."""
        return any(port in run for one in self.listeners if (run := one.ports or one.inside))

    def note(self, text: str) -> None:
        """Keep a text that no other field has."""
        known = (self.name, *self.notes, *self.facts.values(), *self.runtime.values())
        self.notes += [text] if text and not any(text in one for one in known) else []

    def link(self, label: str, url: str) -> None:
        """Keep a URL."""
        if url not in self.links.values():
            self.links[label if label not in self.links else f"{label} {len(self.links) + 1}"] = url


@dataclass
class Draft:
    """Everything that is written, and the report."""

    services: list[Service] = field(default_factory=list)
    endpoints: list[Commented] = field(default_factory=list)
    ranges: dict[tuple[Ports, ...], Commented] = field(default_factory=dict)
    claims: list[Commented] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    """By suite."""
    remarks: list[Remark] = field(default_factory=list)

    def contradiction(self, at: At, text: str, service: Service | None = None) -> None:
        """Report that a page says two things."""
        self.remarks.append(Remark(at, "contradiction", text))
        if service:
            service.comments.append(f"{at}: contradiction: {text}")


class Merger:
    """Merges entries into the services of a draft."""

    def __init__(self, draft: Draft, places: Places) -> None:
        self.draft, self.places = draft, places
        self.by_name: dict[tuple[str, Place | None], list[Service]] = {}
        """By name and place, and by name alone."""
        self.by_port: dict[tuple[tuple[str, ...], Ports], list[tuple[Service, Reading]]] = {}

    def add(self, reading: Reading) -> None:
        """Take the services and ranges of a reading."""
        for entry in reading.entries:
            if entry.kind == "range":
                ports = tuple(dict.fromkeys(one.ports for one in entry.listeners if one.ports))
                texts = (entry.facts.get("purpose"), entry.facts.get("description"), *entry.notes)
                values = {"name": entry.name, "ports": ports, "purpose": "; ".join(filter(None, texts))}
                self.draft.ranges.setdefault(ports, Commented(values, f"from {reading.page.at(entry.row.line)}"))
            elif entry.kind == "service":
                for host in dict.fromkeys(one.host for one in entry.listeners):
                    listeners = [replace(one, file=reading.page.name) for one in entry.listeners if one.host == host]
                    self._service(entry, listeners, self.places.of(reading, entry, host), reading)

    def _service(self, entry: Entry, listeners: Sequence[Listen], place: Place, reading: Reading) -> None:
        at = reading.page.at(entry.row.line)
        service = self._same(entry, listeners, place, reading)
        if service:
            service.merged.append(at)
        else:
            service = Service(entry.name, at, *place)
            self.draft.services.append(service)
            for listen in listeners:
                self._report_conflict(service, listen)
        for where in (place, None):
            same = self.by_name.setdefault((names.key(entry.name), where), [])
            same += [service] if len(same) < _MOST and service not in same else []
        service.kinds.add(reading.grid.kind)
        for listen in listeners:
            self._listener(service, listen, reading)
        _merge_facts(service, entry, at, self.draft)

    def _same(self, entry: Entry, listeners: Sequence[Listen], place: Place, reading: Reading) -> Service | None:
        """The service that a row names once more."""
        hosts, suite = place
        for service in self.by_name.get((names.key(entry.name), place), ()):
            if _is_compatible(service, entry):
                return service
        for service in () if hosts else self.by_name.get((names.key(entry.name), None), ()):
            if all((listen.ports or listen.inside) in service.by_port for listen in listeners):
                return service
        for listen in listeners:
            here = self.by_port.get((hosts, listen.ports), []) if listen.ports else []
            has_path = bool(listen.url.partition("://")[2].partition("/")[2])
            if listen.url and len({id(one) for one, _ in here}) == 1 and (has_path or here[0][1] is not reading):
                entry.urls = entry.urls or [(entry.name, listen.url)]
                return here[0][0]
            for service, other in here:
                titles = (service.name, service.facts.get("container", service.name))
                alike = any(names.are_alike(name, entry.name) for name in titles)
                if other is not reading and alike and service.suite == suite and _is_compatible(service, entry):
                    service.hosts = service.hosts or hosts
                    return service
        return None

    def _listener(self, service: Service, new: Listen, reading: Reading) -> None:
        """Add a listener to a service, or what a row says about one that it has."""
        ports = new.ports or new.inside
        one = service.by_port.get(ports) if ports else None
        if one is None or (new.ports and one.ports not in (None, new.ports)):
            one = new
            service.listeners.append(one)
        elif one.at == new.at and bool(one.transports) != bool(new.transports):  # `443, 443/udp`
            one.transports = ("tcp",)
        one.ports, one.inside = one.ports or new.ports, one.inside or new.inside
        for run in filter(None, (one.ports, one.inside)):
            service.by_port.setdefault(run, one)
        one.transports = tuple(sorted({*one.transports, *new.transports}))
        one.protocol, one.name = one.protocol or new.protocol, one.name or new.name
        one.purpose = one.purpose or new.purpose
        service.note(new.purpose if new.purpose != one.purpose else "")
        binds = tuple(dict.fromkeys((*one.binds, *new.binds)))
        if not one.binds or binds == one.binds or WILDCARDS.issuperset(binds):
            one.binds = binds
        else:
            text = f"{service.name} binds {', '.join(one.binds)} (port {one.ports}) at {one.at}"
            self.draft.contradiction(new.at, f"{text}, but {', '.join(new.binds)} here", service)
        here = self.by_port.setdefault((service.hosts, one.ports), []) if one.ports else []
        here += [(service, reading)] if len(here) < _MOST and (service, reading) not in here else []

    def _report_conflict(self, service: Service, new: Listen) -> None:
        """Report a port that another service of the place has."""
        if new.ports is None:
            return
        for other, _ in self.by_port.get((service.hosts, new.ports), ())[:3]:
            taken = other.by_port[new.ports]
            binds = product(taken.binds or ("unknown",), new.binds or ("unknown",))
            shared = set(taken.transports or ("tcp",)) & set(new.transports or ("tcp",))
            if shared and any(binds_meet(one, two) for one, two in binds):
                text = f"port {new.ports} belongs to {other.name} at {taken.at}, but to {service.name} here"
                self.draft.contradiction(service.at, f"{text}; both remain", service)
                return


def _is_compatible(service: Service, entry: Entry) -> bool:
    both = (key for key in ("container", "unit") if key in service.facts and key in entry.facts)
    return all(service.facts[key] == entry.facts[key] for key in both)


def _merge_facts(service: Service, entry: Entry, at: At, draft: Draft) -> None:
    for key in (key for key in _FACTS if key in entry.facts):
        value = entry.facts[key]
        known = service.facts.setdefault(key, value)
        if key == "status" and known != value:
            draft.contradiction(at, f"{service.name} is {known} at {service.at}, but {value} here", service)
        elif known != value:
            service.note(value)
    for key in (key for key in ("environment", "target") if key in entry.facts):
        if not any(names.key(host) in names.key(entry.facts[key]) for host in service.hosts):
            service.note(f"{key}: {entry.facts[key]}")
    for one in service.listeners[:1]:
        one.health = one.health or entry.facts.get("health", "")
    others = [
        f"{key}: {value}" for key, value in entry.runtime.items() if service.runtime.setdefault(key, value) != value
    ]
    for note in (*others, *entry.notes):
        service.note(note)
    service.files += [one for one in entry.files if one not in service.files]
    service.depends += [one for one in entry.depends if one not in service.depends]
    urls = [("URL", one.url) for one in entry.listeners if one.url and not _LOCAL.search(one.url)]
    for title, url in (*entry.urls, *urls):
        url = f"https://{url}" if is_public_name(url) and ":" not in url else url
        if url.startswith(("http://", "https://")) and not {"@", "[", "<", "{", "$"} & set(url):
            service.link(title or (entry.name if entry.name != service.name else "URL"), url)
