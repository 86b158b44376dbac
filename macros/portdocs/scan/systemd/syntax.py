"""The lines of a unit (systemd.syntax(7)). Not INI: keys repeat, an empty value resets, a trailing backslash continues
over comment lines, and drop-ins add settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

Chars: TypeAlias = tuple[tuple[str, int], ...]
"""The characters of a value, each with its line, since a command may span lines."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One `Key=value`."""

    section: str
    key: str
    chars: Chars
    file: str
    line: int

    @property
    def value(self) -> str:
        """The value as text."""
        return "".join(char for char, _ in self.chars)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command line or of a list, without its quotes."""

    text: str
    line: int


@dataclass(slots=True)
class Unit:
    """A unit with its drop-ins; `settings` keeps their order."""

    name: str
    settings: list[Setting] = field(default_factory=list)

    def values(self, section: str, *keys: str) -> list[Setting]:
        """The effective settings: an empty one discards earlier ones."""
        found: list[Setting] = []
        for setting in self.settings:
            if setting.section == section and setting.key in keys:
                if not setting.chars:
                    found.clear()
                else:
                    found.append(setting)
        return found

    def last_value(self, section: str, key: str) -> str:
        """The last value of a setting; empty if missing."""
        found = self.values(section, key)
        return found[-1].value if found else ""


def parse_unit(text: str, file: str) -> tuple[list[Setting], int | None]:
    """The settings of a file, and the first line that systemd would warn about."""
    settings: list[Setting] = []
    section, wrong = "", None
    for line, chars in _logical_lines(text):
        content = "".join(char for char, _ in chars)
        if content.startswith("[") and content.endswith("]"):
            section = content[1:-1]
            continue
        key, equals, value = content.partition("=")
        if not equals or not section or not key.strip():
            wrong = wrong or line
            continue
        start = len(content) - len(value.lstrip())
        settings.append(Setting(section, key.strip(), chars[start:], file, line))
    return settings, wrong


def _logical_lines(text: str) -> Iterator[tuple[int, Chars]]:
    pending: list[tuple[str, int]] = []
    first = 0
    for number, raw in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        line = raw.strip(" \t\r")
        if line.startswith(("#", ";")) or (not line and not pending):
            continue
        first = first if pending else number
        if line.endswith("\\"):
            pending += [*((char, number) for char in line[:-1]), (" ", number)]
            continue
        pending += ((char, number) for char in line)
        yield first, tuple(_stripped(pending))
        pending = []
    if pending:
        yield first, tuple(_stripped(pending))


def _stripped(chars: list[tuple[str, int]]) -> list[tuple[str, int]]:
    end = len(chars)
    while end and chars[end - 1][0].isspace():
        end -= 1
    return chars[:end]


def words(chars: Iterable[tuple[str, int]]) -> Iterator[Word]:
    """Split at white space, with quotes removed (systemd.service(5), "Command lines")."""
    text: list[str] = []
    line, quote = 0, ""
    for char, number in chars:
        if not line and not char.isspace():
            line = number
        if quote and char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif quote or not char.isspace():
            text.append(char)
        elif line:
            yield Word("".join(text), line)
            text, line = [], 0
    if line:
        yield Word("".join(text), line)


def words_of(text: str, line: int) -> Iterator[Word]:
    """The words of a text on one line."""
    return words((char, line) for char in text)
