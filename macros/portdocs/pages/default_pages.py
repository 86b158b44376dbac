"""The pages that every site has unless it replaces them: Markdown files in `pages/default/`, with macros."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "default"

# In the order of a navigation that is not configured.
_SOURCES = (
    "index.md",
    "ports.md",
    "services/index.md",
    "hosts/index.md",
    "suites/index.md",
    "access.md",
    "ranges.md",
    "architecture.md",
    "security.md",
    "verified.md",
    "findings.md",
    "checks/index.md",
    "files.md",
    "changes.md",
    "how-to/read-the-site.md",
    "how-to/add-a-service.md",
    "how-to/reserve-a-range.md",
)


@dataclass(frozen=True, slots=True)
class DefaultPage:
    """A page of the package, by its source path in a site without a prefix."""

    source: str

    @property
    def name(self) -> str:
        """The name in the option `pages`: `home`, `ports`, `services`, `read-the-site`."""
        if self.source == "index.md":
            return "home"
        path = Path(self.source)
        return path.parent.name if path.stem == "index" else path.stem

    @property
    def markdown(self) -> str:
        """Its Markdown, with macros."""
        return (FOLDER / self.source).read_text(encoding="utf-8")


DEFAULT_PAGES = tuple(map(DefaultPage, _SOURCES))
PAGE_NAMES = tuple(page.name for page in DEFAULT_PAGES)


_HEADING = re.compile(r"^# .*\n", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+\.md)(#[^)\s]*)?\)")


def with_first_steps(page: DefaultPage) -> str:
    """The page of a site without services: says how to add the first one, as the card of the home page does."""
    if page.name == "home":
        return page.markdown
    link = posixpath.relpath("how-to/add-a-service.md", posixpath.dirname(page.source) or ".")
    steps = (
        f"No service is declared yet. [Add a service]({link}) by hand, run `portdocs scan --as-registry` to declare "
        "what a machine runs, or `portdocs import` to convert an existing page.\n"
    )
    return _HEADING.sub(lambda heading: f"{heading[0]}\n{steps}", page.markdown, count=1)


def adapt_links(markdown: str, source: str, pages: Mapping[str, str | None]) -> str:
    """The Markdown of a page with its links adapted to the site.

    `pages` has the source path in the site of each default page, or None if the site does not have it: its links become
    plain text.
    """
    folder = posixpath.dirname(source)

    def adapt(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[2]))
        actual = pages.get(target, target)
        if actual is None:
            return link[1]
        return f"[{link[1]}]({posixpath.relpath(actual, folder or '.')}{link[3] or ''})"

    return _LINK.sub(adapt, markdown)


def selected_pages(selection: bool | Collection[str]) -> Iterator[DefaultPage]:
    """The default pages that a site has: all, none, or those with the given names."""
    if selection is True:
        yield from DEFAULT_PAGES
    elif selection:
        yield from (page for page in DEFAULT_PAGES if page.name in selection)
