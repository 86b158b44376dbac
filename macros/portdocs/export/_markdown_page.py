"""One page without its macros: what they gave stands in the page, and drawings become files beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portdocs.export._file_links import FileLinks
from portdocs.export._markdown import text
from portdocs.export._placeholders import Part, filled, mark, misplaced
from portdocs.export._readable import readable
from portdocs.export._svg_file import standalone_svg
from portdocs.pages.errors import MacroError
from portdocs.pages.macros import Figure, Renderable, Words
from portdocs.pages.template_errors import calling_line, explained

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_MISPLACED = "a macro stands where nothing can be put, such as in a code block"


@dataclass
class PlainPage:
    """A page and what becomes of it."""

    path: PurePosixPath
    taken: Container[str]
    """The paths of other files, which no drawing may have."""
    repository: str | None = None
    """Where the data can be looked at."""
    drawings: dict[str, bytes] = field(default_factory=dict)
    """The files of its drawings, by path."""
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """What is wrong with it: a line of its source, 1-based, and a message."""
    parts: list[Part] = field(default_factory=list)

    def render(self, source: bytes, functions: Mapping[str, Callable[..., Renderable]], docs: Path) -> str:
        """The page as Markdown; it is of no use where there are mistakes."""
        try:
            whole = source.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            self.mistakes.append((line, f"byte 0x{source[error.start]:02X} is not UTF-8; save the file as UTF-8"))
            return ""
        front = match[0] if (match := _FRONT_MATTER.match(whole)) else ""
        page = self._rendered(whole[len(front) :], functions, docs)
        self.mistakes += [(line, _MISPLACED) for line in misplaced(page, self.parts)]
        self.mistakes = sorted((line + front.count("\n"), message) for line, message in self.mistakes)
        return front + filled(page, self.parts)

    def _rendered(self, body: str, functions: Mapping[str, Callable[..., Renderable]], docs: Path) -> str:
        """The template's text, with marks for what macros gave."""
        # As mkdocs-macros makes it, so that a page means the same here.
        environment = Environment(loader=FileSystemLoader(docs), undefined=StrictUndefined, keep_trailing_newline=True)
        environment.globals |= {name: partial(self._call, function) for name, function in functions.items()}
        try:
            return environment.from_string(body).render()
        except Exception as error:  # whatever an expression of a page may raise is a mistake of the page
            self.mistakes.append(explained(error, functions))
            return ""

    def _call(self, function: Callable[..., Renderable], *args: Any, **kwargs: Any) -> str:
        line = calling_line()
        try:
            content = function(*args, **kwargs)
        except MacroError as mistake:
            self.mistakes.append((line, str(mistake)))
            return ""
        self.parts.append(Part(self._markdown(content), not isinstance(content, Words), line))
        return mark(len(self.parts) - 1)

    def _markdown(self, content: Renderable) -> str:
        words = readable(content.markdown(FileLinks(str(self.path), self.repository)))
        if not isinstance(content, Figure):
            return words
        if not content.diagram.nodes:
            return "There is nothing to draw."
        return f"![{text(content.diagram.title)}]({quote(self._drawn(content))})\n\n{words}"

    def _drawn(self, figure: Figure) -> str:
        """Makes the file of a drawing, and gives its name."""
        names = (f"{self.path.stem}{'' if number == 1 else f'.{number}'}.svg" for number in count(1))
        name, path = next(
            (name, path)
            for name in names
            if (path := str(self.path.with_name(name))) not in self.drawings and path not in self.taken
        )
        self.drawings[path] = standalone_svg(figure.diagram, figure.cache).encode()
        return name
