"""Text from data as Markdown whose source stays readable: only what would mean something is escaped.

What comes out shows as what went in, under CommonMark with tables (as GitHub has it) and under Python-Markdown (as
mkdocs has it). Both take a backslash before the characters of _BACKSLASHED; all else becomes a character reference.
Sources: CommonMark 0.31, sections 2.4, 2.5 and 6; GFM 0.29, section 4.10; Python-Markdown, ESCAPED_CHARS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_BACKSLASHED = frozenset("\\`*_{}[]()>#+-.!")
# A brace behind a backslash would still start a template.
_NAMED = {"<": "&lt;", "&": "&amp;", "{": "&#123;"}

_ACTIVE = re.compile(
    r"""
      [\\`*\[\]{<|~^$]              # code, emphasis, links, attributes, HTML, table cells, strikethrough, formulas
    | (?<![^\W_])_ | _(?![^\W_])    # within a word an underscore is a letter
    | &(?=\#|[a-zA-Z0-9]+;)        # the start of a character reference, or what a parser may take for one
    | :(?=[a-z0-9_+-]+:)            # :smile:
    | =(?==\S.*\S==)                # ==marked==
    | \+(?=\+\S.*\S\+\+)            # ++key++
    | [\t\r] | ^[ ] | [ ]$          # white space that would change or vanish
    """,
    re.VERBOSE,
)
_BLOCK = re.compile(
    r"""
      [#>]                          # heading, quote
    | [+-](?=[ +-]|$)               # list, rule
    | [=:](?=[=: ]|$)               # tab, definition
    | !(?=!) | \?(?=\?) | /(?=//)   # admonition, details, block
    """,
    re.VERBOSE,
)
_NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=\s|$)")
_LINE_END = re.compile(r"\r?\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Between backticks nothing is escaped; tables, HTML, templates and a language in front of code meddle with the rest.
_PLAIN_CODE = re.compile(r"(?!\s|#!|:::|.*\{[{%#])[^`|<&\\\x00-\x1f]+(?<!\s)")


def text(words: str, *, starts_block: bool = False) -> str:
    """Words for the middle of a line, or for its start; white space around them is dropped, line ends become `<br>`."""
    lines = _LINE_END.split(_visible(words).strip())
    lines = [_ACTIVE.sub(_escaped, line) for line in lines]
    if starts_block:
        lines[0] = _NUMBERED.sub(r"\1\\\2", lines[0]) if _NUMBERED.match(lines[0]) else _first_escaped(lines[0])
    return "<br>".join(lines)


def code(words: str) -> str:
    """What a machine reads: in backticks, or in `<code>` where they would not hold it."""
    words = _visible(words)
    if _PLAIN_CODE.fullmatch(words):
        return f"`{words}`"
    escaped = _ACTIVE.sub(_escaped, words)
    return f"<code>{escaped.replace(chr(10), '&#10;')}</code>"


def link(url: str) -> str:
    """A checked http or https URL (see `registry.urls`), shown as it is."""
    # In `<...>` nothing is escaped; a URL that holds what looks like a reference would change.
    return code(url) if _ACTIVE.search(url) and "&" in url else f"<{url}>"


def heading(level: int, words: str) -> str:
    """A heading on one line."""
    line = text(" ".join(_visible(words).split()))
    # A hash at the end would count as the end of the heading.
    return f"{'#' * level} " + (f"{line[:-1]}\\#" if line.endswith("#") else line)


def table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown already."""
    titles = list(titles)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _visible(words: str) -> str:
    return _CONTROL.sub("\ufffd", words)


def _first_escaped(line: str) -> str:
    match = _BLOCK.match(line)
    return _escaped(match) + line[1:] if match else line


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    return _NAMED.get(char) or (f"\\{char}" if char in _BACKSLASHED else f"&#{ord(char)};")
