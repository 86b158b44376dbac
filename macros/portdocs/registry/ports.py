"""Ports and port ranges: 1 to 65535, written `8000` or `8000-8009`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

HIGHEST = 65535

_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)
_RANGE = re.compile(r"([0-9]+)\s*-\s*([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Ports:
    """The ports from `first` to `last`, inclusive."""

    first: int
    last: int

    @classmethod
    def one(cls, port: int) -> Ports:
        """A single port."""
        return cls(port, port)

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __contains__(self, port: int) -> bool:
        return self.first <= port <= self.last

    def meets(self, other: Ports) -> bool:
        """True if the two ranges share a port."""
        return self.first <= other.last and other.first <= self.last

    def covers(self, other: Ports) -> bool:
        """True if this range contains the whole other one."""
        return self.first <= other.first and other.last <= self.last


ALL_PORTS = Ports(1, HIGHEST)


def union(intervals: Iterable[Ports], gap: int = 1) -> list[Ports]:
    """The union of intervals, sorted; two with at most `gap` from the end of one to the start of the next are one."""
    runs: list[Ports] = []
    for ports in sorted(intervals, key=lambda ports: ports.first):
        if runs and ports.first - runs[-1].last <= gap:
            runs[-1] = Ports(runs[-1].first, max(runs[-1].last, ports.last))
        else:
            runs.append(ports)
    return runs


def parse_port(text: str) -> int:
    """One port from text. Raises ValueError with the problem and its fix."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"`{_short(text)}` is not a port, expected a number from 1 to {HIGHEST}{_hint(text)}")
    if not 1 <= int(text) <= HIGHEST:
        raise ValueError(f"port {text} does not exist, expected 1 to {HIGHEST}; write the port that is opened")
    return int(text)


def parse_ports(text: str) -> Ports:
    """A port or a range of ports from text. Raises ValueError with the problem and its fix."""
    if match := _RANGE.fullmatch(text):
        return ports_between(parse_port(match[1]), parse_port(match[2]))
    return Ports.one(parse_port(text))


def ports_between(first: int, last: int) -> Ports:
    """The ports between two that exist, both included. Raises ValueError."""
    if first > last:
        raise ValueError(f"`{first}-{last}` runs backwards, expected the lower port first; write {last}-{first}")
    return Ports(first, last)


def _hint(text: str) -> str:
    if match := re.fullmatch(r"([0-9]{1,5}):([0-9]{1,5})", text, re.ASCII):
        return f"; for a container's mapping write `port: {match[1]}` and `container_port: {match[2]}`"
    if match := re.fullmatch(r"([0-9]{1,5})/(tcp|udp)", text, re.ASCII):
        return f"; write `port: {match[1]}` and `transport: {match[2]}`"
    if re.fullmatch(r"[0-9]+\s*[\u2010-\u2015\u2212~.:]+\s*[0-9]+", text):
        return "; write a range with a hyphen, such as 8000-8009"
    if "," in text:
        return "; write one listener for each port"
    if text.isascii() and text.isdigit() and text.lstrip("0"):
        return f"; write {text.lstrip('0')[:5]}" if len(text.lstrip("0")) <= 5 else ""
    return "; write digits only, or a range such as 8000-8009"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
