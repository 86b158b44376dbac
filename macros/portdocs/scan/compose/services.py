"""The services of a project: one or several compose files, merged."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from portdocs.scan.compose.definition import Definition, observed
from portdocs.scan.compose.interpolate import Unset, Values, interpolate, without_words
from portdocs.scan.compose.ports import OtherProtocol, PublishedPort, parse_entry
from portdocs.scan.compose.yaml import Mapping, Reset, Scalar, Sequence, Value
from portdocs.scan.observations import (
    FileRead,
    Observation,
    ObservedListener,
    ObservedService,
    SourceError,
    Transport,
    Unresolved,
)
from portdocs.scan.safe_files import clean

MAX_EXTENDS = 20
MAX_ENTRIES = 2_000
"""Ports of one service; docker takes minutes to open as many."""


_NOTHING = ("", "null", "~")
_PORT_WITH_VARIABLES = re.compile(r"([0-9a-f.:/\[\]-]|tcp|udp|sctp|\$\{\w+\}|\$\w+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """A parsed compose file."""

    name: str
    document: Mapping


@dataclass(slots=True)
class _Service:
    """One service, merged from all files."""

    entries: list[tuple[str, Value]] = field(default_factory=list)
    network: tuple[str, Scalar] | None = None
    definition: Definition = field(default_factory=Definition)


def observe(files: Collection[File], environment: Values) -> Iterator[Observation]:
    """Observe all services and their published ports."""
    services: dict[str, _Service] = {}
    projects = [file.document.values.get("name") for file in files]
    project = next((one.text for one in reversed(projects) if isinstance(one, Scalar)), "")
    for file in files:
        if "include" in file.document.values:
            line = file.document.values["include"].line
            yield Unresolved(file.name, line, "include", "other files are included here; give these files, too")
        if isinstance(file.document.values.get("services"), Reset):
            services.clear()
        for name, value in file.document.mapping("services").values.items():
            if isinstance(value, Reset):
                services.pop(name, None)
                continue
            if isinstance(value, Mapping) and value.overrides:
                services[name] = _Service()
            yield from _add(services.setdefault(name, _Service()), file, value, clean(name, 80), 0)
    for name, service in services.items():
        found = observed(clean(name, 80), _project(project, environment), service.definition, environment)
        yield found
        names = tuple(filter(None, (found.name, found.container)))
        for file in files:
            if found.is_active and name in file.document.mapping("services").values:
                yield FileRead("compose", file.name, names)
        yield from _service(found, service, environment)


def _project(name: str, environment: Values) -> str:
    try:
        return clean(interpolate(name, environment), 80)
    except Unset:
        return ""


def _add(service: _Service, file: File, value: Value, owner: str, depth: int) -> Iterator[Observation]:
    """Merge one file's definition of a service after the definition that it extends."""
    if not isinstance(value, Mapping):
        if not isinstance(value, Scalar) or value.text:
            yield SourceError(file.name, value.line, "expected the keys of a service; indent them below its name")
        return
    extends = value.values.get("extends")
    if extends and not isinstance(extends, Reset):
        yield from _extend(service, file, extends, owner, depth)
    network = value.values.get("network_mode")
    if isinstance(network, Scalar | Reset):
        service.network = (file.name, network) if isinstance(network, Scalar) else None
    service.definition.add(file.name, value)
    ports = value.values.get("ports")
    if isinstance(ports, Reset) or (isinstance(ports, Sequence) and ports.overrides):
        service.entries.clear()
    if isinstance(ports, Sequence):
        service.entries += [(file.name, entry) for entry in ports.items]
    elif isinstance(ports, Mapping) or (isinstance(ports, Scalar) and ports.text not in _NOTHING):
        yield SourceError(file.name, ports.line, f"expected a list of the ports of `{owner}`; put `- ` before each")


def _extend(service: _Service, file: File, extends: Value, owner: str, depth: int) -> Iterator[Observation]:
    other = extends.values.get("service") if isinstance(extends, Mapping) else extends
    elsewhere = isinstance(extends, Mapping) and "file" in extends.values
    name = other.text if isinstance(other, Scalar) else ""
    base = file.document.mapping("services").values.get(name)
    if elsewhere or base is None or depth > MAX_EXTENDS:
        reason = "it extends a service that is not in this file; its ports are unknown"
        yield Unresolved(file.name, extends.line, f"extends {clean(name, 80)}", reason, owner)
    else:
        yield from _add(service, file, base, owner, depth + 1)


def _service(found: ObservedService, service: _Service, environment: Values) -> Iterator[Observation]:
    name = found.name
    if service.network and service.network[1].text == "host":
        file, mode = service.network
        reason = f"`{name}` shares the host's network: the file does not say what it opens there"
        yield Unresolved(file, mode.line, "network_mode: host", reason, name)
        return
    for file, entry in service.entries[MAX_ENTRIES:][:1]:
        yield SourceError(file, entry.line, f"more than {MAX_ENTRIES} ports of `{name}`; the rest is left out")
    for file, entry in service.entries[:MAX_ENTRIES]:
        try:
            published = parse_entry(entry, lambda text: interpolate(text, environment))
        except Unset as unset:
            reason = f"`{clean(str(unset), 60)}` has no value in .env and no default"
            yield Unresolved(file, entry.line, _shown(entry), reason, name)
        except OtherProtocol:
            reason = "sctp is neither tcp nor udp, and is not compared"
            yield Unresolved(file, entry.line, _shown(entry), reason)
        except ValueError as error:
            yield SourceError(file, entry.line, f"{error}; correct this port of `{name}`")
        else:
            for listener in _listeners(name, published, file, entry.line):
                aliases = (found.container,) if found.container else ()
                yield replace(listener, aliases=aliases, is_active=found.is_active)


def _listeners(name: str, published: PublishedPort, file: str, line: int) -> Iterator[ObservedListener]:
    transport: Transport = "udp" if published.transport == "udp" else "tcp"
    where = (transport, published.address)
    if published.host:
        last = published.host.last if len(published.host) > 1 else None
        ports = (published.host.first, last, published.container.first)
        yield ObservedListener(*where, *ports, name, "compose", file, line, published.certain)
        return
    for port in range(published.container.first, published.container.last + 1):
        yield ObservedListener(*where, None, None, port, name, "compose", file, line)


def _shown(entry: Value) -> str:
    if isinstance(entry, Scalar):
        return _shown_text(entry)
    published = entry.values.get("published") if isinstance(entry, Mapping) else None
    return f"published: {_shown_text(published)}" if isinstance(published, Scalar) else "ports"


def _shown_text(value: Scalar) -> str:
    """A port as written, without the words of its variables: a default or a message may be a secret."""
    text = without_words(value.text)
    is_port = _PORT_WITH_VARIABLES.fullmatch(text)
    return clean(text, 80) if is_port else "ports"
