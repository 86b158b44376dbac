"""Puts what macros gave into the page that called them: the text of a template with marks in it becomes Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARK = re.compile("\x02([0-9]+)\x03")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Part:
    """What a macro gave, as Markdown, and the line of the template that called it."""

    markdown: str
    is_block: bool
    line: int


def mark(number: int) -> str:
    """What stands in the page for the part of this number, until the page is filled."""
    return f"\x02{number}\x03"


def filled(page: str, parts: Sequence[Part]) -> str:
    """The page with its parts. A block gets the indent of the line that it stands on, and empty lines around it."""
    out: list[str] = []
    after_block = False
    for lines, is_block in _pieces(page, parts):
        if (is_block or after_block) and out and out[-1].strip() and lines[0].strip():
            out.append("")
        out += lines
        after_block = is_block
    return "\n".join(out)


def _pieces(page: str, parts: Sequence[Part]) -> Iterator[tuple[list[str], bool]]:
    """The lines of the page, each cut at its blocks."""
    for line in page.split("\n"):
        shown = _MARK.sub(lambda found: _word(parts[int(found[1])], found[0]), line)
        indent = " " * (len(line) - len(line.lstrip(" ")))
        # Of a line that was cut, every other piece is the number of a block.
        for index, piece in enumerate(_MARK.split(shown)):
            if index % 2:
                yield [row and indent + row for row in parts[int(piece)].markdown.split("\n")], True
            elif piece.strip() or piece == shown:
                yield [piece if piece == shown else indent + piece.strip()], False


def _word(part: Part, mark: str) -> str:
    return mark if part.is_block else part.markdown


def misplaced(page: str, parts: Sequence[Part]) -> list[int]:
    """The lines of the parts that stand in code, where Markdown is not read."""
    found: list[int] = []
    fence = ""
    for line in page.split("\n"):
        opening = _FENCE.match(line)
        in_code = [m for m in _MARK.finditer(line) if fence or opening or line[: m.start()].count("`") % 2]
        found += [parts[int(m[1])].line for m in in_code]
        if opening:
            closes = fence and opening[1].startswith(fence) and not line[opening.end() :].strip()
            fence = "" if closes else fence or opening[1]
    return found
