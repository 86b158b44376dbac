"""Variables of a service: `Environment`, `EnvironmentFile`, and what `$X` and `${X}` become in its command line
(systemd.exec(5), systemd.service(5)). Unlike in a shell, `${X:-8000}` is not a default value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.scan.systemd.syntax import Setting, Word, words, words_of

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_BRACED = re.compile(r"\$\{([A-Za-z_]\w*)\}|(\$\$)", re.ASCII)


MAX_LENGTH = 2_000
"""Of the value of a variable in a command line: far longer than any port, address or host."""
MAX_VARIABLES = 50
"""In one word."""
MAX_TOTAL_LENGTH = 500_000
"""Of a command line; execve(2) takes a few megabytes."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A value and its location."""

    value: str
    file: str
    line: int


def from_settings(settings: list[Setting]) -> Iterator[tuple[str, Variable]]:
    """The variables of `Environment=A=1 "B=two words"`."""
    for setting in settings:
        for word in words(setting.chars):
            name, equals, value = word.text.partition("=")
            if equals and _NAME.fullmatch(name):
                yield name, Variable(value, setting.file, word.line)


def from_file(text: str, file: str) -> Iterator[tuple[str, Variable]]:
    """The variables of an environment file."""
    for number, line in enumerate(text.splitlines(), 1):
        name, equals, value = line.strip().partition("=")
        if equals and _NAME.fullmatch(name.strip()):
            yield name.strip(), Variable(value.strip().strip("'\""), file, number)


def expand(command: list[Word], variables: dict[str, Variable]) -> list[Word]:
    """The words of a command with variables replaced; unknown ones stay as written."""
    expanded: list[Word] = []
    total = 0
    variables = {name: variable for name, variable in variables.items() if len(variable.value) <= MAX_LENGTH}
    for word in command:
        if total > MAX_TOTAL_LENGTH:
            return expanded
        bare = word.text[1:] if word.text.startswith("$") else ""
        if _NAME.fullmatch(bare):
            # A separate word is split at white space and disappears if the variable is empty.
            known = variables.get(bare)
            expanded += words_of(known.value, word.line) if known else [word]
        else:
            text = _BRACED.sub(lambda match: _value(match, variables), word.text, count=MAX_VARIABLES)
            expanded.append(Word(text, word.line))
        total += len(expanded[-1].text) if expanded else 0
    return expanded


def _value(match: re.Match[str], variables: dict[str, Variable]) -> str:
    if match[2]:
        return "$"
    known = variables.get(match[1])
    return known.value if known else match[0]
