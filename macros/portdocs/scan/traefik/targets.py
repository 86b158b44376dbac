"""The targets of Traefik services: containers, and the servers of dynamic files."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.registry.urls import Target
from portdocs.scan.compose.yaml import Scalar, Value
from portdocs.scan.observations import Action
from portdocs.scan.safe_files import clean
from portdocs.scan.settings_tree import line_of, scalar
from portdocs.scan.unknown_values import is_known, shown
from portdocs.scan.values import parse_authority, parse_port

_DEFAULT_PORTS = {"http": 80, "h2c": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a router to the requests that its rule matches."""

    action: Action
    targets: tuple[Target, ...] = ()
    redirect: str = ""


class UnknownTarget(Exception):
    """The file does not say where a router leads; has the reason and the line."""

    def __init__(self, reason: str, line: int = 0, text: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.text = reason, line, text


def container_target(container: str, settings: Value) -> Target:
    """The container with its port; its name alone if the labels do not contain the port."""
    if url := scalar(settings, "loadBalancer", "server", "url"):
        return address_of(url)
    port = scalar(settings, "loadBalancer", "server", "port")
    if port is None:
        return Target(clean(container), None)
    if not is_known(port.text):
        raise UnknownTarget("it contains a variable without a value", port.line, f"port {shown(port.text, 60)}")
    try:
        return Target(clean(container), parse_port(port.text.strip()))
    except ValueError as error:
        raise UnknownTarget(str(error), port.line, "loadbalancer.server.port") from None


def server_target(server: Value) -> Target:
    """The address of a server. Raises UnknownTarget."""
    url = scalar(server, "url") or scalar(server, "address")
    if url is None:
        raise UnknownTarget("a server without an address", line_of(server))
    return address_of(url)


def address_of(url: Scalar) -> Target:
    """The host and port of `http://host:port/path`, of `h2c://host`, and of `host:port`."""
    text = url.text.strip()
    if not is_known(text):
        raise UnknownTarget("it contains a variable or template without a value", url.line, shown(text, 80))
    scheme, separator, rest = text.rpartition("://")
    try:
        return parse_authority(re.split("[/?]", rest)[0], _DEFAULT_PORTS.get(scheme.lower()) if separator else None)
    except ValueError:
        raise UnknownTarget("it is not a host with a port", url.line, "url") from None
