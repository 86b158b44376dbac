"""Reads Markdown (CommonMark with tables and strikethrough) into the blocks of a page; markdown-it does the reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portdocs.importing.html_tables import html_tables
from portdocs.importing.pages import Block, Bullets, Code, Item, Lines, Section, Table, Words
from portdocs.importing.remarks import is_state

_MARKUP = re.compile(r"[`*_\[\]<>&\\~!]")
# One word in bold or in code, as half of all cells are: what it says needs no parser.
_SIMPLE = re.compile(r"\*\*([^`*_\[\]<>&\\~!\s]+)\*\*|`([^`\s]+)`")
# A link that is all of a cell, its address one that needs no other spelling.
_LINK = re.compile(r"\[([^`*_\[\]<>&\\~!\n]+)\]\((https?://[A-Za-z0-9./:?=#-]+)\)")
# Tags that only change how text looks; all others are text that somebody meant to be seen.
_LOOKS = re.compile(
    r"</?(?:b|strong|i|em|u|s|del|ins|code|kbd|samp|tt|sub|sup|small|big|mark|span|a|p|div|font|img|center|details"
    r"|summary|abbr|nobr)\b[^<>]*>|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"(?:---|\+\+\+)[ \t]*\n")


@cache
def _parser() -> MarkdownIt:
    # What stands in a block is read when it is asked for: most cells hold plain words, and reading them costs most.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["strikethrough"])


def read_markdown(text: str) -> tuple[list[Block], list[Section]]:
    """The blocks and headings of a page."""
    tokens = _parser().parse(_without_front_matter(text))
    return _Reader(tokens, text.split("\n")).read()


def _without_front_matter(text: str) -> str:
    """The page with its front matter blank, so that lines keep their numbers."""
    if not (start := _FRONT_MATTER.match(text)):
        return text
    mark = start[0].strip()
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() in (mark, "...")), None)
    return text if end is None else "\n" * (end + 1) + "\n".join(lines[end + 1 :])


class _Reader:
    """Walks the tokens once."""

    def __init__(self, tokens: Sequence[Token], source: Sequence[str]) -> None:
        self.tokens = tokens
        self.source = source
        self.at = 0
        self.section = Section()
        self.sections: list[Section] = []
        self.blocks: list[Block] = []

    def read(self) -> tuple[list[Block], list[Section]]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type == "heading_open":
                self._heading(token)
            elif token.type == "table_open":
                self.blocks.append(self._table(token))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                line = _line(token)
                section = self.section
                self.blocks.append(Bullets(section, line, self._items(token)))
            elif token.type in ("fence", "code_block"):
                self.blocks.append(self._code(token))
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "inline":
                self.blocks.append(Lines(self.section, _line(token), tuple(_lines(token))))
            self.at += 1
        return self.blocks, self.sections

    def _heading(self, token: Token) -> None:
        level = int(token.tag[1])
        title = words(self.tokens[self.at + 1].content, _line(token))
        around: Section | None = self.section
        while around and around.level >= level:
            around = around.parent
        self.section = Section(" ".join(title.text.split()), level, title.line, around)
        self.sections.append(self.section)
        self.at += 2

    def _table(self, opening: Token) -> Table:
        rows: list[tuple[Words, ...]] = []
        cells: list[Words] = []
        line = _line(opening)
        while (token := self.tokens[self.at]).type != "table_close":
            if token.type == "tr_open":
                line = _line(token)
            elif token.type == "inline":
                cells.append(words(token.content, line))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
            self.at += 1
        return Table(self.section, _line(opening), rows[0], tuple(rows[1:]))

    def _items(self, opening: Token) -> tuple[Item, ...]:
        """The items of a list; what is neither text nor a list in one becomes a block beside the list."""
        items: list[Item] = []
        own: list[Words] = []
        below: list[Item] = []
        closing = opening.type.replace("_open", "_close")
        self.at += 1
        while (token := self.tokens[self.at]).type != closing or token.level != opening.level:
            if token.type == "list_item_open":
                own, below = [], []
            elif token.type == "inline":
                own += _lines(token)
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                below += self._items(token)
            elif token.type in ("fence", "code_block"):
                self.blocks.append(self._code(token))
            elif token.type == "table_open":
                self.blocks.append(self._table(token))
            elif token.type == "html_block":
                self._html(token)
            elif token.type == "list_item_close":
                items.append(Item(_one(own, _line(opening)), tuple(below)))
            self.at += 1
        return tuple(items)

    def _code(self, token: Token) -> Code:
        fenced = token.type == "fence"
        first = _line(token) + fenced
        lines = tuple(Words(text, first + n) for n, text in enumerate(token.content.rstrip("\n").split("\n")))
        return Code(self.section, _line(token), token.info.strip().split(" ")[0].lower() if fenced else "", lines)

    def _html(self, token: Token) -> None:
        html = rest = self._whole_table(token)
        for line, rows in html_tables(html, _line(token)):
            self.blocks.append(Table(self.section, line, rows[0], tuple(rows[1:])))
            rest = ""
        first = _line(token)
        lines = [words(text, first + n) for n, text in enumerate(rest.split("\n"))]
        if any(lines) and not token.content.lstrip().startswith("<!--"):
            self.blocks.append(Lines(self.section, first, tuple(line for line in lines if line)))

    def _whole_table(self, token: Token) -> str:
        """The HTML of a block, on to the end of a table in it: to Markdown a blank line ends the block."""
        if token.content.lower().count("<table") <= token.content.lower().count("</table"):
            return token.content
        start = _line(token) - 1
        is_end = (n for n, line in enumerate(self.source[start:], start) if "</table" in line.lower())
        end = next(is_end, len(self.source) - 1)
        while self.at + 1 < len(self.tokens) and ((at := self.tokens[self.at + 1].map) is None or at[0] <= end):
            self.at += 1
        return "\n".join(self.source[start : end + 1])


def _line(token: Token) -> int:
    assert token.map is not None
    return token.map[0] + 1


def _one(parts: Sequence[Words], line: int) -> Words:
    """The lines of an item as one text: where a sentence is broken says nothing."""
    if not parts:
        return Words("", line)
    links = tuple(link for part in parts for link in part.links)
    return Words(" ".join(p.text for p in parts), parts[0].line, links, all(p.struck for p in parts))


def _lines(token: Token) -> Iterator[Words]:
    for number, line in enumerate(token.content.split("\n")):
        yield words(line.rstrip("\\"), _line(token) + number)


def words(markup: str, line: int) -> Words:
    """What a reader sees of Markdown within a line."""
    if not _MARKUP.search(markup):
        return Words(markup.strip(), line)
    if simple := _SIMPLE.fullmatch(markup.strip()):
        return Words((simple[1] or simple[2]).strip(), line)
    if link := _LINK.fullmatch(markup.strip()):
        return Words(link[1].strip(), line, (link[2],))
    text, links, struck = _read_inline(markup.strip())
    return Words(text, line, links, struck)


@lru_cache(maxsize=20_000)
def _read_inline(markup: str) -> tuple[str, tuple[str, ...], bool]:
    tokens = _inline_parser().parseInline(markup)
    children = tokens[0].children or [] if tokens else []
    links = tuple(str(token.attrs["href"]) for token in children if token.type == "link_open" and "href" in token.attrs)
    seen, struck = _without_struck(children)
    lines = (" ".join(part.split(" ")).strip() for part in "".join(_seen(seen)).split("\n"))
    return "\n".join(lines).strip(), links, struck


def _without_struck(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """What still holds; all of a text that is struck out but for a remark such as `removed`, which says the same."""
    depth, kept = 0, []
    for token in tokens:
        depth += (token.type == "s_open") - (token.type == "s_close")
        if not depth and token.type != "s_close":
            kept.append(token)
    left = re.sub(r"^\s*\[[ xX]\]", "", "".join(_seen(kept))).strip(" \n.,;:()-–—")
    struck = len(kept) < len(tokens) and (not left or is_state(left) is not None)
    return (tokens if struck else kept), struck


def _seen(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "image":
            yield token.content
        elif token.type == "html_inline":
            yield "\n" if _BREAK.fullmatch(token.content) else "" if _LOOKS.fullmatch(token.content) else token.content
        elif token.content:
            yield token.content
