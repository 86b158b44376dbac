"""Placeholders: what a macro leaves in the Markdown, and what is put in its place once the page is written.

Tables and diagrams are parsed neither as Markdown nor by the search index, and no value of the data reaches a template.
The search index reads a few words in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.macros import InlineContent, Renderable, Searchable

_INLINE = re.compile(r'<span data-portdocs="([0-9a-f.]+)"></span>')
# A block replaces the paragraph that Markdown may have put around it.
_BLOCK = re.compile(r'(?:<p>\s*)?<div data-portdocs="([0-9a-f.]+)"></div>(?:\s*</p>)?')
_SPACE = " \t\n\r"
_SVG_NAMESPACE = '<svg xmlns="http://www.w3.org/2000/svg" '
_MARGIN = re.compile(r"\s*\n\s*")
_SEARCHED_BLOCK = re.compile(r'<div data-portdocs="([0-9a-f.]+)">(?:<p>[^<]*</p>)*</div>')


@dataclass(frozen=True, slots=True)
class FailedMacro:
    """Shown in place of a macro that was called wrongly."""

    message: str

    def html(self, links: Links) -> str:
        """The message as an admonition."""
        return f'<div class="admonition failure"><p class="admonition-title">{for_html(self.message)}</p></div>'

    def markdown(self, links: Links) -> str:
        """The message."""
        return self.message


@dataclass(slots=True)
class PageContents:
    """The results of the macros of each page, and by placeholder: a page of a blog has excerpts of other pages."""

    by_page: dict[str, dict[str, Renderable]] = field(default_factory=dict)
    """By the page's source path, then by placeholder."""
    by_key: dict[str, Renderable] = field(default_factory=dict)

    def add(self, source: str, content: Renderable) -> str:
        """Add the content to those of a page, and return the placeholder that marks its position."""
        contents = self.by_page.setdefault(source, {})
        key = f"{blake2b(source.encode(), digest_size=8).hexdigest()}.{len(contents)}"
        contents[key] = self.by_key[key] = content
        tag = "span" if isinstance(content, InlineContent) else "div"
        return f'<{tag} data-portdocs="{key}"></{tag}>'

    def of_page(self, source: str) -> Sequence[Renderable]:
        """The contents of a page, in order."""
        return tuple(self.by_page.get(source, {}).values())

    def forget(self, source: str) -> None:
        """Forget the contents of a page, whose placeholders are filled or not in the site."""
        for key in self.by_page.pop(source, {}):
            del self.by_key[key]


def count_placeholders(html: str) -> int:
    """The number of placeholders that survived Markdown; one in a code block does not."""
    return len(_INLINE.findall(html)) + len(_BLOCK.findall(html))


def fill_inline(html: str, contents: Mapping[str, Renderable], links: Links) -> str:
    """Fill inline placeholders, and put into each block what the search index reads."""
    html = _INLINE.sub(lambda match: contents[match[1]].html(links), html)
    return _BLOCK.sub(lambda match: _searched_block(match[1], contents[match[1]]), html)


def fill_all(html: str, html_of: Callable[[str], str]) -> str:
    """Replace each placeholder by the HTML of its key. Excerpts on pages of a blog have inline ones, too."""
    for pattern in (_INLINE, _BLOCK, _SEARCHED_BLOCK):
        html = pattern.sub(lambda match: html_of(match[1]), html)
    return html


def _searched_block(key: str, content: Renderable) -> str:
    """The block with a paragraph for each line: the theme shows those that match."""
    text = content.search_text() if isinstance(content, Searchable) else ""
    paragraphs = "".join(f"<p>{for_html(line)}</p>" for line in text.splitlines())
    return f'<div data-portdocs="{key}">{paragraphs}</div>'


def strip_indentation(output: str) -> str:
    """The page without what the theme's templates contain for their authors, a third of a small page; its content is
    kept."""
    before, start, rest = output.partition("<article")
    content, end, after = rest.rpartition("</article>")
    if not end:
        return output
    tag, close, content = content.partition(">")
    return f"{_stripped(before)}{start}{tag}{close}\n{content.strip(_SPACE)}\n{end}{_stripped(after)}"


def _stripped(around: str) -> str:
    """The theme around the content without indentation, and without what HTML implies: the namespace of icons and the
    end of list items."""
    return _MARGIN.sub("\n", around).replace(_SVG_NAMESPACE, "<svg ").replace("</li>", "")
