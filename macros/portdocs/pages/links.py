"""Links from one page to other pages, to files of the site, and to lines of data in the repository.

Pages are named by their source path (`services/api.md`), whatever URL the site gives them.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit

from portdocs.pages.settings import DEFAULTS, Settings
from portdocs.registry import Location


class Links(Protocol):
    """The links and settings that content needs when it is rendered on a page."""

    def page(self, source: str) -> str:
        """The relative link to a page by its source path, with or without an anchor (`access.md#x`)."""
        ...

    def asset(self, path: str) -> str:
        """The relative link to a file of the site by its path from the root."""
        ...

    def declaration(self, location: Location) -> str | None:
        """The link to a line of data in the repository; None if the site names no repository."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings of the site."""
        ...


def site_path(path: str, prefix: str) -> str:
    """The path of a file in the site: below the prefix, except for assets, which the theme contains too."""
    return path if path.startswith("assets/") else prefix + path


def relative_path(path: str, folder: str) -> str:
    """The path from a folder of the site to another one or to a file, neither with `.` or `..` in it.

    As `posixpath.relpath`, which takes most of the time of a table with many links.
    """
    there = path.rstrip("/").split("/") if path else []
    here = folder.split("/") if folder else []
    shared = 0
    while shared < min(len(there), len(here)) and there[shared] == here[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:]) or "."


@dataclass(frozen=True, slots=True)
class SiteLinks:
    """Links of the built site."""

    current: str
    """The source path of the page that contains the links."""
    directory_urls: bool = True
    repository: str | None = None
    settings: Settings = DEFAULTS
    prefix: str = ""
    """The folder of the site that contains the pages of the package, such as `ports/`; empty for the root."""

    missing: frozenset[str] = frozenset()
    """The default pages that the site does not have."""
    destination: str = ""
    """The path in the site of the page that contains the links, if its source does not tell: a post of a blog."""

    def page(self, source: str) -> str:
        """See Links."""
        path, hash, anchor = source.partition("#")
        if path in self.missing:
            return "#"
        target = self._url(self.prefix + path)
        relative = relative_path(target, self._folder()) if target != self._current_url() else ""
        if not relative:
            return hash + anchor if hash else (posixpath.basename(target) or "./")
        slash = "/" if not target or target.endswith("/") else ""
        return quote(relative + slash) + hash + anchor

    def asset(self, path: str) -> str:
        """See Links."""
        return quote(relative_path(site_path(path, self.prefix), self._folder()))

    def declaration(self, location: Location) -> str | None:
        """See Links."""
        return line_in_repository(self.repository, location)

    def _url(self, source: str) -> str:
        stem = source.removesuffix(".md")
        if not self.directory_urls:
            return f"{stem}.html"
        if posixpath.basename(stem) == "index":
            return stem[: -len("index")]
        return f"{stem}/"

    def _current_url(self) -> str:
        if not self.destination:
            return self._url(self.current)
        return re.sub(r"(^|(?<=/))index\.html$", "", self.destination) if self.directory_urls else self.destination

    def _folder(self) -> str:
        return posixpath.dirname(self._current_url())


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Links between the source files of pages, which every generator understands."""

    current: str
    """The source path of the page that contains the links."""
    repository: str | None = None
    settings: Settings = DEFAULTS

    def page(self, source: str) -> str:
        """The relative path of a page's source, without the anchor: rows of Markdown tables have none."""
        return self.asset(source.partition("#")[0])

    def asset(self, path: str) -> str:
        """The relative path of a file."""
        return quote(posixpath.relpath(path, posixpath.dirname(self.current) or "."))

    def declaration(self, location: Location) -> str | None:
        """See Links."""
        return line_in_repository(self.repository, location)


# The path of a file at the head of the default branch, on the usual code hosts.
_VIEWS = (
    (re.compile(r"(^|\.)gitlab\."), "-/blob/HEAD", "#L{line}"),
    (re.compile(r"(^|\.)bitbucket\.org$"), "src/HEAD", "#lines-{line}"),
)
_DEFAULT_VIEW = ("blob/HEAD", "#L{line}")


def line_in_repository(repository: str | None, location: Location) -> str | None:
    """The URL of a line in a repository; None without a repository, or for a file outside it."""
    parts = urlsplit(repository or "")
    if parts.scheme not in ("http", "https") or not parts.hostname or location.file.startswith(("/", "..")):
        return None
    view, anchor = next(((v, a) for name, v, a in _VIEWS if name.search(parts.hostname)), _DEFAULT_VIEW)
    file = quote(location.file, errors="surrogateescape")  # file names need not be UTF-8
    return f"{(repository or '').rstrip('/')}/{view}/{file}{anchor.format(line=location.line)}"
