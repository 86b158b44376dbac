"""Snippets and imported files (caddyserver.com, "import"); nothing outside the Caddyfile's folder is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from portdocs.scan.caddy.syntax import Directive, Word, parse
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.safe_files import Broken, Unreadable, clean, included_files, read_text, shown
from portdocs.scan.unknown_values import is_known

MAX_DEPTH = 20
MAX_FILES = 500
MAX_DIRECTIVES = 20_000
"""With all imports written out: a snippet may import others many times."""

_ARGUMENT = re.compile(r"\{args(?:\.(\d{1,3})|\[(\d{1,3})\])\}")
_ARGUMENTS = re.compile(r"\{args(?:\.\*|\[(\d{0,3}):(\d{0,3})\])\}")


class Importer:
    """Replaces each import by what it names."""

    def __init__(self, path: Path, relative_to: Path) -> None:
        self._path = path
        self._root = path.absolute().parent
        self._relative_to = relative_to
        self._snippets: dict[str, tuple[Directive, ...]] = {}
        self._files = 0
        self._count = 0
        self.complete = True
        self.observations: dict[Observation, None] = {}

    def read(self) -> list[Directive]:
        """The top-level directives, imports replaced. Raises Unreadable."""
        found = parse(read_text(self._path), shown(self._path, self._relative_to))
        self._collect(found)
        return list(self._expand(found, self._path, 0))

    def _collect(self, directives: Iterable[Directive]) -> None:
        for one in directives:
            if one.block is not None and (name := _snippet_name(one.name)):
                self._snippets.setdefault(name, one.block)

    def _expand(self, directives: Iterable[Directive], path: Path, depth: int) -> Iterator[Directive]:
        for one in directives:
            self._count += 1
            if self._count > MAX_DIRECTIVES:
                raise Broken(f"imports that make more than {MAX_DIRECTIVES} directives; leave the file out", one.line)
            if one.block is not None and _snippet_name(one.name):
                continue
            if one.name in ("import", "invoke") and one.arguments:
                yield from self._import(one, path, depth)
            elif one.block is not None:
                block = tuple(self._expand(one.block, path, depth))
                yield Directive(one.words, one.file, one.line, block)
            else:
                yield one

    def _import(self, one: Directive, path: Path, depth: int) -> Iterator[Directive]:
        name, *arguments = one.arguments
        if depth > MAX_DEPTH:
            self._leave_out(one, "imports that import each other")
        elif name in self._snippets:
            body = [_with_arguments(inner, arguments, one.block or ()) for inner in self._snippets[name]]
            yield from self._expand([inner for parts in body for inner in parts], path, depth + 1)
        else:
            for file in self._paths(one, name, path):
                found = [
                    inner
                    for each in self._parsed(file, one)
                    for inner in _with_arguments(each, arguments, one.block or ())
                ]
                self._collect(found)
                yield from self._expand(found, file, depth + 1)

    def _paths(self, one: Directive, pattern: str, path: Path) -> list[Path]:
        found = included_files(pattern, path.absolute().parent, self._root, MAX_FILES + 1) if is_known(pattern) else []
        self._files += len(found)
        if not found or self._files > MAX_FILES:
            return self._leave_out(one, "this file was not found, so its sites and routes are unknown")
        return found

    def _parsed(self, path: Path, one: Directive) -> tuple[Directive, ...]:
        name = shown(path, self._relative_to)
        try:
            found = parse(read_text(path), name)
        except Unreadable as error:
            self.complete = False
            self.observations.setdefault(SourceError(name, error.line, error.message))
            return ()
        self.observations.setdefault(FileRead("caddy", name))
        return found

    def _leave_out(self, one: Directive, reason: str) -> list[Path]:
        self.complete = False
        text = clean(" ".join(("import", *one.arguments[:1])), 120)
        self.observations.setdefault(Unresolved(one.file, one.line, text, reason))
        return []


def _snippet_name(name: str) -> str:
    match = re.fullmatch(r"&?\(([^()]+)\)", name)
    return match[1] if match else ""


def _with_arguments(one: Directive, arguments: list[str], block: tuple[Directive, ...]) -> Iterator[Directive]:
    """A directive of a snippet with the arguments of its import in it."""
    if one.name == "{block}" and len(one.words) == 1:
        yield from block
        return
    words = tuple(word for each in one.words for word in _filled(each, arguments))
    inner = one.block
    if inner is not None:
        inner = tuple(filled for each in inner for filled in _with_arguments(each, arguments, block))
    yield Directive(words, one.file, one.line, inner)


def _filled(word: Word, arguments: list[str]) -> Iterator[Word]:
    if match := _ARGUMENTS.fullmatch(word.text):
        first, last = int(match[1] or 0), int(match[2]) if match[2] else len(arguments)
        yield from (Word(text, word.line) for text in arguments[first:last])
        return

    def argument(match: re.Match[str]) -> str:
        number = int(match[1] or match[2])
        return arguments[number] if number < len(arguments) else match[0]

    yield Word(_ARGUMENT.sub(argument, word.text), word.line, word.is_quoted)
