"""Find the files of a configuration: the root that limits access, the prefix of relative includes, and the includes."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from portdocs.progress import track
from portdocs.scan.nginx.parse import MAX_DEPTH as MAX_BLOCKS
from portdocs.scan.nginx.parse import Directive, parse_file
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.result import not_read
from portdocs.scan.safe_files import Unreadable, clean, exists, is_inside, shown

CONF = "nginx.conf"
PREFIXES = ("etc/nginx", "usr/local/nginx/conf", "usr/local/etc/nginx", "opt/homebrew/etc/nginx", "conf", "nginx")
"""Folders of nginx.conf below the root of a machine or of a copy of it."""
PACKAGED = Path("/usr/share/nginx")
"""Debian's packages of modules link their configuration from there to `modules-enabled`."""
_SITES = {"sites-available", "sites-enabled", "conf.d", "http.d", "stream.d", "vhosts.d", "snippets"}


@dataclass(frozen=True, slots=True)
class ConfigRoot:
    """The given configuration: its first file, and the rules to resolve paths in it."""

    start: Path
    root: Path
    """Nothing outside it is read."""
    prefix: Path
    """The folder of nginx.conf, the base of relative includes."""
    relative_to: Path

    def name(self, path: Path) -> str:
        """The path for display."""
        return shown(path, self.relative_to)

    def locate(self, pattern: str) -> Path | None:
        """Resolve an include's path or glob below the root; None if it is outside."""
        pure = PurePosixPath(pattern)
        if not pure.is_absolute():
            return self._below(self.prefix / pure)
        if inside := self._below(Path(pattern)):  # the machine itself, read in place
            return inside
        if self.prefix != self.root and exists((self.root / pattern.lstrip("/")).parent):  # a copy of its root
            return self._below(self.root / pattern.lstrip("/"))
        for known in PREFIXES[:4]:  # a copy of its configuration folder
            if pure.is_relative_to("/" + known):
                return self._below(self.prefix / pure.relative_to("/" + known))
        return None

    def holds(self, path: Path) -> bool:
        """True if the file is below the root after following links, or is part of a package of nginx."""
        return is_inside(path, self.root) or is_inside(path, PACKAGED)

    def follow(self, path: Path) -> Path:
        """Resolve an absolute link inside a copied configuration, as in sites-enabled."""
        try:
            link = str(path.readlink()) if path.is_symlink() and not path.exists() else ""
        except OSError:
            return path
        return (self.locate(link) or path) if link.startswith("/") else path

    def _below(self, path: Path) -> Path | None:
        plain = Path(os.path.normpath(path.absolute()))
        return plain if plain.is_relative_to(self.root) else None


def find_config_root(given: Path, relative_to: Path) -> ConfigRoot | SourceError:
    """The configuration at a path."""
    path = Path(os.path.normpath(given.absolute()))
    if path.is_dir():
        locations = [path / CONF, *(path / below / CONF for below in PREFIXES)]
        start = next((location for location in locations if exists(location) and is_inside(location, path)), None)
        if start is None:
            message = f"no {CONF} in this folder, nor in {', '.join(PREFIXES)} below it; name a site file or the root"
            return SourceError(shown(path, relative_to), 1, message)
        return ConfigRoot(start, path, start.parent, relative_to)
    prefix = path.parent.parent if path.parent.name in _SITES else path.parent
    return ConfigRoot(path, prefix, prefix, relative_to)


MAX_DEPTH = 20
MAX_FILES = 5_000
MAX_LINES = 500_000
"""Directives of all files together, counted at each inclusion."""


