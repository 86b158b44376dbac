"""The end of a build: what the site needs of pages that this process did not render, and the icons of all pages."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from portdocs.pages.diagrams.icons import icon_bytes
from portdocs.plugin.build import Build, log
from portdocs.plugin.incremental import BuildCache, search_entries


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
