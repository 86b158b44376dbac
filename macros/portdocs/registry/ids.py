"""The ids of entries, and references to a service by its id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ID_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
_ID = re.compile(ID_PATTERN)
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g ss"
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґß", re.findall(r"\S+", _LATIN), strict=True))


def parse_id(text: str) -> str:
    """An id: at most 63 lowercase letters, digits and hyphens, no hyphen at either end. Raises ValueError."""
    if not _ID.fullmatch(text):
        hint = f"; write `{fixed}`" if (fixed := slug(text)) else ""
        raise ValueError(f"`{text[:80]}` is not an id, expected lowercase letters, digits and hyphens{hint}")
    return text


def slug(name: str, longest: int = 63) -> str:
    """A name in the letters of an id: `Größe (neu)` is `grosse-neu`; empty without Latin and Cyrillic ones."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")


class Ids:
    """Ids that are taken."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = dict.fromkeys(taken, 1)

    def new(self, name: str, otherwise: str = "service") -> str:
        """Take an id for a name, numbered if another has it; `otherwise` is for a name without a slug."""
        base = id = slug(name, 50) or otherwise
        while id in self._taken:
            self._taken[base] += 1
            id = f"{base}-{self._taken[base]}"
        self._taken[id] = 1
        return id


@dataclass(frozen=True, slots=True)
class ServiceReference:
    """The `to` of an endpoint: a service, and optionally the name or port of one of its listeners."""

    service: str
    listener: str | None = None

    def __str__(self) -> str:
        return f"{self.service}:{self.listener}" if self.listener else self.service


def parse_service_reference(text: str) -> ServiceReference:
    """A reference from text: `service`, `service:name` or `service:port`. Raises ValueError."""
    service, colon, listener = text.partition(":")
    parse_id(service)
    if colon and not listener:
        raise ValueError(f"`{text}` has no listener, expected service:name or service:port; remove the colon")
    return ServiceReference(service, listener or None)
