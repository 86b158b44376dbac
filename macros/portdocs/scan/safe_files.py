"""Read files that may be hostile: without blocking, without following links out of a root, and with a size limit."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from itertools import islice
from pathlib import Path

from portdocs.registry.findings import visible_line
from portdocs.registry.loader import shown_path

MAX_BYTES = 2_000_000
"""Larger than any hand-written configuration."""


class Unreadable(Exception):
    """A file cannot be read; has the message and line."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Broken(Unreadable):
    """A file was read but its content is invalid."""


@contextmanager
def opened(path: Path) -> Iterator[FileIO]:
    """Open a regular file for reading. Raises Unreadable."""
    try:
        # Opening a FIFO without a writer would block.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise Unreadable("no such file; correct the path") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read ({_why(error)}); make it readable or leave it out") from None
    try:
        mode = os.fstat(number).st_mode
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            raise Unreadable(f"it is {what}, expected a text file; name the file itself")
        with FileIO(number, closefd=False) as file:
            yield file
    finally:
        os.close(number)


def read_text(path: Path) -> str:
    """Read a text file; bytes that are not UTF-8 become U+FFFD. Raises Unreadable."""
    return decoded(read_bytes(path, MAX_BYTES))


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file of at most so many bytes. Raises Unreadable."""
    with opened(path) as file:
        try:
            data = file.read(most + 1) or b""
        except OSError as error:
            raise Unreadable(f"cannot be read ({_why(error)}); make it readable or leave it out") from None
    if len(data) > most:
        raise Unreadable(f"it is larger than {most // 1_000_000} MB, expected a smaller file; split it or leave it out")
    return data


def decoded(data: bytes) -> str:
    """The text of some bytes; those that are not UTF-8 become U+FFFD. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB, expected a configuration file; leave it out")
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable("contains a NUL byte, expected text; leave the file out", data.count(b"\n", 0, nul) + 1)
    return data.decode("utf-8", "replace")


def shown(path: Path, relative_to: Path) -> str:
    """A path for display: relative if below `relative_to`, with forward slashes and no control characters."""
    return clean(shown_path(path, relative_to))


def clean(text: str, most: int = 200) -> str:
    """Foreign text for one line of output: no control characters, no surrogates, limited length."""
    visible = visible_line(text)
    return visible if len(visible) <= most else visible[: most - 1] + "…"


_CREDENTIALS = re.compile(r"(?<=://)[^\s`/?#@]*@|(?<![^\s`])[^\s`:@]+:[^\s`]*@")
_QUERY = re.compile(r"(://[^\s`?]*)\?[^\s`]*")


def without_credentials(text: str) -> str:
    """A text without the user information and the queries of URLs in it, which may contain passwords."""
    return _QUERY.sub(r"\1", _CREDENTIALS.sub("", text)) if "@" in text or "?" in text else text


def exists(path: Path) -> bool:
    """True if a path exists; false, too, for a path that no file can have, such as one that is too long."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises OSError


def included_files(pattern: str, folder: Path, root: Path, most: int) -> list[Path]:
    """At most so many files that the path or glob of an include in a file of a folder matches, sorted.

    None outside the root, and none if the pattern is invalid or too long.
    """
    below = Path(pattern)
    if below.is_absolute():
        below, folder = below.relative_to(root) if below.is_relative_to(root) else Path(), root
    if ".." in below.parts or not below.parts:
        return []
    try:
        matches = sorted(islice(folder.glob(str(below)), most))
    except (OSError, ValueError, NotImplementedError):
        return []
    return [match for match in matches if is_inside(match, root) and match.is_file()]


def is_inside(path: Path, root: Path) -> bool:
    """True if a path is inside a folder after following all links."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links that loop
        return False


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "invalid name"
