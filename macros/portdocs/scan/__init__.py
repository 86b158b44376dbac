"""Observations: listeners and routes in configuration files and open sockets, each with its file and line.

A source is a module with `METAVAR`, `HELP` and `read(given, relative_to)`, which takes the values of its option. It
never raises because of a file's content: a broken part becomes an error with its location, the rest is still read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from portdocs.scan.safe_files import shown

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


_FILES = {
    "caddy": ("Caddyfile", "caddy/Caddyfile"),
    "cloudflared": ("cloudflared/config.yml", "cloudflared/config.yaml"),
    "nginx": ("nginx.conf", "nginx/nginx.conf"),
    "traefik": (
        "traefik.yml", "traefik.yaml", "traefik.toml", "traefik/traefik.yml", "traefik/traefik.yaml",
        "traefik/traefik.toml",
    ),
}  # fmt: skip
"""The option that reads a file, and the names that people give such files."""
_FROM = (*_FILES, "compose")
"""The sources whose files have such neighbors."""


def unread_files(given: Mapping[str, Sequence[str]], relative_to: Path) -> Iterator[Unresolved]:
    """The configurations of proxies next to what was given, and the option that reads each."""
    folders = dict.fromkeys(folder for name in _FROM for path in given.get(name, ()) for folder in _around(Path(path)))
    for option, names in _FILES.items():
        if given.get(option):
            continue
        for path in dict.fromkeys(folder / name for folder in folders for name in names):
            if _is_file(path):
                reason = f"it was not read; give it with --{option}"
                yield Unresolved(shown(path, relative_to), 1, path.name, reason)


def _around(path: Path) -> Iterator[Path]:
    """The folder of a file; a given folder and the one around it."""
    if path.is_dir():
        yield path
    yield path.absolute().parent


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
