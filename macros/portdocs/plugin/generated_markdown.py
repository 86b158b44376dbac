"""The Markdown of generated pages, which have few distinct outlines: each is parsed once, and each title by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents, get_toc

_OUTLINE = re.compile(r"(# [^\n]+)\n\n(.+)", re.DOTALL)
_KEY = re.compile(r'(?<=data-portdocs=")[0-9a-f]+(?=\.)')
_SAMPLE_TITLE = "# Portdocs"
_SAMPLE_KEY = "0" * 16


@dataclass(frozen=True, slots=True)
class _Outline:
    """All that follows the title of a page, with the keys of a sample page in its placeholders."""

    html: str
    sections: tuple[AnchorLink, ...]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Title:
    html: str
    link: AnchorLink


class Outlines:
    """The outlines of the pages of a build. Usable if each Markdown extension handles a heading by itself."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._parser = markdown.Markdown(
            extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {}
        )
        self._outlines: dict[str, _Outline | None] = {}

    def fill(self, page: OutlinedPage, config: MkDocsConfig, files: Files) -> bool:
        """Set the content and the headings of a page; False if Markdown has to parse it as a whole."""
        match = _OUTLINE.fullmatch(page.markdown or "")
        key = match and _KEY.search(match[2])
        if not match or not key:
            return False
        title = self._title(match[1])
        outline = self._outline(_KEY.sub(_SAMPLE_KEY, match[2]), page, config, files)
        if title is None or outline is None or title.link.id in outline.anchors:
            return False
        title.link.children[:] = outline.sections
        page.content = title.html + outline.html.replace(_SAMPLE_KEY, key[0])
        page.toc = TableOfContents([title.link])
        page.present_anchor_ids = {title.link.id, *outline.anchors}
        page.links_to_anchors = {}
        return True

    def _title(self, line: str) -> _Title | None:
        html = self._parser.reset().convert(line)
        toc = get_toc(getattr(self._parser, "toc_tokens", [])).items
        return _Title(html, toc[0]) if len(toc) == 1 else None

    def _outline(self, body: str, page: Page, config: MkDocsConfig, files: Files) -> _Outline | None:
        if body not in self._outlines:
            sample = _sample(f"{_SAMPLE_TITLE}\n\n{body}", page.file, config, files)
            self._outlines[body] = self._without_title(sample)
        return self._outlines[body]

    def _without_title(self, page: Page) -> _Outline | None:
        """All but the title of a page; None if the title is not what it is by itself."""
        title, content, toc = self._title(_SAMPLE_TITLE), page.content or "", page.toc.items
        others = set(page.links_to_anchors or ()) - {page.file}
        if title is None or not content.startswith(title.html) or len(toc) != 1 or others:
            return None
        anchors = (page.present_anchor_ids or set()) - {title.link.id}
        return _Outline(content.removeprefix(title.html), tuple(toc[0].children), frozenset(anchors))


def _sample(text: str, file: File, config: MkDocsConfig, files: Files) -> Page:
    """A page that is rendered as mkdocs does, without changing the one of the file."""
    own = file.page
    sample = Page(None, file, config)
    file.page = own
    sample.markdown = text
    sample.render(config, files)
    return sample


class OutlinedPage(Page):
    """A generated page, whose outline is shared with others."""

    def __init__(self, file: File, config: MkDocsConfig, outlines: Outlines) -> None:
        super().__init__(None, file, config)
        self._outlines = outlines

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """See Page."""
        if not self._outlines.fill(self, config, files):
            super().render(config, files)


def share_outlines(files: Iterable[File], nav: Navigation, config: MkDocsConfig) -> None:
    """Let the pages of these files share their outlines, except for those in the navigation."""
    outlines = Outlines(config)
    in_nav = {page.file.src_uri for page in nav.pages}
    for file in files:
        if file.src_uri not in in_nav:
            OutlinedPage(file, config, outlines)  # mkdocs has created another one
