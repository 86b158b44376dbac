"""The registry in other formats, one module each (see `portdocs.discovery`).

A module `<format>_export` contains a function of its name. It takes the registry and, if it has such a parameter,
`docs`, the folder of hand-written pages. It returns the text of one file, or the files of a folder by path. Modules
with an underscore are shared by exports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portdocs.discovery import functions
from portdocs.registry import Registry

_SUFFIX = "_export"
_PUBLISHED = {
    "api/ports.json": "json",
    "api/ports.csv": "csv",
    "api/prometheus.json": "prometheus",
    "llms.txt": "llms",
    "llms-full.txt": "markdown",
}


class Mistakes(Exception):
    """Pages cannot be rendered; one line for each mistake, with its location."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))


def exports() -> dict[str, Callable[..., Any]]:
    """The function of each format, by the name of the format."""
    return {name.removesuffix(_SUFFIX): function for name, function in functions(__name__, _SUFFIX).items()}


def site_files(registry: Registry) -> Iterator[tuple[str, str]]:
    """The files of the site for programs: path in the site and text."""
    formats = exports()
    for path, name in _PUBLISHED.items():
        yield path, formats[name](registry)
