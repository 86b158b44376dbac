"""Reads the statements of an nftables file from left to right, and records which parts may be shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from portdocs.scan.firewall.nft_names import Names
from portdocs.scan.firewall.nft_syntax import Node, Statement, Word, line_of, text_of
from portdocs.scan.safe_files import clean


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
