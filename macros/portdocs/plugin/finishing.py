"""The end of each page, which a later build may reuse, and the end of the build.

At the end, the site gets the icons of all pages, and what it needs of those that this process did not render.
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from portdocs.pages.diagrams.icons import icon_bytes
from portdocs.pages.macros import Figure, Renderable
from portdocs.plugin.build import Build
from portdocs.plugin.incremental import BuildCache, CachedPage, hash_of
from portdocs.plugin.log import log
from portdocs.plugin.macro_calls import calls_only
from portdocs.plugin.other_plugins import search_entries
from portdocs.plugin.placeholders import FailedMacro
from portdocs.registry.tracking import without_details


def remember_search_entries(build: Build, page: Page, config: MkDocsConfig) -> None:
    """Remember what was added to the search index for a page."""
    entries = search_entries(config) or []
    build.cache.entries[page.file.src_uri] = entries[build.search_entry_count :]
    build.search_entry_count = len(entries)


def finish_page(build: Build, page: Page) -> None:
    """Cache a page if the next build can reuse it. Excerpts may need the contents of a hand-written page later."""
    contents = build.contents.of_page(page.file.src_uri)
    icons = frozenset(icon for content in contents if isinstance(content, Figure) for icon in content.icons)
    build.icons |= icons
    build.rendered_count += 1
    if _is_reusable(build, page.file, contents):
        build.cache.pages[page.file.src_uri] = _cached(build, page, contents, icons)
    if page.file.src_uri in build.generated_sources:
        build.contents.forget(page.file.src_uri)


def _cached(build: Build, page: Page, contents: Sequence[Renderable], icons: frozenset[str]) -> CachedPage:
    source = page.file.src_uri
    reads, calls = without_details(build.reads.pop(source, ())), tuple(build.calls.pop(source, ()))
    modified = build.modified.pop(source, "")
    return CachedPage(page.file, build.texts.pop(source), reads, calls, hash_of(contents), icons, modified)


def _is_reusable(build: Build, file: File, contents: Sequence[Renderable]) -> bool:
    """True for a page without warnings that shows nothing but its text and its macros."""
    text = build.texts.get(file.src_uri)
    is_generated = file.src_uri in build.generated_sources
    return (
        build.can_reuse_pages
        and text is not None
        and file.src_uri not in build.rendering.warned
        and not any(isinstance(content, FailedMacro) for content in contents)
        and (is_generated or (build.is_incremental and calls_only(text, build.functions)))
    )


def finish_site(build: Build, config: MkDocsConfig) -> None:
    """Complete the site once all pages are written."""
    _write_icons(build)
    if build.previous:
        _update_site(build, build.previous)
    if build.previous or build.restored:
        _restore_search_entries(build, config)
        _check_links(build, config)
        reused = len(build.files.all_pages()) - build.rendered_count
        log.info(f"Pages rendered: {build.rendered_count}; reused: {reused}")


def _write_icons(build: Build) -> None:
    """Write the icons of diagrams that the site does not contain."""
    written = build.previous.outputs if build.previous else {}
    for name in sorted(build.icons):
        path = f"assets/portdocs/icons/{name}.png"
        build.cache.outputs[path] = None
        if path not in written:
            file = build.cache.site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(icon_bytes(name))


def _update_site(build: Build, previous: BuildCache) -> None:
    """Delete what is no longer part of the site, and show the current errors above reused pages."""
    previous.delete_files(previous.outputs.keys() - build.cache.outputs.keys())
    if previous.banner != build.cache.banner:
        for source in sorted(build.files.reused):
            previous.replace_banner(build.cache.pages[source].file.dest_uri, build.cache.banner)


def _restore_search_entries(build: Build, config: MkDocsConfig) -> None:
    """Add the entries of reused pages to the search index, in the order of a cold build."""
    entries = search_entries(config)
    if entries is not None:
        entries[:] = [entry for file in build.files for entry in build.cache.entries.get(file.src_uri, ())]


def _check_links(build: Build, config: MkDocsConfig) -> None:
    """Check the links of reused pages to headings of pages that may be new."""
    for source in sorted(build.files.reused):
        page = build.cache.pages[source].file.page
        if page and page.links_to_anchors:
            _check_links_of(page, build, config)


def _check_links_of(page: Page, build: Build, config: MkDocsConfig) -> None:
    links, current = page.links_to_anchors or {}, build.files.src_uris
    page.links_to_anchors = {current.get(file.src_uri, file): anchors for file, anchors in links.items()}
    page.validate_anchor_links(files=build.files, log_level=config.validation.links.anchors)
