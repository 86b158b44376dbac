"""The syntax of a Caddyfile (caddyserver.com, "Caddyfile Concepts"): words in rows, and the blocks that braces make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.scan.safe_files import Broken
from portdocs.scan.unknown_values import marked

MAX_DEPTH = 50
MAX_FAILURES = 20
"""Heredocs that are never closed."""

_VARIABLE = re.compile(r"\{\$([^\s{}:]+)(?::([^{}\n]*))?\}")
_TOKEN = re.compile(
    r"(?P<skip>[ \t\r\f\v]+|\\\r?\n)|(?P<end>\n)|(?P<comment>#[^\n]*)"
    r"|<<(?P<marker>[\w-]+)[ \t]*\r?\n"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|`(?P<raw>[^`]*)`|(?P<word>\S+)',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a row."""

    text: str
    line: int
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """A row, and the block behind it."""

    words: tuple[Word, ...]
    file: str
    line: int
    block: tuple[Directive, ...] | None = None

    @property
    def name(self) -> str:
        """The first word; empty for a block without one, and for quoted text."""
        return self.words[0].text if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The words behind the first."""
        return tuple(word.text for word in self.words[1:])


def parse(text: str, file: str) -> tuple[Directive, ...]:
    """The directives of a file, at the top the sites. Raises Broken."""
    rows = list(_rows(_VARIABLE.sub(_variable, text)))
    found, at = _block(rows, 0, file, 0)
    if at < len(rows):
        raise Broken("a `}` that closes nothing; remove it", rows[at][0].line)
    return found


def _variable(match: re.Match[str]) -> str:
    """A variable's default, or a mark; it may have a value where Caddy runs, which is not known here."""
    return match[2] if match[2] is not None else marked(match[0])


def _rows(text: str) -> Iterator[list[Word]]:
    """The words of each row, braces in rows of their own: `{` ends a row, `}` is one."""
    row: list[Word] = []
    for word in _words(text):
        if word is None or (word.text in ("{", "}") and not word.is_quoted):
            # Addresses go on behind a comma.
            if word is None and row and row[-1].text.endswith(",") and not row[-1].is_quoted:
                continue
            if row:
                yield row
            row = []
            if word:
                yield [word]
        else:
            row.append(word)
    if row:
        yield row


def _words(text: str) -> Iterator[Word | None]:
    """The words of a file, and None at the end of each line."""
    line, at, failures = 1, 0, 0
    while match := _TOKEN.match(text, at):
        kind, at = match.lastgroup, match.end()
        if kind == "marker":
            # Each marker that nothing closes costs a search to the end of the file.
            end = _heredoc_end(text, match["marker"], at) if failures < MAX_FAILURES else None
            failures += end is None
            yield Word(text[at : end[0]] if end else match[0].strip(), line, is_quoted=end is not None)
            line += match[0].count("\n") + (text.count("\n", at, end[1]) if end else 0)
            at = end[1] if end else at
            continue
        if kind == "end":
            yield None
        elif kind == "word":
            yield Word(match["word"], line)
        elif kind in ("quoted", "raw"):
            yield Word(match[kind], line, is_quoted=True)
        line += match[0].count("\n")


def _heredoc_end(text: str, marker: str, start: int) -> tuple[int, int] | None:
    """The ends of the text of a heredoc and of its closing marker; None if nothing closes it."""
    found = re.compile(rf"^[ \t]*{re.escape(marker)}(?=\s|\Z)", re.MULTILINE).search(text, start)
    return (found.start(), found.end()) if found else None


def _block(rows: list[list[Word]], at: int, file: str, depth: int) -> tuple[tuple[Directive, ...], int]:
    """The directives from a row on, up to the `}` that closes their block."""
    found: list[Directive] = []
    while at < len(rows):
        row = rows[at]
        if _is_brace(row, "}"):
            break
        words = () if _is_brace(row, "{") else tuple(row)
        opening = at + (1 if words else 0)
        if opening < len(rows) and _is_brace(rows[opening], "{") and _is_same_row(row, rows[opening]):
            if depth >= MAX_DEPTH:
                raise Broken(f"blocks nested deeper than {MAX_DEPTH} levels; leave the file out", row[0].line)
            block, at = _block(rows, opening + 1, file, depth + 1)
            if at >= len(rows):
                raise Broken("this block is never closed; add a `}`", row[0].line)
            found.append(Directive(words, file, row[0].line, block))
        else:
            found.append(Directive(words, file, row[0].line))
        at += 1
    return tuple(found), at


def _is_brace(row: list[Word], brace: str) -> bool:
    return len(row) == 1 and row[0].text == brace and not row[0].is_quoted


def _is_same_row(row: list[Word], brace: list[Word]) -> bool:
    """True if a brace is on the line of the row's last word."""
    last = row[-1]
    return brace[0].line <= last.line + last.text.count("\n")
