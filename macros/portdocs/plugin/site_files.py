"""The files of a build, some of which the site contains already."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import TableOfContents


class SiteFiles(Files):
    """Files of which mkdocs renders and copies those only that are not in the site yet."""

    def __init__(self, files: Iterable[File]) -> None:
        super().__init__(files)
        self.reused: set[str] = set()
        """The source paths of pages that the site contains."""
        self.unchanged: set[str] = set()
        """The paths of static files that the site contains."""
        self.has_navigation = False
        """True once mkdocs has built the navigation, which needs all pages."""

    def documentation_pages(
        self, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> Sequence[File]:
        """The pages; once there is a navigation, only those to render."""
        pages = super().documentation_pages(inclusion=inclusion)
        return [file for file in pages if file.src_uri not in self.reused] if self.has_navigation else pages

    def all_pages(self) -> list[File]:
        """All pages, those in the site already included."""
        pages = (file for file in self if file.is_documentation_page())
        return [file for file in pages if file.inclusion.value >= InclusionLevel.DRAFT.value]

    def copy_static_files(
        self, dirty: bool = False, *, inclusion: Callable[[InclusionLevel], bool] = InclusionLevel.is_included
    ) -> None:
        """Copy the static files that the site does not contain."""
        for file in self:
            if not file.is_documentation_page() and inclusion(file.inclusion) and file.dest_uri not in self.unchanged:
                file.copy_file(dirty)


def version_of(file: File) -> Hashable:
    """A value that changes with the content of a static file."""
    if file.abs_src_path is None:
        return sha256(file.content_bytes).digest()
    state = Path(file.abs_src_path).stat()
    return (file.abs_src_path, state.st_mtime_ns, state.st_size)


def slim(file: File) -> File:
    """A rendered page without its content: what the navigation and links to it need is kept."""
    if page := file.page:
        page.title = page.title
        page.content = page.markdown = None
        page.toc = TableOfContents([])
    return file


def may_link_to(markdown: str, paths: Iterable[str]) -> bool:
    """True if a page may contain a link to one of some files."""
    return any(PurePosixPath(path).stem in markdown for path in paths)
