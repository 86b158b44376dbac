"""What the columns of a table mean, by the words of their headings and, where these say nothing, by what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from macros.importing.pages import Words
from macros.importing.ports import plain, understand
from macros.importing.words.column_words import EXACT, WITHIN
from macros.importing.words.port_words import (
    CONTAINER_WORD,
    DEFAULT_WORD,
    EMPTY,
    HOST_WORD,
    NOT_NETWORK,
    PORT_WORD,
    PROTOCOLS,
)

_ENVIRONMENTS = frozenset(
    [
        "dev",
        "development",
        "staging",
        "stage",
        "prod",
        "production",
        "test",
        "testing",
        "local",
        "qa",
        "uat",
        "demo",
        "preview",
        "live",
    ]
)
_DECORATION = re.compile(r"[^\w\s/&#°№%.\-?()→:+*]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place in the row, what it means, and its heading."""

    index: int
    role: str
    """One of the roles of `column_words`, `port`, `inside` (a port in a container), `other_port` (not the one in use),
    or `other`."""
    title: str
    name: str = ""
    """What all ports of the column are called: the protocol or the environment that the heading names."""


def columns(header: Sequence[Words], rows: Sequence[Sequence[Words]], *, about_ports: bool) -> list[Column]:
    """The columns of a table. `about_ports` says that headings around it speak of ports."""
    found = [Column(index, role_of(cell.text), cell.text) for index, cell in enumerate(header)]
    found = [_protocol_column(one, rows) if one.role == "other" else one for one in found]
    if not any(one.role in ("port", "inside", "range") for one in found):
        found = list(_environments(found, rows)) if about_ports else found
    found = list(_other_ports(found))
    if any(one.role in ("port", "inside") for one in found):  # beside a port, a range is the one that it lies in
        found = [Column(one.index, "other", one.title) if one.role == "range" else one for one in found]
    return list(_only_one_service(found))


@lru_cache(maxsize=10_000)
def role_of(heading: str) -> str:
    """What a heading means; `other` where it is no word that is known."""
    text = " ".join(_DECORATION.sub(" ", plain(heading).replace("→", " → ")).casefold().split()).strip(" :*")
    if not text or NOT_NETWORK.search(text):
        return EXACT.get(text, "other")
    if EXACT.get(text) and not PORT_WORD.search(text):
        return EXACT[text]
    if EXACT.get(text) in ("range", "protocol"):
        return EXACT[text]
    if PORT_WORD.search(text):
        return _port_role(text)
    bare = re.sub(r"\([^()]*\)", " ", text).strip()
    if bare != text and bare:
        return role_of(bare)
    for part in re.split(r"\s*(?:/|&|,| or | and | - )\s*", text):
        if EXACT.get(part):
            return EXACT[part]
    return next((role for word, role in WITHIN if _stands_in(word, text)), "other")


def _stands_in(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}", text))


def _port_role(text: str) -> str:
    if "→" in text or ("(" in text and CONTAINER_WORD.search(text) and HOST_WORD.search(text)):
        return "port"  # `Ports (ext → int)`: each cell has both
    if re.search(r"(?<!\w)(?:name|range|count|type|status|state|owner|speed)(?!\w)", text):
        return {"name": "service", "range": "range", "type": "protocol", "status": "status", "state": "status"}.get(
            text.split()[-1], "range" if "range" in text else "other"
        )
    if CONTAINER_WORD.search(text) and not HOST_WORD.search(text):
        return "inside"
    if DEFAULT_WORD.search(text):
        return "other_port"
    return "port"


def _protocol_column(one: Column, rows: Sequence[Sequence[Words]]) -> Column:
    """A column headed by a protocol, such as gRPC, with a port in each cell."""
    title = one.title.strip().casefold()
    if (title in PROTOCOLS or title in ("tcp", "udp", "metrics", "admin", "p2p", "rpc")) and _are_ports(
        one.index, rows
    ):
        return Column(one.index, "port", one.title, one.title.strip())
    return one


def _environments(found: Sequence[Column], rows: Sequence[Sequence[Words]]) -> Iterator[Column]:
    """Columns such as Development and Production with a port in each cell."""
    for one in found:
        if one.title.strip().casefold() in _ENVIRONMENTS and _are_ports(one.index, rows):
            yield Column(one.index, "port", one.title, one.title.strip())
        else:
            yield one


def _are_ports(index: int, rows: Sequence[Sequence[Words]]) -> bool:
    cells = [row[index].text for row in rows[:200] if index < len(row) and not is_empty(row[index].text)]
    ports = [
        cell for cell in cells if understand(cell).uses and re.fullmatch(r"[\W\d_]*(?:tcp|udp)?[\W\d_]*", cell, re.I)
    ]
    return bool(cells) and len(ports) >= 0.6 * len(cells)


def _other_ports(found: Sequence[Column]) -> Iterator[Column]:
    """`Default port` is the port where no other column has one, and is another one where one has."""
    has_port = any(one.role == "port" for one in found)
    for one in found:
        yield one if one.role != "other_port" or has_port else Column(one.index, "port", one.title, one.name)


def _only_one_service(found: Sequence[Column]) -> Iterator[Column]:
    """The first column that names services; a second one says more of them."""
    seen: set[str] = set()
    has_service = any(one.role in ("service", "container") for one in found)
    for one in found:
        role = one.role
        if (
            role == "host"
            and not has_service
            and not any(o.role in ("container", "purpose", "description") for o in found)
        ):
            role = "service"
        if role == "project":
            role = "suite" if has_service else "service"
        if role in ("service", "status", "host", "container", "owner", "domain", "target") and role in seen:
            role = "description" if role == "service" and "description" not in seen else "other"
        seen.add(role)
        yield Column(one.index, role, one.title, one.name)


def is_empty(text: str) -> bool:
    """Whether a cell says nothing."""
    return bool(EMPTY.fullmatch(text.strip()))
