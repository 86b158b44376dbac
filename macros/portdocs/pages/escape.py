"""Text from data as inert text on a page: never markup, template code or a link.

Two readers stand between data and the page: Markdown (with its extensions) and HTML. What holds for both is a
character reference for every ASCII character that is not a letter, digit or space.
"""

from __future__ import annotations

import html
import re

_SPACE = re.compile(r"\s+")
_ACTIVE = re.compile(r"[!-/:-@\[-`{-~]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no page may hold; half a pair of UTF-16 stands for a byte of a file's name that is not UTF-8."""


def for_html(text: str) -> str:
    """Text for HTML that nothing reads again but a browser: element content and quoted attributes."""
    return html.escape(_CONTROL.sub("\ufffd", text), quote=True)


def for_markdown(text: str) -> str:
    """Text for one line of Markdown, in a paragraph, heading or table cell; shows as it is, white space collapsed."""
    line = _SPACE.sub(" ", _CONTROL.sub("\ufffd", text))
    return _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", line)


def escape_github(text: str) -> str:
    """Text for one line of a comment or summary on GitHub, where `@name` would also notify and `#1` link."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    # GitHub drops the empty comment only after it has looked for names and numbers.
    return for_markdown(printable).strip().replace("&#64;", "&#64;<!-- -->").replace("&#35;", "&#35;<!-- -->")
