"""What the lines below a heading are about: the service in the heading, or the heading where a key gives a port."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from portdocs.importing.columns import role_of
from portdocs.importing.context import Context
from portdocs.importing.entries import bare, is_about_ports, is_name
from portdocs.importing.found import Mention
from portdocs.importing.pages import Item, Section, Words
from portdocs.importing.ports import plain, understand
from portdocs.importing.words.port_words import PORT_NAMES
from portdocs.importing.words.section_words import CHAPTERS

Pairs: TypeAlias = Sequence[tuple[str, Words]]
"""Keys and values, such as `Bind: 127.0.0.1`."""

_ALONE = re.compile(
    rf"(?:(?:tcp|udp)\s+)?{PORT_NAMES}\s*[:#=]?\s*`?[0-9]{{1,5}}(?:\s*(?:,|/|&|and)\s*[0-9]{{1,5}})*`?(?:\s*/?\s*\(?(?:tcp|udp)(?:\s*[/+&]\s*(?:tcp|udp))?\)?)?\.?",
    re.IGNORECASE,
)
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


def take_port_alone(context: Context, section: Section, words: Words) -> bool:
    """`Port 25`, which says no more, is of the service that the heading names."""
    text = plain(bare(words.text))
    if not _ALONE.fullmatch(text) or section is context.page.title:
        return False
    subject = context.subjects.get(section.line)
    if subject is None:
        name = bare(section.title)
        if not is_name(name) or is_about_ports(name) or role_of(name) != "other" or CHAPTERS.search(name):
            return False
        subject = context.subjects[section.line] = context.mention(name, section.line, "section", section)
    found = understand(text)
    subject.uses += [use for use in found.uses if not any(use.ports == one.ports for one in subject.uses)]
    for refused, why in found.refused:
        context.refuse(words.line, refused, why)
    return True


def have_port(pairs: Pairs) -> bool:
    """Whether one key, and no more, gives a port: several are of several services."""
    keys = [role_of(key) for key, value in pairs if understand(value.text).uses]
    return keys.count("port") == 1 or (not keys.count("port") and keys.count("inside") == 1)
