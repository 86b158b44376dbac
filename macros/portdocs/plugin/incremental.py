"""Incremental builds: while serving, an edit renders only the generated pages that it changes.

The site of the previous build is stashed before mkdocs empties its folder. A page that would come out the same is not a
page to mkdocs, but a file that is moved back from the stash.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from portdocs.pages.errors import MacroError
from portdocs.pages.macros import Renderable

MacroCall: TypeAlias = "tuple[str, tuple[Any, ...], dict[str, Any]]"
"""A macro's name with the arguments that a page passed."""

_BANNER = re.compile(rb"<!--problems-->.*?<!--/problems-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A rendered page: what it was made from, and what the rest of the site needs to know about it."""

    markdown: str
    calls: tuple[MacroCall, ...]
    content_hash: int
    """The hash of what its macros returned, which are frozen values."""
    anchors: frozenset[str]
    icons: frozenset[str]


@dataclass(slots=True)
class BuildCache:
    """State carried over to the next build: the rendered pages by source path, and their common inputs."""

    site: Path
    inputs: Hashable
    """Everything that macros read: equal inputs give equal results."""
    banner: str = ""
    """The load errors shown above every page."""
    shared_inputs: Hashable = None
    """Inputs shared by all pages; None if they are unknown, and then nothing can be reused."""
    pages: dict[str, CachedPage] = field(default_factory=dict)
    entries: dict[str, list[Any]] = field(default_factory=dict)
    """The entries of the search index for each page, hand-written ones included."""
    blocks: dict[tuple[str, int], tuple[Renderable, str]] = field(default_factory=dict)
    """The content and HTML of each placeholder on hand-written pages, most of which do not change."""

    @property
    def stash(self) -> Path:
        """Where the site of this build is kept while the next one is built."""
        return self.site.with_name(f"{self.site.name}.last")

    def stash_site(self) -> None:
        """Stash the previous build so unchanged pages can be reused. Raises OSError."""
        shutil.rmtree(self.stash, ignore_errors=True)
        self.site.rename(self.stash)

    def delete_stash(self) -> None:
        """Delete the stashed site."""
        shutil.rmtree(self.stash, ignore_errors=True)


class ReusedFile(File):
    """A page of the previous build, which mkdocs copies instead of rendering it."""

    def __init__(self, page: File, cached: CachedPage, previous: BuildCache, banner: str, config: MkDocsConfig) -> None:
        super().__init__(page.src_uri, None, config.site_dir, config.use_directory_urls, dest_uri=page.dest_uri)
        self.generated_by = page.generated_by
        self.stashed = previous.stash / self.dest_uri
        self.banner = mark_banner(banner) if banner != previous.banner else None
        # Links to its headings are still checked.
        Page(None, self, config).present_anchor_ids = set(cached.anchors)

    def is_documentation_page(self) -> bool:
        """False: it is rendered already."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Move the page back from the stash, with the current banner."""
        target = Path(self.abs_dest_path)
        if self.banner is None and _has_own_folder(self.stashed) and not target.parent.exists():
            target.parent.parent.mkdir(parents=True, exist_ok=True)
            self.stashed.parent.rename(target.parent)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.banner is None:
            self.stashed.replace(target)
        else:
            banner = self.banner.encode()
            target.write_bytes(_BANNER.sub(lambda _: banner, self.stashed.read_bytes(), count=1))


def _has_own_folder(path: Path) -> bool:
    """True if a page is alone in its folder, which can then be moved in one step."""
    return path.name == "index.html" and len(list(path.parent.iterdir())) == 1


def mark_banner(banner: str) -> str:
    """The banner between markers, so that it can be replaced in a rendered page."""
    return f"<!--problems-->{banner}<!--/problems-->"


def is_unchanged(page: CachedPage, functions: Mapping[str, Callable[..., Renderable]]) -> bool:
    """True if the macros of a page return what they returned before."""
    try:
        contents = tuple(functions[name](*args, **kwargs) for name, args, kwargs in page.calls)
    except MacroError:
        return False
    return page.content_hash == hash(contents)


def search_entries(config: MkDocsConfig) -> list[Any] | None:
    """The entries of the search index so far; None if search is disabled."""
    search: Any = config.plugins.get("material/search")
    return search.search_index.entries if search and search.config.enabled else None
