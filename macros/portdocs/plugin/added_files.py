"""The files that portdocs adds to those in `docs/`: default pages, generated pages, and files for programs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from portdocs.export import site_files
from portdocs.pages.default_pages import DEFAULT_PAGES, adapt_links, selected_pages, with_first_steps
from portdocs.pages.generated import GeneratedPage, generated_pages
from portdocs.pages.links import SiteLinks, site_path
from portdocs.pages.search_data import search_files
from portdocs.plugin.assets import bundle_assets
from portdocs.plugin.build import Build
from portdocs.plugin.log import log
from portdocs.plugin.reuse import PageReuse
from portdocs.plugin.shared_inputs import shared_inputs
from portdocs.plugin.site_files import SiteFiles, version_of
from portdocs.plugin.stored_pages import open_page_cache, restore_page
from portdocs.registry.findings import shown_file

_NOT_UTF_8 = re.compile("[\ud800-\udfff]")


def _check_names(files: Files) -> None:
    """Raise PluginError for a page whose name has bytes that are not UTF-8: no URL leads to it."""
    for file in files.documentation_pages():
        if _NOT_UTF_8.search(file.src_uri):
            raise PluginError(f"{shown_file(file.src_uri)}: the name of this page is not UTF-8; rename the file")


class AddedFiles:
    """Adds the files of a build; pages of the previous build that would be the same take the place of new ones."""

    def __init__(self, build: Build, config: MkDocsConfig) -> None:
        self.build = build
        self.config = config
        self.prefix = build.options.prefix
        self.reuse: PageReuse | None = None

    def add_to(self, files: Files) -> SiteFiles:
        """All files of the site. A file of `docs/` with the URL of an added one takes precedence."""
        _check_names(files)
        bundles = [*bundle_assets(self.config, files)]
        existing = {file.dest_uri: file for file in files}
        self._set_page_sources(existing)
        self.reuse = self._prepare_reuse(files)
        self.build.page_cache = open_page_cache(self.build, self.config, files)
        for file in (*self._default_pages(), *self._generated_pages(existing), *self._data_files(), *bundles):
            if other := existing.get(file.dest_uri):
                log.info(f"{other.src_uri} replaces the default page of portdocs")
            else:
                vars(file)["alternates"] = {}  # the sitemap of mkdocs-static-i18n asks for it
                self.build.package_sources.add(file.src_uri)
                files.append(file)
        self.build.cache.sources = frozenset(file.src_uri for file in files)
        if self.reuse and self.reuse.previous.sources == self.build.cache.sources:
            self.config.theme.static_templates -= {"404.html", "sitemap.xml"}  # they would be the same
        return self._with_reused(files)

    def _prepare_reuse(self, files: Files) -> PageReuse | None:
        """The reusable part of the previous build, whose site is moved back."""
        build, previous = self.build, self.build.previous
        if build.is_incremental:
            common = shared_inputs(self.config, files, build.cache.inputs)
            build.cache.shared_inputs = None if common is None else (common, build.redaction)
        if previous is None:
            return None
        # Any page may link to a default page that was added or removed.
        if (previous.shared_inputs, previous.missing_pages) != (build.cache.shared_inputs, build.missing_pages):
            build.drop_previous()
            return None
        previous.restore_site()
        is_same_data = previous.inputs == build.cache.inputs
        modified = partial(build.modified_line, config=self.config)
        build.reuse = PageReuse(
            previous,
            build.registry,
            build.history,
            is_same_data,
            build.functions,
            build.recording,
            build.reads,
            modified,
        )
        build.keep_results(build.reuse.results_of_entries())
        return build.reuse

    def _set_page_sources(self, existing: Mapping[str, File]) -> None:
        """Find the source of each default page: that of the site, that of the package, or None if it has neither."""
        selected = {page.source for page in selected_pages(self.build.options.pages)}
        for page in DEFAULT_PAGES:
            ours = File.generated(self.config, self.prefix + page.source, content="")
            theirs = existing.get(ours.dest_uri)
            self.build.page_sources[page.source] = (
                posixpath.relpath(theirs.src_uri, self.prefix or ".")
                if theirs
                else page.source
                if page.source in selected
                else None
            )
        self.build.cache.missing_pages = self.build.missing_pages

    def _default_pages(self) -> Iterator[File]:
        """The default pages, in the navigation unless that is configured."""
        inclusion = InclusionLevel.UNDEFINED if self.config.nav is None else InclusionLevel.NOT_IN_NAV
        for page in selected_pages(self.build.options.pages):
            markdown = page.markdown if self.build.registry.services else with_first_steps(page)
            content = adapt_links(markdown, page.source, self.build.page_sources)
            yield File.generated(self.config, self.prefix + page.source, content=content, inclusion=inclusion)

    def _generated_pages(self, existing: Mapping[str, File]) -> Iterator[File]:
        """The pages of entries and checks, new or of an earlier build."""
        build = self.build
        written = {file.src_uri for file in existing.values()}
        for page in generated_pages(build.tracked or build.registry):
            source = self.prefix + page.source
            if source in written:
                yield File.generated(self.config, source, content="")
                continue
            build.generated_sources.add(source)
            yield self._reused_page(source, page) or self._new_page(source, page)

    def _reused_page(self, source: str, page: GeneratedPage) -> File | None:
        cached = self.reuse.generated(source, page.write) if self.reuse else None
        if cached:
            self.build.keep(cached)
            return cached.file
        return restore_page(self.build, self.config, source)

    def _new_page(self, source: str, page: GeneratedPage) -> File:
        with self.build.record_reads(source):
            markdown = page.markdown
        return File.generated(self.config, source, content=markdown, inclusion=InclusionLevel.NOT_IN_NAV)

    def _data_files(self) -> Iterator[File]:
        """The files for programs; those of the previous build while the data is the same."""
        build, reuse = self.build, self.reuse
        if reuse and reuse.is_same_data:
            build.cache.data_files = reuse.previous.data_files
        else:
            registry = build.tracked if build.tracked and build.is_incremental else build.registry
            texts = (*site_files(registry), *search_files(registry, self._root_links(), build.history))
            build.cache.data_files = [
                File.generated(
                    self.config, site_path(path, self.prefix), content=text.encode(errors="backslashreplace")
                )
                for path, text in texts
            ]
        yield from build.cache.data_files

    def _root_links(self) -> SiteLinks:
        """The links of a page at the root of the site."""
        directory_urls, missing = self.config.use_directory_urls, self.build.missing_pages
        return SiteLinks("index.md", directory_urls, prefix=self.prefix, missing=missing)

    def _with_reused(self, files: Files) -> SiteFiles:
        """The files in their order, those of the previous build in place of new ones that would be the same."""
        site = SiteFiles([])
        if self.reuse:
            self.reuse.moved = self.reuse.previous.sources ^ self.build.cache.sources
        for file in files:
            if file.is_documentation_page():
                self.build.cache.outputs[file.dest_uri] = None
                site.append(self._new_or_reused(file, site))
            else:
                self._note_version(file, site)
                site.append(file)
        return site

    def _new_or_reused(self, file: File, site: SiteFiles) -> File:
        build, source = self.build, file.src_uri
        if self.reuse and source not in build.generated_sources:
            cached = self.reuse.written(source, file.content_string)
            if cached:
                build.keep(cached)
        if source in build.cache.pages:
            site.reused.add(source)
            return build.cache.pages[source].file
        if self.reuse:
            Path(file.abs_dest_path).unlink(missing_ok=True)  # mkdocs writes no file for a page that is empty
        return file

    def _note_version(self, file: File, site: SiteFiles) -> None:
        if not self.build.is_incremental:
            return
        version = self.build.cache.outputs[file.dest_uri] = version_of(file)
        if self.reuse and self.reuse.previous.outputs.get(file.dest_uri) == version:
            site.unchanged.add(file.dest_uri)
