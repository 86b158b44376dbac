"""What the columns of a table mean, by the words of their headings and, where these say nothing, by what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from portdocs.importing.pages import Words
from portdocs.importing.ports import plain, understand
from portdocs.importing.words.column_words import EXACT, WITHIN
from portdocs.importing.words.port_words import (
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
_IN_CONTAINER = re.compile(r"contain|docker|pod|容器|コンテナ|컨테이너|контейнер|conten|contêiner", re.IGNORECASE)
_NAMES_PROGRAMS = re.compile(
    r"process(?:es)?|executable|binary|proceso|processo|processus|prozess|процесс|进程|プロセス|프로세스", re.I
)
"""What a program is called: it names the service in a table where nothing else does."""
_NAMES = ("container", "project", "purpose", "description")
"""What names a service where no column is headed so."""
_ROUTE = re.compile(r"/(?!(?:etc|opt|var|usr|home|srv|root|data|mnt|lib|run|tmp|app|Users|Library)/)[\w{}:*/-]*")
_ONLY_PORTS = re.compile(r"[\W\d_]*(?:[a-z0-9]{2,5})?[\W\d_]*", re.IGNORECASE)
_SIDES = frozenset({"tcp", "udp", "metrics", "admin", "p2p", "rpc", "health"})
_WITHIN = [(re.compile(rf"(?<![a-z]){re.escape(word)}"), role) for word, role in WITHIN]
_ANY_WITHIN = re.compile(rf"(?<![a-z])(?:{'|'.join(re.escape(word) for word, _ in WITHIN)})")
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
    found = [replace(one, role="other") if _has_routes(one, rows) else one for one in found]
    found = list(_published(found, rows))
    found = [_protocol_column(one, rows) if one.role in ("other", "health") else one for one in found]
    if sum(one.role == "port" for one in found) > 1:
        found = [_one_more(one, rows) for one in found]
    found = [Column(one.index, "port", one.title) if _has_single_ports(one, found, rows) else one for one in found]
    if not any(one.role in ("port", "inside", "range") for one in found):
        found = list(_environments(found, rows)) if about_ports else found
    found = list(_other_ports(found))
    if any(one.role in ("port", "inside") for one in found):  # beside a port, a range is the one that it lies in
        found = [Column(one.index, "other", one.title) if one.role == "range" else one for one in found]
    return list(_only_one_service(list(_told_apart(found))))


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
    parts = [EXACT[part] for part in re.split(r"\s*(?:/|&|,| or | and | - )\s*", text) if part in EXACT]
    if parts:
        return "service" if "service" in parts else parts[0]
    return next((role for word, role in _WITHIN if word.search(text)), "other") if _ANY_WITHIN.search(text) else "other"


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
    """A column headed by a protocol, such as gRPC or `Container HTTP`, with a port in each cell."""
    title = one.title.strip().casefold()
    bare = " ".join(HOST_WORD.sub(" ", CONTAINER_WORD.sub(" ", title)).split()).strip(" ()-:/")
    is_protocol = bare in PROTOCOLS or bare in _SIDES or any(bare.startswith(f"{name} ") for name in PROTOCOLS)
    if is_protocol and are_ports(one.index, rows):
        is_inside = CONTAINER_WORD.search(title) and not HOST_WORD.search(title)
        return Column(
            one.index, "inside" if is_inside else "port", one.title, bare if bare != title else one.title.strip()
        )
    return one


def _one_more(one: Column, rows: Sequence[Sequence[Words]]) -> Column:
    """Beside several columns of ports one that holds nothing else is one more, whatever it is called."""
    if one.role in ("other", "target", "health") and are_ports(one.index, rows):
        return Column(one.index, "port", one.title, one.title.strip())
    return one


def _has_single_ports(one: Column, found: Sequence[Column], rows: Sequence[Sequence[Words]]) -> bool:
    """Whether a `Port range` beside names holds single ports for the most part."""
    if one.role != "range" or any(other.role in ("port", "inside") for other in found):
        return False
    texts = [row[one.index].text for row in rows[:200] if one.index < len(row)]
    texts = [plain(text) for text in texts if not is_empty(text)]
    return sum(bool(re.fullmatch(r"\W*[0-9]{1,5}\W*", text)) for text in texts) * 2 > len(texts)


def _has_routes(one: Column, rows: Sequence[Sequence[Words]]) -> bool:
    """Whether a column of paths, or of projects, holds those of URLs, such as `/api/users`, and no files."""
    if one.role not in ("config", "project"):
        return False
    texts = [row[one.index].text for row in rows[:200] if one.index < len(row) and not is_empty(row[one.index].text)]
    return bool(texts) and sum(bool(_ROUTE.fullmatch(text)) for text in texts) * 2 > len(texts)


def _published(found: Sequence[Column], rows: Sequence[Sequence[Words]]) -> Iterator[Column]:
    """`Published` with ports in it is a column of ports; a target beside it that has nothing else is inside."""
    held = {one.index for one in found if one.role == "other" and HOST_WORD.fullmatch(one.title.strip())}
    held = {index for index in held if are_ports(index, rows)}
    for one in found:
        if one.index in held:
            yield Column(one.index, "port", one.title)
        elif held and one.role == "target" and are_ports(one.index, rows):
            yield Column(one.index, "inside", one.title)
        else:
            yield one


def _environments(found: Sequence[Column], rows: Sequence[Sequence[Words]]) -> Iterator[Column]:
    """Columns such as Development and Production with a port in each cell."""
    for one in found:
        if one.title.strip().casefold() in _ENVIRONMENTS and are_ports(one.index, rows):
            yield Column(one.index, "port", one.title, one.title.strip())
        else:
            yield one


def are_ports(index: int, rows: Sequence[Sequence[Words]]) -> bool:
    """Whether a column holds ports and hardly anything else."""
    cells = [row[index].text for row in rows[:200] if index < len(row) and not is_empty(row[index].text)]
    ports = [
        cell
        for cell in cells
        if understand(cell).uses and re.fullmatch(r"[\W\d_]*(?:[a-z0-9]{2,5})?[\W\d_]*", cell, re.I)
    ]
    return bool(cells) and len(ports) >= 0.6 * len(cells)


def _told_apart(found: Sequence[Column]) -> Iterator[Column]:
    """Several columns of ports, `HTTP port` and `Public port`: their headings say which is which."""
    several = sum(one.role == "port" for one in found) > 1
    for one in found:
        # Beside several others an internal port is one more of them; the one in a container says so.
        is_port = one.role == "port" or (one.role == "inside" and not _IN_CONTAINER.search(one.title))
        if several and is_port and not one.name:
            title = " ".join(re.sub(r"\(\s*\)", " ", PORT_WORD.sub(" ", one.title)).split()).strip(" -:")
            yield Column(one.index, "port", one.title, "" if HOST_WORD.fullmatch(title) else title)
        else:
            yield one


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
        if role == "host" and not has_service and "service" not in seen and not any(o.role in _NAMES for o in found):
            role = "service"
        if role == "owner" and not has_service and not any(o.role in _NAMES for o in found):
            role = "service"
        if role == "runtime" and _NAMES_PROGRAMS.fullmatch(one.title.strip()) and not has_service:
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
