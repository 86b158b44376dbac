"""The plugin: reads the registry once per build, registers the macros, and adds pages and assets to the site."""

from __future__ import annotations

import posixpath
import sys
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, TemplateSyntaxError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs_macros.errors import format_error

from portdocs.plugin import other_plugins
from portdocs.plugin.added_files import AddedFiles
from portdocs.plugin.assets import adapt_theme, add_assets
from portdocs.plugin.build import Build
from portdocs.plugin.config import PortdocsConfig
from portdocs.plugin.finishing import finish_page, finish_site, remember_search_entries
from portdocs.plugin.generated_markdown import OutlinedPage, share_outlines
from portdocs.plugin.incremental import BuildCache, mark_banner
from portdocs.plugin.log import log, make_log_inert
from portdocs.plugin.navigation import sort_default_pages
from portdocs.plugin.page_shares import add_shares, defer_pages, fail_share, finish_share, render_deferred
from portdocs.plugin.page_shell import PageShells
from portdocs.plugin.placeholders import count_placeholders, fill_all, fill_inline, strip_indentation
from portdocs.plugin.processes import collect_rarely
from portdocs.plugin.public import redact_site
from portdocs.plugin.serving import prepare
from portdocs.plugin.site_data import SiteData
from portdocs.plugin.stored_pages import describe_restored, store_pages
from portdocs.plugin.theme_env import TemplateCache, list_visible_files
from portdocs.progress import progress_on
from portdocs.registry.findings import shown_file


