"""Write data files: plain values, in the style that people use in `data/`.

`to_yaml` takes a mapping of sections. Mappings become blocks, `Flow` mappings and lists of scalars stay on one line,
and text is quoted only where YAML would read something else. Reading the result gives the same values back.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portdocs.registry.ports import Ports

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u3164\uffa0\U000e0000-\U000e007f]"
    "|(?:^|(?<=[\x00-\x7f]))[\u200c\u200d]"
)
"""Characters that no data file may contain, not even escaped: control characters (tab and line ends excepted), line
separators, bidirectional controls, byte order marks, noncharacters and surrogates; and characters without a width,
with which two names look like one (joiners are allowed after a letter that is not ASCII, or an emoji)."""
# A letter or a slash followed by nothing that is YAML syntax in a block or in a flow mapping; or an IPv4 address.
_BARE = re.compile(
    r"(?!.*(?:: |:$| #))[^\W\d_/][^\x00-\x1f,\[\]{}]*(?<!\s)|/[\w./@+-]*\w|/|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?",
    re.UNICODE,
)
# Words that YAML 1.1, or the registry, reads as something other than text.
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n", "unknown", "nan", "inf"})


class Flow(dict[str, Any]):
    """A mapping to write on one line: `{port: 8000, bind: 127.0.0.1}`."""


@dataclass(frozen=True, slots=True)
class Commented:
    """A value with a comment after its first line, and comment lines above it (an empty one is a blank line)."""

    value: Any
    comment: str = ""
    above: tuple[str, ...] = ()


def to_yaml(document: Mapping[str, Any]) -> str:
    """The text of a data file. Keys whose value is None or an empty list are left out.

    Values are text, numbers, `Ports`, dates, booleans, mappings, lists, `Flow` and `Commented`; a `Plain` text is
    written as it is.
    """
    return "".join(f"{line}\n" for line in lines_of(document))


def to_flow(value: Any) -> str:
    """A value on one line, as it is written behind its key."""
    if isinstance(value, Mapping):
        fields = (f"{_written(key)}: {to_flow(item)}" for key, item in value.items() if not _is_missing(item))
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(to_flow, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Ports):
        return str(value) if len(value) == 1 else f'"{value}"'
    return str(value) if isinstance(value, (int, Plain, datetime.date)) else _written(str(value))


def lines_of(value: Mapping[str, Any] | Sequence[Any]) -> list[str]:
    """The lines of a mapping or a list as a block, without the key above it."""
    if isinstance(value, Mapping):
        return [*_block(value, 0)]
    return [line for item in value for line in _item(item, 0)]


class Plain(str):
    """Text that is written without quotes: a word of the registry such as `unknown`."""

    __slots__ = ()


def one_or_many(values: Sequence[Any]) -> Any:
    """The only value, else the list: keys such as `bind` and `host` accept both."""
    return values[0] if len(values) == 1 else list(values)


def _visible(text: str) -> str:
    """The text with U+FFFD in place of every character that no data file may contain."""
    return FORBIDDEN.sub("\ufffd", text)


def comment_text(text: str) -> str:
    """The text with U+FFFD in place of everything that a terminal would not print."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _written(text: str) -> str:
    """A text, in double quotes unless YAML reads it as the same text without them."""
    visible = _visible(text)
    is_bare = _BARE.fullmatch(text) and text.lower() not in _WORDS and text == visible and "\xa0" not in text
    return text if is_bare else json.dumps(visible, ensure_ascii=False)


def _block(mapping: Mapping[str, Any], indent: int) -> Iterator[str]:
    for key, value in mapping.items():
        yield from _entry(f"{' ' * indent}{_written(key)}:", value, indent)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    """The lines of a value behind its key or dash."""
    note = value if isinstance(value, Commented) else Commented(value)
    body = note.value
    if _is_missing(body):
        return
    yield from (f"{' ' * indent}# {comment_text(line)}" if line else "" for line in note.above)
    comment = f" # {comment_text(note.comment)}" if note.comment else ""
    if isinstance(body, Mapping) and body and not isinstance(body, Flow):
        yield head + comment
        yield from _block(body, indent + 2)
    elif _is_list_of_blocks(body):
        yield head + comment
        yield from (line for item in body for line in _item(item, indent + 2))
    else:
        yield f"{head} {to_flow(body)}{comment}"


def _item(item: Any, indent: int) -> Iterator[str]:
    """The lines of an item of a list: a block mapping starts on the line of its dash."""
    note = item if isinstance(item, Commented) else Commented(item)
    if isinstance(note.value, Flow) or not isinstance(note.value, Mapping) or not note.value:
        yield from _entry(f"{' ' * indent}-", note, indent)
        return
    yield from (f"{' ' * indent}# {comment_text(line)}" if line else "" for line in note.above)
    first, *rest = _block(note.value, indent + 2)
    yield f"{' ' * indent}- {first.lstrip()}" + (f" # {comment_text(note.comment)}" if note.comment else "")
    yield from rest


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and not value)


def _is_list_of_blocks(value: Any) -> bool:
    items = value if isinstance(value, (list, tuple)) else ()
    return any(isinstance(item, (Mapping, Commented)) for item in items)
