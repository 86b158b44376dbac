"""The line at the end of a page that says when its data last changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from portdocs.history.blame import Commit
from portdocs.pages.cells import host_page, service_page, suite_page
from portdocs.pages.escape import for_html
from portdocs.registry import Registry
from portdocs.registry.model import Entry


@dataclass(frozen=True, eq=False)
class LastModified:
    """The last change of the data on each page; `lines` has the last commit of each line, by file."""

    registry: Registry
    lines: Mapping[str, Sequence[Commit | None]]
    sources: Mapping[str, bytes]

    @property
    def key(self) -> Hashable:
        """Equal if every page has the same line."""
        return tuple((file, tuple(commits)) for file, commits in sorted(self.lines.items()))

    def line(self, page: str, repository: str | None) -> str:
        """The line for a page, named by its source path."""
        if page.startswith("checks/") and page not in self._entries:
            return ""  # else each commit of data would render all of them again
        commit = self._commit(page)
        if commit is None:
            sentence = "Last change of the data: unknown"
        elif not commit.id:
            sentence = "The data has uncommitted changes"
        else:
            sentence = f"Data last changed on {for_html(commit.date)} by {_linked(commit, repository)}"
        return f'<p class="pd-fresh" data-search-exclude>{sentence}</p>'

    def _commit(self, page: str) -> Commit | None:
        if self._newest_of_all and page in self._entries:
            spans = (self._span(entry) for entry in self._entries[page])
            return _newest(commit for file, first, last in spans for commit in self.lines.get(file, ())[first:last])
        return self._newest_of_all

    @cached_property
    def _newest_of_all(self) -> Commit | None:
        return _newest(commit for lines in self.lines.values() for commit in lines)

    @cached_property
    def _entries(self) -> dict[str, list[Entry]]:
        """The entries on each page: the one it is about, the services in it, and the endpoints that lead to them."""
        registry = self.registry
        pages: dict[str, list[Entry]] = {}
        for service in registry.services.values():
            pages[service_page(service)] = [service, *registry.endpoints_to(service), *registry.endpoints_via(service)]
        for host in registry.hosts.values():
            pages[host_page(host)] = [host, *_of(registry, [s.id for s in registry.services_on(host)])]
        for suite in registry.suites.values():
            pages[suite_page(suite)] = [suite, *_of(registry, [s.id for s in registry.services_in(suite)])]
        return pages

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """The lines at which entries start, by file."""
        registry = self.registry
        every: list[Entry] = [*registry.suites.values(), *registry.hosts.values(), *registry.services.values()]
        every += [*registry.endpoints, *registry.ranges.values(), *registry.claims, *registry.ignores]
        starts: dict[str, set[int]] = {}
        for entry in every:
            starts.setdefault(entry.location.file, set()).add(entry.location.line)
        return {file: sorted(lines) for file, lines in starts.items()}

    @cached_property
    def _texts(self) -> dict[str, list[bytes]]:
        return {file: content.split(b"\n") for file, content in self.sources.items()}

    def _span(self, entry: Entry) -> tuple[str, int, int]:
        """The file and lines of an entry, up to the next entry or the comment or section heading before that."""
        location = entry.location
        text = self._texts.get(location.file, [])
        starts = self._starts.get(location.file, [])
        following = bisect_right(starts, location.line)
        last = starts[following] - 1 if following < len(starts) else len(text)
        while last > location.line and _is_between(text[last - 1]):
            last -= 1
        return location.file, location.line - 1, last


def _is_between(line: bytes) -> bool:
    """True if a line belongs to no entry: it is empty, a comment, or the name of a section."""
    return not line.strip() or line.lstrip().startswith(b"#") or not line.startswith((b" ", b"-"))


def _of(registry: Registry, services: Iterable[str]) -> Iterator[Entry]:
    for id in services:
        yield registry.services[id]
        yield from registry.endpoints_to(registry.services[id])


def _newest(commits: Iterable[Commit | None]) -> Commit | None:
    return min(filter(None, commits), default=None)


def _linked(commit: Commit, repository: str | None) -> str:
    code = f"<code>{commit.id[:7]}</code>"
    parts = urlsplit(repository or "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return code
    view = "-/commit" if "gitlab" in parts.hostname else "commits" if "bitbucket" in parts.hostname else "commit"
    url = f"{(repository or '').rstrip('/')}/{view}/{commit.id}"
    return f'<a href="{for_html(url)}">{code}</a>'
