"""Lines of `lsof -i` (lsof(8)): with and without -n, -P and the thread column."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from portdocs.registry.addresses import ANY
from portdocs.scan.sockets.parse import Socket, UnclearSocket, socket

_DESCRIPTOR = re.compile(r"\d+[a-zA-Z]?$")
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})")


def is_header(line: str) -> bool:
    """True for the header line."""
    return line.startswith("COMMAND") and "PID" in line and "NAME" in line


def is_line(line: str) -> bool:
    """True if only lsof writes such a line."""
    fields = line.split()
    return len(fields) > 7 and bool({"IPv4", "IPv6"} & set(fields[3:8])) and bool({"TCP", "UDP"} & set(fields[5:10]))


def parse(line: str) -> Socket | UnclearSocket | None:
    """The listening socket of a line, else None."""
    fields = line.split()
    if len(fields) < 8:
        return None
    listens = fields[-1] == "(LISTEN)"
    transport, local = fields[-3:-1] if listens else fields[-2:]
    if transport != ("TCP" if listens else "UDP") or "->" in local:
        return None
    # An IPv6 asterisk may be dual-stack; an IPv4 asterisk is IPv4 only.
    wildcard = "0.0.0.0" if "IPv4" in fields else ANY
    name = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), fields[0])
    found = socket(transport.lower(), local, names=(name,), wildcard=wildcard)
    if not isinstance(found, Socket):
        return found
    # Without root lsof shows only its user's sockets; the user precedes the first file descriptor.
    user = next((name for name, number in pairwise(fields[2:6]) if _DESCRIPTOR.match(number)), "")
    return replace(found, may_be_ipv6_only=found.address == ANY, user=user)
