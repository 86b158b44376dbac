"""One build: the registry, what its macros returned for each page, and what the next build can reuse."""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from portdocs.diff.timeline import History
from portdocs.export import site_files
from portdocs.pages.default_pages import DEFAULT_PAGES, adapt_links, selected_pages, with_first_steps
from portdocs.pages.errors import MacroError
from portdocs.pages.generated import GeneratedPage, generated_pages
from portdocs.pages.last_modified import LastModified
from portdocs.pages.links import SiteLinks, site_path
from portdocs.pages.macros import Figure, Renderable, bind_macros
from portdocs.pages.search_data import search_files
from portdocs.pages.table import Table
from portdocs.pages.template_errors import calling_line, explain_template_error
from portdocs.plugin.config import PortdocsConfig
from portdocs.plugin.incremental import (
    BuildCache,
    CachedPage,
    MacroCall,
    ReusedFile,
    is_unchanged,
    search_entries,
)
from portdocs.plugin.placeholders import FailedMacro, insert_placeholder
from portdocs.registry import Registry

log = logging.getLogger("mkdocs.plugins.portdocs")


@dataclass(eq=False)
class Build:
    """The state between the events of one build."""

    registry: Registry
    history: History
    project: Path
    macros_plugin: Any
    """The plugin mkdocs-macros, which knows the page that is being rendered."""
    cache: BuildCache
    previous: BuildCache | None
    """The cache of the build before this one, while serving."""
    last_modified: LastModified
    layout_cache: Path
    options: PortdocsConfig
    contents: dict[str, list[Renderable]] = field(default_factory=dict)
    """The results of the macros of each page, by the page's source path; placeholders are indexes into them."""
    calls: dict[str, list[MacroCall]] = field(default_factory=dict)
    icons: set[str] = field(default_factory=set)
    files: Files = field(default_factory=lambda: Files([]))
    page_sources: dict[str, str | None] = field(default_factory=dict)
    """The source of each default page by its path in the package, relative to the prefix; None if it is missing."""
    generated_sources: set[str] = field(default_factory=set)
    """The source paths of the pages that are generated for entries and checks."""
    search_entry_count: int = 0
    rendered_count: int = 0

    def __post_init__(self) -> None:
        self.functions = bind_macros(self.registry, self.layout_cache, self.history)

    def macros(self) -> dict[str, Callable[..., str]]:
        """The macros that templates call, by name."""
        return {name: self._macro(name, function) for name, function in self.functions.items()}

    def _macro(self, name: str, function: Callable[..., Renderable]) -> Callable[..., str]:
        # A function and not a `partial`: mkdocs-macros logs each macro as text, and a partial's includes the registry.
        def macro(*args: Any, **kwargs: Any) -> str:
            source = self.macros_plugin.page.file.src_uri
            self.calls.setdefault(source, []).append((name, args, kwargs))
            try:
                content = function(*args, **kwargs)
            except MacroError as mistake:
                content = FailedMacro(self.report_mistake(calling_line(), str(mistake)))
            short = content.truncated() if isinstance(content, Table) else content
            return insert_placeholder(self.contents.setdefault(source, []), short)

        return macro

    def drop_previous(self) -> None:
        """Delete what could be reused of the previous build."""
        if self.previous:
            self.previous.delete_stash()
        self.previous = None

    def add_files(self, files: Files, config: MkDocsConfig) -> None:
        """Add default pages, generated pages and data files; a file of the site with the same URL takes precedence."""
        existing = {file.dest_uri: file for file in files}
        self._set_page_sources(existing, config)
        for file in (*self._pages(config), *self._data_files(config)):
            if other := existing.get(file.dest_uri):
                log.info(f"{other.src_uri} replaces the page of portdocs with the same URL")
            else:
                files.append(file)
        self.files = files

    def _set_page_sources(self, existing: Mapping[str, File], config: MkDocsConfig) -> None:
        """Find the source of each default page: that of the site, that of the package, or None if it has neither."""
        selected = {page.source for page in selected_pages(self.options.pages)}
        for page in DEFAULT_PAGES:
            ours = File.generated(config, self.options.prefix + page.source, content="")
            theirs = existing.get(ours.dest_uri)
            self.page_sources[page.source] = (
                posixpath.relpath(theirs.src_uri, self.options.prefix or ".")
                if theirs
                else page.source
                if page.source in selected
                else None
            )

    @property
    def missing_pages(self) -> frozenset[str]:
        """The default pages that the site does not have."""
        return frozenset(page for page, source in self.page_sources.items() if source is None)

    def _pages(self, config: MkDocsConfig) -> Iterator[File]:
        """The default pages, in the navigation unless that is configured, then the generated ones."""
        inclusion = InclusionLevel.UNDEFINED if config.nav is None else InclusionLevel.NOT_IN_NAV
        for page in selected_pages(self.options.pages):
            markdown = page.markdown if self.registry.services else with_first_steps(page)
            content = adapt_links(markdown, page.source, self.page_sources)
            yield File.generated(config, self.options.prefix + page.source, content=content, inclusion=inclusion)
        for generated in generated_pages(self.registry):
            yield self._generated_file(generated, config)

    def _data_files(self, config: MkDocsConfig) -> Iterator[File]:
        for path, text in (*site_files(self.registry), *search_files(self.registry, self.history)):
            content = text.encode(errors="backslashreplace")
            yield File.generated(config, site_path(path, self.options.prefix), content=content)

    def _generated_file(self, page: GeneratedPage, config: MkDocsConfig) -> File:
        """A page to render, or that of the previous build if it would be the same."""
        source = self.options.prefix + page.source
        self.generated_sources.add(source)
        file = File.generated(config, source, content=page.markdown, inclusion=InclusionLevel.NOT_IN_NAV)
        previous = self.previous
        cached = previous.pages.get(source) if previous else None
        if previous is None or cached is None or cached.markdown != page.markdown:
            return file
        if previous.inputs != self.cache.inputs and not is_unchanged(cached, self.functions):
            return file
        self.cache.pages[source] = cached
        self.cache.entries[source] = previous.entries.get(source, [])
        self.icons |= cached.icons
        return ReusedFile(file, cached, previous, self.cache.banner, config)

    def remember_search_entries(self, page: Page, config: MkDocsConfig) -> None:
        """Remember what was added to the search index for a page."""
        entries = search_entries(config) or []
        self.cache.entries[page.file.src_uri] = entries[self.search_entry_count :]
        self.search_entry_count = len(entries)

    def restore_search_entries(self, config: MkDocsConfig) -> None:
        """Add the entries of reused pages to the search index, in the order of a cold build."""
        entries = search_entries(config)
        if entries is not None:
            entries[:] = [entry for file in self.files for entry in self.cache.entries.get(file.src_uri, ())]

    def take_contents(self, page: Page) -> list[Renderable]:
        """The results of a page's macros; caches the page if the next build can reuse it."""
        contents = self.contents.pop(page.file.src_uri, [])
        icons = frozenset(icon for content in contents if isinstance(content, Figure) for icon in content.icons)
        self.icons |= icons
        self.rendered_count += 1
        if self._is_reusable(page.file, contents):
            calls = tuple(self.calls.pop(page.file.src_uri, ()))
            anchors = frozenset(page.present_anchor_ids or ())
            cached = CachedPage(page.file.content_string, calls, hash(tuple(contents)), anchors, icons)
            self.cache.pages[page.file.src_uri] = cached
        return contents

    def _is_reusable(self, file: File, contents: list[Renderable]) -> bool:
        """True for a generated page without mistakes; pages in the navigation are always rendered."""
        return (
            self.cache.shared_inputs is not None
            and file.src_uri in self.generated_sources
            and not any(isinstance(content, FailedMacro) for content in contents)
        )

    def block_html(self, page: Page, number: int, content: Renderable, links: SiteLinks) -> str:
        """The HTML of a block; on a hand-written page that of the previous build if its content is the same."""
        if page.file.src_uri in self.cache.pages or self.cache.shared_inputs is None:
            return content.html(links)
        key = (page.file.src_uri, number)
        before, html = self.previous.blocks.get(key, (None, "")) if self.previous else (None, "")
        html = html if before == content else content.html(links)
        self.cache.blocks[key] = (content, html)
        return html

    def report_mistake(self, line: int, message: str) -> str:
        """Log a mistake in the page that is being rendered, with its location; a strict build stops on the warning."""
        page = self.macros_plugin.page
        text = f"{self.shown_path(page)}:{line + _front_matter_lines(page)}: error: {message}"
        log.warning(text)
        return text

    def explain_template_error(self, error: Exception, markdown: str, page: Page) -> str:
        """The text of a page whose template fails, in place of the traceback that mkdocs-macros shows."""
        text = self.report_mistake(*explain_template_error(error, self.functions))
        self.contents.pop(page.file.src_uri, None)
        return f"# This page has a mistake\n\n!!! failure\n\n        {text}\n"

    def shown_path(self, page: Page) -> str:
        """The path of a page relative to the project, or its source path if it is generated."""
        path = Path(page.file.abs_src_path) if page.file.abs_src_path else None
        return (
            path.relative_to(self.project).as_posix()
            if path and path.is_relative_to(self.project)
            else page.file.src_uri
        )


def _front_matter_lines(page: Page) -> int:
    """The number of lines before the Markdown that templates see."""
    path = page.file.abs_src_path
    if not path or not page.markdown:
        return 0
    whole = Path(path).read_text(encoding="utf-8-sig").rstrip()
    return whole.count("\n") - page.markdown.rstrip().count("\n")
