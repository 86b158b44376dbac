"""Reads built pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass
class Element:
    """An element with its attributes and all text in it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str | None = None, css_class: str | None = None) -> Iterator[Element]:
        """The elements below it, of a tag, with a class."""
        for child in self.children:
            if tag in (None, child.tag) and (css_class is None or css_class in child.classes):
                yield child
            yield from child.all(tag, css_class)

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def words(self) -> str:
        """Its text with white space collapsed."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.current = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.current.children.append(Element(tag, {k: v or "" for k, v in attrs}, parent=self.current))

    def handle_endtag(self, tag: str) -> None:
        at: Element | None = self.current
        while at and at.tag != tag:
            at = at.parent
        if at and at.parent:
            self.current = at.parent

    def handle_data(self, data: str) -> None:
        at: Element | None = self.current
        while at:
            at.text += data
            at = at.parent


def read_page(path: Path) -> Element:
    """The document of a built page."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader.root


def article(path: Path) -> Element:
    """What a page says, without navigation."""
    return next(read_page(path).all("article"))
