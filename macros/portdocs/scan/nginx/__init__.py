"""nginx: the sockets it listens on, and where each server and location leads (nginx.org/en/docs).

PATH is a site file, an nginx.conf, or a folder that holds one. One route stands for each line that answers (a pass, a
`return`, a `rewrite` to elsewhere, static files) and each `listen` of its server: what a client meets at that socket.
A line inside an `if` is a route too, since some requests take it. `listen 80` is IPv4 only, as nginx has it, and a
server without `listen` has 80 of IPv4, which is what root gets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.scan.nginx.config_root import Tree, find_tree
from portdocs.scan.nginx.include import Reader
from portdocs.scan.nginx.servers import observe
from portdocs.scan.result import FileRead, Observation, Scan, SourceError, build_scan

METAVAR = "PATH"
HELP = "nginx: a site file, an nginx.conf, or a folder that holds one."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """The listeners and routes of nginx's configuration."""
    return build_scan(observation for path in given for observation in _read(Path(path), relative_to))


def _read(path: Path, relative_to: Path) -> Iterator[Observation]:
    tree = find_tree(path, relative_to)
    if not isinstance(tree, Tree):
        yield SourceError(tree.file, tree.line, tree.message)
        return
    reader = Reader(tree)
    directives = reader.read()
    yield from reader.observations
    if reader.complete:
        yield FileRead("nginx", tree.name(tree.start), ("nginx",))
    yield from observe(directives, complete=reader.complete)
