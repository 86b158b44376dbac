"""nginx: its sockets, and the routes of each server and location (nginx.org/en/docs).

PATH is a site file, an nginx.conf, or a folder that contains one. There is one route for each line that answers (a
pass, a `return`, a `rewrite` to another URL, static files) and each `listen` of its server. A line inside an `if` is a
route too, since some requests take it. `listen 80` is IPv4 only; a server without `listen` uses port 80 of IPv4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.scan.nginx.include import ConfigRoot, Reader, find_config_root
from portdocs.scan.nginx.servers import observe
from portdocs.scan.observations import FileRead, Observation, SourceError
from portdocs.scan.result import Scan, build_scan

METAVAR = "PATH"
HELP = "nginx: a site file, an nginx.conf, or a folder that contains one."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the listeners and routes of nginx's configuration."""
    return build_scan(observation for path in given for observation in _read(Path(path), relative_to))


def _read(path: Path, relative_to: Path) -> Iterator[Observation]:
    tree = find_config_root(path, relative_to)
    if not isinstance(tree, ConfigRoot):
        yield SourceError(tree.file, tree.line, tree.message)
        return
    reader = Reader(tree)
    directives = reader.read()
    yield from reader.observations
    if reader.complete:
        yield FileRead("nginx", tree.name(tree.start), ("nginx",))
    yield from observe(directives, complete=reader.complete)
