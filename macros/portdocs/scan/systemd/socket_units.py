"""The sockets of a `.socket` unit (systemd.socket(5)): certain, since systemd itself opens them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from portdocs.registry.addresses import ANY
from portdocs.scan.observations import Observation, ObservedListener, SourceError, Transport, Unresolved
from portdocs.scan.safe_files import clean
from portdocs.scan.systemd.specifiers import UnknownSpecifier, expand
from portdocs.scan.systemd.syntax import Setting, Unit
from portdocs.scan.values import parse_address, parse_port

_TRANSPORTS: dict[str, Transport] = {"ListenStream": "tcp", "ListenDatagram": "udp", "ListenSequentialPacket": "unix"}
_RESET = (*_TRANSPORTS, "ListenFIFO", "ListenSpecial", "ListenNetlink", "ListenMessageQueue", "ListenUSBFunction")


def listens(unit: Unit, user: bool) -> Iterator[Observation]:
    """The listeners of a unit, and those only the running instance can tell."""
    service = unit.last_value("Socket", "Service")
    starts = (service,) if service else ()
    only_ipv6 = unit.last_value("Socket", "BindIPv6Only") == "ipv6-only"
    # An empty value of any of these keys resets all of them.
    for setting in unit.values("Socket", *_RESET):
        if setting.key not in _TRANSPORTS:
            continue
        text = f"{setting.key}={clean(setting.value, 120)}"
        if setting.value.startswith("vsock:"):
            reason = "a socket between virtual machines uses no port of this host and is not compared"
            yield Unresolved(setting.file, setting.line, text, reason)
            continue
        try:
            found = _listener(unit.name, setting, expand(setting.value, unit.name, user), only_ipv6)
            yield replace(found, aliases=starts)
        except UnknownSpecifier as unknown:
            reason = f"only the running unit knows the value of `{unknown}`"
            yield Unresolved(setting.file, setting.line, text, reason, unit.name)
        except ValueError as error:
            yield SourceError(setting.file, setting.line, f"{error}; correct this {setting.key}")


def _listener(unit: str, setting: Setting, value: str, only_ipv6: bool) -> ObservedListener:
    if value.startswith(("/", "@")):
        return ObservedListener(
            "unix", f"unix:{clean(value)}", None, None, None, unit, "systemd", setting.file, setting.line
        )
    address, port = _split(value)
    # An IPv6 wildcard, or a bare port, includes IPv4 unless configured otherwise.
    if address == "::" and not only_ipv6:
        address = ANY
    transport = _TRANSPORTS[setting.key]
    return ObservedListener(transport, address, port, None, None, unit, "systemd", setting.file, setting.line)


def _split(value: str) -> tuple[str, int]:
    # Newer versions allow a TLS server name after the port.
    match = re.fullmatch(r"(?:(\[[^\]]+\](?:%\S+)?|[^:\[\]]+):)?(\d+)", value.split(" ", 1)[0])
    if not match:
        raise ValueError("neither a port, an address with a port, nor a path")
    return parse_address(match[1].split("%")[0]) if match[1] else "::", parse_port(match[2])
