"""The tables, chains and sets of a ruleset, and which of them filter incoming packets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from portdocs.scan.firewall.match import Match
from portdocs.scan.firewall.nft_reader import Names
from portdocs.scan.firewall.nft_syntax import Group, Statement, Word, line_of, statements
from portdocs.scan.firewall.nft_text import rules_of
from portdocs.scan.firewall.rules import Endless, Rule, Walk
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.safe_files import clean

_FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
_POLICIES = {"accept": "allow", "drop": "deny"}
Include = Callable[[str, int], tuple[list[tuple[str, Statement]], Observation | None]]
"""Reads an included file: its statements with its name, or why not."""


@dataclass(slots=True)
class Chain:
    """A chain that is being read."""

    is_input: bool = False
    policy: str = "accept"
    priority: str = ""
    statements: list[tuple[str, Statement]] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table of one family."""

    family: str
    chains: dict[str, Chain] = field(default_factory=dict)
    names: Names = field(default_factory=Names)


class Ruleset:
    """The contents of a file and its includes."""

    def __init__(self, include: Include) -> None:
        self._include = include
        self._tables: dict[tuple[str, str], Table] = {}
        self._defines: dict[str, Statement] = {}
        self.observations: list[Observation] = []

    def read(self, found: list[tuple[str, Statement]]) -> None:
        """The statements of a file, each with the file's name."""
        for file, statement in found:
            self._statement(file, statement)

    def _statement(self, file: str, statement: Statement) -> None:
        words = _words(statement)
        if words[:1] == ["include"] and len(statement) > 1:
            more, note = self._include(words[1] if len(words) > 1 else "", line_of(statement))
            if note:
                self.observations.append(note)
            self.read(more)
        elif words[:1] in (["define"], ["redefine"]):
            self._defines[words[1] if len(words) > 1 else ""] = tuple(statement[3:])
        elif words[:1] in (["add"], ["create"], ["insert"]):
            self._command(file, statement)
        elif words[:1] == ["table"]:
            self._table_block(file, statement)

    def _table(self, words: list[str]) -> tuple[Table, list[str]]:
        """The table that words name, and the words after its name."""
        family, rest = (words[0], words[1:]) if words[:1] and words[0] in _FAMILIES else ("ip", words)
        name = rest[0] if rest else ""
        table = self._tables.setdefault((family, name), Table(family, names=Names(self._defines)))
        return table, rest[1:]

    def _table_block(self, file: str, statement: Statement) -> None:
        table, _ = self._table(_words(statement)[1:])
        for group in statement:
            if isinstance(group, Group):
                for inner in statements(group.items):
                    self._in_table(file, table, inner)

    def _in_table(self, file: str, table: Table, statement: Statement) -> None:
        words, last = _words(statement), statement[-1]
        if words[:1] in (["include"], ["define"], ["redefine"]):
            self._statement(file, statement)
        elif len(words) > 1 and isinstance(last, Group):
            self._named(file, table, words[0], words[1], last)

    def _named(self, file: str, table: Table, kind: str, name: str, group: Group) -> None:
        if kind == "chain":
            chain = table.chains.setdefault(name, Chain())
            for statement in statements(group.items):
                self._in_chain(file, chain, statement)
        elif kind in ("set", "map"):
            table.names.sets[name] = _elements_of(group)

    def _in_chain(self, file: str, chain: Chain, statement: Statement) -> None:
        words = _words(statement)
        if words[:1] == ["type"] and "hook" in words:
            chain.is_input = "input" in words and words[1:2] == ["filter"]
        elif words[:1] == ["policy"] and len(words) == 2:
            chain.policy = words[1]
        elif words[:1] in (["define"], ["redefine"], ["include"]):
            self._statement(file, statement)
        elif words[:1] not in (["comment"], ["flags"], ["devices"]):
            chain.statements.append((file, statement))

    def _command(self, file: str, statement: Statement) -> None:
        """`add rule inet filter input tcp dport 22 accept`, and the same for tables, chains, sets and elements."""
        words = _words(statement)
        kind = words[1] if len(words) > 1 else ""
        skipped = 2 if kind in ("table", "chain", "rule", "set", "map", "element") else 1
        kind = kind if skipped == 2 else "rule"
        table, rest = self._table(words[skipped:])
        if kind == "table" or not rest:
            return
        name, last = rest[0], statement[-1]
        if kind == "rule":
            used = len(words) - len(rest) + 1
            rule = _after_position(statement[used:])
            chain = table.chains.setdefault(name, Chain())
            if rule:
                position = 0 if words[0] == "insert" else len(chain.statements)
                chain.statements.insert(position, (file, rule))
        elif isinstance(last, Group):
            if kind == "element":
                known = table.names.sets.get(name)
                table.names.sets[name] = Group((*(known.items if known else ()), Word(",", last.line), *last.items),
                                               last.line)  # fmt: skip
            else:
                self._named(file, table, kind, name, last)

    def observe(self, name: str) -> Iterator[Observation]:
        """The openings of all chains that packets for the machine enter."""
        yield from self.observations
        policies = []
        for table in self._tables.values():
            if table.family not in ("ip", "ip6", "inet"):
                continue
            chains = {key: list(_rules(chain, table)) for key, chain in table.chains.items()}
            for key, chain in table.chains.items():
                if chain.is_input:
                    policies.append(_POLICIES.get(chain.policy, "allow"))
                    yield from _walk(name, key, chains)
        seen = f"incoming {'deny' if 'deny' in policies else 'allow'}"
        yield FileRead("firewall", name, (seen,) if policies else ())


def _walk(name: str, key: str, chains: dict[str, list[Rule]]) -> Iterator[Observation]:
    try:
        yield from Walk(chains).enter(key, Match())
    except Endless as error:
        yield SourceError(name, error.line, "more rules than can be followed from here; the rest is left out")


def _rules(chain: Chain, table: Table) -> Iterator[Rule]:
    for file, statement in chain.statements:
        yield from rules_of(statement, table.names, file)


def _words(statement: Statement) -> list[str]:
    return [one.text for one in statement if isinstance(one, Word)]


def _after_position(nodes: Statement) -> Statement:
    first = nodes[0] if nodes else None
    if isinstance(first, Word) and first.text in ("position", "handle", "index"):
        return nodes[2:]
    return nodes


def _elements_of(group: Group) -> Group | None:
    """The elements of a set; None if it changes while the machine runs, or has none in the file."""
    found = None
    for statement in statements(group.items):
        words = _words(statement)
        if words[:1] == ["flags"] and {"dynamic", "timeout"} & set(words):
            return None
        if words[:1] == ["elements"] and isinstance(statement[-1], Group):
            found = statement[-1]
    return found


def unresolved_include(file: str, line: int, pattern: str) -> Unresolved:
    """An include of a file that is not here."""
    text = clean(f'include "{pattern}"', 120)
    return Unresolved(file, line, text, "this file was not found, so its definitions are unknown")
