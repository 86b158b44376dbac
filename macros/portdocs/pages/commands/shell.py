"""Commands to copy. Every value from the data is one quoted word of the shell, or there is no command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec

P = ParamSpec("P")

MAX_COMMANDS = 4
"""Endpoints or hosts for which there are commands; the others are only in the tables."""

# A pasted line break ends a command; a terminal obeys control characters even within quotes.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Unquotable(Exception):
    """A value cannot be part of a command; the message gives the reason."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command and its purpose. If `text` is empty, `reason` explains why there is none."""

    topic: str
    """The heading that groups commands."""
    purpose: str
    text: str
    reason: str = ""
    note: str = ""
    """Something to know wherever the command is shown."""

    def with_note(self, description: str) -> str:
        """A description of the command with its note."""
        return "; ".join(filter(None, (description, self.note)))


def build_command(topic: str, purpose: str, build: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> Command:
    """The command that a function builds from its arguments, or the reason why there is none."""
    try:
        return Command(topic, purpose, build(*args, **kwargs))
    except Unquotable as reason:
        return Command(topic, purpose, "", f"No command: {reason}.")


def shell_line(*words: str) -> str:
    """One line for a POSIX shell, with words quoted as necessary. Raises Unquotable."""
    return shlex.join(map(require_printable, words))


def require_printable(text: str) -> str:
    """The text, if it is printable and on one line. Raises Unquotable."""
    if _UNSAFE.search(text):
        raise Unquotable("a value contains a line break or a control character")
    return text


def operand(text: str) -> str:
    """A value in a position where the program also accepts options. Raises Unquotable if it looks like one."""
    if text.startswith("-"):
        raise Unquotable(f"`{text[:60]}` starts with `-` and would be read as an option")
    return text


def more_note(topic: str, more: int, one: str, many: str) -> Iterator[Command]:
    """The number of commands that are not listed, if any."""
    if more > 0:
        yield Command(topic, "", "", f"{more} more {one if more == 1 else many}: see Endpoints.")
