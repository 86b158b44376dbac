"""The theme around generated pages: rendered once for each folder, and filled with what differs between its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jinja2 import Template
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils.templates import TemplateContext

from portdocs.plugin.placeholders import strip_indentation

# What a template might change or cut, it would change in these: then no shell fits, and all pages are rendered.
_TITLE, _ADDRESS, _NAME, _ANCHOR, _CONTENT = (
    f"\x02 <{name}>&{name};\x03" for name in ("title", "address", "name", "anchor", "h1")
)


class _Sample(Page):
    """A page like another one, with marks in place of what differs between pages."""

    def __init__(self, page: Page) -> None:
        vars(self).update(vars(page))
        self.meta = {**page.meta, "title": _TITLE}
        self.canonical_url = page.canonical_url and _ADDRESS
        self.toc = TableOfContents([AnchorLink(_TITLE, _ANCHOR, 1)])
        self.content = _CONTENT

    @property
    def url(self) -> str:
        """See Page. In the same folder, to which links are relative."""
        url, name = super().url, _name(self)
        return _NAME.join(url.rpartition(name)[::2])


@dataclass(frozen=True, slots=True)
class _Shell:
    """The output around the content of a page, with marks."""

    before: str
    after: str

    def fill(self, page: Page, content: str) -> str:
        """The output of a page."""
        anchor = next((link.id for link in page.toc), "")
        values = {_TITLE: page.title or "", _ADDRESS: page.canonical_url or "", _NAME: _name(page), _ANCHOR: anchor}
        return _replaced(self.before, values) + content + _replaced(self.after, values)


class PageShells:
    """The shells of a build. Only for templates and plugins of which it is known what they show of a page."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._unverified: dict[str, _Shell | None] = {}
        self._shells: dict[str, _Shell | None] = {}

    def render(self, page: Page, context: TemplateContext, folder: str, finish: Callable[[str], str]) -> str:
        """The output of a page without a table of contents; `finish` changes the content, wherever it is."""
        key = f"{folder}: { {**page.meta, 'title': ''} }"
        if shell := self._shells.get(key):
            return shell.fill(page, finish(page.content or ""))
        output = strip_indentation(self._template.render(context))
        if key not in self._unverified:
            self._unverified[key] = self._sample(page, context)
        elif key not in self._shells:
            # The sample was made of another page: if both give the same, nothing else of a page is shown.
            first = self._unverified[key]
            self._shells[key] = first if first and first.fill(page, page.content or "") == output else None
        return finish(output)

    def _sample(self, page: Page, context: TemplateContext) -> _Shell | None:
        values: Any = {**context, "page": _Sample(page)}
        before, found, after = strip_indentation(self._template.render(values)).partition(_CONTENT)
        return _Shell(before, after) if found else None


def _name(page: Page) -> str:
    """The last part of a page's URL."""
    return page.file.url.rstrip("/").rpartition("/")[2]


def _replaced(text: str, values: dict[str, str]) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text
