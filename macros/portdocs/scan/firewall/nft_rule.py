"""Puts a rule of nftables together from its conditions, whether it was written as text or as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from portdocs.registry.ports import Ports, ports_between
from portdocs.scan.firewall.match import (
    Match,
    TooMany,
    network_of,
    network_text,
    networks_between,
    of_destinations,
    of_interfaces,
    of_transports,
)
from portdocs.scan.firewall.rules import Rule, Verdict
from portdocs.scan.safe_files import clean
from portdocs.scan.sockets.parse import port_of
from portdocs.scan.values import parse_port

MAX_ALTERNATIVES = 5_000
"""Of one rule: the elements of a set of pairs."""

Element = tuple[str, ...]
"""One value for each field of a condition; most conditions have one field."""
VERDICTS: dict[str, Verdict] = {
    "accept": "allow", "drop": "deny", "reject": "reject", "return": "return", "continue": "continue",
}  # fmt: skip
_RANGE = re.compile(r"([^-]+)-([^-]+)")


@dataclass(slots=True)
class Builder:
    """A rule under construction. It matches the connections of any of its `alternatives`."""

    file: str
    line: int
    alternatives: list[Match] = field(default_factory=lambda: [Match()])
    unclear: str = ""
    is_limited: bool = False
    asks_source_port: bool = False
    partly: str = ""
    """The reason why it may match more connections than `alternatives`."""

    def cannot_tell(self, reason: str) -> None:
        """Note a condition that the file does not determine."""
        self.unclear = self.unclear or reason

    def never(self) -> None:
        """Note that it matches no new connection from elsewhere."""
        self.alternatives = []

    def knows(self, fields: Sequence[str]) -> bool:
        """True if each field selects connections, or is known not to."""
        return all(one in _FIELDS or one in _IGNORED or one.endswith(" sport") for one in fields)

    def condition(self, fields: Sequence[str], values: Sequence[Element | None], *, negated: bool = False) -> None:
        """A condition on one field, or on several at once; a value is None if it is not in the file."""
        if any(one in _IGNORED for one in fields):
            return
        if all(one.endswith((" sport", "saddr type")) for one in fields):
            self.asks_source_port = True
            return
        unknown = next((one for one in fields if one not in _FIELDS), None)
        known = [one for one in values if one is not None]
        if unknown:
            self.cannot_tell(f"it depends on `{clean(unknown, 40)}`")
            return
        if len(known) < len(values):
            self.partly = "it depends on addresses or ports that are not in this file"
            if not known or negated:
                self.cannot_tell(self.partly)
                return
        self._narrow([_match(fields, one) for one in known], negated, len(fields) == 1)

    def _narrow(self, found: list[Match], negated: bool, is_one_field: bool) -> None:
        possible = [one for one in found if not one.is_nothing]
        if negated:  # `iifname != "lo"` matches everything that comes in
            if possible:
                self.cannot_tell("it applies to everything except what it names")
            return
        if is_one_field and possible:
            possible = [_together(possible)]
        if len(self.alternatives) * len(possible) > MAX_ALTERNATIVES:
            self.cannot_tell(f"it has more than {MAX_ALTERNATIVES} combinations")
            return
        try:
            narrowed = [both for one in self.alternatives for other in possible if (both := one.narrow(other))]
        except TooMany:
            self.cannot_tell("it combines more addresses than can be compared")
            return
        self.alternatives = narrowed

    def state(self, states: Iterable[str], *, negated: bool = False) -> None:
        """`ct state`: only new connections matter."""
        if ("new" in set(states)) == negated:
            self.never()

    def rule(self, verdict: Verdict, text: str, chain: str = "") -> Rule | None:
        """The rule; None if it matches nothing."""
        if not self.alternatives:
            return None
        if self.asks_source_port and all(one.ports is None for one in self.alternatives):
            self.cannot_tell("it matches only the port of the other side")
        return Rule(
            self.file, self.line, text, verdict, tuple(self.alternatives), clean(chain, 60), self.unclear,
            self.is_limited, self.partly,
        )  # fmt: skip


def _together(matches: list[Match]) -> Match:
    """The union of several matches on the same field."""
    if any(one.is_everything for one in matches):
        return Match()
    transports = [one.transports for one in matches if one.transports is not None]
    return Match(
        frozenset().union(*transports) if transports else None,
        *(_joined([getattr(one, name) for one in matches]) for name in ("ports", "sources", "interfaces", "to")),
    )


def _joined(parts: list[tuple[Any, ...] | None]) -> Any:
    return tuple(dict.fromkeys(value for part in parts if part for value in part)) or None


def _match(fields: Sequence[str], element: Element) -> Match:
    found: Match | None = Match()
    for name, value in zip(fields, element, strict=True):
        found = found.narrow(_FIELDS[name](value)) if found else None
    return found or Match(ports=())


def _ports_of(transports: frozenset[str] | None) -> Callable[[str], Match]:
    return lambda value: Match(transports, ports=(_port(value),))


def _port(value: str) -> Ports:
    if known := port_of(value):
        return Ports.one(known)
    first, dash, last = value.partition("-")
    return ports_between(_end(first.strip()), _end(last.strip())) if dash else Ports.one(parse_port(value))


def _end(text: str) -> int:
    """The first or last port of a range."""
    return 1 if text == "0" else port_of(text) or parse_port(text)


def _networks(value: str) -> tuple[str, ...]:
    if (span := _RANGE.fullmatch(value)) and "/" not in value:
        return networks_between(span[1], span[2])
    network_of(value)
    return (network_text(value),)


def _unicast(value: str) -> Match:
    return Match() if value in ("host", "unicast", "local") else Match(ports=())


_FIELDS: dict[str, Callable[[str], Match]] = {
    "tcp dport": _ports_of(frozenset({"tcp"})),
    "udp dport": _ports_of(frozenset({"udp"})),
    "th dport": _ports_of(None),
    **dict.fromkeys(("ip saddr", "ip6 saddr"), lambda value: Match(sources=of_destinations(_networks(value)).to)),
    **dict.fromkeys(("ip daddr", "ip6 daddr"), lambda value: of_destinations(_networks(value))),
    **dict.fromkeys(("iif", "iifname", "meta iif", "meta iifname"), lambda value: of_interfaces([clean(value, 40)])),
    **dict.fromkeys(("meta l4proto", "l4proto", "ip protocol", "ip6 nexthdr"),
                    lambda value: of_transports([value.lower()])),
    **dict.fromkeys(("meta pkttype", "pkttype", "fib daddr type"), _unicast),
    **dict.fromkeys(
        (f"{protocol} {name}" for protocol in ("icmp", "icmpv6", "igmp", "sctp", "dccp", "esp", "ah", "udplite")
         for name in ("type", "code", "dport", "sport", "spi", "id", "sequence", "mtu")),
        lambda _: Match(ports=()),
    ),
}  # fmt: skip
_IGNORED = {"meta nfproto", "nfproto", "ip version", "ip6 version", "meta protocol", "protocol", "ether type",
            "meta iiftype", "iiftype"}  # fmt: skip
"""Fields that select no connections, except by their family."""
