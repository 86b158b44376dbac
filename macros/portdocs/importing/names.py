"""Names on pages: whether a text can be one, and whether two mean the same service."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from portdocs.importing.words import DEFAULT, EMPTY, INSIDE, NOISE, OUTSIDE, PORT, RANGE, RESERVED, SHARED

_ENDS = " \t:：=@→|–—-.,;*#<>/\\"
_VALUE = re.compile(r"(?:[a-z][a-z0-9+.-]*://|[~.]{0,2}/[\w.]|[\d.:*\s/-]+$)", re.I)
_CUT = re.compile(r"\s*[(（]|\s+[–—-]\s+|;\s|\.\s|[:：]\s|：|,\s|，")


def is_empty(text: str) -> bool:
    """True for a cell that says nothing, such as a dash."""
    return EMPTY.fullmatch(text) is not None


def has_letter(text: str) -> bool:
    """True if a text has a letter of any script."""
    return re.search(r"[^\W\d_]", text) is not None


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """Equal for two spellings of one name."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name.strip()


def words(name: str) -> frozenset[str]:
    """The words that tell a name from others."""
    return frozenset(SHARED.sub(" ", key(name)).split() or key(name).split())


def are_alike(one: str, other: str) -> bool:
    """True if two names share a telling word, or one of five letters or more starts with the other."""
    if key(one).replace(" ", "") == key(other).replace(" ", ""):
        return True
    pairs = ((a, b) for a in words(one) for b in words(other))
    return any(a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a))) for a, b in pairs)


def is_name(text: str) -> bool:
    """True for some words with a letter, and no path, URL or number."""
    return has_letter(text) and len(text.split()) <= 8 and not _VALUE.match(text)


def is_field(name: str, *others: re.Pattern[str]) -> bool:
    """True for `Host port`, `Default`: words for a port, not for what listens on it; `others` are more such words."""
    for pattern in (*others, PORT, OUTSIDE, INSIDE, DEFAULT):
        name = pattern.sub(" ", name)
    return not has_letter(name)


def is_generic(name: str) -> bool:
    """True for headings such as `Used ports`, which name no service."""
    return is_field(name, RANGE, RESERVED, NOISE)


def cut(text: str) -> tuple[str, str]:
    """The name at the start of a text, and what follows it."""
    text = re.sub(r"^(?:used by|for|the|is)\s+", "", text.strip(_ENDS + "()（）[]"), flags=re.I)
    match = _CUT.search(text)
    if not match or not match.start():
        return text.strip(_ENDS), ""
    return text[: match.start()].strip(_ENDS), text[match.start() :].strip(" :：;.,，–—-")
