"""Running containers: the output of `docker inspect` or `podman inspect`, or the engine of this host (`live`).

A socket listing shows only `docker-proxy` for published ports; the engine knows the container. Containers that compose
started have the names of their project and service as labels; those of Traefik are routes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from portdocs.progress import track
from portdocs.scan.containers.inspect import arguments_of, has_virtual_host, is_running, labels_of, name_of, observe
from portdocs.scan.observations import FileRead, Observation, ObservedRoute, SourceError
from portdocs.scan.result import Scan, build_scan
from portdocs.scan.safe_files import MAX_BYTES, Unreadable, read_text, shown
from portdocs.scan.traefik.labels import observe_running

METAVAR = "FILE|-|live"
HELP = "Running containers: the output of docker or podman inspect, - for stdin, or `live` for this host."


def read(given: Sequence[str], relative_to: Path) -> Scan:
    """Read the published ports of running containers."""
    return build_scan(
        observation for name in track("Lists of containers", given) for observation in _read(name, relative_to)
    )


def complete(scan: Scan) -> Scan:
    """The same scan without routes of running containers that a file shows, too: the compose file that started them."""
    engines = {one.file for one in scan.files if one.source == "containers"}
    in_files = {_effect(one) for one in scan.routes if one.file not in engines}
    if not engines or not in_files:
        return scan
    return replace(
        scan, routes=tuple(one for one in scan.routes if one.file not in engines or _effect(one) not in in_files)
    )


def _effect(route: ObservedRoute) -> ObservedRoute:
    return replace(route, file="", line=0, server=("", 0))


def _read(given: str, relative_to: Path) -> Iterator[Observation]:
    if given == "live":
        from portdocs.scan.containers.engine import inspect_all

        yield from _observed("containers", inspect_all)
    elif given == "-":
        yield from _observed("-", lambda: _parse(sys.stdin.read(MAX_BYTES * 10)))
    else:
        yield from _observed(shown(Path(given), relative_to), lambda: _parse(read_text(Path(given))))


def _observed(name: str, load: Callable[[], list[Any]]) -> Iterator[Observation]:
    try:
        containers = load()
    except Unreadable as error:
        yield SourceError(name, error.line, error.message)
        return
    yield FileRead("containers", name)
    for one in containers:
        yield from observe(one, name)
    running = (
        (name_of(one), labels_of(one), arguments_of(one), has_virtual_host(one))
        for one in containers
        if is_running(one)
    )
    yield from observe_running(running, name)


def _parse(text: str) -> list[Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("not valid JSON; create it with `docker inspect $(docker ps -q)`") from None
    if not isinstance(document, list):
        raise Unreadable("expected a list of containers; create it with `docker inspect $(docker ps -q)`")
    return document
