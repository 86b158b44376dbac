"""Reality: what configuration files and open sockets say of listeners and routes, each with its file and line.

A source is a module with `METAVAR`, `HELP` and `read(given, relative_to)`, which takes what the option of its name was
given and never raises for what a file holds: what is broken becomes an error with its place, the rest is still read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from portdocs.discovery import modules
from portdocs.scan.result import (
    FileRead,
    Observation,
    ObservedListener,
    ObservedRoute,
    Scan,
    SourceError,
    Unresolved,
    as_json,
    build_scan,
    merged,
)

__all__ = [
    "FileRead",
    "Observation",
    "ObservedListener",
    "ObservedRoute",
    "Scan",
    "SourceError",
    "Unresolved",
    "as_json",
    "build_scan",
    "merged",
    "read_sources",
    "sources",
]


def sources() -> dict[str, ModuleType]:
    """The sources by name: the modules of this package that read something."""
    return {name: module for name, module in modules(__name__).items() if hasattr(module, "METAVAR")}


def read_sources(given: Mapping[str, Sequence[str]], relative_to: Path | None = None) -> Scan:
    """Everything that the given sources show, by the name of the source: `{"nginx": ["/etc/nginx"]}`.

    Files are named relative to `relative_to` (default: the current directory) where they lie below it.
    """
    found = sources()
    base = relative_to or Path.cwd()
    return merged(found[name].read(tuple(values), base) for name, values in given.items() if values)
