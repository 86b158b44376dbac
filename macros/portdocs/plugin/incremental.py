"""What `mkdocs serve` keeps of the pages that the registry makes, so that an edit renders only those that it changes.

The site of the last build is set aside before mkdocs empties its folder. A page that would come out the same is, for
mkdocs, no page but a file that is moved over from there.
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

from macros.render.content import Content
from macros.render.mistake import Mistake

Call: TypeAlias = "tuple[str, tuple[Any, ...], dict[str, Any]]"
"""A macro's name with the arguments that a page gave it."""

_BANNER = re.compile(rb"<!--problems-->.*?<!--/problems-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it was rendered: what it was made from, and what the rest of the site takes from it."""

    markdown: str
    calls: tuple[Call, ...]
    shown: int
    """The hash of what its macros returned: values that are frozen, so that the same ones have the same hash."""
    anchors: frozenset[str]
    icons: frozenset[str]


@dataclass(slots=True)
class Kept:
    """What one build leaves to the next: its pages by their source path, and what all of them rest on."""

    site: Path
    inputs: Hashable
    """All that the macros read: where it is the same, they return the same."""
    banner: str = ""
    """What is wrong with the data, above every page."""
    surroundings: Hashable = None
    """What each page takes from elsewhere; None where nobody can tell, and then nothing is kept."""
    pages: dict[str, KeptPage] = field(default_factory=dict)
    entries: dict[str, list[Any]] = field(default_factory=dict)
    """What the search reads of each page, those written by hand included."""
    blocks: dict[tuple[str, int], tuple[Content, str]] = field(default_factory=dict)
    """The content of each placeholder on a page written by hand, and its HTML: most tables of such a page stay."""

    @property
    def aside(self) -> Path:
        """Where the site of this build lies while the next one is built."""
        return self.site.with_name(f"{self.site.name}.last")

    def set_aside(self) -> None:
        """Moves the site out of the way of mkdocs, which would delete it. Raises OSError."""
        shutil.rmtree(self.aside, ignore_errors=True)
        self.site.rename(self.aside)

    def drop(self) -> None:
        """Deletes what was set aside."""
        shutil.rmtree(self.aside, ignore_errors=True)


class KeptFile(File):
    """A page of the last build, which mkdocs is to copy and not to render."""

    def __init__(self, page: File, kept: KeptPage, last: Kept, banner: str, config: MkDocsConfig) -> None:
        super().__init__(page.src_uri, None, config.site_dir, config.use_directory_urls, dest_uri=page.dest_uri)
        self.generated_by = page.generated_by
        self.last = last.aside / self.dest_uri
        self.banner = banner_marked(banner) if banner != last.banner else None
        # Links to its headings are still checked.
        Page(None, self, config).present_anchor_ids = set(kept.anchors)

    def is_documentation_page(self) -> bool:
        """No: it is rendered already."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Moves it over, with what is wrong with the data now above it."""
        target = Path(self.abs_dest_path)
        if self.banner is None and _is_alone(self.last) and not target.parent.exists():
            target.parent.parent.mkdir(parents=True, exist_ok=True)
            self.last.parent.rename(target.parent)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.banner is None:
            self.last.replace(target)
        else:
            banner = self.banner.encode()
            target.write_bytes(_BANNER.sub(lambda _: banner, self.last.read_bytes(), count=1))


def _is_alone(path: Path) -> bool:
    """Whether a page has a folder of its own, which is moved at once."""
    return path.name == "index.html" and len(list(path.parent.iterdir())) == 1


def banner_marked(banner: str) -> str:
    """What is wrong with the data, so that a page can be told of it once it is written."""
    return f"<!--problems-->{banner}<!--/problems-->"


def still_shows(page: KeptPage, functions: Mapping[str, Callable[..., Content]]) -> bool:
    """Whether the macros of a page return what they returned."""
    try:
        return page.shown == hash(tuple(functions[name](*args, **kwargs) for name, args, kwargs in page.calls))
    except Mistake:
        return False


def search_entries(config: MkDocsConfig) -> list[Any] | None:
    """What the search was given so far; None without a search."""
    search: Any = config.plugins.get("material/search")
    return search.search_index.entries if search and search.config.enabled else None
