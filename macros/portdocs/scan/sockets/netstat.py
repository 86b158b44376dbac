"""Lines of `netstat`: of Linux (net-tools), FreeBSD, macOS and Windows.

The header shows the width of the address column: an address that fills it may be truncated and is not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from portdocs.registry.addresses import ANY
from portdocs.scan.safe_files import clean
from portdocs.scan.sockets.parse import Socket, UnclearSocket, socket

_TITLES = re.compile(r"Local Address(\s+)Foreign Address")
_LINUX = re.compile(r"(tcp|udp)6?\s+\d+\s+\d+\s+(\S+)\s+(\S+)(.*)")
_BSD = re.compile(r"(?:[0-9a-f]{8,16}\s+[0-9a-f]+\s+)?(tcp|udp)(4|6|46)\s+\d+\s+\d+\s+(\S+)\s+\*\.\*(.*)")
_WINDOWS = re.compile(r"\s*(TCP|UDP)\s+(\S+)\s+(\S+)(.*)")
_PROGRAM = re.compile(r"\s\d+/([^\s:]+(?: [^\s:]+)*)")
"""`1127/nginx: master` is nginx: the text after the colon is the process title."""
_WILDCARDS = {"4": "0.0.0.0", "6": "::", "46": ANY}


@dataclass(slots=True)
class Netstat:
    """Line parser; the header determines how the lines below are read."""

    width: int = 0

    def header(self, line: str) -> bool:
        """True for a header line; stores the width of the local address column."""
        if match := _TITLES.search(line):
            self.width = len("Local Address") + len(match[1]) - 1
        return bool(match) or line.startswith(("Active Internet", "Active Connections", "Active UNIX"))

    def parse(self, line: str) -> Socket | UnclearSocket | None:
        """The listening socket of a line, else None."""
        if match := _BSD.match(line):
            return self._bsd(*match.groups())
        if match := _LINUX.match(line):
            return self._linux(*match.groups())
        if match := _WINDOWS.match(line):
            return _windows(*match.groups())
        return None

    def _linux(self, transport: str, local: str, foreign: str, rest: str) -> Socket | UnclearSocket | None:
        state = rest.split(None, 1)[0] if rest.split() else ""
        if state != "LISTEN" if transport == "tcp" else not foreign.endswith(":*"):
            return None
        if self._may_be_cut(local):
            return _cut(transport, local)
        names = tuple(_PROGRAM.findall(rest)[:1])
        # `:::80` is printed for IPv6-only and dual-stack sockets.
        return _maybe(socket(transport, local.replace(":::", "*:") if local.startswith(":::") else local, names=names))

    def _bsd(self, transport: str, family: str, local: str, rest: str) -> Socket | UnclearSocket | None:
        if transport == "tcp" and "LISTEN" not in rest.split():
            return None
        if self._may_be_cut(local):
            return _cut(transport, local)
        return socket(transport, local, ".", wildcard=_WILDCARDS[family])

    def _may_be_cut(self, local: str) -> bool:
        return len(local) == self.width


def _windows(transport: str, local: str, foreign: str, _rest: str) -> Socket | UnclearSocket | None:
    # The state is localized; only listening sockets have no foreign port.
    if not foreign.endswith(":0" if transport == "TCP" else "*:*"):
        return None
    return _maybe(socket(transport.lower(), local.replace("[::]", "*")))


def _maybe(found: Socket | UnclearSocket | None) -> Socket | UnclearSocket | None:
    """Mark wildcards that may be IPv6 only: Linux and Windows print both kinds alike."""
    return replace(found, may_be_ipv6_only=True) if isinstance(found, Socket) and found.address == ANY else found


def _cut(transport: str, local: str) -> UnclearSocket:
    reason = "the address fills its column and may be truncated; run netstat with -W, or ss"
    return UnclearSocket(f"{transport} {clean(local, 80)}", reason, transport)


def program(line: str) -> str | None:
    """The program that Windows prints below its socket: ` [svchost.exe]`."""
    text = line.strip()
    return text[1:-1] if line.startswith(" [") and text.endswith("]") else None


def is_line(line: str) -> bool:
    """True if only netstat writes such a line."""
    return any(pattern.match(line) for pattern in (_BSD, _LINUX, _WINDOWS))
