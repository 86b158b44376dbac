"""Values as a person writes them in YAML: bare where that is safe, else in double quotes. Reading gives them back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from portdocs.registry.ports import Ports

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""What cannot stand in a data file, not even as an escape: control characters (tab and line ends excepted), line
separators, bidi controls, a byte order mark, non-characters."""
# A letter or a slash, and nothing behind it that YAML sees more in than text, in a block or between braces.
_BARE = re.compile(r"(?!.*(?:: |:$| #))[^\W\d_/][^\x00-\x1f,\[\]{}]*(?<!\s)|/[\w./@+-]*\w|/", re.UNICODE)
# Words and numbers that YAML, or an older reader of it, takes for something else.
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "unknown", "nan", "inf"})


def visible(text: str) -> str:
    """The text without what no data file may hold: U+FFFD in its place."""
    return FORBIDDEN.sub("\ufffd", text)


def printable(text: str) -> str:
    """The text with U+FFFD for everything that a terminal would not print: for comments and generated values."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def quoted(text: str) -> str:
    """A text in double quotes."""
    return json.dumps(visible(text), ensure_ascii=False)


def written(text: str) -> str:
    """A text, bare where YAML sees nothing but text in it."""
    is_bare = _BARE.fullmatch(text) and text.lower() not in _WORDS and text == visible(text) and "\xa0" not in text
    return text if is_bare else quoted(text)


def written_id(id: str) -> str:
    """An id; in quotes where YAML would see a number or a word of its own."""
    return id if id[0].isalpha() and id not in _WORDS else quoted(id)


def written_ports(ports: Ports) -> str:
    """A port, or a range in quotes."""
    return str(ports) if len(ports) == 1 else f'"{ports}"'


def written_flow(fields: Iterable[tuple[str, str]]) -> str:
    """An entry on one line, of keys and values that are written already; fields without a value are left out."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in fields if value) + "}"
