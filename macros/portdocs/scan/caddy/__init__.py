"""Caddy: the sites of a Caddyfile, where each listens and what it answers (caddyserver.com, "Caddyfile").

FILE is a Caddyfile; snippets and the files that it imports are followed. A site with a name listens on 443 with TLS
unless its address says otherwise; the redirects that automatic HTTPS adds are not listed, since no line contains them.
Variables have the value of their default. One route per site, path and line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.caddy.imports import Importer
from portdocs.scan.caddy.sites import observe
from portdocs.scan.observations import FileRead, Observation
from portdocs.scan.result import Scan, build_scan, not_read
from portdocs.scan.safe_files import Broken, Unreadable, read_text, shown

METAVAR = "FILE"
HELP = "Caddy: a Caddyfile, including the files that it imports."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the listeners and routes of Caddyfiles."""
    return build_scan(
        one for name in track("Caddyfiles", dict.fromkeys(given)) for one in _read(Path(name), relative_to)
    )


def _read(path: Path, relative_to: Path) -> Iterator[Observation]:
    name = shown(path, relative_to)
    try:
        _refuse_json(read_text(path))
        importer = Importer(path, relative_to)
        directives = importer.read()
        yield from importer.observations
        yield FileRead("caddy", name, ("caddy",) if importer.complete else ())
        yield from observe(directives)
    except Unreadable as error:
        yield from not_read("caddy", name, error)


def _refuse_json(text: str) -> None:
    if text.lstrip().startswith("{"):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            return
        raise Broken("it is JSON, expected a Caddyfile; give the Caddyfile that it was generated from")
