"""Open sockets: a listing of `ss`, `netstat` or `lsof`, the standard input (`-`), or this host (`live`).

Only listening TCP and bound, unconnected UDP. Lines for the same socket (one per process, or the IPv4 and IPv6
wildcards) become one listener at the first line. netstat and lsof print dual-stack and IPv6-only sockets alike; both
become `*`. Port names are resolved with IANA's table; host names are not looked up.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from portdocs.progress import track
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.result import Scan, build_scan
from portdocs.scan.safe_files import Broken, Unreadable, opened, shown
from portdocs.scan.sockets import lsof, ss
from portdocs.scan.sockets.deduplicate import Deduplicator
from portdocs.scan.sockets.netstat import Netstat, is_line, program
from portdocs.scan.sockets.parse import Socket, UnclearSocket

METAVAR = "FILE|-|live"
HELP = "Open sockets: a listing of ss, netstat or lsof, - for stdin, or `live` for this host."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read listings, or this host."""
    return build_scan(
        observation for name in track("Lists of sockets", given) for observation in _read(name, relative_to)
    )


def _read(given: str, relative_to: Path) -> Iterator[Observation]:
    if given == "live":
        from portdocs.scan.sockets.live import live  # psutil, which no listing needs

        yield from _guarded("live", live)
    elif given == "-":
        yield from _guarded("-", lambda: read_listing(sys.stdin.buffer, "-"))
    else:
        path = Path(given)
        name = shown(path, relative_to)
        yield from _guarded(name, lambda: _read_file(path, name))


def _read_file(path: Path, name: str) -> list[Observation]:
    with opened(path) as raw, open(raw.fileno(), "rb", closefd=False) as file:
        return read_listing(file, name)


def _guarded(name: str, read: Callable[[], list[Observation]]) -> Iterator[Observation]:
    try:
        found = read()
    except Unreadable as error:
        yield SourceError(name, error.line, error.message)
        if not isinstance(error, Broken):
            return
        found = []
    yield FileRead("sockets", name)
    yield from found


MAX_LINE = 1_000_000
"""Bytes; a socket shared by a thousand processes takes about 30,000."""
MAX_BYTES = 500_000_000


def read_listing(file: BinaryIO, name: str) -> list[Observation]:
    """The listeners of a listing, and its unclear lines. Raises Unreadable if it is not a listing."""
    found, unclear = Deduplicator(), dict[UnclearSocket, int]()
    transports, users = dict[str, None](), set[str]()
    reader = _Reader()
    for number, line in _lines(file):
        item = reader.read(line)
        if isinstance(item, Socket):
            found.add(item, number)
            transports.setdefault(item.transport)
            users.add(item.user)
        elif isinstance(item, str):
            found.name_last(item)
        elif item is not None:
            unclear.setdefault(item, number)
    if reader.is_old_ss:
        found.as_old_ss()
    if not reader.tool:
        raise Broken("not a listing of ss, netstat or lsof; create it with `ss -tulpn`")
    # Without UDP lines a listing may cover TCP only; a single user's listing may hide sockets of others.
    whole = reader.tool != "lsof" or "root" in users or len(users) > 1
    return [
        FileRead("sockets", name, tuple(transports) if whole else ()),
        *found.listeners(name),
        *(Unresolved(name, number, item.text, item.reason, item.about) for item, number in unclear.items()),
    ]


class _Reader:
    """Detects the tool by its header, or by the first line that only one tool writes."""

    def __init__(self) -> None:
        self.tool = ""
        self.is_old_ss = False
        self.netstat = Netstat()

    def read(self, line: str) -> Socket | UnclearSocket | str | None:
        """Parse a line; a string is the name of the program that holds the preceding socket."""
        if header := self._header(line):
            self.tool = header
            return None
        self.tool = self.tool or _tool_of(line)
        if self.tool == "netstat":
            return program(line) or self.netstat.parse(line)
        if self.tool == "ss":
            self.is_old_ss |= ss.is_old(line)
            return ss.parse(line)
        return lsof.parse(line) if self.tool == "lsof" else None

    def _header(self, line: str) -> str:
        if ss.is_header(line):
            return "ss"
        if lsof.is_header(line):
            return "lsof"
        return "netstat" if self.netstat.header(line) else ""


def _tool_of(line: str) -> str:
    if ss.is_line(line):
        return "ss"
    return "lsof" if lsof.is_line(line) else "netstat" if is_line(line) else ""


def _lines(file: BinaryIO) -> Iterator[tuple[int, str]]:
    number = size = 0
    utf16: codecs.IncrementalDecoder | None = None
    while raw := _line(file, number + 1):
        number += 1
        size += len(raw)
        if number == 1 and raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            utf16 = codecs.getincrementaldecoder("utf-16")("replace")  # PowerShell's `>`
        if utf16:
            # In little-endian UTF-16 the second byte of a line feed starts the next line.
            raw = utf16.decode(raw).lstrip("\n").encode("utf-8", "replace")
        if b"\0" in raw:
            raise Unreadable("contains a NUL byte, expected text; create the listing with `ss -tulpn`", number)
        if len(raw) > MAX_LINE or size > MAX_BYTES:
            raise Broken("longer than any listing of sockets; create it with `ss -tulpn`", number)
        yield number, raw.decode("utf-8", "replace").rstrip()


def _line(file: BinaryIO, number: int) -> bytes:
    try:
        return file.readline(MAX_LINE + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror}); make it readable or leave it out", number) from None
