"""Damaged text: UTF-8 that was read as an old code page (`â€”` for a dash), found by ftfy and repaired line by line.

A repair is taken only where it can be undone: the repaired text, damaged in the same way again, is the text of the
page. So a clean `SÃO` stays. The code page that one line gives away is tried on all lines: a line of box drawing is too
short, or too odd, to be recognised alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    """The lines of a page after the repair: numbers of repaired lines by code page, and pieces of damaged ones."""

    lines: list[str]
    repaired: dict[str, list[int]] = field(default_factory=dict)
    broken: list[tuple[int, str]] = field(default_factory=list)


def repair(lines: Sequence[str]) -> Repair:
    """The lines without the damage that can be undone; there are as many as before."""
    result = Repair(list(lines))
    odd = [number for number, line in enumerate(result.lines) if not line.isascii()]
    for _ in range(_ROUNDS if odd else 0):
        pages = _code_pages([result.lines[number] for number in odd])
        changed = False
        for number in odd:
            before = result.lines[number]
            for page, line in ((page, undone(before, page)) for page in pages):
                if line != before:
                    result.lines[number], changed = line, True
                    numbers = result.repaired.setdefault(page.removeprefix("sloppy-"), [])
                    numbers += [number + 1] if number + 1 not in numbers else []
                    break
        if not changed:
            break
    result.broken = [(n + 1, piece) for n in odd if (piece := _damaged_piece(result.lines[n]))]
    return result


def _code_pages(lines: Sequence[str]) -> list[str]:
    """The code pages that repair most of the damage of these lines."""
    runs = Counter(run for line in lines if is_bad(line) for run in _RUN.findall(line))
    repaired = {page: sum(n for run, n in runs.items() if _decoded(run, page)) for page in CODE_PAGES}
    return [page for page in CODE_PAGES if repaired[page] == max(repaired.values()) > 0]


def undone(line: str, page: str) -> str:
    """A line with every run of damaged characters repaired that came from UTF-8 read as a code page."""
    return _RUN.sub(lambda run: _decoded(run[0], page) or run[0], line)


def _decoded(run: str, page: str) -> str | None:
    """The original of a damaged run: damaging it again gives the run, but for a byte that the code page omits."""
    try:
        text = run.encode(page).decode("utf-8", "replace")
    except UnicodeError:
        return None
    lost = text.count("\ufffd")
    is_telling = not lost or len(text) - lost >= max(2, 2 * lost)
    return text if is_telling and not _CONTROL.search(text) else None


def _damaged_piece(line: str) -> str | None:
    if match := _BROKEN.search(line):
        start = max(0, match.start() - 10)
        return line[start : match.end() + 10].strip()
    return line.strip()[:40] if is_bad(line) else None
