"""Observations: listeners and routes in configuration files and open sockets, each with its file and line.

A source is a module with `METAVAR`, `HELP` and `read(given, relative_to)`, which takes the values of its option. It
never raises because of a file's content: a broken part becomes an error with its location, the rest is still read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from portdocs.discovery import modules
from portdocs.scan.observations import (
    FileRead,
    Observation,
    ObservedListener,
    ObservedRoute,
    ObservedService,
    Opening,
    SourceError,
    Unresolved,
)
from portdocs.scan.result import Scan, build_scan, merged
from portdocs.scan.unread_files import unread_files

__all__ = [
    "FileRead",
    "Observation",
    "ObservedListener",
    "ObservedRoute",
    "ObservedService",
    "Opening",
    "Scan",
    "SourceError",
    "Unresolved",
    "build_scan",
    "merged",
    "read_sources",
    "sources",
]


def sources() -> dict[str, ModuleType]:
    """The sources by name: the modules of this package with a `METAVAR`."""
    return {name: module for name, module in modules(__name__).items() if hasattr(module, "METAVAR")}


def read_sources(given: Mapping[str, Sequence[str]], relative_to: Path | None = None) -> Scan:
    """Read sources, given by name: `{"nginx": ["/etc/nginx"]}`.

    Files below `relative_to` (default: the current directory) are named relative to it.
    """
    found = sources()
    base = relative_to or Path.cwd()
    scans = [found[name].read(tuple(values), base) for name, values in given.items() if values]
    scan = merged([*scans, build_scan(unread_files(given, base))])
    for module in found.values():
        # A source may complete its results with those of others.
        scan = module.complete(scan) if hasattr(module, "complete") else scan
    return scan
