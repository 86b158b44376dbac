"""Reads the file of a page: its text, or the reason why it has none."""

from __future__ import annotations

import codecs
from pathlib import Path

from portdocs.scan.safe_files import Unreadable, opened

MAX_BYTES = 64_000_000
"""A table of half a million rows is smaller."""


def read_text(path: Path) -> str:
    """The text of a page, in UTF-8 or in UTF-16 with its mark; line ends become `\\n`. Raises Unreadable."""
    with opened(path) as file:
        try:
            data = file.read(MAX_BYTES + 1) or b""
        except OSError as error:
            raise Unreadable(f"cannot be read ({error.strerror}); make it readable or leave it out") from None
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB, expected a page of Markdown or CSV; split it")
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
