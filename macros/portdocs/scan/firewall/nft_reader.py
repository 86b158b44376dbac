"""Read the statements of an nftables file from left to right, resolve the names in them (nft(8), "Variables" and
"Sets"), and record which parts may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portdocs.scan.firewall.nft_rule import Element
from portdocs.scan.firewall.nft_syntax import Group, Node, Statement, Word, elements, line_of, text_of
from portdocs.scan.safe_files import Broken, clean

MAX_DEPTH = 10
"""The limit of names that refer to names."""
MAX_ELEMENTS = 100_000
"""The limit of elements in all sets of a table, counted for each use."""


@dataclass(slots=True)
class Names:
    """The values of names: `define X`, and the sets and maps of a table."""

    defines: dict[str, Statement] = field(default_factory=dict)
    sets: dict[str, Group | None] = field(default_factory=dict)
    """The elements; None for a set that changes while the machine runs."""
    resolved: int = 0
    """The number of elements that were resolved."""

    def values(self, nodes: Sequence[Node], width: int, depth: int = 0) -> list[Element | None]:
        """The values of a condition, each with `width` parts; None for one that is not in the file."""
        return [value for node in nodes for value in self._value(node, width, depth)]

    def _value(self, node: Node, width: int, depth: int) -> list[Element | None]:
        if depth > MAX_DEPTH:
            return [None]
        if isinstance(node, Group):
            return self._group(node, width, depth)
        text = node.text
        if node.is_quoted or text[:1] not in ("@", "$"):
            return [(text,)] if width == 1 else [None]
        if text[0] == "@":
            group = self.sets.get(text[1:])
            return self._group(group, width, depth + 1) if group else [None]
        define = self.defines.get(text[1:])
        return self.values(_without_commas(define), width, depth + 1) if define else [None]

    def _group(self, group: Group, width: int, depth: int) -> list[Element | None]:
        found = [value for element in elements(group) for value in self._element(key_of(element), width, depth)]
        self.resolved += len(found)
        if self.resolved > MAX_ELEMENTS:
            raise Broken(f"sets of more than {MAX_ELEMENTS} elements; write the listing with `nft -t`", group.line)
        return found

    def _element(self, element: Statement, width: int, depth: int) -> list[Element | None]:
        if width == 1:
            return self.values(element[:1], 1, depth + 1)
        parts = tuple(one.text for one in element if isinstance(one, Word) and one.text != ".")[:width]
        return [parts if len(parts) == width and not any(part[:1] in "@$" for part in parts) else None]


def key_of(element: Statement) -> Statement:
    """An element of a set or map, without what follows it: a verdict, a timeout, a counter."""
    ends = (":", "timeout", "expires", "comment", "counter", "limit")
    end = next((n for n, one in enumerate(element) if isinstance(one, Word) and one.text in ends), len(element))
    return element[:end]


def _without_commas(nodes: Sequence[Node]) -> list[Node]:
    return [one for one in nodes if not (isinstance(one, Word) and one.text == ",")]


@dataclass(slots=True)
class Reader:
    """Reads one statement from left to right."""

    nodes: Statement
    names: Names
    at: int = 0
    hidden: set[int] = field(default_factory=set)
    """The positions of words that were not understood, and are not shown."""

    def peek(self) -> str:
        """The next word; empty at the end and before a group."""
        node = self.nodes[self.at] if self.at < len(self.nodes) else None
        return node.text if isinstance(node, Word) and not node.is_quoted else ""

    def take(self) -> str:
        """The next word, whatever it is."""
        word = self.peek()
        self.at += 1
        return word

    def skip_until(self, words: set[str]) -> list[str]:
        """The words before the next of some words."""
        start = self.at
        while self.at < len(self.nodes) and self.peek() not in words:
            self.at += 1
        return [one.text for one in self.nodes[start : self.at] if isinstance(one, Word)]

    def hide(self, start: int) -> None:
        """Hide everything that was read from a position on."""
        self.hidden.update(range(start, self.at))

    def show(self, start: int) -> None:
        """Show it after all."""
        self.hidden.difference_update(range(start, self.at))

    @property
    def text(self) -> str:
        """The statement with `…` in place of what is hidden."""
        nodes = [
            Word("…", line_of(self.nodes)) if at in self.hidden else node
            for at, node in enumerate(self.nodes)
            if not {at - 1, at} <= self.hidden
        ]
        return clean(text_of(tuple(nodes)), 120)

    def value(self) -> list[Node]:
        """The value of a condition: a group, a word, or words with commas between them."""
        found: list[Node] = []
        while self.at < len(self.nodes):
            found.append(self.nodes[self.at])
            self.at += 1
            if self.peek() != ",":
                break
            self.at += 1
        return found
