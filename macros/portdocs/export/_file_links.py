"""Links between files: from one page's source to another's, as every generator reads them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import quote

from portdocs.pages.links import line_in_repository
from portdocs.pages.settings import DEFAULTS, Settings
from portdocs.registry import Location


@dataclass(frozen=True, slots=True)
class FileLinks:
    """See `render.links.Links`: pages are linked by their source."""

    current: str
    """The source path of the page that the links stand on."""
    repository: str | None = None
    settings: Settings = DEFAULTS

    def page(self, source: str) -> str:
        """The relative path of a page's source, without an anchor: the rows of a Markdown table have none."""
        return self.asset(source.partition("#")[0])

    def asset(self, path: str) -> str:
        """The relative path of a file."""
        return quote(posixpath.relpath(path, posixpath.dirname(self.current) or "."))

    def declaration(self, location: Location) -> str | None:
        """The line of data in the repository, where there is one."""
        return line_in_repository(self.repository, location)
