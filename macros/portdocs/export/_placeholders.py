"""Placeholders for the results of macros in the text of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PLACEHOLDER = re.compile("\x02([0-9]+)\x03")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Part:
    """The result of a macro as Markdown, and the line of the template that called it."""

    markdown: str
    is_block: bool
    line: int


def placeholder(number: int) -> str:
    """The placeholder for the part of this number."""
    return f"\x02{number}\x03"


def fill(page: str, parts: Sequence[Part]) -> str:
    """The page with its parts. A block has the indentation of its line, and empty lines around it."""
    out: list[str] = []
    after_block = False
    for lines, is_block in _pieces(page, parts):
        if (is_block or after_block) and out and out[-1].strip() and lines[0].strip():
            out.append("")
        out += lines
        after_block = is_block
    return "\n".join(out)


def _pieces(page: str, parts: Sequence[Part]) -> Iterator[tuple[list[str], bool]]:
    """The lines of the page, split at blocks."""
    for line in page.split("\n"):
        with_inline = _PLACEHOLDER.sub(lambda match: _inline(parts[int(match[1])], match[0]), line)
        indent = " " * (len(line) - len(line.lstrip(" ")))
        # Every other piece of a split line is the number of a block.
        for index, piece in enumerate(_PLACEHOLDER.split(with_inline)):
            if index % 2:
                yield [row and indent + row for row in parts[int(piece)].markdown.split("\n")], True
            elif piece.strip() or piece == with_inline:
                yield [piece if piece == with_inline else indent + piece.strip()], False


def _inline(part: Part, placeholder: str) -> str:
    return placeholder if part.is_block else part.markdown


def misplaced(page: str, parts: Sequence[Part]) -> list[int]:
    """The lines of parts inside code, where Markdown is not parsed."""
    found: list[int] = []
    fence = ""
    for line in page.split("\n"):
        opening = _FENCE.match(line)
        in_code = [m for m in _PLACEHOLDER.finditer(line) if fence or opening or line[: m.start()].count("`") % 2]
        found += [parts[int(m[1])].line for m in in_code]
        if opening:
            closes = fence and opening[1].startswith(fence) and not line[opening.end() :].strip()
            fence = "" if closes else fence or opening[1]
    return found
