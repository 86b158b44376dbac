"""Estimate the width of a text without a font, generously, because readers have different fonts."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
MONOSPACE = 0.61
"""The width of every character of a monospaced font, in parts of its size (0.60 in nearly all of them)."""

# Widths in parts of the font size, those of a wide typeface (DejaVu Sans); most typefaces are narrower.
_NARROW = frozenset(" !'(),./:;I[]`fijlrt|·")
_WIDE = frozenset("%@MW—mw…→")
_AVERAGE = 0.64
_BOLD = 1.1


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """The width of one line of text, in pixels."""
    advances = _MONO if mono else _PROPORTIONAL
    return sum(map(advances.__getitem__, text)) * size * (_BOLD if bold and not mono else 1)


def fit(text: str, room: float, size: float, *, bold: bool = False, mono: bool = False) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size, bold=bold, mono=mono) <= room:
        return text
    start = _start(text, room - text_width(ELLIPSIS, size, bold=bold, mono=mono), size, bold=bold, mono=mono)
    # A joiner at the end would tie the ellipsis to the letter before it.
    return start.rstrip(" \u200d\ufe0f") + ELLIPSIS


def _start(text: str, room: float, size: float, *, bold: bool, mono: bool) -> str:
    """As much of the text as fits."""
    scale = size * (_BOLD if bold and not mono else 1)
    advances = _MONO if mono else _PROPORTIONAL
    for length, char in enumerate(text):
        room -= advances[char] * scale
        if room < 0:
            return text[:length]
    return text


def wrap(text: str, room: float, size: float, lines: int, *, bold: bool = False, mono: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines, broken after spaces and the marks in names and URLs, else within a word; the
    last line may be cut."""
    font = {"bold": bold, "mono": mono}
    if lines == 1 or text_width(text, size, **font) <= room:
        return (fit(text, room, size, **font),)
    end = next((end for end in _breaks(text) if text_width(text[:end].rstrip(), size, **font) <= room), 0)
    end = end or len(_start(text, room, size, **font)) or 1
    return (text[:end].rstrip(), *wrap(text[end:].lstrip(), room, size, lines - 1, **font))


def _breaks(text: str) -> list[int]:
    """The places where a line may end, last first: between two facts, then before a slash or a port, after a space or
    another mark."""
    ends = [match.end() for match in _BREAK.finditer(text)][::-1]
    return sorted(ends, key=lambda end: not text.endswith(_BETWEEN_FACTS, 0, end)) if _BETWEEN_FACTS in text else ends


_BETWEEN_FACTS = " · "
_BREAK = re.compile(r"(?<=.)(?=/[^/])|(?<=\d)(?=:\d)|[\s_-](?=.)|\.(?=\D)")


def _advance(char: str, mono: bool) -> float:
    if char.isascii():
        return MONOSPACE if mono else _ascii_advance(char)
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.4 if ord(char) >= 0x1F000 else 1.1
    return 1.0 if char in _WIDE else 0.75


def _ascii_advance(char: str) -> float:
    if char in _NARROW:
        return 0.4
    if char in _WIDE:
        return 1.0
    return 0.74 if char.isupper() else _AVERAGE


class _Advances(dict[str, float]):
    """The width of each character that was asked for, in parts of the font size."""

    def __init__(self, mono: bool) -> None:
        super().__init__()
        self.mono = mono

    def __missing__(self, char: str) -> float:
        return self.setdefault(char, _advance(char, self.mono))


_MONO, _PROPORTIONAL = _Advances(mono=True), _Advances(mono=False)
