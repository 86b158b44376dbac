"""Damaged text: UTF-8 that was read as an old code page (`â€”` for a dash), found by ftfy and repaired line by line.

A repair is taken only where it can be undone: the repaired text, damaged in the same way again, is what stands on the
page. So a clean `SÃO` stays. A code page that one line gives away is then tried on all lines: a line of box drawing is
too short, or too odd, to be recognised alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ftfy import fix_encoding_and_explain
from ftfy.badness import is_bad
from ftfy.chardata import CHARMAP_ENCODINGS

CODE_PAGES: tuple[str, ...] = tuple(CHARMAP_ENCODINGS)
"""The code pages whose damage is repaired, as Python and ftfy name them."""

_ROUNDS = 3
"""Text may have been damaged more than once."""
_RUN = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile("[\x80-\x9f]")
_BROKEN = re.compile("[\ufffd\x80-\x9f]+")


@dataclass
class Repair:
    """The lines of a page after the repair."""

    lines: list[str]
    repaired: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of the lines that were mended, by the code page they had been read as."""
    broken: list[tuple[int, str]] = field(default_factory=list)
    """Lines that are damaged still, and a piece of each."""


def repair(lines: Sequence[str]) -> Repair:
    """The lines without the damage that can be undone; there are as many as before."""
    result = Repair(list(lines))
    odd = [number for number, line in enumerate(result.lines) if not line.isascii()]
    for _ in range(_ROUNDS):
        pages = _code_pages([result.lines[number] for number in odd])
        changed = [_mend(result, number, pages) for number in odd]
        if not any(changed):
            break
    result.broken = [(n + 1, piece) for n in odd if (piece := _damaged_piece(result.lines[n]))]
    return result


def _mend(result: Repair, number: int, pages: Iterable[str]) -> bool:
    for page in pages:
        line = undone(result.lines[number], page)
        if line != result.lines[number]:
            result.lines[number] = line
            numbers = result.repaired.setdefault(page.removeprefix("sloppy-"), [])
            if number + 1 not in numbers:
                numbers.append(number + 1)
            return True
    return False


def _code_pages(lines: Sequence[str]) -> list[str]:
    """The code pages that the damage of these lines can come from, the likeliest first.

    The one that repairs more runs of characters comes first: code pages are alike, and a line often fits several.
    """
    suspects = [line for line in lines if is_bad(line)]
    named = {step.parameter for line in suspects for step in fix_encoding_and_explain(line).explanation or ()}
    if not named:
        return []
    runs = Counter(run for line in suspects for run in _RUN.findall(line))
    repaired = {page: sum(n for run, n in runs.items() if _decoded(run, page) is not None) for page in CODE_PAGES}
    best = sorted((page for page in CODE_PAGES if repaired[page]), key=lambda page: -repaired[page])
    return [page for page in best if page in named or repaired[page] == repaired[best[0]]]


def undone(line: str, page: str) -> str:
    """A line with every run of damaged characters repaired that came from UTF-8 read as a code page."""
    return _RUN.sub(lambda run: _decoded(run[0], page) or _mostly_decoded(run[0], page) or run[0], line)


def _decoded(run: str, page: str) -> str | None:
    """The original of a damaged run, if damaging it again gives the run."""
    try:
        text = run.encode(page).decode("utf-8")
    except UnicodeError:
        return None
    return None if _CONTROL.search(text) else text


def _mostly_decoded(run: str, page: str) -> str | None:
    """The original of a run that lost a byte (many code pages omit some), with U+FFFD for incomplete characters."""
    try:
        text = run.encode(page).decode("utf-8", "replace")
    except UnicodeError:
        return None
    lost = text.count("\ufffd")
    return text if len(text) - lost >= max(2, 2 * lost) and not _CONTROL.search(text) else None


def _damaged_piece(line: str) -> str | None:
    if match := _BROKEN.search(line):
        start = max(0, match.start() - 10)
        return line[start : match.end() + 10].strip()
    return line.strip()[:40] if is_bad(line) else None
