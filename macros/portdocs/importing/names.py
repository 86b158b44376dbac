"""What pages call things: whether two names mean one service, and the id that a name gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

from portdocs.scan.scaffold.entries import free_id

_GENERIC = frozenset(
    [
        "service",
        "services",
        "server",
        "app",
        "application",
        "the",
        "a",
        "an",
        "and",
        "of",
        "for",
        "on",
        "in",
        "to",
        "with",
        "via",
        "port",
        "ports",
        "interface",
        "backend",
        "main",
        "our",
        "new",
        "container",
        "instance",
        "host",
        "process",
        "daemon",
        "system",
        "default",
        "internal",
        "external",
        "web",
        "http",
        "https",
        "tcp",
        "udp",
        "ui",
    ]
)
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
            "i",
            "yi",
            "ye",
            "g",
        ],
        strict=True,
    )
)


@lru_cache(maxsize=200_000)
def key(name: str) -> str:
    """Equal for two spellings of one name."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())) or name.strip()


@lru_cache(maxsize=200_000)
def words(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    all_words = frozenset(key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).split())
    return all_words - _GENERIC or all_words


def share_words(one: str, other: str) -> bool:
    """Whether two names have a telling word in common."""
    return any(
        a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a)))
        for a in words(one)
        for b in words(other)
    )


def within(one: str, other: str) -> bool:
    """Whether all telling words of one name are in the other."""
    return words(one) <= words(other) or words(other) <= words(one)


class Ids:
    """Ids that are taken; a name that many have is numbered without a look at all of them."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self.last: dict[str, int] = {}

    def new(self, name: str, otherwise: str = "service") -> str:
        """An id for a name that is like none before."""
        return self.numbered(new_id(name, (), otherwise))

    def numbered(self, base: str) -> str:
        """An id that is like none before, out of one that may be taken."""
        number, id = self.last.get(base, 1), base
        while id in self.taken:
            number += 1
            id = f"{base}-{number}"
        self.last[base] = number
        self.taken.add(id)
        return id


def new_id(name: str, taken: Container[str], otherwise: str = "service") -> str:
    """An id out of a name, in Latin letters; another one where the name has none."""
    latin = "".join(_CYRILLIC.get(char, char) for char in name.lower()).replace("_", " ").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return free_id(plain if re.search(r"[a-z0-9]", plain) else otherwise, taken)
