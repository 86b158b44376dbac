"""The registry in the forms that others read: one module each, found by its name (see `portdocs.discovery`).

A module `<format>_export` has a function of its name. It takes the registry, and `docs`, the folder of the pages that
are written by hand, where it asks for it; it gives the text of one file, or the files of a folder by their path in it.
Modules with an underscore are what the exports share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portdocs.discovery import functions
from portdocs.registry import Registry

_SUFFIX = "_export"
_PUBLISHED = {"api/ports.json": "json", "api/ports.csv": "csv", "api/prometheus.json": "prometheus"}


class Mistakes(Exception):
    """Pages that cannot be rendered: one line for each mistake, with its place."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))


def exports() -> dict[str, Callable[..., Any]]:
    """The function of every format, by the format's name."""
    return {name.removesuffix(_SUFFIX): function for name, function in functions(__name__, _SUFFIX).items()}


def site_files(registry: Registry) -> Iterator[tuple[str, str]]:
    """The files that the site offers to programs: path in the site and text."""
    known = exports()
    for path, form in _PUBLISHED.items():
        yield path, known[form](registry)
