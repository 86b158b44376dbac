"""`iptables-save` and `ip6tables-save`, and files that iptables-restore takes (iptables-extensions(8)).

Only the filter table's chain INPUT, and the chains that it jumps to, decide what reaches the machine itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from portdocs.scan.firewall.iptables_options import (
    ADDRESS_TYPES,
    CONDITIONS,
    JUMPS,
    LIMITS,
    SILENT,
    SOURCE_PORTS,
    STATES,
)
from portdocs.scan.firewall.match import (
    Match,
)
from portdocs.scan.firewall.rules import Endless, Rule, Verdict, Walk
from portdocs.scan.observations import FileRead, Observation, SourceError
from portdocs.scan.safe_files import clean

_COUNTERS = re.compile(r"\[\d+:\d+\]\s*")
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|(\S+)')
_TABLE = re.compile(r"\*(\w+)\s*")
_CHAIN = re.compile(r":(\S+)\s+(\S+).*")
_LINE = re.compile(r"\*\w+\s*|:[\w-]+ (ACCEPT|DROP|-)( \[.*)?|-[APNI] \S+.*")
_VERDICTS: dict[str, Verdict] = {"ACCEPT": "allow", "DROP": "deny", "REJECT": "reject", "RETURN": "return"}
_PASSING = {"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "SET", "AUDIT", "TRACE", "CT", "NOTRACK", "CHECKSUM", "TCPMSS",
            "CLASSIFY", "SECMARK", "CONNSECMARK", "DSCP", "TOS", "HL", "TTL", "RATEEST"}  # fmt: skip
"""Targets after which the next rule is evaluated."""
_POLICIES = {"ACCEPT": "allow", "DROP": "deny"}


def is_iptables(text: str) -> bool:
    """True if a text looks like the output of iptables-save."""
    return any(_LINE.fullmatch(_COUNTERS.sub("", line.strip(), count=1)) for line in text.splitlines())


@dataclass(slots=True)
class _Table:
    """The filter table."""

    chains: dict[str, list[Rule]] = field(default_factory=dict)
    policy: str = ""


def read_iptables(text: str, name: str) -> Iterator[Observation]:
    """The openings of the chain INPUT, and the default policy."""
    table, current = _Table(), "filter"
    for number, line in enumerate(text.splitlines(), 1):
        line = _COUNTERS.sub("", line.strip(), count=1) if line.strip().startswith("[") else line.strip()
        if found := _TABLE.fullmatch(line):
            current = found[1]
        elif current == "filter" and line and not line.startswith("#"):
            try:
                _line(line, number, name, table)
            except ValueError as error:
                yield SourceError(name, number, f"{error}; correct this rule")
    try:
        yield from Walk(table.chains).enter(_entry(table), Match())
    except Endless as error:
        yield SourceError(name, error.line, "more rules than can be followed from here; the rest is left out")
    yield FileRead("firewall", name, (f"incoming {table.policy}",) if table.policy else ())


def _entry(table: _Table) -> str:
    """The chain to begin with: of ufw's own files (user.rules) the one that INPUT of another file jumps to."""
    own = (name for name in ("ufw-user-input", "ufw6-user-input") if table.chains.get(name))
    return "INPUT" if table.chains.get("INPUT") else next(own, "INPUT")


def _line(line: str, number: int, name: str, table: _Table) -> None:
    if chain := _CHAIN.fullmatch(line):
        _policy(table, chain[1], chain[2])
        return
    words = [found[1] or found[2] or found[3] or "" for found in _WORD.finditer(line)]
    command, *rest = words
    if command in ("-P", "--policy") and len(rest) > 1:
        _policy(table, rest[0], rest[1])
    elif command in ("-F", "--flush"):
        for chain_name in rest[:1] or list(table.chains):
            table.chains[chain_name] = []
    elif command in ("-N", "--new-chain") and rest:
        table.chains.setdefault(rest[0], [])
    elif command in ("-A", "--append", "-I", "--insert") and rest:
        _add(table, rest, number, name, at_start=command in ("-I", "--insert"))


def _policy(table: _Table, chain: str, policy: str) -> None:
    table.chains.setdefault(chain, [])
    if chain == "INPUT":
        table.policy = _POLICIES.get(policy, "")


