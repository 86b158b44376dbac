"""Ports by the names that tools print of them: IANA's registry (RFC 6335), read backwards.

Where IANA has one name for several ports (`http-alt` is 591, 8008 and 8080), the name says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from portdocs.topology.iana import NAMES

# Names of IANA's registry that listings show and that `registered` has no use for: its table has one name a port.
_MORE: dict[str, int] = {
    "afs3-callback": 7001, "auth": 113, "avt-profile-1": 5004, "blackjack": 1025, "bootpc": 68, "bootps": 67,
    "cap": 1026, "cisco-sccp": 2000, "copycat": 9093, "distinct": 9999, "exec": 512, "fmpro-internal": 5003,
    "fs-agent": 8042, "ftps": 990, "gds-db": 3050, "hbci": 3000, "http-mgmt": 280, "imap2": 143, "intu-ec-client": 8021,
    "ipsec-msft": 4500, "irdmi2": 7999, "ldp": 646, "login": 513, "mcreport": 8003, "microsoft-ds": 445, "msnp": 1863,
    "mxi": 8005, "mysqlx": 33060, "netbios-ssn": 139, "opsession-prxy": 3307, "pcsync-http": 8444, "pichat": 9009,
    "qotd": 17, "rfe": 5002, "rndc": 953, "rtsps": 322, "sd": 9876, "search-agent": 1234, "sentinelsrm": 1947,
    "shell": 514, "sip-tls": 5061, "snpp": 444, "systat": 11, "teradataordbms": 8002, "trivnet1": 8200,
    "us-cli": 8082, "us-srv": 8083, "vcom-tunnel": 8001, "who": 513, "ws-discovery": 3702, "www": 80,
    "www-http": 80, "x11-1": 6001, "xmltec-xmlmail": 9091, "sieve": 4190, "managesieve": 4190, "kpasswd": 464,
    "http-alt": 591, "urd": 465, "ipps": 631,
}  # fmt: skip


def port_of(name: str) -> int | None:
    """The one port that the name stands for; None where it stands for none or several."""
    ports = _ports().get(name.lower(), set())
    return next(iter(ports)) if len(ports) == 1 else None


@cache
def _ports() -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for port, name in NAMES.items():
        found[name.lower()].add(port)
    for name, port in _MORE.items():
        found[name.lower()].add(port)
    return dict(found)
