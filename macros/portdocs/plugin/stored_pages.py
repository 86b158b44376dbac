"""Reuse finished pages of earlier builds (`page_cache.py`) in one of mkdocs, and keep its pages for later ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from portdocs.cache import user_key
from portdocs.history.repository import GitError, find_repository
from portdocs.pages.diagrams.graphviz_layout import graphviz_version
from portdocs.plugin.build import Build
from portdocs.plugin.incremental import CachedPage
from portdocs.plugin.page_cache import PageCache, ReadValues, StoredPage, name_reads, software
from portdocs.plugin.shared_inputs import lasting_inputs
from portdocs.registry.fingerprint import fingerprint


def open_page_cache(build: Build, config: MkDocsConfig, files: Files) -> PageCache | None:
    """The finished pages of earlier builds; None if they cannot be trusted or it is unknown what they depend on."""
    folder = build.project / ".cache" / "portdocs" / "pages"
    secret = user_key(build.project) if build.keeps_pages and not _is_committed(folder) else None
    common = lasting_inputs(config, files, build.cache.inputs) if secret else None
    if secret is None or common is None:
        return None
    history = build.history.unavailable
    try:
        shared = fingerprint((software(), graphviz_version(), common, build.page_sources, build.redaction, history))
    except TypeError:
        return None  # the configuration contains objects of unknown types
    values = ReadValues(build.registry, build.history.timelines)
    return PageCache(folder, secret, shared, values)


def _is_committed(folder: Path) -> bool:
    """True if the repository contains files of the folder. In CI the user's key is kept with the cache, where a pull
    request may read it and sign files of its own."""
    try:
        repository = find_repository(folder)
        return bool(repository.run("ls-files", "--", repository.path_of(folder)))
    except GitError:
        return False


def restore_page(build: Build, config: MkDocsConfig, source: str) -> File | None:
    """A generated page of an earlier build, whose HTML is written to the site; None if it is to be rendered."""
    found = build.page_cache.find(source, build.modified_line(source, config)) if build.page_cache else None
    if found is None:
        return None
    stored, html = found
    file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    path = Path(file.abs_dest_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(html)
    add_finished(build, file, stored)
    return file


def add_finished(build: Build, file: File, stored: StoredPage) -> None:
    """Add a page that another build or process has rendered."""
    source = file.src_uri
    build.restored[source] = stored
    build.cache.pages[source] = CachedPage(file, "", frozenset(), (), None, frozenset(stored.icons), stored.modified)
    build.cache.entries[source] = stored.entries
    build.icons |= {*stored.icons}


def describe_restored(build: Build, config: MkDocsConfig) -> None:
    """Tell mkdocs about the reused pages what other pages need to know."""
    for source, stored in build.restored.items():
        file = build.cache.pages[source].file
        page = file.page or Page(None, file, config)
        page.title, page.meta = stored.title, stored.meta
        page.present_anchor_ids = {*stored.anchors}
        links = {build.files.src_uris.get(uri): anchors for uri, anchors in stored.links.items()}
        page.links_to_anchors = {target: anchors for target, anchors in links.items() if target}


def store_pages(build: Build) -> None:
    """Keep the pages that this build rendered for later builds."""
    if build.page_cache is None:
        return
    for source in sorted(build.cache.pages.keys() - build.restored.keys()):
        stored = _stored(build, source)
        path = build.cache.site / build.cache.pages[source].file.dest_uri
        if stored and path.is_file():
            build.page_cache.store(source, stored, path.read_bytes())
    build.page_cache.prune(build.generated_sources)


def _stored(build: Build, source: str) -> StoredPage | None:
    cached = build.cache.pages[source]
    if cached.file.page is None or build.page_cache is None:
        return None
    try:
        reads = name_reads(cached.reads)
        inputs = build.page_cache.values.fingerprint(reads)
    except (LookupError, TypeError):
        return None  # it read something that has no name or no fingerprint
    page = describe(build, cached.file)
    return replace(page, reads=reads, inputs=inputs, modified=cached.modified, icons=sorted(cached.icons))


def describe(build: Build, file: File) -> StoredPage:
    """The facts about a rendered page that the rest of the site needs."""
    page = file.page
    assert page, "it was rendered"
    return StoredPage(
        title=str(page.title),
        meta=dict(page.meta),
        entries=build.cache.entries.get(file.src_uri, []),
        anchors=sorted(page.present_anchor_ids or ()),
        links={target.src_uri: anchors for target, anchors in (page.links_to_anchors or {}).items()},
    )
