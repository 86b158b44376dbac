"""What the lines below a heading are about: the service in the heading, or the heading where a key gives a port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from macros.importing.columns import role_of
from macros.importing.context import Context
from macros.importing.entries import bare, is_name
from macros.importing.found import Mention
from macros.importing.pages import Item, Section, Words
from macros.importing.ports import understand

Pairs: TypeAlias = Sequence[tuple[str, Words]]
"""Keys and values, such as `Bind: 127.0.0.1`."""

_KEY = re.compile(r"^(?P<key>[^:：\n]{1,40}?)\s*[:：]\s*(?P<value>.+)$", re.DOTALL)


def key_of(words: Words) -> tuple[str, Words] | None:
    """The key and the value of a line."""
    match = _KEY.match(words.text)
    if not match or match["value"].startswith("//"):
        return None
    return bare(match["key"]), Words(match["value"].strip(), words.line, words.links)


def pairs_of(items: Iterable[Item]) -> Pairs:
    """The keys and values among items."""
    return [pair for item in items if (pair := key_of(item.words))]


def subject_of(context: Context, section: Section, pairs: Pairs) -> Mention | None:
    """The service that a section is about."""
    if context.subjects.get(section.line) is None:
        context.subjects[section.line] = _named_by_heading(context, section, pairs)
    return context.subjects[section.line]


def _named_by_heading(context: Context, section: Section, pairs: Pairs) -> Mention | None:
    setting = context.setting(section)
    if not section.title or setting.refused or setting.other_ports or section is context.page.title:
        return None
    name = re.sub(r"\bports?\b", "", bare(section.title), flags=re.IGNORECASE).strip(" :-")
    return context.mention(name, section.line, "section", section) if have_port(pairs) and is_name(name) else None


def have_port(pairs: Pairs) -> bool:
    """Whether one key, and no more, gives a port: several are of several services."""
    keys = [role_of(key) for key, value in pairs if understand(value.text).uses]
    return keys.count("port") == 1 or (not keys.count("port") and keys.count("inside") == 1)
