"""Traefik in compose files and running containers: labels, and the flags and variables of its own container."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, field

from portdocs.scan.compose.interpolate import Unset, Values, interpolate
from portdocs.scan.compose.services import File
from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value
from portdocs.scan.observations import FileRead, Observation, Unresolved
from portdocs.scan.safe_files import clean
from portdocs.scan.settings_tree import entries, is_on, nested, scalar
from portdocs.scan.traefik.entry_points import EntryPoint, entry_points, redirect_route
from portdocs.scan.traefik.routers import Provider, Traefik
from portdocs.scan.unknown_values import marked

MAX_EXTENDS = 20
MAX_VARIABLES = 20
"""Without a value, in one text."""
MAX_LABELS = 2_000
"""Of one service."""

Pairs = dict[str, Scalar]
_OTHERS = {
    "caddy": ("caddy-docker-proxy", "--caddy"),
    "cloudflare": ("a tunnel's controller", "--cloudflared"),
    "dockflare": ("DockFlare", "--cloudflared"),
    "swag": ("SWAG", "--nginx"),
}
"""Proxies that are configured by labels, and the option for the file that they make of them."""
_VIRTUAL_HOST = "VIRTUAL_HOST"
"""The variable that configures nginx-proxy."""
_OTHER = re.compile(rf"({'|'.join(_OTHERS)})(?:[._]|$)", re.IGNORECASE)
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")


@dataclass(slots=True)
class _Service:
    """The labels and flags of a service, from all files; of equal keys the last one wins."""

    file: str
    labels: Pairs = field(default_factory=dict)
    files: dict[int, str] = field(default_factory=dict)
    flags: Pairs = field(default_factory=dict)
    others: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Labels of other proxies by their first word: the file and line of the first."""


def observe_labels(files: Collection[File], environment: Values) -> Iterator[Observation]:
    """The routes that labels ask for, and redirects of entry points that are flags of Traefik's container."""
    services: dict[str, _Service] = {}
    for file in files:
        for name, value in file.document.mapping("services").values.items():
            _add(services, file, name, value, environment, 0)
    yield from _observe(services)


def observe_running(
    containers: Iterable[tuple[str, Mapping_[str, str], Sequence, bool]], file: str
) -> Iterator[Observation]:
    """The same for running containers: the name, labels and arguments of each, and whether nginx-proxy reads it."""
    services: dict[str, _Service] = {}
    for name, labels, arguments, has_virtual_host in containers:
        service = services.setdefault(name, _Service(file))
        for key, text in labels.items():
            _add_label(service, file, key, Scalar(text, 1))
        service.flags |= _flags(arguments)
        if has_virtual_host:
            service.others[_VIRTUAL_HOST] = (file, 1)
    yield from _observe(services)


def _observe(services: dict[str, _Service]) -> Iterator[Observation]:
    yield from _unread(services)
    yield from (FileRead("traefik", one.file) for one in services.values() if one.labels)
    traefik = Traefik()
    static = Mapping()
    for name, service in services.items():
        tree = nested(service.flags.items())
        if entries(tree, "entryPoints"):
            static, traefik.proxy = tree, clean(name, 80)
            for found in entry_points(tree, service.file):
                if isinstance(found, EntryPoint):
                    traefik.entry_points.setdefault(found.name, found)
                else:
                    yield found
    for name, service in services.items():
        yield from _provide(traefik, static, clean(name, 80), service)
    for entry_point in traefik.entry_points.values():
        if redirect := redirect_route(entry_point, traefik.entry_points, traefik.proxy):
            yield redirect
    yield from traefik.observe()


def _provide(traefik: Traefik, static: Mapping, name: str, service: _Service) -> Iterator[Observation]:
    tree = nested(service.labels.items())
    enabled = is_on(tree, "enable")
    by_default = [is_on(static, "providers", one, "exposedByDefault") for one in ("docker", "swarm")]
    if not service.labels or enabled is False or (enabled is None and False in by_default):
        return
    traefik.providers.append(Provider(service.file, _version_2(tree), name, service.files))
    routers = [one for kind in ("http", "tcp", "udp") for one in entries(tree, kind, "routers")]
    if enabled and not routers and scalar(tree, "frontend", "rule") is None:
        line = service.labels["enable"].line if "enable" in service.labels else 1
        reason = "it has no router, so Traefik makes one from the container's name (defaultRule)"
        yield Unresolved(service.file, line, f"traefik.enable of {name}", reason)


