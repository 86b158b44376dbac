"""Names on pages: whether a text can be one, whether two mean the same service, and the id that a name gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from portdocs.importing.words import DEFAULT, EMPTY, INSIDE, NOISE, OUTSIDE, PORT, PROTOCOLS, RANGE, RESERVED, words_of

_ENDS = " \t:：=@→|–—-.,;*#<>/\\"
_NOT_TELLING = words_of(
    "service services server app application the a an and of for on in to with via port ports interface main our new"
    " container instance host process system default internal external web http https tcp udp ui"
)
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g"
_CYRILLIC = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ", re.findall(r"\S+", _LATIN), strict=True))
_VALUE = re.compile(r"(?:[a-z][a-z0-9+.-]*://|[~.]{0,2}/[\w.]|[\d.:*\s/-]+$)", re.I)
_CUT = re.compile(r"\s*[(（]|\s+[–—-]\s+|;\s|\.\s|[:：]\s|：|,\s|，")
_FIELD = (PORT, OUTSIDE, INSIDE, DEFAULT)


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


@lru_cache(maxsize=200_000)
def words(name: str) -> frozenset[str]:
    """The words that tell a name from others."""
    every = frozenset(key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).split())
    return every - _NOT_TELLING or every


def are_alike(one: str, other: str) -> bool:
    """True if two names share a telling word, or one of five letters or more starts with the other."""
    if key(one).replace(" ", "") == key(other).replace(" ", ""):
        return True
    pairs = ((a, b) for a in words(one) for b in words(other))
    return any(a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a))) for a, b in pairs)


@lru_cache(maxsize=50_000)
def is_name(text: str) -> bool:
    """True if a text can name a service and is not a protocol."""
    if not may_be_name(text):
        return False
    parts = re.findall(r"[^\s/,+&()]+", text.lower())
    return not all(part in PROTOCOLS or part in ("tcp", "udp", "yes", "no", "both", "and") for part in parts)


def may_be_name(text: str) -> bool:
    """True for some words with a letter, and no path, URL or number; a protocol is one, too."""
    return has_letter(text) and len(text) <= 70 and len(text.split()) <= 8 and not _VALUE.match(text)


def _has_more(name: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    for pattern in patterns:
        name = pattern.sub(" ", name)
    return has_letter(name)


@lru_cache(maxsize=50_000)
def is_generic(name: str) -> bool:
    """True for headings such as `Used ports`, which name no service."""
    return not _has_more(name, (*_FIELD, RANGE, RESERVED, NOISE))


def is_field(name: str, *others: re.Pattern[str]) -> bool:
    """True for `Host port`, `Default`: words for a port, not for what listens on it; `others` are more such words."""
    return not _has_more(name, (*others, *_FIELD))


def cut(text: str) -> tuple[str, str]:
    """The name at the start of a text, and what follows it."""
    text = re.sub(r"^(?:used by|for|the|is)\s+", "", text.strip(_ENDS + "()（）[]"), flags=re.I)
    match = _CUT.search(text)
    if not match or not match.start():
        return text.strip(_ENDS), ""
    return text[: match.start()].strip(_ENDS), text[match.start() :].strip(" :：;.,，–—-")


class Ids:
    """Ids that are taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = dict.fromkeys(taken, 1)

    def new(self, name: str, otherwise: str = "service") -> str:
        """An id for a name in Latin letters, numbered if it is taken; another one if the name has none."""
        latin = "".join(_CYRILLIC.get(char, char) for char in name.lower()).replace("_", " ").replace("ß", "ss")
        plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or otherwise
        id = base
        while id in self.taken:
            self.taken[base] += 1
            id = f"{base}-{self.taken[base]}"
        self.taken[id] = 1
        return id
