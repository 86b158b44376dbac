"""Rows to services: the same name in the same place is one service, and so is a like name with the same port.

A place is a host, or the project or environment of a heading whose rows repeat names with other ports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from portdocs.importing import names
from portdocs.importing.confidence import Reading
from portdocs.importing.entry import Entry, Listen
from portdocs.importing.page import At, Remark
from portdocs.importing.places import Places
from portdocs.importing.values import is_public_name
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import Commented

_FACTS = ("description", "purpose", "status", "owner", "container", "unit")
_WILDCARDS = frozenset(["*", "0.0.0.0", "::"])
Place: TypeAlias = tuple[tuple[str, ...], str]
"""Hosts and a suite."""


@dataclass(slots=True)
class Listener:
    """A listener of a service."""

    port: Ports | None
    inside: Ports | None
    at: At
    transports: tuple[str, ...] = ()
    binds: list[str] = field(default_factory=list)
    protocol: str = ""
    name: str = ""
    purpose: str = ""
    health: str = ""


@dataclass(slots=True)
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
    listeners: list[Listener] = field(default_factory=list)
    by_port: dict[Ports, Listener] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    merged: list[At] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def listens_on(self, port: int) -> bool:
        """True if it has this port on its host, or in its container if it has none on the host."""
        return any(port in run for one in self.listeners if (run := one.port or one.inside))

    def note(self, text: str) -> None:
        """Keep a text that no other field has."""
        if text and not any(
            text in one for one in (self.name, *self.notes, *self.facts.values(), *self.runtime.values())
        ):
            self.notes.append(text)

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
        self.named: dict[str, list[Service]] = {}
        self.by_name: dict[tuple[tuple[str, ...], str, str], list[Service]] = {}
        self.by_port: dict[tuple[tuple[str, ...], Ports | None], list[tuple[Service, Reading]]] = {}

    def add(self, reading: Reading) -> None:
        """Take the services and ranges of a reading."""
        for entry in reading.entries:
            at = reading.page.at(entry.row.line)
            if entry.kind == "range":
                ports = tuple(dict.fromkeys(one.ports for one in entry.listeners if one.ports))
                texts = [entry.facts.get("purpose"), entry.facts.get("description"), *entry.notes]
                values = {
                    "name": entry.name,
                    "ports": ports,
                    "purpose": "; ".join(text for text in texts if text) or None,
                }
                self.draft.ranges.setdefault(ports, Commented(values, f"from {at}"))
            for host in dict.fromkeys(one.host for one in entry.listeners) if entry.kind == "service" else ():
                self._service(
                    entry,
                    [one for one in entry.listeners if one.host == host],
                    self.places.of(reading, entry, host),
                    reading,
                )

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
        same = self.by_name.setdefault((*place, names.key(entry.name)), [])
        if service not in same[-3:]:
            same.append(service)
            self.named.setdefault(names.key(entry.name), []).append(service)
        service.kinds.add(reading.grid.kind)
        for listen in listeners:
            self._listener(service, listen, reading)
        _merge_facts(service, entry, at, self.draft)

    def _same(self, entry: Entry, listeners: Sequence[Listen], place: Place, reading: Reading) -> Service | None:
        """The service that a row names once more."""
        hosts, suite = place
        for service in self.by_name.get((*place, names.key(entry.name)), ()):
            if _is_compatible(service, entry):
                return service
        for service in () if hosts else self.named.get(names.key(entry.name), ()):
            if all((listen.ports or listen.inside) in service.by_port for listen in listeners):
                return service
        for listen in (one for one in listeners if one.ports):
            here = self.by_port.get((hosts, listen.ports), [])
            has_path = bool(listen.url.partition("://")[2].partition("/")[2])
            if (
                listen.url
                and len({id(service) for service, _ in here}) == 1
                and (has_path or here[0][1] is not reading)
            ):
                entry.urls = entry.urls or [(entry.name, listen.url)]
                return here[0][0]
            for service, other in here:
                alike = any(
                    names.are_alike(name, entry.name)
                    for name in (service.name, service.facts.get("container", service.name))
                )
                if other is not reading and alike and service.suite == suite and _is_compatible(service, entry):
                    service.hosts = service.hosts or hosts
                    return service
        return None

    def _listener(self, service: Service, listen: Listen, reading: Reading) -> None:
        at = reading.page.at(listen.line)
        one = _matching(service, listen)
        if one is None:
            one = Listener(listen.ports, listen.inside, at, listen.transports)
            service.listeners.append(one)
        one.port, one.inside = one.port or listen.ports, one.inside or listen.inside
        for run in filter(None, (one.port, one.inside)):
            service.by_port.setdefault(run, one)
        if one.at == at and bool(one.transports) != bool(listen.transports):  # `443, 443/udp`
            one.transports = ("tcp",)
        one.transports = tuple(sorted({*one.transports, *listen.transports}))
        one.protocol, one.name, one.purpose = (
            one.protocol or listen.protocol,
            one.name or listen.name,
            one.purpose or listen.purpose,
        )
        service.note(listen.purpose if listen.purpose != one.purpose else "")
        self._binds(service, one, listen, at)
        here = self.by_port.setdefault((service.hosts, one.port), [])
        if one.port and (service, reading) not in here[-3:]:
            here.append((service, reading))

    def _binds(self, service: Service, one: Listener, listen: Listen, at: At) -> None:
        new = [bind for bind in listen.binds if bind not in one.binds]
        if one.binds and new and not {*one.binds, *new} <= _WILDCARDS:
            text = (
                f"{service.name} binds {', '.join(one.binds)} (port {one.port}) at {one.at}, and {', '.join(new)} here"
            )
            self.draft.contradiction(at, text, service)
        else:
            one.binds += new

    def _report_conflict(self, service: Service, listen: Listen) -> None:
        """Report a port that another service of the place has."""
        for other, _ in self.by_port.get((service.hosts, listen.ports), [])[:3] if listen.ports else ():
            taken = next(one for one in other.listeners if one.port and listen.ports and one.port.covers(listen.ports))
            one, two = set(taken.binds), set(listen.binds)
            is_apart = bool(one and two) and not one & two and not (one | two) & _WILDCARDS
            if not is_apart and not set(taken.transports or ("tcp",)).isdisjoint(listen.transports or ("tcp",)):
                text = f"port {listen.ports} is {other.name}'s at {taken.at}, and {service.name}'s here; both are kept"
                return self.draft.contradiction(service.at, text, service)
        return None


def _matching(service: Service, listen: Listen) -> Listener | None:
    """The listener of a service that is meant: the same ports, or those inside its container."""
    ports = listen.ports or listen.inside
    exact = service.by_port.get(ports) if ports else None
    return exact if exact and (not listen.ports or exact.port in (None, listen.ports)) else None


def _is_compatible(service: Service, entry: Entry) -> bool:
    return all(
        entry.facts.get(key, value) == value for key, value in service.facts.items() if key in ("container", "unit")
    )


def _merge_facts(service: Service, entry: Entry, at: At, draft: Draft) -> None:
    for key in (key for key in _FACTS if key in entry.facts):
        value = entry.facts[key]
        known = service.facts.setdefault(key, value)
        if key == "status" and known != value:
            draft.contradiction(at, f"{service.name} is {known} at {service.at}, and {value} here", service)
        elif known != value:
            service.note(value)
    for key in (key for key in ("environment", "target") if key in entry.facts):
        if not any(names.key(host) in names.key(entry.facts[key]) for host in service.hosts):
            service.note(f"{key}: {entry.facts[key]}")
    for one in service.listeners[:1] if "health" in entry.facts else ():
        one.health = one.health or entry.facts["health"]
    for title, value in entry.runtime.items():
        if service.runtime.setdefault(title, value) != value:
            service.note(f"{title}: {value}")
    for note in entry.notes:
        service.note(note)
    service.files += [one for one in entry.files if one not in service.files]
    service.depends += [one for one in entry.depends if one not in service.depends]
    for title, url in entry.urls:
        if is_public_name(url) and ":" not in url:
            url = f"https://{url}"
        if url.startswith(("http://", "https://")) and not {"@", "[", "<", "{", "$"} & set(url):
            service.link(title or (entry.name if entry.name != service.name else "URL"), url)
