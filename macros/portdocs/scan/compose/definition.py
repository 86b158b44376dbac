"""A service as compose files define it, besides its ports: names, networks, dependencies, profiles (compose-spec)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portdocs.registry.addresses import parse_address
from portdocs.registry.ports import parse_ports
from portdocs.scan.compose.interpolate import Unset, Values, interpolate
from portdocs.scan.compose.yaml import Mapping as YamlMapping
from portdocs.scan.compose.yaml import Reset, Scalar, Sequence, Value
from portdocs.scan.observations import ObservedService
from portdocs.scan.safe_files import clean

_LISTS = ("depends_on", "expose", "volumes", "profiles", "networks", "links", "build")
_SCALARS = ("container_name", "hostname", "image", "network_mode")
_MAX_ITEMS = 500


@dataclass(slots=True)
class Definition:
    """The settings of one service, merged from all files."""

    file: str = ""
    line: int = 1
    scalars: dict[str, Scalar] = field(default_factory=dict)
    lists: dict[str, list[Value | str]] = field(default_factory=dict)

    def add(self, file: str, value: YamlMapping) -> None:
        """Merge one file's settings: scalars replace earlier ones, lists extend them."""
        self.file, self.line = self.file or file, self.line if self.file else value.line
        for key in _SCALARS:
            found = value.values.get(key)
            if isinstance(found, Scalar):
                self.scalars[key] = found
            elif isinstance(found, Reset):
                self.scalars.pop(key, None)
        for key in _LISTS:
            found = value.values.get(key)
            if isinstance(found, Reset) or getattr(found, "overrides", False):
                self.lists.pop(key, None)
            self.lists.setdefault(key, []).extend(_items(found))

    def text(self, key: str, environment: Values) -> str:
        """A setting with its variables replaced; empty if it is missing or unknown."""
        found = self.scalars.get(key)
        return _known(found.text, environment) if found else ""


def _items(value: Value | None) -> Iterator[Value | str]:
    """The items of a list, or the keys of a mapping with their values."""
    if isinstance(value, Sequence):
        yield from value.items
    elif isinstance(value, Scalar):  # `build: ./web`
        yield Scalar(posixpath.join(value.text, ""), value.line)
    elif isinstance(value, YamlMapping):
        for key, inner in value.values.items():
            yield Scalar(posixpath.join(inner.text, ""), inner.line) if isinstance(inner, Scalar) else key
            if isinstance(inner, YamlMapping):
                yield inner


def _known(text: str, environment: Values) -> str:
    try:
        return clean(interpolate(text, environment), 120)
    except Unset:
        return ""


def observed(name: str, project: str, one: Definition, environment: Values) -> ObservedService:
    """The observation of a service."""
    networks = one.lists.get("networks", [])
    hostname = one.text("hostname", environment)
    return ObservedService(
        name=name,
        source="compose",
        file=one.file,
        line=one.line,
        project=project,
        container=one.text("container_name", environment),
        image=one.text("image", environment).split("@")[0].rpartition("/")[2].split(":")[0],
        aliases=tuple(dict.fromkeys([*filter(None, [hostname]), *_network_names(networks, environment)])),
        container_ports=tuple(_exposed(one.lists.get("expose", []), environment)),
        depends_on=tuple(dict.fromkeys(_names(one, environment))),
        paths=tuple(_paths(one, environment)),
        is_active=_is_active(one, environment),
        has_host_network=one.text("network_mode", environment) == "host",
    )


def _names(one: Definition, environment: Values) -> Iterator[str]:
    """The services it depends on or links to; a link may have an alias behind a colon."""
    for item in (*one.lists.get("depends_on", []), *one.lists.get("links", [])):
        if text := _text(item, environment):
            yield text.split(":")[0]


def _text(item: Value | str, environment: Values) -> str:
    text = item.text if isinstance(item, Scalar) else item if isinstance(item, str) else ""
    return _known(text, environment)


def _network_names(networks: list[Value | str], environment: Values) -> Iterator[str]:
    for network in networks:
        if not isinstance(network, YamlMapping):
            continue
        aliases = network.values.get("aliases")
        for item in aliases.items if isinstance(aliases, Sequence) else ():
            if text := _text(item, environment):
                yield text
        for key in ("ipv4_address", "ipv6_address"):
            address = network.values.get(key)
            if isinstance(address, Scalar) and (text := _address(_known(address.text, environment))):
                yield text


def _address(text: str) -> str:
    try:
        return parse_address(text)
    except ValueError:
        return ""


def _exposed(items: list[Value | str], environment: Values) -> Iterator[int]:
    for item in items[:_MAX_ITEMS]:
        try:
            ports = parse_ports(_text(item, environment).split("/")[0])
        except ValueError:
            continue
        if len(ports) <= _MAX_ITEMS:
            yield from range(ports.first, ports.last + 1)


def _paths(one: Definition, environment: Values) -> Iterator[str]:
    folder = posixpath.dirname(one.file)
    for item in (*one.lists.get("volumes", []), *one.lists.get("build", []))[:_MAX_ITEMS]:
        source = item.values.get("source") if isinstance(item, YamlMapping) else None
        text = _known(source.text, environment) if isinstance(source, Scalar) else _text(item, environment)
        if "/" in text:
            yield posixpath.normpath(posixpath.join(folder, text.split(":")[0]))


def _is_active(one: Definition, environment: Mapping[str, str | None]) -> bool:
    profiles = [text for item in one.lists.get("profiles", []) if (text := _text(item, environment))]
    active = (environment.get("COMPOSE_PROFILES") or "").split(",")
    return not profiles or "*" in active or any(profile in active for profile in profiles)
