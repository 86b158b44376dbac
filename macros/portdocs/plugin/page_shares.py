"""Render the generated pages of a build in several processes, each of which writes its share of them into the site."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from logging.handlers import QueueHandler
from typing import NoReturn

from mkdocs.commands import build as commands
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from portdocs.plugin.build import Build
from portdocs.plugin.generated_markdown import OutlinedPage
from portdocs.plugin.page_cache import StoredPage
from portdocs.plugin.processes import process_count
from portdocs.plugin.stored_pages import add_finished, describe, describe_restored


@dataclass(frozen=True, slots=True)
class _Share:
    """The result of a process: all that the first one has to know about its pages."""

    pages: Mapping[str, StoredPage]
    """By their source path."""
    icons: Collection[str]
    messages: list[logging.LogRecord]


def defer_pages(build: Build) -> int:
    """Leave the generated pages to several processes, if these are worth it; the number for all but the first.

    The copies need the titles of all pages in the navigation, so the others are read first.
    """
    if not build.keeps_pages or build.page_cache is None:
        return 0
    sources = [file.src_uri for file in build.files.documentation_pages() if _is_shared(build, file)]
    count = process_count(len(sources))
    if count > 1:
        build.deferred = sources
        build.files.reused |= {*sources}
    return len(sources) - len(sources[::count])


def _is_shared(build: Build, file: File) -> bool:
    return file.src_uri in build.generated_sources and isinstance(file.page, OutlinedPage)


def render_deferred(build: Build, config: MkDocsConfig) -> None:
    """Go on in several processes, each with its share of the deferred pages; the first one also has all others."""
    if not build.deferred:
        return
    share = build.processes.split(build.deferred)
    if not build.processes.is_first:
        _leave_others(build, config)
    build.files.reused -= {*share}
    for source in share:
        _populate(build.files.src_uris[source], config, build.files)


def _leave_others(build: Build, config: MkDocsConfig) -> None:
    """Render nothing that the first process renders."""
    build.files.reused |= {file.src_uri for file in build.files.documentation_pages()}
    build.files.unchanged |= {file.dest_uri for file in build.files}
    config.theme.static_templates = set()
    config.extra_templates = []
    config.validation.links.anchors = logging.NOTSET  # they may lead to pages of other processes
    # The first process shows and counts the messages.
    logging.getLogger("mkdocs").handlers[:] = [build.rendering, QueueHandler(build.messages)]
    build.rendering.hide_progress()


def _populate(file: File, config: MkDocsConfig, files: Files) -> None:
    """Read and render a page, which mkdocs has done for all others before."""
    assert file.page
    commands._populate_page(file.page, config, files)  # there is no public name for it


def finish_share(build: Build) -> NoReturn:
    """End a process that is not the first, once its pages are in the site."""
    pages = {file.src_uri: describe(build, file) for file in build.files.documentation_pages()}
    messages = [build.messages.get() for _ in range(build.messages.qsize())]
    build.processes.finish(_Share(pages, build.icons, messages))


def fail_share(build: Build, error: Exception) -> NoReturn:
    """End a process that is not the first, so that its error stops the build."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # exceptions of other packages may fail in any way when they are pickled
        error = PluginError(f"{error}\n{traceback.format_exc()}")
    build.processes.finish(error)


def add_shares(build: Build, config: MkDocsConfig) -> None:
    """Wait for the other processes; then their pages are known as if they had been rendered in this one."""
    if not build.deferred:
        return
    own = build.files.documentation_pages()
    others: set[str] = set()
    for share in build.processes.results():
        for message in share.messages:
            logging.getLogger(message.name).handle(message)
        build.icons |= {*share.icons}
        for source, page in share.pages.items():
            add_finished(build, build.files.src_uris[source], page)
        others |= share.pages.keys()
    build.rendered_count += len(others)
    describe_restored(build, config)
    for page in filter(None, (file.page for file in own)):
        links = page.links_to_anchors or {}
        page.links_to_anchors = {file: anchors for file, anchors in links.items() if file.src_uri in others}
        page.validate_anchor_links(files=build.files, log_level=config.validation.links.anchors)
