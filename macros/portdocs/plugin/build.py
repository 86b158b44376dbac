"""One build: the registry, what its macros returned for each page, and what the next build can reuse."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from portdocs.diff.timeline import History
from portdocs.pages.errors import MacroError
from portdocs.pages.file_redaction import Redaction
from portdocs.pages.last_modified import LastModified
from portdocs.pages.links import SiteLinks
from portdocs.pages.macros import bind_macros
from portdocs.pages.table import Table
from portdocs.pages.template_errors import calling_line, explain_template_error
from portdocs.plugin.config import PortdocsConfig
from portdocs.plugin.incremental import BuildCache, CachedPage, MacroCall
from portdocs.plugin.log import Rendering, log
from portdocs.plugin.macro_calls import call_macros
from portdocs.plugin.page_cache import PageCache, StoredPage
from portdocs.plugin.page_shell import PageShells
from portdocs.plugin.placeholders import FailedMacro, PageContents
from portdocs.plugin.processes import Processes
from portdocs.plugin.reuse import PageReuse
from portdocs.plugin.shared_inputs import shows_known_parts
from portdocs.plugin.site_files import SiteFiles
from portdocs.registry import Registry
from portdocs.registry.findings import shown_file
from portdocs.registry.tracking import EntryResults, Read, TrackedRegistry


@dataclass(eq=False)
class Build:
    """The state between the events of one build."""

    registry: Registry
    history: History
    project: Path
    cache: BuildCache
    last_modified: LastModified
    layout_cache: Path
    options: PortdocsConfig
    redaction: Redaction
    is_incremental: bool
    """True if another build of this process may reuse what this one renders."""
    keeps_pages: bool
    """True if a build of another process may."""
    previous: BuildCache | None = None
    """The cache of the build before this one, while serving."""
    contents: PageContents = field(default_factory=PageContents)
    calls: dict[str, list[MacroCall]] = field(default_factory=dict)
    icons: set[str] = field(default_factory=set)
    files: SiteFiles = field(default_factory=lambda: SiteFiles([]))
    page_sources: dict[str, str | None] = field(default_factory=dict)
    """The source of each default page by its path in the package, relative to the prefix; None if it is missing."""
    package_sources: set[str] = field(default_factory=set)
    """The source paths of the pages that the package adds."""
    generated_sources: set[str] = field(default_factory=set)
    """The source paths of the pages that are generated for entries and checks."""
    texts: dict[str, str] = field(default_factory=dict)
    """The text of each page to render, by its source path."""
    reads: dict[str, set[Read]] = field(default_factory=dict)
    """The parts of the registry that were read for each page to render."""
    modified: dict[str, str] = field(default_factory=dict)
    """The line of each page that says when its data changed."""
    page_cache: PageCache | None = None
    """Finished pages of earlier builds, once it is known what they depend on."""
    restored: dict[str, StoredPage] = field(default_factory=dict)
    """The pages that were taken from there, by their source path."""
    reuse: PageReuse | None = None
    """The pages of the previous build, once its site is moved back."""
    rendering: Rendering = field(default_factory=Rendering)
    navigation: dict[str, dict[str, str]] = field(default_factory=dict)
    """The `html` of the navigation on pages outside it, by their folder."""
    shells: PageShells | None = None
    """The theme around the generated pages; None if each of them is rendered."""
    finished: set[str] = field(default_factory=set)
    """The source paths of pages that were filled in their shell."""
    current: Page | None = None
    """The page whose macros are called."""
    search_entry_count: int = 0
    rendered_count: int = 0
    deferred: list[str] = field(default_factory=list)
    """The source paths of the generated pages that several processes render."""
    processes: Processes = field(default_factory=Processes)
    """Those that render the pages."""
    messages: SimpleQueue[logging.LogRecord] = field(default_factory=SimpleQueue)
    """In all but the first of them, what was logged."""

    def __post_init__(self) -> None:
        self.tracked = TrackedRegistry(self.registry) if self.is_incremental or self.keeps_pages else None
        if self.is_incremental:
            self.keep_results(self.cache.results)
        self.functions = bind_macros(self.tracked or self.registry, self.layout_cache, self.history)

    def keep_results(self, results: EntryResults) -> None:
        """Reuse what functions returned for single entries in the previous build."""
        self.cache.results = results
        if self.tracked:
            self.tracked.keep_results(results)

    @property
    def data_dir(self) -> Path:
        """The folder of the data."""
        return self.project / self.options.data_dir

    def links(self, page: Page, config: MkDocsConfig) -> SiteLinks:
        """The links of a page."""
        return SiteLinks(
            page.file.src_uri,
            config.use_directory_urls,
            # Lines behind a symbolic link are elsewhere.
            config.repo_url if self.data_dir.resolve() == self.data_dir else None,
            self.options.settings,
            self.options.prefix,
            self.missing_pages,
            page.file.dest_uri,
        )

    def renders_all(self, config: MkDocsConfig) -> bool:
        """True if many pages are rendered, which may share what is known to be the same in them."""
        return self.previous is None and shows_known_parts(config)

    @property
    def missing_pages(self) -> frozenset[str]:
        """The default pages that the site does not have."""
        return frozenset(page for page, source in self.page_sources.items() if source is None)

    @property
    def _page(self) -> Page:
        assert self.current, "only pages can call macros"
        return self.current

    def call_macros(self, page: Page, markdown: str) -> str:
        """A page before mkdocs-macros renders it: that would compile a template for each generated page."""
        self.current = page
        called = call_macros(markdown, self.macros()) if page.file.src_uri in self.generated_sources else None
        if called is None:
            return markdown
        page.meta["render_macros"] = False
        return called

    def macros(self) -> dict[str, Callable[..., str]]:
        """The macros that templates call, by name."""
        return {name: self._macro(name) for name in self.functions}

    def _macro(self, name: str) -> Callable[..., str]:
        # A function and not a `partial`: mkdocs-macros logs each macro as text, and a partial's includes the registry.
        def macro(*args: Any, **kwargs: Any) -> str:
            source = self._page.file.src_uri
            call = MacroCall(name, args, tuple(kwargs.items()))
            self.calls.setdefault(source, []).append(call)
            results = self.reuse.results.get(source) if self.reuse else None
            try:
                with self.record_reads(source):
                    content = results[call] if results else call.result(self.functions)
            except MacroError as mistake:
                content = FailedMacro(self.report_mistake(calling_line(), str(mistake)))
            short = content.truncated() if isinstance(content, Table) else content
            return self.contents.add(source, short)

        return macro

    def record_reads(self, source: str) -> AbstractContextManager[None]:
        """Record what is read of the registry for a page, by its source path."""
        return self.recording(self.reads.setdefault(source, set()))

    def recording(self, reads: set[Read]) -> AbstractContextManager[None]:
        """Record what is read of the registry into a set, if another build may follow."""
        return self.tracked.recording(reads) if self.tracked else nullcontext()

    def drop_previous(self) -> None:
        """Reuse nothing of the previous build."""
        if self.previous:
            self.previous.delete_stash()
        self.previous = None

    def modified_line(self, source: str, config: MkDocsConfig) -> str:
        """The line that says when the data of a page last changed."""
        return self.last_modified.line(source.removeprefix(self.options.prefix), config.repo_url)

    @property
    def can_reuse_pages(self) -> bool:
        """True if pages of an earlier build may be reused, or pages of this one by a later build."""
        return self.cache.shared_inputs is not None or self.page_cache is not None

    def keep(self, cached: CachedPage) -> None:
        """Reuse a page of the previous build."""
        assert self.previous
        source = cached.file.src_uri
        self.cache.pages[source] = cached
        self.cache.entries[source] = self.previous.entries.get(source, [])
        self.cache.blocks[source] = self.previous.blocks.get(source, {})
        self.icons |= cached.icons

    def content_html(self, page: Page, key: str, links: SiteLinks) -> str:
        """The HTML of a placeholder; on a hand-written page that of the previous build if its content is the same."""
        source, content = page.file.src_uri, self.contents.by_key.get(key)
        if content is None:
            return ""  # on a page that collects others, such as for printing
        if source in self.generated_sources or self.cache.shared_inputs is None:
            return content.html(links)
        blocks = self.previous.blocks.get(source, {}) if self.previous else {}
        before, html = blocks.get(key, (None, ""))
        html = html if before == content else content.html(links)
        self.cache.blocks.setdefault(source, {})[key] = (content, html)
        return html

    def report_mistake(self, line: int, message: str) -> str:
        """Log a mistake in the page that is being rendered, with its location; a strict build stops on the warning."""
        page = self._page
        text = f"{self.shown_path(page)}:{line + _front_matter_lines(page)}: error: {message}"
        log.warning(text)
        return text

    def explain_template_error(self, error: Exception, markdown: str, page: Page) -> str:
        """The text of a page whose template fails, in place of the traceback that mkdocs-macros shows."""
        text = self.report_mistake(*explain_template_error(error, self.functions))
        self.contents.forget(page.file.src_uri)
        return f"# This page has a mistake\n\n!!! failure\n\n        {text}\n"

    def shown_path(self, page: Page) -> str:
        """The path of a page relative to the project, or its source path if it is generated."""
        path = Path(page.file.abs_src_path) if page.file.abs_src_path else None
        is_inside = path is not None and path.is_relative_to(self.project)
        return shown_file(path.relative_to(self.project).as_posix() if path and is_inside else page.file.src_uri)


def _front_matter_lines(page: Page) -> int:
    """The number of lines before the Markdown that templates see."""
    path = page.file.abs_src_path
    if not path or not page.markdown:
        return 0
    whole = Path(path).read_text(encoding="utf-8-sig").rstrip()
    return whole.count("\n") - page.markdown.rstrip().count("\n")
