"""Follow the rules of a packet filter (iptables or nftables) from the chain that packets for the machine enter, through
user-defined chains, until a rule accepts, drops or rejects.

A rule is an opening with the conditions of the jumps before it. What depends on more than addresses, interfaces,
protocols and ports (a mark, a set that changes while the machine runs) is unresolved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal, TypeAlias

from portdocs.registry.ports import ALL_PORTS
from portdocs.scan.firewall.match import Match, TooMany, as_transport
from portdocs.scan.observations import Opening, Unresolved
from portdocs.scan.observations import Verdict as Action

MAX_DEPTH = 32
MAX_STEPS = 60_000
"""The limit of followed rules: a chain may be entered from many places."""
MAX_OPENINGS = 20_000
PAIRS_PER_STEP = 2
"""The number of comparisons of addresses that count as one rule."""

Verdict: TypeAlias = Literal["allow", "deny", "reject", "return", "continue", "jump", "goto"]


class Endless(Exception):
    """There are too many rules to follow; has the line at which the limit was reached."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a chain."""

    file: str
    line: int
    text: str
    """As written, without its comment."""
    verdict: Verdict
    matches: tuple[Match, ...] = (Match(),)
    """It matches the connections of any of them."""
    chain: str = ""
    """The chain that it jumps to."""
    unclear: str = ""
    """The reason if it is unknown which connections it matches."""
    is_limited: bool = False
    """True if it has a limit on rate or count."""
    partly: str = ""
    """The reason if it may match more connections than `matches`."""

    @property
    def is_unconditional(self) -> bool:
        """True if it matches every connection."""
        return not self.unclear and not self.is_limited and any(one.is_everything for one in self.matches)


@dataclass(slots=True)
class Walk:
    """A path through the chains, from a base chain on."""

    chains: Mapping[str, Sequence[Rule]]
    steps: int = 0
    found: int = 0
    limiters: list[Match] = field(default_factory=list)
    """Packets that an earlier rule drops above a rate."""

    def enter(
        self, chain: str, scope: Match, caller: Rule | None = None, depth: int = 0
    ) -> Iterator[Opening | Unresolved]:
        """The openings of a chain for the connections that come into it. Raises Endless."""
        for rule in self.chains.get(chain, ()):
            yield from self._rule(rule, scope, caller, depth)
            if rule.verdict not in ("continue", "jump") and rule.is_unconditional:
                return

    def _step(self, rule: Rule, depth: int) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS or depth > MAX_DEPTH or self.found > MAX_OPENINGS:
            raise Endless(rule.line)

    def _rule(self, rule: Rule, scope: Match, caller: Rule | None, depth: int) -> Iterator[Opening | Unresolved]:
        if rule.verdict == "continue":
            return
        self.steps += sum(scope.pairs(one) for one in rule.matches) // PAIRS_PER_STEP
        self._step(rule, depth)
        try:
            narrowed = [both for one in rule.matches if (both := scope.narrow(one))]
        except TooMany:
            yield _unresolved(rule, "it combines more addresses than can be compared")
            return
        if not narrowed:
            return
        if rule.partly and not rule.unclear:
            yield _unresolved(rule, rule.partly)
        if rule.unclear:
            yield _unresolved(rule, rule.unclear)
        elif rule.verdict in ("jump", "goto"):
            yield from self._jump(rule, narrowed, caller, depth)
        elif rule.verdict == "return":
            if caller and not rule.is_unconditional:
                yield _unresolved(rule, "it leaves the chain for some connections only")
        else:
            for match in narrowed:
                yield from self._verdict(rule, match, caller)

    def _jump(self, rule: Rule, scopes: list[Match], caller: Rule | None, depth: int) -> Iterator[Opening | Unresolved]:
        if rule.chain not in self.chains:
            yield _unresolved(rule, f"the chain `{rule.chain}` is not in this file")
            return
        limited = rule.is_limited or bool(caller and caller.is_limited)
        outer = rule if limited == rule.is_limited else replace(rule, is_limited=True, unclear="", partly="")
        for scope in scopes:
            yield from self.enter(rule.chain, scope, outer, depth + 1)

    def _verdict(self, rule: Rule, match: Match, caller: Rule | None) -> Iterator[Opening]:
        is_limited = rule.is_limited or bool(caller and caller.is_limited)
        if rule.verdict != "allow" and is_limited:
            if match.ports:
                self.limiters.append(match)
            return
        action: Action = "deny" if rule.verdict == "deny" else "reject" if rule.verdict == "reject" else "allow"
        if action == "allow" and (is_limited or any(_covers(one, match) for one in self.limiters)):
            action = "limit"
        # If the jump selects the ports, and the chain only the verdict, the jump is the line to show.
        at = caller if caller and rule.is_unconditional and match.ports else rule
        for one in _openings(at, match, action):
            yield replace(one, order=self.found)
            self.found += 1
            self._step(rule, 0)


def _covers(limiter: Match, match: Match) -> bool:
    """True if a limit applies to everything that a rule lets in."""
    same = limiter.transports is None or limiter.transports == match.transports
    return same and bool(match.ports) and all(any(a.covers(b) for a in limiter.ports or ()) for b in match.ports or ())


def _openings(rule: Rule, match: Match, action: Action) -> Iterator[Opening]:
    transports = sorted(match.transports) if match.transports else ["any"]
    combined = product(
        match.interfaces or (None,),
        match.to or ("any",),
        match.sources or ("any",),
        transports,
        match.ports or (ALL_PORTS,),
    )
    for interface, to, source, transport, port in combined:
        yield Opening(as_transport(transport), port, source, interface, action, rule.file, rule.line, to)


def _unresolved(rule: Rule, reason: str) -> Unresolved:
    return Unresolved(rule.file, rule.line, rule.text, reason)
