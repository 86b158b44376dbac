"""`ufw status`, plain, `verbose` and `numbered` (ufw(8)).

A row has the machine's side, the action, and the source of the connection. Rows for outgoing and forwarded traffic are
left out. ufw evaluates them in their order. An application profile is a name: only `verbose` shows its ports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.ports import ALL_PORTS, Ports
from portdocs.scan.firewall.match import as_transport, network_text
from portdocs.scan.observations import FileRead, Observation, Opening, SourceError, Unresolved, Verdict
from portdocs.scan.safe_files import Broken, clean
from portdocs.scan.values import parse_ports

_STATUS = re.compile(r"Status:\s*(active|inactive)\s*", re.IGNORECASE)
_HEADER = re.compile(r"\s*To\s+Action\s+From\s*")
_DEFAULT = re.compile(r"Default:\s*(allow|deny|reject) \(incoming\).*", re.IGNORECASE)
_RULE = re.compile(
    r"\s*(?:\[\s*\d+\]\s*)?(?P<to>\S.*?)\s+(?P<action>ALLOW|DENY|REJECT|LIMIT)"
    r"(?:\s+(?P<direction>IN|OUT|FWD))?\s+(?P<from>\S.*?)\s*"
)
_COMMENT = re.compile(r"\s+#.*")
_MARKS = re.compile(r"\s*\((?:v6|log|log-all|out|in)\)", re.IGNORECASE)
_INTERFACE = re.compile(r"\s+on\s+(\S+)(?=\s|$)")
_PROFILE = re.compile(r"\s*\([^()]*\)\s*$")
_PORTS = re.compile(r"(?P<ports>[0-9][0-9,:]*)(?:/(?P<transport>[a-z0-9]+))?")
_ACTIONS: dict[str, Verdict] = {"ALLOW": "allow", "DENY": "deny", "REJECT": "reject", "LIMIT": "limit"}


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a rule."""

    address: str
    """`any`, an address or a network."""
    ports: tuple[Ports, ...] | None
    transport: str
    """`any`, `tcp`, `udp`, or a protocol that has no ports."""


class _Profile(Exception):
    """A name in place of ports."""


def is_ufw(text: str) -> bool:
    """True if a text looks like the output of `ufw status`."""
    return any(_STATUS.fullmatch(line) or _HEADER.fullmatch(line) for line in text.splitlines()[:50])


def read_ufw(text: str, name: str) -> Iterator[Observation]:
    """The openings of a listing. Raises Broken if it has no table of rules."""
    lines = text.splitlines()
    sees, order, is_rule = "", 0, False
    for number, line in enumerate(lines, 1):
        if status := _STATUS.fullmatch(line):
            if status[1].lower() == "inactive":
                sees = "allow"
                yield Unresolved(name, number, "Status: inactive", "ufw is inactive and closes nothing")
        elif default := _DEFAULT.fullmatch(line.strip()):
            sees = default[1].lower()
        elif _HEADER.fullmatch(line):
            is_rule = True
        elif is_rule and line.strip() and not re.fullmatch(r"[\s-]+", line):
            for one in _row(line, name, number, order):
                order += 1
                yield one
    if not is_rule and not any(_STATUS.fullmatch(line) for line in lines):
        raise Broken("no table of rules, expected one; create the file with `LC_ALL=C ufw status verbose`")
    yield FileRead("firewall", name, (f"incoming {sees}",) if sees else ())


def _row(line: str, name: str, number: int, order: int) -> Iterator[Observation]:
    match = _RULE.fullmatch(_COMMENT.sub("", line))
    if not match:
        yield SourceError(name, number, "not a rule of ufw; create the file with `LC_ALL=C ufw status verbose`")
        return
    if match["direction"] in ("OUT", "FWD") or re.search(r"\(out\)\s*$", match["from"]):
        return
    to, source = _MARKS.sub("", match["to"]), _MARKS.sub("", match["from"])
    found = _INTERFACE.search(to) or _INTERFACE.search(source)
    interface = clean(found[1], 40) if found else None
    try:
        here, there = _side(_INTERFACE.sub("", to)), _side(_INTERFACE.sub("", source))
    except _Profile as profile:
        reason = "only `ufw status verbose` says which ports this profile has"
        yield Unresolved(name, number, clean(str(profile), 60), reason)
    except ValueError as error:
        yield SourceError(name, number, f"{error}; write the listing again")
    else:
        yield from _openings(here, there, interface, _ACTIONS[match["action"]], name, number, order)


def _openings(
    here: _Side, there: _Side, interface: str | None, action: Verdict, name: str, number: int, order: int
) -> Iterator[Opening]:
    transport = here.transport if here.transport != "any" else there.transport
    if transport not in ("tcp", "udp", "any") or interface == "lo":
        return
    for more, ports in enumerate(here.ports or (ALL_PORTS,)):
        yield Opening(
            as_transport(transport), ports, there.address, interface, action, name, number, here.address, order + more
        )


def _side(text: str) -> _Side:
    """`Anywhere`, `22/tcp`, `80,443/tcp (Nginx Full)`, `10.0.0.1 22`, `10.0.0.1/esp`. Raises ValueError, _Profile."""
    bare = _PROFILE.sub("", text.strip())
    words = bare.split()
    address, rest = "any", " ".join(words)
    transport = "any"
    if words and (found := _address(words[0])):
        address, transport = found
        rest = " ".join(words[1:])
    if not rest:
        return _Side(address, None, transport)
    match = _PORTS.fullmatch(rest)
    if not match:
        raise _Profile(rest)
    ports = tuple(parse_ports(run.replace(":", "-")) for run in match["ports"].split(",") if run)
    return _Side(address, ports, match["transport"] or transport)


def _address(word: str) -> tuple[str, str] | None:
    """The address that a side begins with, and the protocol behind it; None if it begins with ports or a name."""
    if _PORTS.fullmatch(word):
        return None
    head, slash, protocol = word.rpartition("/")
    if not slash or protocol.isdigit():
        head, protocol = word, "any"
    if head.lower() == "anywhere":
        return "any", protocol
    try:
        return network_text(head), protocol
    except ValueError:
        return None
