"""Lines of `ss` (ss(8)): with and without -H, -p, -n, -e and -a, and without the first column where one protocol was
asked for."""

from __future__ import annotations

import re

from portdocs.scan.sockets.parse import Socket, Unclear, socket

_STATES = {"ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "UNCONN", "CLOSE-WAIT", "LAST-ACK"}
_STATES |= {"LISTEN", "CLOSING"}
_TRANSPORTS = {"LISTEN": "tcp", "UNCONN": "udp"}
"""What a state says of the transport, where its column is left out."""
_USER = re.compile(r'\("(.*?)",(?:pid=)?\d+,(?:fd=)?\d+')
"""A name may hold quotes and commas: it ends where the process id begins."""


def is_header(line: str) -> bool:
    """Whether it is the line of titles."""
    return line.startswith(("Netid", "State")) and "Recv-Q" in line


def is_line(line: str) -> bool:
    """Whether the line can only be of ss."""
    fields = line.split(None, 2)
    return len(fields) > 2 and (fields[0] in _STATES or fields[1] in _STATES)


def is_old(line: str) -> bool:
    """Whether it is written as before iproute2 4.14: IPv6 without brackets, so that an asterisk is IPv4 alone."""
    return " :::" in line


def parse(line: str) -> Socket | Unclear | None:
    """The socket of a line, None where nothing waits there for others."""
    fields = line.split(None, 6)
    if fields and fields[0] in _STATES:
        fields = [_TRANSPORTS.get(fields[0], ""), *line.split(None, 5)]
    if len(fields) < 6 or (fields[0], fields[1]) not in (("tcp", "LISTEN"), ("udp", "UNCONN")):
        return None
    users = fields[6] if len(fields) > 6 else ""
    return socket(fields[0], fields[4], names=tuple(dict.fromkeys(_USER.findall(users))))