_CLASSES = {
    "digit": "0-9",
    "alpha": "a-zA-Z",
    "alnum": "a-zA-Z0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}
_ESCAPE = re.compile(r"\\(.)|\[:(\w+):\]|\[\^")


class Reader:
    """Reads a configuration once; `observations` lists files that were read, errors and unresolved items."""

    def __init__(self, tree: ConfigRoot) -> None:
        self.tree = tree
        self.observations: list[Observation] = []
        self.complete = True
        """True if every file that nginx reads was read."""
        self._parsed: dict[Path, tuple[Directive, ...] | None] = {}
        self._is_main = False
        self._files = 0
        self._lines = 0

    def read(self) -> tuple[Directive, ...]:
        """All directives of the configuration."""
        start = self.tree.start
        directives = self._parse(start)
        # In a site file alone, other files may define what is missing.
        self._is_main = any(directive.name in ("events", "http", "stream", "mail") for directive in directives)
        self.complete &= self._is_main
        return tuple(self._expand(directives, (start,), 0))

    def _expand(self, directives: tuple[Directive, ...], stack: tuple[Path, ...], depth: int) -> Iterator[Directive]:
        for directive in directives:
            self._lines += 1
            if directive.name == "include" and directive.args:
                yield from self._include(directive, stack, depth)
            elif depth > MAX_BLOCKS or self._lines > MAX_LINES:
                self._error(directive, f"blocks nested deeper than {MAX_BLOCKS}, or more than {MAX_LINES} lines in all")
                return
            elif directive.block:
                block = tuple(self._expand(directive.block, stack, depth + 1))
                yield Directive(directive.name, directive.args, directive.file, directive.line, block)
            else:
                yield directive

    def _include(self, include: Directive, stack: tuple[Path, ...], depth: int) -> Iterator[Directive]:
        for path in track("nginx files", self._paths(include)):
            self._files += 1
            if path in stack:
                self._error(include, f"`{self.tree.name(path)}` includes itself; remove this line")
            elif len(stack) >= MAX_DEPTH or self._files > MAX_FILES:
                self._error(include, f"more than {MAX_DEPTH} includes deep, or {MAX_FILES} in all; remove some")
                return
            else:
                yield from self._expand(self._parse(path), (*stack, path), depth)

    def _paths(self, include: Directive) -> list[Path]:
        pattern = include.args[0]
        where = self.tree.locate(pattern)
        if where is None:
            self._leave_out(include, "outside the given path; give the parent folder of both")
            return []
        if glob.has_magic(pattern):
            found = sorted(glob.glob(_as_python(str(where))))  # noqa: PTH207 - like glob(3), without hidden files and `**`
            return [self.tree.follow(Path(path)) for path in found]
        path = self.tree.follow(where)
        if exists(path):
            return [path]
        if self._is_main:
            self._error(include, f"`{clean(pattern)}` not found below the given path; nginx would not start")
        else:
            self._leave_out(include, "not found next to this file; give the nginx.conf that includes both")
        return []

    def _parse(self, path: Path) -> tuple[Directive, ...]:
        """The directives of a file; if it cannot be read, none and an error."""
        if path not in self._parsed:
            self._parsed[path] = None
            name = self.tree.name(path)
            try:
                # The given file may be a link; included files must stay below the root.
                if path != self.tree.start and not self.tree.holds(path):
                    raise Unreadable("a link that leads outside the given path; give the parent folder of both")
                self._parsed[path] = parse_file(path, name)
                self.observations.append(FileRead("nginx", name))
            except Unreadable as error:
                self.complete = False
                self.observations += not_read("nginx", name, error)
        return self._parsed[path] or ()

    def _error(self, include: Directive, message: str) -> None:
        self.complete = False
        self.observations.append(SourceError(include.file, include.line, message))

    def _leave_out(self, include: Directive, reason: str) -> None:
        self.complete = False
        text = f"include {clean(include.args[0])}"
        self.observations.append(Unresolved(include.file, include.line, text, reason))


def _as_python(pattern: str) -> str:
    """Translate a glob(3) pattern, in which `^` also negates, a backslash escapes, and `[:digit:]` is a class."""

    def written(found: re.Match[str]) -> str:
        if found[1]:
            return glob.escape(found[1])
        return _CLASSES.get(found[2], found[0]) if found[2] else "[!"

    return _ESCAPE.sub(written, pattern)