class PortdocsPlugin(BasePlugin[PortdocsConfig]):  # type: ignore[no-untyped-call] # of mkdocs
    """The plugin `portdocs`. mkdocs keeps the instance while it serves, so its attributes outlive rebuilds."""

    def __init__(self) -> None:
        make_log_inert()
        self.serving = False
        self.dirty = False
        """True if no build reuses pages of an earlier one."""
        self.data = SiteData()
        self.cache: BuildCache | None = None
        """State carried over to the next build."""
        self.build: Build | None = None
        self.templates = TemplateCache()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Decide whether errors stop this run (build) or are shown (serve)."""
        self.serving = command == "serve"
        self.dirty = dirty
        collect_rarely(serving=self.serving)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:
        """Watch the data, and take the next port if the one asked for is busy."""
        prepare(server, self._current.data_dir)
        return server

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the registry and register the macros. Raises PluginError for errors in the data, unless serving."""
        macros = other_plugins.macros_plugin(config)
        if sum(isinstance(plugin, PortdocsPlugin) for plugin in config.plugins.values()) > 1:
            raise PluginError("mkdocs.yml: the plugin `portdocs` is listed twice; remove one of its entries")
        add_assets(config, is_section=bool(self.config.prefix))
        adapt_theme(config)
        list_visible_files(config.theme)
        with progress_on(sys.stderr):
            self.build = self.data.new_build(config, self.config, serving=self.serving, dirty=self.dirty)
        macros.register_macros(self.build.macros())
        # mkdocs-macros has no other way to replace the traceback that it shows in place of a page.
        for kind in (Exception, TemplateSyntaxError):
            format_error.register(kind, self.build.explain_template_error)
        return config

    @property
    def _current(self) -> Build:
        if self.build is None:
            raise PluginError("portdocs: no build is running")
        return self.build

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Stash the site of the previous build, which mkdocs is about to delete."""
        previous, self.cache = self.cache, None
        try:
            if previous:
                previous.stash_site()
                self._current.previous = previous
        except OSError as error:
            log.info(f"The previous build cannot be reused: {error}")

    @event_priority(-200)  # after mkdocs-static-i18n, which takes files of the site only
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add generated pages, and data files for programs."""
        build = self._current
        build.files = AddedFiles(build, config).add_to(files)
        return build.files if build.can_reuse_pages else files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Sort the navigation; from here on mkdocs sees those pages only that are not in the site yet."""
        if config.nav is None:
            sort_default_pages(nav, self.config.prefix)
        build = self._current
        build.files.has_navigation = True
        describe_restored(build, config)
        pages = build.files.documentation_pages()
        others = 0
        if build.renders_all(config):
            share_outlines((file for file in pages if file.src_uri in build.generated_sources), nav, config)
            others = defer_pages(build)
        build.rendering.start(len(pages) - others)

    @event_priority(-100)  # after all other plugins: the processes that are started here have what they change
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Keep compiled templates for the next build."""
        env.bytecode_cache = self.templates
        # Templates of a team may show more of a page.
        if self._current.renders_all(config) and not config.theme.custom_dir:
            self._current.shells = PageShells(env.get_template("main.html"))
        render_deferred(self._current, config)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Remember the text of a page, which may be edited while it is rendered."""
        self._current.rendering.page = page
        if not self._current.tracked:
            return None
        text = self._current.texts[page.file.src_uri] = page.file.content_string
        return text

    @event_priority(100)  # before mkdocs-macros
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Call the macros of generated pages."""
        if page.file.src_uri in self._current.package_sources:
            other_plugins.adapt_metadata(page, config)
        return self._current.call_macros(page, markdown)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill inline placeholders; of blocks, insert only what the search index reads."""
        build = self._current
        build.rendering.progress.step()
        contents = build.contents.of_page(page.file.src_uri)
        if count_placeholders(html) != len(contents):
            log.warning(f"{build.shown_path(page)}: macros cannot be used here (inside a code block)")
        mark = mark_banner("") if self.serving else ""
        # Pages without macros show no data.
        line = build.modified[page.file.src_uri] = build.modified_line(page.file.src_uri, config) if contents else ""
        return mark + fill_inline(html, build.contents.by_key, build.links(page, config)) + line

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Include reused pages in templates such as the sitemap."""
        if self._current.can_reuse_pages:
            context["pages"] = self._current.files.all_pages()
        for page in filter(None, (file.page for file in context["pages"] if not self.config.prefix)):
            # mkdocs writes the date of the build into the compressed sitemap, which would make builds differ.
            page.update_date = "1970-01-01"
        return context

    @event_priority(-100)  # after the search plugin has read the page
    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Any) -> None:
        """Remember what the search index contains of a page."""
        build = self._current
        build.rendering.page = page
        remember_search_entries(build, page, config)
        if config.theme.custom_dir or page in nav.pages:
            return
        folder = posixpath.dirname(page.url.rstrip("/"))
        variables: dict[str, Any] = context  # type: ignore[assignment] # it has no keys for those of plugins
        variables["portdocs_navigation"] = build.navigation.setdefault(folder, {})
        if build.shells and isinstance(page, OutlinedPage) and "toc" in page.meta.get("hide", ()):
            finish = partial(self._finish, page=page, config=config)
            variables["portdocs_page"] = build.shells.render(page, context, folder, finish)
            build.finished.add(page.file.src_uri)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Fill block placeholders."""
        build = self._current
        build.rendering.progress.step()
        if page.file.src_uri in build.package_sources and other_plugins.is_translation(config):
            return ""
        if page.file.src_uri not in build.finished:
            is_foreign = self.config.prefix and page.file.src_uri not in build.package_sources
            output = self._finish(output if is_foreign else strip_indentation(output), page, config)
        finish_page(build, page)
        return output

    def _finish(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """A page, or its content, with load errors and the HTML of its macros."""
        build, links = self._current, self._current.links(page, config)
        output = output.replace(mark_banner(""), mark_banner(build.cache.banner), 1) if self.serving else output
        return fill_all(output, lambda key: build.content_html(page, key, links))

    @event_priority(100)  # before the search plugin writes its index
    def _finish_build(self, *, config: MkDocsConfig) -> None:
        """Complete the site, and keep what the next build can reuse."""
        build = self._current
        build.rendering.finish()
        store_pages(build)
        if not build.processes.is_first:
            finish_share(build)
        add_shares(build, config)
        finish_site(build, config)
        build.drop_previous()
        if build.cache.shared_inputs is not None:
            build.cache.slim_pages()
            self.cache = build.cache

    @event_priority(-100)  # after all other plugins wrote their files
    def _redact_site(self, *, config: MkDocsConfig) -> None:
        """Remove what the site leaves out from all of its files."""
        if self.config.redact:
            redact_site(Path(config.site_dir), self._current.redaction)

    on_post_build = CombinedEvent(_finish_build, _redact_site)

    def on_build_error(self, *, error: Exception) -> None:
        """Reuse nothing of a build that failed. Raises PluginError for a full disk, or a file without permission."""
        if self.build:
            self.build.rendering.finish()
            if not self.build.processes.is_first:
                fail_share(self.build, error)
            self.build.processes.stop()
        self.forget()
        if isinstance(error, OSError) and error.strerror:
            file = error.filename2 or error.filename  # of a copy, the first one is what was read
            path = shown_file(str(file)) if file else "the site"
            raise PluginError(f"{path} cannot be read or written ({error.strerror}); the build was stopped") from error

    def on_shutdown(self) -> None:
        """Delete the stash."""
        self.forget()

    def forget(self) -> None:
        """Forget what the next build could reuse."""
        self.cache = None
        if self.build:
            self.build.drop_previous()
