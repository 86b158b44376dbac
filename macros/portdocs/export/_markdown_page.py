"""One page as plain Markdown: the results of its macros replace the calls, and its diagrams become files."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portdocs.export._svg_file import standalone_svg
from portdocs.pages.errors import MacroError
from portdocs.pages.escape import for_markdown
from portdocs.pages.links import FileLinks
from portdocs.pages.macros import Figure, InlineContent, Renderable
from portdocs.pages.template_errors import calling_line, explain_template_error

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_MISPLACED = "macros cannot be used here (inside a code block)"


@dataclass
class PlainPage:
    """A page, and what rendering it produces."""

    path: PurePosixPath
    taken: Container[str]
    """The paths of other files, which no diagram may use."""
    repository: str | None = None
    """The URL of the repository that contains the data."""
    diagrams: dict[str, bytes] = field(default_factory=dict)
    """The files of its diagrams, by path."""
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """Its mistakes: a line of the source, 1-based, and a message."""
    parts: list[Part] = field(default_factory=list)

    def render(self, source: bytes, functions: Mapping[str, Callable[..., Renderable]], docs: Path) -> str:
        """The page as Markdown; incomplete if there are mistakes."""
        try:
            text = source.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            self.mistakes.append((line, f"byte 0x{source[error.start]:02X} is not UTF-8; save the file as UTF-8"))
            return ""
        front = match[0] if (match := _FRONT_MATTER.match(text)) else ""
        page = self._render_template(text[len(front) :], functions, docs)
        self.mistakes += [(line, _MISPLACED) for line in misplaced(page, self.parts)]
        self.mistakes = sorted((line + front.count("\n"), message) for line, message in self.mistakes)
        return front + fill(page, self.parts)

    def _render_template(self, body: str, functions: Mapping[str, Callable[..., Renderable]], docs: Path) -> str:
        """The text of the template, with placeholders for the results of macros."""
        # With the settings of mkdocs-macros, so that a page means the same here.
        environment = Environment(loader=FileSystemLoader(docs), undefined=StrictUndefined, keep_trailing_newline=True)
        environment.globals |= {name: partial(self._call, function) for name, function in functions.items()}
        try:
            return environment.from_string(body).render()
        except Exception as error:  # any error that an expression of a page raises is a mistake of the page
            self.mistakes.append(explain_template_error(error, functions))
            return ""

    def _call(self, function: Callable[..., Renderable], *args: Any, **kwargs: Any) -> str:
        line = calling_line()
        try:
            content = function(*args, **kwargs)
        except MacroError as mistake:
            self.mistakes.append((line, str(mistake)))
            return ""
        self.parts.append(Part(self._markdown(content), not isinstance(content, InlineContent), line))
        return placeholder(len(self.parts) - 1)

    def _markdown(self, content: Renderable) -> str:
        markdown = content.markdown(FileLinks(str(self.path), self.repository))
        if not isinstance(content, Figure):
            return markdown
        if not content.diagram.nodes:
            return "There is nothing to draw."
        return f"![{for_markdown(content.diagram.title)}]({quote(self._add_diagram(content))})\n\n{markdown}"

    def _add_diagram(self, figure: Figure) -> str:
        """Add the file of a diagram, and return its name."""
        names = (f"{self.path.stem}{'' if number == 1 else f'.{number}'}.svg" for number in count(1))
        name, path = next(
            (name, path)
            for name in names
            if (path := str(self.path.with_name(name))) not in self.diagrams and path not in self.taken
        )
        self.diagrams[path] = standalone_svg(figure.diagram, figure.cache).encode()
        return name


_PLACEHOLDER = re.compile("\x02([0-9]+)\x03")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Part:
    """The result of a macro as Markdown, and the line of the template that called it."""

    markdown: str
    is_block: bool
    line: int


def placeholder(number: int) -> str:
    """The placeholder for the part of this number."""
    return f"\x02{number}\x03"


def fill(page: str, parts: Sequence[Part]) -> str:
    """The page with its parts. A block has the indentation of its line, and empty lines around it."""
    out: list[str] = []
    after_block = False
    for lines, is_block in _pieces(page, parts):
        if (is_block or after_block) and out and out[-1].strip() and lines[0].strip():
            out.append("")
        out += lines
        after_block = is_block
    return "\n".join(out)


def _pieces(page: str, parts: Sequence[Part]) -> Iterator[tuple[list[str], bool]]:
    """The lines of the page, split at blocks."""
    for line in page.split("\n"):
        with_inline = _PLACEHOLDER.sub(lambda match: _inline(parts[int(match[1])], match[0]), line)
        indent = " " * (len(line) - len(line.lstrip(" ")))
        # Every other piece of a split line is the number of a block.
        for index, piece in enumerate(_PLACEHOLDER.split(with_inline)):
            if index % 2:
                yield [row and indent + row for row in parts[int(piece)].markdown.split("\n")], True
            elif piece.strip() or piece == with_inline:
                yield [piece if piece == with_inline else indent + piece.strip()], False


def _inline(part: Part, placeholder: str) -> str:
    return placeholder if part.is_block else part.markdown


def misplaced(page: str, parts: Sequence[Part]) -> list[int]:
    """The lines of parts inside code, where Markdown is not parsed."""
    found: list[int] = []
    fence = ""
    for line in page.split("\n"):
        opening = _FENCE.match(line)
        in_code = [m for m in _PLACEHOLDER.finditer(line) if fence or opening or line[: m.start()].count("`") % 2]
        found += [parts[int(m[1])].line for m in in_code]
        if opening:
            closes = fence and opening[1].startswith(fence) and not line[opening.end() :].strip()
            fence = "" if closes else fence or opening[1]
    return found
