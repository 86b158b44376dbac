"""Reads the file of a page: its text, or the reason why it has none."""

from __future__ import annotations

import codecs
from pathlib import Path

from portdocs.scan.safe_files import Unreadable, opened

MAX_BYTES = 64_000_000
"""A table of half a million rows is smaller."""

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(path: Path) -> str:
    """The text of a page, in UTF-8 or in UTF-16 with its mark; line ends become `\\n`. Raises Unreadable."""
    with opened(path) as file:
        try:
            data = file.read(MAX_BYTES + 1) or b""
        except OSError as error:
            raise Unreadable(f"cannot be read ({error.strerror}); make it readable or leave it out") from None
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB, expected a page of Markdown or CSV; split it")
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"byte {error.start + 1} is not UTF-16, which the file starts as; save it as UTF-8"
            ) from None
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable("a NUL byte: this is no text; name a page of Markdown or CSV", data.count(b"\n", 0, nul) + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Behind a mark at the start, positions are counted without it.
        start = error.start + 3 * data.startswith(codecs.BOM_UTF8)
        line = data.count(b"\n", 0, start) + 1
        column = start - data.rfind(b"\n", 0, start)
        raise Unreadable(
            f"byte 0x{data[start]:02X} in column {column} is not UTF-8; save the page as UTF-8", line
        ) from None
