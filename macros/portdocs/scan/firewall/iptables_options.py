"""The options of an iptables rule: those that select connections, and those that do not (iptables-extensions(8))."""

from __future__ import annotations

import re
from collections.abc import Callable

from portdocs.registry.ports import HIGHEST, Ports, ports_between
from portdocs.scan.firewall.match import (
    Match,
    network_of,
    network_text,
    networks_between,
    of_destinations,
    of_interfaces,
    of_sources,
    of_transports,
)
from portdocs.scan.safe_files import clean
from portdocs.scan.sockets.parse import port_of
from portdocs.scan.values import parse_port, parse_ports


def _ports(value: str) -> Match:
    return Match(ports=tuple(_port(run) for run in value.split(",") if run))


def _port(run: str) -> Ports:
    """`22`, `ssh`, `8000:8009`, `1024:`."""
    first, colon, last = run.partition(":")
    if not colon and (known := port_of(run)):
        return Ports.one(known)
    if not colon:
        return parse_ports(run)
    return ports_between(parse_port(first.lstrip("0") or "1"), parse_port(last) if last else HIGHEST)


def _range(value: str) -> Match:
    first, _, last = value.partition("-")
    return of_sources(networks_between(first, last or first))


def _protocol(value: str) -> Match:
    return Match() if value in ("all", "0") else of_transports([value.lower()])


def _interface(value: str) -> Match:
    return Match() if value == "+" else of_interfaces([clean(re.sub(r"\+$", "*", value), 40)])


CONDITIONS: dict[str, Callable[[str], Match]] = {
    **dict.fromkeys(("-p", "--protocol", "--proto"), _protocol),
    **dict.fromkeys(("-i", "--in-interface"), _interface),
    **dict.fromkeys(("-s", "--source", "--src"), lambda value: _remote(value)),
    **dict.fromkeys(("-d", "--destination", "--dst"), lambda value: of_destinations(map(network_text, _list(value)))),
    **dict.fromkeys(("--dport", "--dports", "--destination-port", "--destination-ports", "--ports"), _ports),
    "--src-range": _range,
}
JUMPS = ("-j", "--jump", "-g", "--goto")
SOURCE_PORTS = ("--sport", "--sports", "--source-port", "--source-ports")
ADDRESS_TYPES = ("--src-type", "--dst-type")
STATES = ("--state", "--ctstate")
LIMITS = {
    "--limit", "--update", "--rcheck", "--hashlimit-upto", "--hashlimit-above", "--hashlimit", "--connlimit-above",
    "--connlimit-upto",
}  # fmt: skip
SILENT = {
    "-m", "--match", "--comment", "--limit-burst", "--set", "--name", "--rsource", "--rdest", "--seconds", "--hitcount",
    "--rttl", "--mask", "--reap", "--reject-with", "--log-prefix", "--log-level", "--log-ip-options",
    "--log-tcp-options", "--log-tcp-sequence", "--log-uid", "--nflog-prefix", "--nflog-group", "--icmp-type",
    "--icmpv6-type", "--connlimit-mask", "--connlimit-saddr", "--connlimit-daddr", "--hashlimit-burst",
    "--hashlimit-mode", "--hashlimit-name", "--hashlimit-htable-expire", "--hashlimit-htable-max",
    "--hashlimit-htable-size", "--hashlimit-htable-gcinterval", "--hashlimit-srcmask", "--hashlimit-dstmask",
    "--limit-iface-in", "-c", "--set-counters", "-4", "-6", "--ipv4", "--ipv6",
}  # fmt: skip
"""Options that do not select connections."""


def _remote(value: str) -> Match:
    """Connections from networks; traffic from the machine to itself is not incoming."""
    found = of_destinations(map(network_text, _list(value)))
    return Match(sources=found.to)


def _list(value: str) -> list[str]:
    return [_dotted(one) for one in value.split(",") if one]


def _dotted(text: str) -> str:
    """A network, its mask written as a length: `10.0.0.0/255.0.0.0` is `10.0.0.0/8`."""
    address, slash, mask = text.partition("/")
    if not slash or "." not in mask:
        return text
    return f"{address}/{network_of(text).prefixlen}"
