"""HTML as the tokens that markdown-it gives for the same blocks of Markdown, so that one reader reads both."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from itertools import chain

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portdocs.importing.grid import BREAK

_TAGS = {
    "heading": "h1 h2 h3 h4 h5 h6",
    "bullet_list": "ul ol dl",
    "list_item": "li dt",
    "table": "table",
    "tr": "tr",
    "td": "td th",
    "code_block": "pre script style title",
    "": "html body p div dd section article main header footer nav details summary center caption",
}
"""Types of tokens with their tags; those without a type only end the text before them."""
_BLOCKS = {tag: type for type, tags in _TAGS.items() for tag in tags.split()}
_PARENTS = {"list_item": "bullet_list", "tr": "table", "td": "tr"}
_MARKS = {"br": BREAK, "del": "~~", "s": "~~", "strike": "~~"}
_DEEPEST = 100
"""Blocks in blocks; deeper ones are read as if they were not."""
_TABLE = re.compile(r"(?:^|(?<=>))[ \t]*(<table\b.*?(?:</table>|(?=^#)|\Z))", re.I | re.M | re.S)
"""A table; one that is never closed ends at the next heading of Markdown."""
_BLANK = re.compile(r"(?<=\n)[ \t]*(?=\n)")


def whole_tables(text: str) -> str:
    """A page whose tables in HTML have no blank lines, where Markdown would end them."""
    return _TABLE.sub(lambda table: _BLANK.sub("<!---->", table[1]), text)


def read_html(state: StateCore) -> None:
    """Replace the HTML of a page by tokens; a page without any Markdown is HTML as a whole."""
    is_html = state.src.lstrip()[:1] == "<" and not re.search(r"^\s*(?:#{1,6} |[-*+] |\||```)", state.src, re.M)
    if is_html and not state.inlineMode:
        state.tokens = [Token("html_block", "", 0, map=[0, 0], content=state.src)]
    blocks = (_Walker(token).tokens if token.type == "html_block" else [token] for token in state.tokens)
    state.tokens = list(chain.from_iterable(blocks))


class _Walker(HTMLParser):
    """Collects the tokens of a block of HTML; `blocks` are the types of the open ones."""

    def __init__(self, block: Token) -> None:
        super().__init__()
        self.tokens = [Token("html_open", "html", 1)]
        self.blocks = ["html"]
        self.text: list[str] = []
        self.language: str | None = None
        self.first_line = (block.map or [0])[0]
        self.text_lines = [0, 0]
        self.feed(block.content)
        self.close()
        self._end("html")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _BLOCKS:
            self.handle_data(_MARKS.get(tag, ""))
            return
        type = _BLOCKS[tag]
        self._end(type if type in _PARENTS else "")
        is_fitting = self.blocks[-1] == _PARENTS[type] if type in _PARENTS else len(self.blocks) < _DEEPEST
        if type == "code_block":
            self.language = "" if tag == "pre" else tag
        elif type and is_fitting:
            self.blocks.append(type)
            token = Token(f"{type}_open", tag, 1, map=[self._line, self._line])
            token.attrs |= {name: value or "" for name, value in attrs}
            self.tokens.append(token)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end("" if tag == "dt" else _BLOCKS[tag])  # the `dd` belongs to the item
        elif tag != "br":
            self.handle_data(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        if not self.text:
            self.text_lines = [self._line, self._line]
        self.text += ["\n" * (self._line - self.text_lines[1]), data]
        self.text_lines[1] = self._line + data.count("\n")

    @property
    def _line(self) -> int:
        return self.first_line + self.getpos()[0] - 1

    def _end(self, type: str) -> None:
        """End the text, a heading, and the innermost block of a type, but none outside of the list or table here."""
        if text := "".join(self.text).rstrip():
            code = Token("code_block", "", 0, map=self.text_lines, content=text, info=self.language or "")
            inline = Token("inline", "", 0, map=self.text_lines, content=escape(text, quote=False))
            self.tokens.append(inline if self.language is None else code)
        self.text, self.language = [], None
        for ended in ("heading", type):
            index = len(self.blocks) - 1
            while self.blocks[index] not in (ended, _PARENTS.get(ended), "html"):
                index -= 1
            if self.blocks[index] == ended:
                self.tokens += (Token(f"{one}_close", "", -1) for one in reversed(self.blocks[index:]))
                del self.blocks[index:]
