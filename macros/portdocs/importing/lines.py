"""Paragraphs, line by line: a line may be an item without a bullet, a key with its value, or a chain of arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.importing.columns import role_of
from portdocs.importing.context import Context
from portdocs.importing.drawings import read_drawn_line
from portdocs.importing.entries import entry_of
from portdocs.importing.facts import take_key
from portdocs.importing.found import Mention
from portdocs.importing.lists import add_urls, take_sentence, take_spoken
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Item, Lines, Words
from portdocs.importing.ports import plain
from portdocs.importing.ranges import is_range
from portdocs.importing.sentences import is_doubtful
from portdocs.importing.subjects import key_of, pairs_of, subject_of, take_port_alone
from portdocs.importing.values import one_line

_ROLES = ("other", "service", "domain", "target", "container", "host")
"""What is called so can be a service."""


def read_lines(context: Context, block: Lines) -> None:
    """Takes what a paragraph says."""
    context.block += 1
    lines = [line for line in _with_definitions(block.lines) if not line.is_endless]
    subject = subject_of(context, block.section, pairs_of(Item(line) for line in lines))
    for line in lines:
        if line:
            _read_line(context, block, line, subject)


def _with_definitions(lines: tuple[Words, ...]) -> Iterator[Words]:
    """`Term` above `: its definition` is one line."""
    term: Words | None = None
    for line in lines:
        if line.text.startswith(": ") and term is not None:
            yield Words(f"{term.text}: {line.text[2:]}", line.line, line.links)
            continue
        if term is not None:
            yield term
            term = None
        term = line
    if term is not None:
        yield term


def _read_line(context: Context, block: Lines, line: Words, subject: Mention | None) -> None:
    setting = context.setting(block.section)
    if setting.refused or setting.other_ports:
        return  # what it speaks of is reported with all other numbers
    pair = key_of(line)
    if pair and role_of(pair[0]) == "owner" and subject is None:
        context.found.owners.setdefault(context.page.file, (one_line(pair[1].text), context.at(line.line)))
        return
    if subject is not None and pair and role_of(pair[0]) not in ("other", "service"):
        take_key(context, subject, *pair)
        return
    if take_port_alone(context, block.section, line):
        return
    if "→" in plain(line.text) and read_drawn_line(context, block.section, line):
        return
    entry = entry_of(line.text)
    if entry and entry.uses and not is_doubtful(entry, line.text) and _is_whole(line.text, entry.rest):
        if is_range(entry, setting):
            context.reserve(entry, line.line)
            return
        if role_of(entry.name) in _ROLES or entry.name.casefold() == "database":
            mention = context.from_entry(entry, line.line, "line", block.section, struck=line.struck)
            add_urls(context, mention, line)
            return
    if re.search(r"\d", line.text) and not (numbers_in(line.text) and take_sentence(context, setting, line)):
        take_spoken(context, block.section, line)


def _is_whole(text: str, rest: str) -> bool:
    """Whether a line is an entry and no sentence: short, and ended by its port or by a remark in brackets."""
    return len(text) <= 120 and len(rest.split()) <= 8 and not re.search(r"[.!?](?:\s|$)", text.rstrip("."))
