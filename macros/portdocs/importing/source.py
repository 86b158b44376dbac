"""The text of a page: read from its file, and repaired where it is damaged.

ftfy finds UTF-8 that was read as an old code page (`â€”` for a dash). It is repaired only where that can be undone, so
that a clean `SÃO` stays. The code page that one line gives away is tried on all: box drawing alone is too short for it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ftfy.badness import is_bad
from ftfy.chardata import CHARMAP_ENCODINGS

from portdocs.scan.safe_files import Unreadable, read_bytes

MAX_BYTES = 64_000_000
"""A table of half a million rows is smaller."""
CODE_PAGES: tuple[str, ...] = tuple(CHARMAP_ENCODINGS)
"""The code pages whose damage is repaired, as Python and ftfy name them."""
_RUN = re.compile(r"[^\x00-\x7f]+")
_BROKEN = re.compile(".{0,10}[\ufffd\x80-\x9f]+.{0,10}")


def read_text(path: Path) -> str:
    """The text of a page, in UTF-8 or in UTF-16 with its mark; line ends become `\\n`. Raises Unreadable."""
    data = read_bytes(path, MAX_BYTES)
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not is_wide and (nul := data.find(b"\0")) >= 0:
        raise Unreadable("a NUL byte: this is not text; name a page of Markdown or CSV", data.count(b"\n", 0, nul) + 1)
    try:
        text = data.decode("utf-16" if is_wide else "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = data.count(b"\n", 0, error.start) + 1, error.start - data.rfind(b"\n", 0, error.start)
        what = f"byte 0x{data[error.start]:02X} in column {column} is not UTF-{16 if is_wide else 8}"
        raise Unreadable(f"{what}; save the page as UTF-8", line) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass
class Repair:
    """The lines of a page after the repair: numbers of repaired lines by code page, and pieces of damaged ones."""

    lines: list[str]
    repaired: dict[str, set[int]] = field(default_factory=dict)
    broken: list[tuple[int, str]] = field(default_factory=list)


def repair(lines: Sequence[str]) -> Repair:
    """The lines without the damage that can be undone, which each round makes shorter; there are as many as before."""
    result = Repair(list(lines))
    while page := _code_page(result.lines):
        before = result.lines
        result.lines = [_RUN.sub(lambda run: _decoded(run[0], page) or run[0], line) for line in before]
        numbers = {number for number, line in enumerate(before, 1) if line != result.lines[number - 1]}
        result.repaired.setdefault(page.removeprefix("sloppy-"), set()).update(numbers)
    for number, line in enumerate(result.lines, 1):
        if (match := _BROKEN.search(line)) or is_bad(line):
            result.broken.append((number, (match[0] if match else line).strip()[:40]))
    return result


def _code_page(lines: Sequence[str]) -> str:
    """The code page that repairs most of the damage of these lines; empty if none repairs any."""
    runs = Counter(run for line in lines if not line.isascii() and is_bad(line) for run in _RUN.findall(line))
    repaired = {page: sum(count for run, count in runs.items() if _decoded(run, page)) for page in CODE_PAGES}
    return max(repaired, key=lambda page: repaired[page]) if any(repaired.values()) else ""


def _decoded(run: str, page: str) -> str | None:
    """The original of a damaged run: damaging it again gives the run, but for a byte that the code page omits."""
    try:
        text = run.encode(page).decode("utf-8", "replace")
    except UnicodeError:
        return None
    lost = text.count("\ufffd")
    is_telling = not lost or len(text) - lost >= max(2, 2 * lost)
    return text if is_telling and not re.search("[\x80-\x9f]", text) else None
