"""One name below the headings of several projects: the `Frontend` of each, with ports of its own, is one of a suite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.importing.entries import bare
from portdocs.importing.found import Found, Mention
from portdocs.importing.names import key, words
from portdocs.importing.pages import Section
from portdocs.importing.words.port_words import CONTAINER_WORD, HOST_WORD, PORT_WORD, PROTOCOLS
from portdocs.importing.words.section_words import PARTS, SIDES


@dataclass
class _Pair:
    """What two headings have in common."""

    apart: set[str] = field(default_factory=set)
    """Names whose ports differ."""
    same: set[str] = field(default_factory=set)
    """Names whose ports meet."""


def tell_projects_apart(found: Found) -> None:
    """Gives the services below headings that repeat names with other ports a suite each.

    Headings that name a side of services (`Metrics ports`, `Internal`) repeat the names too: they divide nothing.
    """
    named: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in found.mentions:
        if (
            mention.kind in ("table", "list", "section")
            and mention.uses
            and not {"suite", "host"} & mention.facts.keys()
        ):
            named[mention.at.file, key(mention.name)].append(mention)
    pairs: dict[tuple[str, int, int], _Pair] = defaultdict(_Pair)
    sections: dict[int, Section] = {}
    for (file, name), mentions in named.items():
        for other in mentions[1:]:
            parted = _parting(mentions[0].section, other.section)
            if parted:
                pair = pairs[file, parted[0].line, parted[1].line]
                sections |= {one.line: one for one in parted}
                (pair.apart if _ports(mentions[0]).isdisjoint(_ports(other)) else pair.same).add(name)
    projects: set[tuple[str, int]] = set()
    shared: set[str] = set()
    for (file, first, second), pair in pairs.items():
        if _divide(pair) and not any(_is_side(sections[line].title) for line in (first, second)):
            projects |= {(file, first), (file, second)}
            shared |= pair.same
    _put_below(found, projects, shared)


def _put_below(found: Found, projects: set[tuple[str, int]], shared: set[str]) -> None:
    if not projects:
        return
    for mention in found.mentions:
        if {"suite", "host"} & mention.facts.keys() or mention.section is None or key(mention.name) in shared:
            continue
        for section in mention.section.path():
            if (
                (mention.at.file, section.line) in projects
                and section.title
                and key(section.title) != key(mention.name)
            ):
                mention.facts["suite"] = bare(section.title)


def _divide(pair: _Pair) -> bool:
    apart = pair.apart - pair.same
    return len(apart) > len(pair.same) and (len(apart) >= 2 or any(words(name) & PARTS for name in apart))


def _is_side(title: str) -> bool:
    return bool(
        PORT_WORD.search(title)
        or CONTAINER_WORD.search(title)
        or HOST_WORD.search(title)
        or SIDES.search(title)
        or any(word in PROTOCOLS for word in re.split(r"[^\w+-]+", title.casefold()))
    )


def _parting(one: Section | None, other: Section | None) -> tuple[Section, Section] | None:
    """Where the ways to two sections part: two headings below one; None where one is within the other."""
    first, second = _way(one), _way(other)
    for a, b in zip(first, second, strict=False):
        if a is not b:
            return (a, b) if a.level == b.level and a.title and b.title else None
    return None


def _way(section: Section | None) -> list[Section]:
    return list(section.path())[::-1] if section else []


def _ports(mention: Mention) -> set[int]:
    return set(_numbers(mention))


def _numbers(mention: Mention) -> Iterator[int]:
    for use in mention.uses:
        for run in (use.ports, use.inside):
            if run:
                yield from (run.first, run.last)
