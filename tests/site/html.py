"""Reads built pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])

ENDED_BY = {
    **dict.fromkeys(["td", "th"], ("td", "th")),
    **dict.fromkeys(["dt", "dd"], ("dt", "dd")),
    "tr": ("td", "th", "tr"),
    "li": ("li",),
}
"""The elements whose end is implied by the start of another one."""


@dataclass
class Element:
    """An element with its attributes and its contents: elements and text, in their order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    contents: list[Element | str] = field(default_factory=list)

    def all(self, tag: str | None = None, css_class: str | None = None) -> Iterator[Element]:
        """The elements below it, of a tag, with a class."""
        for child in self._everything():
            if isinstance(child, Element) and child.is_a(tag, css_class):
                yield child

    def is_a(self, tag: str | None, css_class: str | None) -> bool:
        """True if it has this tag and class, or any if they are left out."""
        return tag in (None, self.tag) and (css_class is None or css_class in self.classes)

    def _everything(self) -> Iterator[Element | str]:
        # Without recursion: a page is deep, and each level would pass on all that is below it.
        waiting = self.contents[::-1]
        while waiting:
            child = waiting.pop()
            yield child
            if isinstance(child, Element):
                waiting += child.contents[::-1]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(one for one in self._everything() if isinstance(one, str))

    @property
    def words(self) -> str:
        """Its text with white space collapsed."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.current.parent and self.current.tag in ENDED_BY.get(tag, ()):
            self.current = self.current.parent
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.current)
        self.current.contents.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.current.contents.append(Element(tag, {k: v or "" for k, v in attrs}, parent=self.current))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.current
        while at and at.tag != tag:
            at = at.parent
        if at and at.parent:
            self.current = at.parent

    def handle_data(self, data: str) -> None:
        self.current.contents.append(data)


def read_page(path: Path) -> Element:
    """The document of a built page."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=512)
def _read(path: Path, changed: int) -> Element:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.root


def article(path: Path) -> Element:
    """The content of a page, without navigation."""
    return next(read_page(path).all("article"))
