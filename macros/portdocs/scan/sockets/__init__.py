"""Open sockets: a listing of `ss`, `netstat` or `lsof`, the standard input (`-`), or this host (`live`).

Only listening TCP and bound, unconnected UDP. Lines for the same socket (one per process, or the IPv4 and IPv6
wildcards) become one listener at the first line. netstat and lsof print dual-stack and IPv6-only sockets alike; both
become `*`. Port names are resolved with IANA's table; host names are not looked up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.observations import FileRead, Observation, SourceError
from portdocs.scan.result import Scan, build_scan
from portdocs.scan.safe_files import Broken, Unreadable, opened, shown
from portdocs.scan.sockets.listing import read_listing

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
