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
    "paragraph": "html body p div dd section article main header footer nav details summary center caption",
}
"""Types of tokens with the tags that begin or end one."""
_BLOCKS = {tag: type for type, tags in _TAGS.items() for tag in tags.split()}
_MARKS = {"br": BREAK, "del": "~~", "s": "~~", "strike": "~~"}
_WHOLE = re.compile(r"(?:^|(?<=>))[ \t]*(<(table|[uod]l|html)\b.*?(?:</\2>|(?=^#)|\Z))", re.I | re.M | re.S)
"""A table, list or page; one that is never closed ends at the next heading of Markdown."""
_BLANK = re.compile(r"(?<=\n)[ \t]*(?=\n)")


def without_blank_lines(text: str) -> str:
    """A page whose tables and lists in HTML have no blank lines, where Markdown would end them."""
    return _WHOLE.sub(lambda block: _BLANK.sub("<!---->", block[1]), text)


def read_html(state: StateCore) -> None:
    """Replace the blocks of HTML on a page by tokens."""
    blocks = (_Walker(token).tokens if token.type == "html_block" else [token] for token in state.tokens)
    state.tokens = list(chain.from_iterable(blocks))


class _Walker(HTMLParser):
    """Collects the tokens of a block of HTML; `text` is that since the last tag of a block."""

    def __init__(self, block: Token) -> None:
        super().__init__()
        self.tokens: list[Token] = []
        self.text: list[str] = []
        self.language: str | None = None
        self.first_line = (block.map or [0])[0]
        self.text_lines = [0, 0]
        self.feed(block.content.replace("<![", "&lt;!["))  # which the parser may refuse
        self.close()
        self.handle_endtag("html")
        for type in ("table", "bullet_list"):  # those that are never closed
            opened = sum(token.nesting for token in self.tokens if token.type.startswith(type))
            self.tokens += [Token(f"{type}_close", "", -1)] * opened

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _BLOCKS:
            self.handle_data(_MARKS.get(tag, ""))
            return
        self._end_text(Token(f"{_BLOCKS[tag]}_open", tag, 1, {name: value or "" for name, value in attrs}))
        if _BLOCKS[tag] == "code_block":
            self.language = "" if tag == "pre" else tag

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_text(Token(f"{_BLOCKS[tag]}_close", tag, -1))
        elif tag != "br":
            self.handle_data(_MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        line = self.first_line + self.getpos()[0] - 1
        if not self.text:
            self.text_lines = [line, line]
        self.text += ["\n" * (line - self.text_lines[1]), data]
        self.text_lines[1] = line + data.count("\n")

    def _end_text(self, token: Token) -> None:
        """Give the text to a token of its own, before that of a tag."""
        if text := "".join(self.text).rstrip():
            type, content = ("inline", escape(text, quote=False)) if self.language is None else ("code_block", text)
            self.tokens.append(Token(type, "", 0, map=self.text_lines, content=content, info=self.language or ""))
        self.text, self.language = [], None
        self.tokens.append(token)
