"""One container as `docker inspect` and `podman inspect` describe it. Of its environment only names are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portdocs.registry.addresses import ANY, parse_address
from portdocs.registry.ports import parse_port
from portdocs.scan.compose.yaml import Scalar, Sequence
from portdocs.scan.observations import FileRead, Observation, ObservedListener, ObservedService, Transport, Unresolved
from portdocs.scan.safe_files import clean

_COMPOSE = ("com.docker.compose", "io.podman.compose")


def observe(container: Any, file: str) -> Iterator[Observation]:
    """The service and the published ports of a container."""
    if not is_running(container):
        return
    name = _text(container, "Name").removeprefix("/")
    project, service = label(container, "project"), label(container, "service")
    is_host = _text(container, "HostConfig", "NetworkMode") == "host"
    yield ObservedService(
        name=service or name,
        source="containers",
        file=file,
        line=1,
        project=project if service else "",
        container=name,
        image=_text(container, "Config", "Image").split("@")[0].rpartition("/")[2].split(":")[0],
        aliases=tuple(dict.fromkeys(_aliases(container))),
        paths=tuple(_paths(container)),
        has_host_network=is_host,
    )
    names = tuple(dict.fromkeys((name, *((service,) if service else ()))))
    if is_host:
        reason = f"`{name}` shares the host's network: only a listing shows its sockets"
        yield Unresolved(file, 1, f"container {name}", reason, name)
        return
    yield FileRead("containers", file, names)
    for listener in _published(container):
        yield ObservedListener(*listener, service or name, "containers", file, 1, aliases=names)


def is_running(container: Any) -> bool:
    """True for a container that has a name and is not stopped."""
    return bool(_text(container, "Name").removeprefix("/")) and _at(container, "State", "Running") is not False


def name_of(container: Any) -> str:
    """The name of a container's service in its compose file, else its own."""
    return label(container, "service") or _text(container, "Name").removeprefix("/")


def labels_of(container: Any) -> dict[str, str]:
    """All labels with a text."""
    labels = _at(container, "Config", "Labels")
    pairs = labels.items() if isinstance(labels, dict) else ()
    return {key: text for key, text in pairs if isinstance(text, str)}


def arguments_of(container: Any) -> Sequence:
    """The command line of a container, without the program."""
    arguments = _at(container, "Args")
    words = arguments if isinstance(arguments, list) else ()
    return Sequence(tuple(Scalar(one, 1) for one in words if isinstance(one, str)), 1)


def has_virtual_host(container: Any) -> bool:
    """True if nginx-proxy makes a route to a container, by the variable VIRTUAL_HOST; its value is not read."""
    variables = _at(container, "Config", "Env")
    return any(str(one).startswith("VIRTUAL_HOST=") for one in variables) if isinstance(variables, list) else False


def label(container: Any, key: str) -> str:
    """A label that compose sets: `project`, `service`, `project.config_files`."""
    labels = _at(container, "Config", "Labels")
    values = (labels.get(f"{prefix}.{key}") for prefix in _COMPOSE) if isinstance(labels, dict) else ()
    return next((clean(value, 1000) for value in values if isinstance(value, str)), "")


def _published(container: Any) -> Iterator[tuple[Transport, str, int, None, int]]:
    ports = _at(container, "NetworkSettings", "Ports")
    for inside, bindings in sorted(ports.items()) if isinstance(ports, dict) else ():
        number, _, protocol = str(inside).partition("/")
        for binding in bindings if isinstance(bindings, list) and protocol in ("tcp", "udp") else ():
            transport: Transport = "udp" if protocol == "udp" else "tcp"
            address = _text(binding, "HostIp")
            try:
                bind = parse_address(address) if address else ANY
                yield transport, bind, parse_port(_text(binding, "HostPort")), None, parse_port(number)
            except ValueError:
                continue


def _aliases(container: Any) -> Iterator[str]:
    networks = _at(container, "NetworkSettings", "Networks")
    for network in networks.values() if isinstance(networks, dict) else ():
        aliases = _at(network, "Aliases")
        yield from (clean(one, 120) for one in (aliases if isinstance(aliases, list) else ()) if isinstance(one, str))
        for key in ("IPAddress", "GlobalIPv6Address"):
            if address := _text(network, key):
                yield address


def _paths(container: Any) -> Iterator[str]:
    mounts = _at(container, "Mounts")
    for mount in mounts if isinstance(mounts, list) else ():
        if source := _text(mount, "Source"):
            yield source


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _text(value: Any, *keys: str) -> str:
    found = _at(value, *keys)
    return clean(found, 1000) if isinstance(found, str) else ""
