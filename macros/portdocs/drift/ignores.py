"""Listeners that need not be declared: `ignore` entries, and defaults for sockets of the operating system."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from portdocs.drift.result import Difference, Ignored
from portdocs.registry import Host, Ignore, Ports
from portdocs.registry.addresses import ANY, UNKNOWN
from portdocs.registry.ports import ALL_PORTS
from portdocs.registry.socket_pattern import Pattern, parse_pattern
from portdocs.registry.urls import Url
from portdocs.scan import ObservedListener


@dataclass(frozen=True, slots=True)
class Default:
    """A socket of the operating system; with a process, only if the listing names it."""

    pattern: Pattern
    reason: str
    process: str | None = None


def _default(pattern: str, reason: str, process: str | None = None) -> Default:
    return Default(parse_pattern(pattern), reason, process)


_STUB = "the local stub resolver of systemd-resolved"
_DHCP = "the DHCP client of this machine"
_NAMES = "local name resolution (mDNS, LLMNR)"

DEFAULTS = (
    _default("udp any:32768-65535", "an ephemeral UDP port, opened briefly by any lookup"),
    _default("tcp 127.0.0.53:53", _STUB),
    _default("udp 127.0.0.53:53", _STUB),
    _default("tcp 127.0.0.54:53", _STUB),
    _default("udp 127.0.0.54:53", _STUB),
    _default("udp any:5353", _NAMES),
    _default("udp any:5355", _NAMES),
    _default("tcp any:5355", _NAMES),
    _default("udp any:68", _DHCP),
    _default("udp any:546", _DHCP),
    _default("udp any:any", _DHCP, "dhclient"),
    _default("udp 127.0.0.1:323", "the local control socket of chronyd"),
    _default("udp [::1]:323", "the local control socket of chronyd"),
    _default("tcp 127.0.0.11:any", "docker's internal resolver"),
    _default("udp 127.0.0.11:any", "docker's internal resolver"),
    _default("tcp 127.0.0.1:6010-6099", "X11 forwarding of an SSH session", "sshd"),
    _default("tcp [::1]:6010-6099", "X11 forwarding of an SSH session", "sshd"),
    _default("tcp 127.0.0.1:32768-60999", "the local streaming socket of containerd", "containerd"),
)
_ABSTRACT = "an abstract unix socket has no path, so no listener can declare it"
_UNIX = "a unix socket uses no port; declare it if a service is reached through it"


def ignored_listener(
    found: Difference, seen: ObservedListener, host: Host, ignores: Iterable[Ignore], today: datetime.date | None
) -> Ignored | Difference:
    """The difference, or the reason to ignore the observed listener."""
    ports = seen.ports
    entries = (one for one in ignores if one.listener and _matches(one.listener, one.process, seen, ports))
    result = _apply(found, entries, host, today)
    if seen.is_abstract:
        return Ignored(found, _ABSTRACT)
    has_owner = found.declared and found.source != "sockets"  # a process may open what any program does
    if isinstance(result, Ignored) or has_owner or result is not found:
        return result
    if seen.transport == "unix":
        return Ignored(found, _UNIX)
    if ports and seen.source == "sockets":
        for one in DEFAULTS:
            if _matches(one.pattern, one.process, seen, ports):
                return Ignored(found, one.reason)
    return found


def ignored_route(
    found: Difference, host: Host, ignores: Iterable[Ignore], today: datetime.date | None
) -> Ignored | Difference:
    """The difference, or the reason to ignore the route."""
    entries = (one for one in ignores if one.route and _same_route(one.route, found))
    return _apply(found, entries, host, today)


def _apply(
    found: Difference, entries: Iterable[Ignore], host: Host, today: datetime.date | None
) -> Ignored | Difference:
    """Apply matching entries. An expired one is mentioned in the message."""
    for entry in entries:
        if entry.host not in (None, host.id):
            continue
        if not entry.until or not today or today < entry.until:
            return Ignored(found, entry.reason, entry.until, entry.location)
        message = f"{found.message} (it was ignored until {entry.until}: {entry.location})"
        found = replace(found, message=message, declared=found.declared or entry.location)
    return found


def _same_route(declared: Url | str, found: Difference) -> bool:
    if isinstance(declared, Url) and isinstance(found.found, Url):
        return declared.key == found.found.key
    return str(declared) == found.subject


def pattern_of(seen: ObservedListener) -> Pattern | None:
    """The pattern of an `ignore` entry for a socket; None if the data cannot name it."""
    if seen.transport == "unix":
        return None if seen.is_abstract else Pattern("unix", "", ALL_PORTS, seen.path)
    if seen.ports is None or seen.address == UNKNOWN:
        return None
    return Pattern(seen.transport, "any" if seen.address == ANY else seen.address, seen.ports)


def _matches(pattern: Pattern, process: str | None, seen: ObservedListener, ports: Ports | None) -> bool:
    if process is not None and process not in (seen.name, *seen.aliases):
        return False
    if seen.transport == "unix":
        return pattern.path != "" and pattern.path == seen.path
    return ports is not None and seen.address != UNKNOWN and pattern.matches(seen.transport, seen.address, ports)
