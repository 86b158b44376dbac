"""Reading files that anyone may have left there: never waits, never follows a link out of a root, never reads without
a bound."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path

MAX_BYTES = 2_000_000
"""No configuration that people wrote is larger."""


class Unreadable(Exception):
    """Why a file cannot be read, and the line that says so."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Broken(Unreadable):
    """A text that was read, and is not what it should be."""


@contextmanager
def opened(path: Path) -> Iterator[FileIO]:
    """A regular file, open for reading. Raises Unreadable."""
    try:
        # A fifo without a writer would block the open itself.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise Unreadable("there is no such file; correct the path") from None
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
    """The text of a file; bytes that are not UTF-8 (an old comment, say) become U+FFFD. Raises Unreadable."""
    with opened(path) as file:
        try:
            data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read ({_why(error)}); make it readable or leave it out") from None
    if data is None or len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB, expected a configuration file; leave it out")
    if (nul := data.find(b"\0")) >= 0:
        raise Unreadable("a NUL byte: this is no text; leave the file out", data.count(b"\n", 0, nul) + 1)
    return data.decode("utf-8", "replace")


def shown(path: Path, relative_to: Path) -> str:
    """A path for people: relative where it lies below, with forward slashes and nothing that a terminal obeys."""
    absolute = Path(os.path.normpath(path.absolute()))
    try:
        name = absolute.relative_to(os.path.normpath(relative_to.absolute())).as_posix()
    except ValueError:
        name = absolute.as_posix()
    return clean(name)


def clean(text: str, most: int = 200) -> str:
    """Text of others for a line of ours: no control characters, no surrogates, not endless."""
    visible = re.sub(
        r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "\ufffd", text
    )
    return visible if len(visible) <= most else visible[: most - 1] + "…"


def is_inside(path: Path, root: Path) -> bool:
    """Whether a path, with all its links followed, lies in a folder."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # RuntimeError: links that loop
        return False


def _why(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or "its name cannot be one"
