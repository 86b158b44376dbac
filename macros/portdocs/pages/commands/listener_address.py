"""The address at which commands on the same host reach a listener."""

from __future__ import annotations

import re

from portdocs.pages.commands.shell import Unquotable, operand
from portdocs.registry import Listener, Service, addresses

_ZONE = re.compile(r"[A-Za-z0-9._-]+")


def local_address(listener: Listener) -> str:
    """The address for a process on the same host: 127.0.0.1, unless the listener does not bind it.

    Raises Unquotable if a zone (`fe80::1%eth0`) is not the name of an interface.
    """
    if is_container_only(listener):
        return "127.0.0.1"
    address = addresses.local_address(listener.bind)
    _, zone, name = address.partition("%")
    if zone and not _ZONE.fullmatch(name):
        raise Unquotable("the zone of its address is not the name of an interface")
    return address


def in_url(address: str) -> str:
    """An address as a URL has it: in brackets, the zone behind `%25` (RFC 6874)."""
    return addresses.in_brackets(address.replace("%", "%25"))


def is_container_only(listener: Listener) -> bool:
    """True if only the container has the port."""
    return listener.port is None and listener.container_port is not None


def first_port(listener: Listener) -> int:
    ports = listener.port or listener.container_port
    assert ports is not None
    return ports.first


def container_name(service: Service) -> str:
    """The container in which a command runs. Raises Unquotable if none is declared."""
    if not service.container:
        raise Unquotable("its container is not declared")
    return operand(service.container[0])
