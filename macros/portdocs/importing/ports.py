"""Ports in a text, and numbers that are something else; `8080:80` and `8080 -> 80` map a port to one in a container."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portdocs.importing.grid import Row
from portdocs.importing.words import PORT
from portdocs.registry.ports import Ports, parse_port, ports_between
from portdocs.topology.iana import registered_name

_WORD = "A-Za-z0-9_\\u00c0-\\u024f\\u0370-\\u052f"
"""Characters that a number must not touch; scripts without spaces are left out."""
_TO = r"(?:-|\u2013|\u2014|~|\.\.\.?|\bto\b|\bbis\b|至|до)"
_RUN = rf"[0-9]+(?:{_TO}[0-9]+|(?<=[0-9][0-9][0-9])\s?{_TO}\s?[0-9]+)?"
"""A port or a range; with spaces around the dash, the first has three digits: `PostgreSQL 15 - 5432` has one port."""
_ARROW = r"\s?(?:->|=>|\u2192|\u21d2|\u2794|\u27a1)\s?"
_TRANSPORT = r"(?:tcp|udp|quic|sctp)[46]?(?![a-z])(?:\s?[/,+&]\s?(?:tcp|udp|quic|sctp)[46]?(?![a-z]))*"
IPV4 = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_HOST = rf"(?!(?:tcp|udp|quic|sctp)\b)(?:{IPV4}|\[[0-9a-f:.%]*\]|\*|::1?|[^\W\d_][\w-]*(?:\.[\w-]+)*)"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?,?"
_UNIT = (
    r"(?:%|°|(?:[kmgt]i?b(?:ps|it)?|[kmg]hz|ms|s|secs?|seconds?|mins?|minutes?|hours?|days?|x|px|rpm|fps|workers?|cores?|cpus?"
    r"|processes|threads?|users?|requests?|tokens?|lines?|rows?|connections?)\b)"
)
_TOKEN = re.compile(
    rf"""
    (?P<url> \b[a-z][a-z0-9+.]*://(?:\[[0-9a-f:.%]+\]|\[[\w -]+\]|<[^<>\s]*>|[^\s/:|<>)`"'，、?\#]+|(?=/))
        (?: :(?P<url_port>{_RUN})(?![\w]) )? (?:[/?\#][^\s|)`"'，、]*)? )
  | (?: (?<![{_WORD}.$/@-])(?P<address>{_HOST}) : (?P<address_port>{_RUN}) (?:(?::|{_ARROW})(?P<address_inside>{_RUN}))?
        (?:\s?/?\s?\(?(?P<address_transport>{_TRANSPORT})\)?)? (?![{_WORD}:]|\.[0-9]) )
  | (?P<date> (?:19|20)[0-9]{{2}}[-/.年](?:1[0-2]|0?[1-9])(?![0-9])(?:[-/.月][0-9]{{1,2}}日?)?(?:[T ][0-9]+:[0-9:]+)?
        | \b(?:[0-9]{{1,2}}\.?\s+)?{_MONTH}\s+(?:[0-9]{{1,2}},?\s+)?[0-9]{{4}} | (?:[0-9]{{1,2}}[./]){{2}}[0-9]{{4}}
        | \b[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}|\s?(?:am|pm|utc|gmt|uhr)\b) | \b(?:utc|gmt)\s?[+-][0-9:]+ )
  | (?P<network> {IPV4}/[0-9]+ )
  | (?P<version> \bv?[0-9]+(?:\.[0-9]+)+(?:[-.]?(?:rc|alpha|beta|x)[0-9]*)?(?![\w.]|:[0-9]) | \bv[0-9]+\b )
  | (?P<size> (?<![\w.:/-])[0-9]+(?:\.[0-9]+)?\s?{_UNIT} )
  | (?P<reference> \#[0-9]+ | \b(?:rfc|pid|uid|gid|fd|issue|ticket|line|step|phase|page|status(?:\ code)?|cve|iso)
        [\s\#-]{{0,2}}[0-9]+(?:-[0-9]+)?\b )
  | (?: (?<![{_WORD}.$\#@])(?<!(?<![0-9])/)(?!(?<=[a-z]-)(?:0|[0-9]{{1,3}}(?![0-9])))
        (?:(?P<before>{_TRANSPORT})\s?[:/\s]\s?)? (?P<colon>:)?(?P<port>{_RUN})
        (?: (?::|\s:\s|{_ARROW})(?P<inside>{_RUN})(?![{_WORD}.]*[{_WORD}]) )?
        (?: \s?/?\s?\(?(?P<after>{_TRANSPORT})\)? )? (?![a-z_0-9%°]|\.[0-9]|-[a-z]) )
    """,
    re.X | re.I,
)
_PORT_BEFORE = re.compile(rf"(?:{PORT.pattern})\W{{0,3}}$", re.I)


@dataclass(frozen=True, slots=True)
class Use:
    """A port or ports in a text: `sure` by its syntax, with a `problem`, or what it is instead, such as a date."""

    start: int
    end: int
    ports: Ports | None = None
    inside: Ports | None = None
    transports: tuple[str, ...] = ()
    address: str = ""
    url: str = ""
    sure: bool = False
    problem: str = ""
    other: str = ""

    @property
    def numbers(self) -> set[int]:
        """The first and last port, and those inside a container."""
        return {number for run in (self.ports, self.inside) if run for number in (run.first, run.last)}

    @property
    def could_be_port(self) -> bool:
        """True if the number is likely a port without a word that says so: registered with IANA (RFC 6335) or high."""
        if self.ports is None or (1980 <= self.ports.first <= 2040 and len(self.ports) == 1 and not self.sure):
            return False
        is_web = self.ports.first in (81, 444, 808, 888)  # used for web interfaces without a registration
        is_known = self.ports.first >= 20 and registered_name(self.ports.first) is not None
        return is_web or is_known or self.ports.first >= (10 if self.sure else 1000)


@lru_cache(maxsize=50_000)
def tokens(text: str) -> tuple[Use, ...]:
    """All numbers in a text that are ports or something else that is known, in its order."""
    if not text.isascii():
        text = re.sub("(?![0-9])\\d", lambda digit: str(unicodedata.decimal(digit[0])), text)
    if not re.search("[0-9/]", text):
        return ()
    return tuple(_use(match, text) for match in _TOKEN.finditer(text))


def uses(text: str) -> list[Use]:
    """All ports and wrong ports in a text, in its order."""
    return [one for one in tokens(text) if not one.other]


def numbers_of(rows: Iterable[Row]) -> dict[int, set[int]]:
    """The ports in rows, by line."""
    numbers: dict[int, set[int]] = {}
    for cell in (cell for row in rows for cell in row.cells):
        for one in uses(cell.text):
            if one.numbers:
                numbers.setdefault(cell.line + cell.text[: one.start].count("\n"), set()).update(one.numbers)
    return numbers


def _use(match: re.Match[str], text: str) -> Use:
    start, end = match.span()
    run, url = match["url_port"] or match["address_port"] or match["port"], match["url"] or ""
    if not run and not url:
        return Use(start, end, other=match.lastgroup or "")
    inner = match["address_inside"] or match["inside"]
    transports = transports_in(match["address_transport"] or match["before"] or match["after"] or "")
    sure = bool(match["url_port"] or match["address_port"] or transports or inner or match["colon"])
    sure = sure or bool(_PORT_BEFORE.search(text[max(0, start - 20) : start]))
    try:
        ports, inside = _ports(run) if run else None, _ports(inner) if inner else None
        if ports and inside and len(ports) != len(inside):
            raise ValueError(f"{len(ports)} ports map to {len(inside)}, expected as many on both sides")
        if "sctp" in transports:
            raise ValueError("transport sctp, expected tcp or udp")
    except ValueError as error:
        return Use(start, end, url=url, sure=sure, problem=str(error))
    address = (match["address"] or "").replace("localhost", "")  # that is where clients are, not a bind
    return Use(start, end, ports, inside, transports, address, url, sure)


def _ports(run: str) -> Ports:
    numbers = [parse_port(number) for number in re.findall("[0-9]+", run)]
    return ports_between(numbers[0], numbers[-1])


def transports_in(text: str) -> tuple[str, ...]:
    """The transports that a text names; QUIC runs over UDP (RFC 9000)."""
    named = re.findall(r"(?<![a-z])(tcp|udp|quic|sctp)[46]?(?![a-z])", text.lower())
    return tuple(sorted({"udp" if one == "quic" else one for one in named}))
