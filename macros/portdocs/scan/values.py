"""Ports and addresses in configuration files; errors never quote what was not understood, since it may be a secret."""

from __future__ import annotations

import re

from portdocs.registry import addresses, ports
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Target, is_host, split_authority
from portdocs.scan.safe_files import clean

# What may be quoted: it looks like a port or an address, even if there is no such one.
_PORT_LIKE = re.compile(r"[0-9]{1,5}(-[0-9]{1,5})?", re.ASCII)
_ADDRESS_LIKE = re.compile(r"\[?([0-9]{1,3}(\.[0-9]{1,3}){1,3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,8})\]?", re.IGNORECASE)


def parse_port(text: str) -> int:
    """One port. Raises ValueError."""
    _check(_PORT_LIKE, text, "a port, expected a number from 1 to 65535")
    return ports.parse_port(text)


def parse_ports(text: str) -> Ports:
    """A port or a range of ports. Raises ValueError."""
    _check(_PORT_LIKE, text, "a port, expected a number from 1 to 65535 or a range such as 8000-8009")
    return ports.parse_ports(text)


def parse_authority(text: str, default: int | None) -> Target:
    """The target at `host:port`, with or without user information and port. Raises ValueError."""
    host, port = split_authority(text.rpartition("@")[2])
    if not is_host(host) or not (port or default):
        raise ValueError("it is not a host with a port")
    return Target(clean(host), parse_port(port) if port else default)


def parse_address(text: str) -> str:
    """One IP address in its canonical spelling. Raises ValueError."""
    try:
        return addresses.parse_address(text)
    except ValueError:
        _check(_ADDRESS_LIKE, text, "an address, expected one such as 127.0.0.1 or ::1")
        raise


def _check(shape: re.Pattern[str], text: str, expected: str) -> None:
    if not shape.fullmatch(text):
        raise ValueError(f"a value is not {expected}")
