"""Compose files: the ports that containers publish on the host (compose-spec, "ports").

Files of one folder merge by service, as with `docker compose -f a -f b`. Variables come from `.env` next to the file
and from their defaults, never from the caller's environment. `expose` publishes nothing; a port without a host port
gets a random one and becomes a listener with only a `container_port`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.compose.interpolate import read_env
from portdocs.scan.compose.services import File, observe
from portdocs.scan.compose.yaml import read_document
from portdocs.scan.observations import FileRead, Observation, SourceError
from portdocs.scan.result import Scan, build_scan, not_read
from portdocs.scan.safe_files import Unreadable, read_text, shown
from portdocs.scan.traefik.labels import observe_labels

METAVAR = "FILE"
HELP = "compose: a compose file; several in one folder are merged."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the published ports of all files."""
    folders: dict[Path, list[Path]] = defaultdict(list)
    for name in dict.fromkeys(given):
        folders[Path(name).absolute().parent].append(Path(name))
    return build_scan(
        observation
        for folder, paths in track("Compose projects", folders.items())
        for observation in _project(folder, paths, relative_to)
    )


def _project(folder: Path, paths: list[Path], relative_to: Path) -> Iterator[Observation]:
    documents: list[File] = []
    for path in paths:
        name = shown(path, relative_to)
        try:
            documents.append(File(name, read_document(read_text(path))))
        except Unreadable as error:
            yield from not_read("compose", name, error)
        else:
            yield FileRead("compose", name)
    environment: dict[str, str | None] = {}
    if documents and (folder / ".env").exists():
        try:
            environment = read_env(read_text(folder / ".env"))
        except Unreadable as error:
            yield SourceError(shown(folder / ".env", relative_to), error.line, error.message)
    yield from observe(documents, environment)
    yield from observe_labels(documents, environment)
