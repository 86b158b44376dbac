"""Commands to copy: every value of the data is one word of the shell, or there is no command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec

P = ParamSpec("P")

MOST = 4
"""More endpoints or hosts than that are left to the tables."""

# A line break ends a command wherever it is pasted; a terminal obeys control characters even within quotes.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Unquotable(Exception):
    """A value that cannot be put into a command; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something to copy, and what it is for; without a text, `why_not` says why there is none."""

    topic: str
    """The question that it answers; commands of one topic stand together."""
    purpose: str
    text: str
    why_not: str = ""


def made(topic: str, purpose: str, build: Callable[P, str], *args: P.args, **kwargs: P.kwargs) -> Command:
    """The command that a function builds of its arguments, or why there is none."""
    try:
        return Command(topic, purpose, build(*args, **kwargs))
    except Unquotable as reason:
        return Command(topic, purpose, "", f"No command: {reason}.")


def line(*words: str) -> str:
    """One line for a POSIX shell, each word quoted where it has to be. Raises Unquotable."""
    return shlex.join(map(plain, words))


def plain(text: str) -> str:
    """The text, if it is printable and on one line. Raises Unquotable."""
    if _UNSAFE.search(text):
        raise Unquotable("a value holds a line break or a control character")
    return text


def operand(text: str) -> str:
    """A value that stands where a program also takes options. Raises Unquotable for one that it would read as such."""
    if text.startswith("-"):
        raise Unquotable(f"`{text[:60]}` starts with `-` and would be read as an option")
    return text


def and_more(topic: str, more: int, one: str, many: str) -> Iterator[Command]:
    """Says how many are left out, if any."""
    if more > 0:
        yield Command(topic, "", "", f"{more} more {one if more == 1 else many} to it: see Endpoints.")