def _add(table: _Table, words: list[str], number: int, name: str, *, at_start: bool) -> None:
    chain, *rest = words
    rules = table.chains.setdefault(chain, [])
    position = len(rules)
    if at_start:
        position = int(rest[0]) - 1 if rest and re.fullmatch(r"[0-9]{1,5}", rest[0]) else 0
        rest = rest[1:] if rest and rest[0].isdigit() else rest
    builder = _Builder()
    builder.read(rest)
    if builder.fits:
        rules.insert(position, builder.rule(name, number, words))


class _Builder:
    """Puts a rule together from its options."""

    def __init__(self) -> None:
        self.match: Match | None = Match()
        self.verdict: Verdict = "continue"
        self.chain = ""
        self.unclear = ""
        self.is_limited = False
        self.has_source_port = False

    @property
    def fits(self) -> bool:
        """False for a rule that matches no new connection from elsewhere."""
        return self.match is not None and not self.match.is_nothing

    def rule(self, file: str, line: int, words: list[str]) -> Rule:
        """The rule."""
        assert self.match is not None
        unclear = self.unclear
        if self.has_source_port and self.match.ports is None and not unclear:
            unclear = "it matches only the port of the other side"
        text = clean(" ".join(_understood(words)), 120)
        return Rule(file, line, text, self.verdict, (self.match,), self.chain, unclear, self.is_limited)

    def read(self, words: list[str]) -> None:
        """All options. Raises ValueError for a value that its option does not accept."""
        at = 0
        while at < len(words):
            negated = words[at] == "!"
            at += negated
            if at >= len(words):
                return
            option, values = words[at], _values(words, at + 1)
            at += 1 + len(values)
            if values[:1] == ["!"]:  # as old versions write it
                negated, values = True, values[1:]
            self._option(option, values, negated)

    def _option(self, option: str, values: list[str], negated: bool) -> None:
        value = values[0] if values else ""
        if option in JUMPS:
            self._target(value, is_goto=option in ("-g", "--goto"))
        elif option in SILENT:
            return
        elif option in LIMITS:
            self.is_limited = True
        elif option in STATES:
            self._state(value, negated)
        elif option in ("--syn", "--tcp-flags"):
            self._flags(option, values, negated)
        elif option in SOURCE_PORTS:
            self.has_source_port = True
        elif option in ADDRESS_TYPES:
            if (value.upper() == "LOCAL") == negated or option == "--src-type":
                self.match = None
        elif option in CONDITIONS:
            self._condition(CONDITIONS[option], value, negated)
        else:
            self.unclear = self.unclear or f"it depends on `{clean(option, 40)}`"

    def _condition(self, condition: Callable[[str], Match], value: str, negated: bool) -> None:
        found = condition(value)
        if found.is_nothing:  # `-i lo`, `-p icmp`; `! -i lo` matches everything that comes in
            self.match = self.match if negated else None
        elif negated:
            self.unclear = self.unclear or "it applies to everything except what it names"
        elif self.match is not None:
            self.match = self.match.narrow(found)

    def _state(self, value: str, negated: bool) -> None:
        states = value.upper().split(",")
        if ("NEW" in states) == negated:  # of established connections, or of none
            self.match = None

    def _flags(self, option: str, values: list[str], negated: bool) -> None:
        is_first = option == "--syn" or (len(values) > 1 and values[1].upper() == "SYN" and "SYN" in values[0].upper())
        if is_first == negated:
            self.match = None

    def _target(self, value: str, *, is_goto: bool) -> None:
        if value in _VERDICTS:
            self.verdict = _VERDICTS[value]
        elif value not in _PASSING:
            self.verdict = "goto" if is_goto else "jump"
            self.chain = clean(value, 60)


def _values(words: list[str], start: int) -> list[str]:
    """The words after an option, up to the next one."""
    end = start
    while end < len(words) and not re.match(r"--?[A-Za-z]", words[end]):
        if words[end] == "!" and end > start:
            break
        if words[end] == "!" and end + 1 < len(words) and words[end + 1].startswith("-"):
            break
        end += 1
    return words[start:end]


_SHOWN = {*CONDITIONS, *STATES, *JUMPS, *SOURCE_PORTS, *ADDRESS_TYPES, "-m", "--match"}
"""The options whose values are shown; those of others, such as a string to match, may be secrets."""


def _understood(words: list[str]) -> Iterator[str]:
    """The words of a rule, with `…` in place of values that are not ports, addresses, states or names."""
    at = 0
    while at < len(words):
        word, values = words[at], _values(words, at + 1)
        if word in _SHOWN or not word.startswith("-"):
            yield word
            at += 1
        else:
            yield from (word, "…") if values else (word,)
            at += 1 + len(values)
