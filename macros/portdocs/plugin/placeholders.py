"""Placeholders: what a macro leaves in the Markdown, and what is put in its place once the page is written.

Tables and diagrams are parsed neither as Markdown nor by the search index, and no value of the data reaches a template.
The search index reads a few words in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portdocs.pages.escape import for_html
from portdocs.pages.links import Links
from portdocs.pages.macros import InlineContent, Renderable, Searchable

_INLINE = re.compile(r'<span data-portdocs="(\d+)"></span>')
# A block replaces the paragraph that Markdown may have put around it.
_BLOCK = re.compile(r'(?:<p>\s*)?<div data-portdocs="(\d+)"></div>(?:\s*</p>)?')
_MARGIN = re.compile(r"\s*\n\s*")
_SEARCHED_BLOCK = re.compile(r'<div data-portdocs="(\d+)">[^<]*</div>')


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


def insert_placeholder(contents: list[Renderable], content: Renderable) -> str:
    """Append `content` to the contents of a page, and return the markup that marks its position."""
    contents.append(content)
    tag = "span" if isinstance(content, InlineContent) else "div"
    return f'<{tag} data-portdocs="{len(contents) - 1}"></{tag}>'


def count_placeholders(html: str) -> int:
    """The number of placeholders that survived Markdown; one in a code block does not."""
    return len(_INLINE.findall(html)) + len(_BLOCK.findall(html))


def fill_inline(html: str, contents: Sequence[Renderable], links: Links) -> str:
    """Fill inline placeholders, and put into each block what the search index reads."""
    html = _INLINE.sub(lambda match: contents[int(match[1])].html(links), html)
    return _BLOCK.sub(lambda match: _searched_block(int(match[1]), contents[int(match[1])]), html)


def fill_blocks(html: str, block: Callable[[int], str]) -> str:
    """Replace each block placeholder by the HTML of its number."""
    return _SEARCHED_BLOCK.sub(lambda match: block(int(match[1])), html)


def _searched_block(number: int, content: Renderable) -> str:
    text = content.search_text() if isinstance(content, Searchable) else ""
    return f'<div data-portdocs="{number}">{for_html(text)}</div>'


def strip_indentation(output: str) -> str:
    """The page without the indentation of the theme's templates, a third of a small page; its content is kept."""
    before, start, rest = output.partition("<article")
    content, end, after = rest.rpartition("</article>")
    if not end:
        return output
    return _MARGIN.sub("\n", before) + start + content + end + _MARGIN.sub("\n", after)
