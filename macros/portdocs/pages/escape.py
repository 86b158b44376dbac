"""Escape text from data: it shows as it is, and never becomes markup, template code or a link.

There is one function per output format. Markdown stays readable: only characters with a meaning are escaped, so that
CommonMark with tables and Python-Markdown both show the original text. Both accept a backslash before the characters in
_BACKSLASHED; the others become character references.
Sources: CommonMark 0.31, sections 2.4, 2.5 and 6; GFM 0.29, section 4.10; Python-Markdown, ESCAPED_CHARS.
"""

from __future__ import annotations

import html
import re

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff"
"""Characters that no page may contain. Surrogates stand for the bytes of a file name that is not UTF-8."""
_NOT_IN_HTML = re.compile(f"[{_CONTROL}\ufffe\uffff]")
_NOT_IN_TEXT = re.compile(f"[{_CONTROL}\x80-\x9f\u2028\u2029\ufffe\uffff]")
_BACKSLASHED = frozenset("\\`*_{}[]()>#+-.!")
# A backslash before a brace would still leave a template to be read.
_NAMED = {"<": "&lt;", "&": "&amp;", "{": "&#123;"}
_ACTIVE = re.compile(
    r"""
      [\\`*\[\]{<|~^$]              # code, emphasis, links, attributes, HTML, table cells, strikethrough, formulas
    | (?<![^\W_])_ | _(?![^\W_])    # an underscore within a word is a letter
    | &(?=\#|[a-zA-Z0-9]+;)         # the start of a character reference, or of what a parser may read as one
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
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def printable(text: str) -> str:
    """The text with U+FFFD for each control character and for each line end but `\\n`."""
    return _NOT_IN_TEXT.sub("\ufffd", text)


def for_html(text: str) -> str:
    """Text for element content and quoted attributes, of HTML and of SVG: well-formed XML."""
    return html.escape(text if text.isprintable() else _NOT_IN_HTML.sub("\ufffd", text), quote=True)


def for_markdown(text: str, *, starts_block: bool = False) -> str:
    """Text for the middle of a line, or for its start; line ends become `<br>`, white space around it is dropped."""
    lines = [escape_active(line) for line in _LINE_END.split(printable(text).strip())]
    if starts_block:
        lines[0] = _NUMBERED.sub(r"\1\\\2", lines[0]) if _NUMBERED.match(lines[0]) else _escape_first(lines[0])
    return "<br>".join(lines)


def for_github(text: str) -> str:
    """Text for a comment on GitHub, on one line: it mentions no user and links to no issue or URL."""
    line = _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(printable(text).split()))
    # GitHub reads names and numbers of issues after it has resolved references, so a comment separates them.
    return line.replace("&#64;", "&#64;<!-- -->").replace("&#35;", "&#35;<!-- -->")


def for_template(text: str) -> str:
    """Text for HTML that is read as a template first."""
    return for_html(text).replace("{", "&#123;")


def escape_active(line: str) -> str:
    """One line with each character escaped that has a meaning within a line of Markdown."""
    return _ACTIVE.sub(_escape, line)


def _escape_first(line: str) -> str:
    match = _BLOCK.match(line)
    return _escape(match) + line[1:] if match else line


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _NAMED.get(char) or (f"\\{char}" if char in _BACKSLASHED else f"&#{ord(char)};")
