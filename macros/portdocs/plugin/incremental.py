"""Incremental builds: while serving, an edit renders the pages that it changes, and writes few other files.

The site of the previous build is moved aside while mkdocs empties its folder, and back again. What an edit does not
change is not touched: mkdocs sees neither the pages nor the files.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

from portdocs.diff.timeline import History
from portdocs.pages.macros import Renderable
from portdocs.plugin.site_files import slim
from portdocs.registry import Registry
from portdocs.registry.tracking import EntryResults, Read, changed_reads


@dataclass(frozen=True, slots=True)
class MacroCall:
    """A macro's name with the arguments that a page passed."""

    name: str
    args: tuple[Any, ...]
    kwargs: tuple[tuple[str, Any], ...]

    def result(self, functions: Mapping[str, Callable[..., Renderable]]) -> Renderable:
        """The result of the macro. Raises MacroError."""
        return functions[self.name](*self.args, **dict(self.kwargs))


_BANNER = re.compile(rb"<!--problems-->.*?<!--/problems-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A rendered page: what it was made from, and what the rest of the site needs to know about it."""

    file: File
    """With its page, of which only what other pages need is kept."""
    markdown: str
    reads: frozenset[Read]
    """The parts of the registry that its macros read."""
    calls: tuple[MacroCall, ...]
    content_hash: int | None
    """The hash of what its macros returned; None if that has none."""
    icons: frozenset[str]
    modified: str
    """The line that says when its data last changed."""


@dataclass(slots=True)
class BuildCache:
    """State carried over to the next build: the rendered pages by source path, and their common inputs."""

    site: Path
    registry: Registry
    history: History
    inputs: Hashable
    """Everything that macros read: equal inputs give equal results."""
    banner: str = ""
    """The load errors shown above every page."""
    shared_inputs: Hashable = None
    """Inputs shared by all pages; None if they are unknown, and then nothing can be reused."""
    pages: dict[str, CachedPage] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    """The source paths of all files: links lead to them."""
    entries: dict[str, list[Any]] = field(default_factory=dict)
    """The entries of the search index for each page."""
    blocks: dict[str, dict[str, tuple[Renderable, str]]] = field(default_factory=dict)
    """The content and HTML of each placeholder on a hand-written page, most of which do not change."""
    outputs: dict[str, Hashable] = field(default_factory=dict)
    """The files of the site: a value for each static file that changes with its content, None for pages."""
    data_files: list[File] = field(default_factory=list)
    """The files for programs."""
    results: EntryResults = field(default_factory=EntryResults)
    """The results of functions for single entries."""
    missing_pages: frozenset[str] = frozenset()
    """The default pages that the site lacks: no page links to them."""

    @property
    def stash(self) -> Path:
        """The folder of the site of this build while mkdocs empties its own."""
        return self.site.with_name(f"{self.site.name}.last")

    def stash_site(self) -> None:
        """Move the site out of mkdocs' way. Raises OSError."""
        shutil.rmtree(self.stash, ignore_errors=True)
        self.site.rename(self.stash)

    def restore_site(self) -> None:
        """Move the site back. Raises OSError."""
        shutil.rmtree(self.site, ignore_errors=True)
        self.stash.rename(self.site)

    def delete_stash(self) -> None:
        """Delete the stashed site."""
        shutil.rmtree(self.stash, ignore_errors=True)

    def changed_reads(self, registry: Registry) -> set[Read]:
        """Everything that was read for pages and files, and that is different in another registry."""
        reads = {read for page in self.pages.values() for read in page.reads} | self.results.reads
        return changed_reads(reads, self.registry, registry)

    def slim_pages(self) -> None:
        """Drop the content of rendered pages."""
        for page in self.pages.values():
            slim(page.file)

    def delete_files(self, paths: Iterable[str]) -> None:
        """Delete files of the site, and the folders that are then empty."""
        for path in sorted(paths):
            file = self.site / path
            file.unlink(missing_ok=True)
            for folder in file.parents:
                if folder == self.site or not folder.is_dir() or any(folder.iterdir()):
                    break
                folder.rmdir()

    def replace_banner(self, path: str, banner: str) -> None:
        """Show other load errors above a page of the site."""
        marked = mark_banner(banner).encode()
        file = self.site / path
        file.write_bytes(_BANNER.sub(lambda _: marked, file.read_bytes(), count=1))


def mark_banner(banner: str) -> str:
    """The banner between markers, so that it can be replaced in a rendered page."""
    return f"<!--problems-->{banner}<!--/problems-->"


def hash_of(contents: Iterable[Renderable]) -> int | None:
    """A hash of what macros returned, which are frozen values; None if one contains entries, which have no hash."""
    try:
        return hash(tuple(contents))
    except TypeError:
        return None
