"""Lines of `ss` (ss(8)): with and without -H, -p, -n, -e and -a, and without the first column if only one
protocol was requested."""

from __future__ import annotations

import re

from portdocs.scan.sockets.parse import Socket, UnclearSocket, socket

_STATES = {"ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "UNCONN", "CLOSE-WAIT", "LAST-ACK"}
_STATES |= {"LISTEN", "CLOSING"}
_TRANSPORTS = {"LISTEN": "tcp", "UNCONN": "udp"}
"""The transport implied by a state if the transport column is missing."""
_USER = re.compile(r'\("(.*?)",(?:pid=)?\d+,(?:fd=)?\d+')
"""Names may contain quotes and commas: a name ends where the process id begins."""


def is_header(line: str) -> bool:
    """True for the header line."""
    return line.startswith(("Netid", "State")) and "Recv-Q" in line


def is_line(line: str) -> bool:
    """True if only ss writes such a line."""
    fields = line.split(None, 2)
    return len(fields) > 2 and (fields[0] in _STATES or fields[1] in _STATES)


def is_old(line: str) -> bool:
    """True for the format before iproute2 4.14: IPv6 without brackets, an asterisk is IPv4 only."""
    return " :::" in line


def parse(line: str) -> Socket | UnclearSocket | None:
    """The listening socket of a line, else None."""
    fields = line.split(None, 6)
    if fields and fields[0] in _STATES:
        fields = [_TRANSPORTS.get(fields[0], ""), *line.split(None, 5)]
    if len(fields) < 6 or (fields[0], fields[1]) not in (("tcp", "LISTEN"), ("udp", "UNCONN")):
        return None
    users = fields[6] if len(fields) > 6 else ""
    return socket(fields[0], fields[4], names=tuple(dict.fromkeys(_USER.findall(users))))
