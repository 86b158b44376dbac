"""Decide which pages of the previous build still show the current data."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property

from portdocs.diff.timeline import History
from portdocs.pages.errors import MacroError
from portdocs.pages.macros import Renderable
from portdocs.plugin.incremental import BuildCache, CachedPage, MacroCall, hash_of
from portdocs.plugin.site_files import may_link_to
from portdocs.registry import Registry
from portdocs.registry.tracking import WHOLE, EntryResults, Read, without_details


@dataclass
class PageReuse:
    """The pages of the previous build, and what changed since."""

    previous: BuildCache
    registry: Registry
    history: History
    is_same_data: bool
    """True if nothing changed that macros read."""
    functions: dict[str, Callable[..., Renderable]]
    recording: Callable[[set[Read]], AbstractContextManager[None]]
    """Records what the functions read."""
    reads: dict[str, set[Read]]
    """The parts of the registry that they read for each page that changed."""
    modified: Callable[[str], str]
    """The line that says when the data of a page changed, by its source path."""
    moved: Collection[str] = field(default=())
    """The source paths of files that were added or removed."""
    results: dict[str, dict[MacroCall, Renderable]] = field(default_factory=dict)
    """Results of macros for pages that changed: they are not called again to render them."""

    def results_of_entries(self) -> EntryResults:
        """Those results of functions for single entries of the previous build that would be the same now."""
        results = self.previous.results
        return results if self.is_same_data else results.after(self._changed, self.registry)

    def generated(self, source: str, write: Callable[[], str]) -> CachedPage | None:
        """A page that is generated from an entry; `write` returns its Markdown."""
        cached = self.previous.pages.get(source)
        if cached is None or self.is_same_data or self._is_current(cached):
            return cached
        return self._checked(cached, write)

    def written(self, source: str, markdown: str) -> CachedPage | None:
        """A page with text of its own."""
        cached = self.previous.pages.get(source)
        if cached is None or cached.markdown != markdown or may_link_to(markdown, self.moved):
            return None
        if self.is_same_data or (self._is_current(cached) and self.history == self.previous.history):
            return cached
        return self._checked(cached, lambda: markdown)

    def _checked(self, cached: CachedPage, write: Callable[[], str]) -> CachedPage | None:
        """A page if its macros return what they returned before."""
        reads: set[Read] = set()
        results: dict[MacroCall, Renderable] = {}
        with self.recording(reads):
            if write() != cached.markdown or cached.content_hash is None:
                return None
            try:
                results = {call: call.result(self.functions) for call in cached.calls}
            except MacroError:
                return None
        if cached.content_hash == hash_of(results[call] for call in cached.calls) and self._is_same_line(cached):
            return replace(cached, reads=without_details(reads))
        self.results[cached.file.src_uri] = results
        self.reads[cached.file.src_uri] = reads
        return None

    def _is_current(self, cached: CachedPage) -> bool:
        return cached.reads.isdisjoint(self._changed) and self._is_same_line(cached)

    def _is_same_line(self, cached: CachedPage) -> bool:
        return not cached.modified or cached.modified == self.modified(cached.file.src_uri)

    @cached_property
    def _changed(self) -> set[Read]:
        old, new = self.previous.history.timelines, self.history.timelines
        timelines = {id for id in old.keys() | new.keys() if old.get(id) != new.get(id)}
        # A page that shows the history of a service reads the service, too, or all of them.
        services: set[Read] = {("services", id) for id in (*timelines, *[WHOLE] * bool(timelines))}
        return self.previous.changed_reads(self.registry) | services
