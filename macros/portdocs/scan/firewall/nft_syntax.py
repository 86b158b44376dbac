"""The words of an nftables file (nft(8)), and the groups in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from portdocs.scan.safe_files import Broken

MAX_DEPTH = 30

_TOKEN = re.compile(
    r'(?P<skip>[ \t\r\f\v]+|\\\n|\#[^\n]*)|(?P<end>\n|;)|(?P<brace>[{}])|"(?P<quoted>[^"\n]*)"'
    r"|(?P<word>[,()]|[!=<>]=|[<>]=?|=|\\?[^\s{};,()#\"=!<>]+|[!\\\"])"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `;` and a line feed both are `;`."""

    text: str
    line: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The content of braces."""

    items: tuple[Node, ...]
    line: int


Node: TypeAlias = Word | Group
Statement: TypeAlias = tuple[Node, ...]


def parse(text: str) -> tuple[Node, ...]:
    """The words and groups of a file. Raises Broken."""
    stack: list[list[Node]] = [[]]
    opened: list[int] = []
    for token in _tokens(text):
        if token.is_quoted or token.text not in ("{", "}"):
            stack[-1].append(token)
        elif token.text == "{":
            if len(stack) > MAX_DEPTH:
                raise Broken(f"braces nested deeper than {MAX_DEPTH} levels; leave the file out", token.line)
            stack.append([])
            opened.append(token.line)
        elif len(stack) == 1:
            raise Broken("a `}` that closes nothing; remove it", token.line)
        else:
            group = Group(tuple(stack.pop()), opened.pop())
            stack[-1].append(group)
    if opened:
        raise Broken("this `{` is never closed; add a `}`", opened[-1])
    return tuple(stack[0])


def _tokens(text: str) -> Iterator[Word]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, value = match.lastgroup, match[0]
        if kind == "end":
            yield Word(";", line)
        elif kind == "quoted":
            yield Word(match["quoted"], line, is_quoted=True)
        elif kind != "skip":
            yield Word(value, line)
        line += value.count("\n")


def statements(nodes: tuple[Node, ...]) -> Iterator[Statement]:
    """The statements of a file or block, which line feeds and semicolons separate."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Word) and node.text == ";" and not node.is_quoted:
            if found:
                yield tuple(found)
            found = []
        else:
            found.append(node)
            # A block ends its statement: `table x { } table y { }`.
            if isinstance(node, Group) and _opens_block(found):
                yield tuple(found)
                found = []
    if found:
        yield tuple(found)


_BLOCKS = {"table", "chain", "set", "map", "flowtable", "counter", "quota", "limit", "secmark", "synproxy"}


def _opens_block(found: list[Node]) -> bool:
    words = [one.text for one in found if isinstance(one, Word)]
    start = 1 if words[:1] in (["add"], ["create"]) else 0
    return len(words) > start and words[start] in _BLOCKS and not (words[0] in ("counter", "quota", "limit") and
                                                                  len(words) != 2)  # fmt: skip


def elements(group: Group) -> Iterator[Statement]:
    """The elements of a set, which commas separate; line feeds have no meaning."""
    found: list[Node] = []
    for node in group.items:
        if isinstance(node, Word) and not node.is_quoted and node.text in (",", ";"):
            if node.text == "," and found:
                yield tuple(found)
                found = []
        else:
            found.append(node)
    if found:
        yield tuple(found)


def text_of(statement: Statement) -> str:
    """A statement on one line, without its comment and log prefix."""
    words: list[str] = []
    skip_next = False
    for node in statement:
        if skip_next:
            skip_next = False
        elif isinstance(node, Group):
            words.append("{ " + ", ".join(text_of(one) for one in elements(node)) + " }")
        elif node.text in ("comment", "prefix") and not node.is_quoted:
            skip_next = True
        else:
            words.append(node.text)
    return " ".join(words)


def line_of(statement: Statement) -> int:
    """The line on which a statement begins."""
    return statement[0].line