def _version_2(tree: Mapping) -> Mapping:
    """Labels of Traefik 1 as those of its successors: `traefik.frontend.rule`, `traefik.port`."""
    rule, port = scalar(tree, "frontend", "rule"), scalar(tree, "port")
    if rule is None:
        return tree
    pairs: list[tuple[str, Scalar]] = [("http.routers.frontend.rule", rule)]
    if where := scalar(tree, "frontend", "entryPoints"):
        pairs.append(("http.routers.frontend.entryPoints", where))
    if port:
        pairs.append(("http.services.frontend.loadBalancer.server.port", port))
    return nested(pairs)


def _add(
    services: dict[str, _Service], file: File, name: str, value: Value, environment: Values, depth: int, to: str = ""
) -> None:
    """Add what one file says about a service, after what it extends."""
    if not isinstance(value, Mapping):
        return
    service = services.setdefault(to or name, _Service(file.name))
    extends = value.values.get("extends")
    base = extends.values.get("service") if isinstance(extends, Mapping) else extends
    if (
        isinstance(base, Scalar)
        and depth < MAX_EXTENDS
        and not (isinstance(extends, Mapping) and "file" in extends.values)
    ):
        _add(services, file, base.text, file.document.mapping("services").mapping(base.text), environment, depth + 1,
             to or name)  # fmt: skip
    for key, text in _pairs(value.values.get("labels")):
        _label(service, file.name, key, text, environment)
    for key, text in _pairs(value.mapping("deploy").values.get("labels")):
        _label(service, file.name, key, text, environment)
    for key, text in _flags(value.values.get("command")):
        service.flags[_interpolated(key, environment)] = Scalar(_interpolated(text.text, environment), text.line)
    for key, text in _pairs(value.values.get("environment")):
        if key == _VIRTUAL_HOST:
            service.others.setdefault(key, (file.name, text.line))
        if key.upper().startswith("TRAEFIK_ENTRYPOINTS_"):
            path = key[len("TRAEFIK_") :].lower().replace("_", ".")
            service.flags.setdefault(path, Scalar(_interpolated(text.text, environment), text.line))


def _unread(services: dict[str, _Service]) -> Iterator[Unresolved]:
    """The labels of proxies that are not read, once per service and proxy."""
    for service in services.values():
        for word, (file, line) in service.others.items():
            if word == _VIRTUAL_HOST:
                reason = (
                    "variables of nginx-proxy are not read; give the configuration generated from them with --nginx"
                )
                yield Unresolved(file, line, word, reason)
                continue
            reason = f"labels of {_OTHERS[word][0]} are not read; give the configuration generated from them with "
            yield Unresolved(file, line, f"labels {word}", reason + _OTHERS[word][1])


def _label(service: _Service, file: str, key: str, text: Scalar, environment: Values) -> None:
    _add_label(service, file, _interpolated(key, environment), Scalar(_interpolated(text.text, environment), text.line))


def _add_label(service: _Service, file: str, key: str, value: Scalar) -> None:
    if match := _OTHER.match(key):
        service.others.setdefault(match[1].lower(), (file, value.line))
    if key.lower().startswith("traefik.") and len(service.labels) < MAX_LABELS:
        service.labels[key[len("traefik.") :]] = value
        service.files[id(value)] = file


def _pairs(value: Value | None) -> Iterator[tuple[str, Scalar]]:
    """`key: value`, or a list of `key=value`."""
    if isinstance(value, Mapping):
        for key, one in value.values.items():
            if isinstance(one, Scalar):
                yield key.strip(), one
    for one in value.items if isinstance(value, Sequence) else ():
        if isinstance(one, Scalar):
            key, _, text = one.text.partition("=")
            yield key.strip(), Scalar(text.strip(), one.line)
        elif isinstance(one, Mapping):
            yield from _pairs(one)


def _flags(command: Value | None) -> Iterator[tuple[str, Scalar]]:
    """`--entrypoints.web.address=:80`, also with the value as the next word."""
    words = list(_words(command))
    for number, word in enumerate(words):
        if word.text.startswith("--") and "." in word.text:
            key, equals, text = word.text[2:].partition("=")
            following = words[number + 1].text if number + 1 < len(words) else "--"
            if not equals:
                text = "true" if following.startswith("-") else following
            yield key, Scalar(text.strip("\"'"), word.line)


def _words(command: Value | None) -> Iterator[Scalar]:
    if isinstance(command, Scalar):
        for number, line in enumerate(command.text.split("\n")):
            for match in _WORD.finditer(line):
                yield Scalar(match[1] or match[2] or match[3] or "", command.line + number)
    for one in command.items if isinstance(command, Sequence) else ():
        if isinstance(one, Scalar):
            yield one


def _interpolated(text: str, values: Values) -> str:
    """A text with its variables replaced, by marks if they have no value."""
    known = dict(values)
    for _ in range(MAX_VARIABLES):
        try:
            return interpolate(text, known)
        except Unset as unset:
            known[str(unset)] = marked(f"${{{unset}}}")
    return marked(clean(text, 60))
