"""Tests of texts: whether one is a name, ports, a status, a protocol, a bind, a machine or a public URL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from portdocs.importing import words
from portdocs.importing.grid import Page
from portdocs.importing.ports import IPV4, transports_in, uses
from portdocs.registry.addresses import parse_bind

_ENDS = " \t:：=@→|–—-.,;*#<>/\\"
_CUT = re.compile(r"\s*[(（]|\s+[–—-]\s+|;\s|\.\s|[:：]\s|：|,\s|，")
_ANY = re.compile(
    r"(?:.*\b(?:all|any|alle|todas|todos|все)\b(?: network)? (?:inter|schnitt|интер)\w+.*|any|all|所有|全部|모든)", re.I
)
_LOOPBACK = re.compile(r"(?<!\w)(?:localhost|loopback|local only)(?!\w)", re.I)
ADDRESS = re.compile(rf"(?<![\w.:/])(?:{IPV4}|[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f]*|\*)(?![\w.]|/[0-9])")
_DOMAIN = re.compile(r"(?:https?://)?(?:\*\.)?[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?(?:/\S*)?", re.I)
_PRIVATE = re.compile(
    r"\.(?:local|lan|home|internal|localhost)(?=[:/]|$)"
    r"|\.(?:md|ya?ml|json|conf|service|socket|js|ts|py|sh|bat|cmd|ps1|exe|jar|go|rs|java|env|toml|txt|html|log)(?::\d+)?$",
    re.I,
)
MACHINE = re.compile(
    rf".*[(\s]{IPV4}\b.*|\s*(?:{words.ENVIRONMENTS.pattern})\s*|(?!port|eth)[a-z][a-z-]+[0-9]{{1,3}}(?:\.[\w.-]+)?",
    re.I,
)
"""The title of a column that looks like a machine or an environment: `web01`, `db (10.0.0.6)`."""
_TRANSPORT = re.compile(r"(?<![a-z])(?:(?:tcp|udp|quic)[46]?|and|or|both|und|y|e|et|и)(?![a-z])", re.I)
_END = re.compile(r"\s*[,;(（]|\s(?=\S*\d)")
HEALTH = re.compile(r"(?:https?://[^/\s]+|(?<![\w./:]))(/(?:[A-Za-z0-9_.~%/?=&+-]*[A-Za-z0-9_~%/=&+-])?)")
"""The path of a health check, alone or in a URL."""


def is_empty(text: str) -> bool:
    """True for a cell that says nothing, such as a dash."""
    return words.EMPTY.fullmatch(text) is not None


def has_letter(text: str) -> bool:
    """True if a text has a letter of any script."""
    return re.search(r"[^\W\d_]", text) is not None


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """Equal for two spellings of one name."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name.strip()


@lru_cache(maxsize=200_000)
def telling_words(name: str) -> frozenset[str]:
    """The words that tell a name from others."""
    return frozenset(words.SHARED.sub(" ", key(name)).split() or key(name).split())


def are_alike(one: str, other: str) -> bool:
    """True if two names share a telling word, or one of five letters or more starts with the other."""
    pairs = ((a, b) for a in telling_words(one) for b in telling_words(other))
    return any(a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a))) for a, b in pairs)


def is_name(text: str) -> bool:
    """True for some words with a letter, and no path or URL."""
    return has_letter(text) and len(text.split()) <= 8 and not re.match(r"[~.]*/|\w+://", text)


def is_field(name: str, *others: re.Pattern[str]) -> bool:
    """True for `Host port`, `Default`: words for a port, not for what listens on it; `others` are more such words."""
    for pattern in (*others, words.PORT, words.OUTSIDE, words.INSIDE, words.DEFAULT):
        name = pattern.sub(" ", name)
    return not has_letter(name)


def is_generic(name: str) -> bool:
    """True for headings such as `Used ports`, which name no service."""
    return is_field(name, words.RANGE, words.RESERVED, words.NOISE)


def cut(text: str) -> tuple[str, str]:
    """The name at the start of a text, and what follows it."""
    text = re.sub(r"^(?:used by|for|the|is)\s+", "", text.strip(_ENDS + "()（）[]"), flags=re.I)
    match = _CUT.search(text)
    end = match.start() if match else len(text)
    return text[:end].strip(_ENDS), text[end:].strip(" :：;.,，–—-")


def is_ports(cell: str) -> bool:
    """True if a cell begins with ports, or with words that say which ports they are."""
    first = next((one for one in uses(cell) if one.ports or one.problem), None)
    return first is not None and is_field(cell[: first.start], words.PROTOCOL_WORDS)


def status_of(text: str) -> str | None:
    """The status that a text is, up to a comma, bracket or date: one of the registry's, `free`, or None."""
    first = _END.split(text.strip(), maxsplit=1)[0]
    bare = " ".join(re.sub(r"[^\w\s'/-]", " ", first).split()) or first
    return next((name for name, pattern in words.STATUS.items() if pattern.fullmatch(bare)), None)


def protocol_of(text: str) -> tuple[tuple[str, ...], str]:
    """The transports that a cell names, and what else it says about the protocol."""
    rest = " ".join(_TRANSPORT.sub(" ", text).split()).strip(" /+,&|-:;()")
    return transports_in(text), "" if is_empty(rest) else rest.lower() if rest.lower() in words.PROTOCOLS else rest


def is_mark(text: str) -> bool:
    """True for a sign or letter that says yes or no: `x`, `✓`, `❌`."""
    return len(text.strip("\ufe0f ")) == 1 and not text.isdecimal()


def is_protocol(text: str) -> bool:
    """True if every word of a text is a protocol or transport."""
    parts = re.findall(r"[^\s/,+&()]+", text.lower())
    return bool(parts) and words.PROTOCOLS.issuperset({*parts} - {"tcp", "udp"})


def bind_of(text: str) -> str | None:
    """The address that a text says a service binds; None if it says something else."""
    for address in ADDRESS.findall(text):
        with suppress(ValueError):
            return parse_bind(address.lower())
    return "127.0.0.1" if _LOOPBACK.search(text) else "*" if _ANY.fullmatch(text.strip()) else None


def is_bind(text: str) -> bool:
    """True for an address that means this machine, or all of its interfaces."""
    return len(text) <= 40 and bind_of(text) in ("*", "0.0.0.0", "::", "127.0.0.1", "::1")


def is_public_name(text: str) -> bool:
    """True for a domain or a URL of one, such as `shop.example.org`."""
    bare = text.strip("`<> ")
    return bool(_DOMAIN.fullmatch(bare)) and not _PRIVATE.search(bare)


def machine_addresses(page: Page) -> Iterator[tuple[str, str]]:
    """The machines in the tables of a page with their addresses."""
    for row in (row for grid in page.grids if grid.kind == "table" for row in grid.rows):
        name, *others = (cell.text.strip("` ") for cell in row.cells[:3])
        if is_name(name):
            yield from ((name, text) for text in others if re.fullmatch(IPV4, text) and not is_bind(text))
