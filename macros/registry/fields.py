"""The kinds of values that entries of the registry have, as pydantic types with messages for people."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from macros.registry.addresses import parse_address, parse_bind
from macros.registry.findings import Place
from macros.registry.located import ORIGIN, Origin
from macros.registry.ports import Ports, parse_port, parse_ports
from macros.registry.urls import Target, Url, parse_target, parse_url

T = TypeVar("T")

ID_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
_ID = re.compile(ID_PATTERN)


def complaint(message: str) -> PydanticCustomError:
    """The error that a field raises; its message reaches the user as it is."""
    return PydanticCustomError("invalid_value", "{message}", {"message": message})


def _from_text(parse: Callable[[str], T]) -> PlainValidator:
    """Parses a scalar; ValueError becomes the field's error."""

    def validate(value: Any) -> T:
        if not isinstance(value, str):
            raise complaint(f"expected text, found {kind_of(value)}; write one value")
        try:
            return parse(value)
        except ValueError as error:
            raise complaint(str(error)) from None

    return PlainValidator(validate)


def kind_of(value: object) -> str:
    """What a value is, for a message."""
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else "nothing" if value is None else f"`{str(value)[:60]}`"


def parse_id(text: str) -> str:
    """An id: lowercase letters, digits and hyphens, at most 63, no hyphen at either end."""
    if not _ID.fullmatch(text):
        fixed = re.sub(r"[^a-z0-9]+", "-", text.lower())[:63].strip("-")
        hint = f"; write `{fixed}`" if fixed else ""
        raise ValueError(f"`{text[:80]}` is not an id, expected lowercase letters, digits and hyphens{hint}")
    return text


def _parse_date(text: str) -> datetime.date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text[:40]}` is not a date, expected year-month-day such as 2026-01-31") from None


def _parse_switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"`{text[:40]}` is neither true nor false; write one of them")
    return text == "true"


def _parse_health(text: str) -> str:
    if text != "tcp" and not re.fullmatch(r"/\S*|\$ .+", text):
        raise ValueError(f"`{text[:80]}` is no health check, expected a path such as /health, `tcp` or `$ command`")
    return text


def _parse_link(text: str) -> str:
    url = parse_url(text)
    if not url.href:
        raise ValueError(f"`{text[:80]}` is not a link, expected an http or https URL")
    return url.text


def _parse_absolute(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError(f"`{text[:80]}` is not a full path, expected one that starts with `/`")
    return text


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports that a firewall lets through; without a transport, for both."""

    ports: Ports
    transport: str | None = None

    def __str__(self) -> str:
        return f"{self.ports}/{self.transport}" if self.transport else str(self.ports)


def _parse_opening(text: str) -> Opening:
    ports, slash, transport = text.partition("/")
    if slash and transport not in ("tcp", "udp"):
        raise ValueError(f"`{text[:40]}` opens nothing known, expected a port, a range, or one with /tcp or /udp")
    return Opening(parse_ports(ports), transport or None)


@dataclass(frozen=True, slots=True)
class Goal:
    """Where an endpoint leads: a service, and which of its listeners (a name or a port) where it says so."""

    service: str
    listener: str | None = None

    def __str__(self) -> str:
        return f"{self.service}:{self.listener}" if self.listener else self.service


def _parse_goal(text: str) -> Goal:
    service, colon, listener = text.partition(":")
    parse_id(service)
    if colon and not listener:
        raise ValueError(f"`{text}` names no listener, expected service:name or service:port; remove the colon")
    return Goal(service, listener or None)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that the team knows of and accepts, and why."""

    check: str
    reason: str
    place: Place


def _read_acceptances(value: Any) -> tuple[Acceptance, ...]:
    if not isinstance(value, dict):
        raise complaint(f"expected `check-id: reason`, found {kind_of(value)}")
    origin: Origin = value[ORIGIN]
    accepted = []
    for check, reason in value.items():
        if check == ORIGIN:
            continue
        if not isinstance(reason, str) or not reason.strip():
            raise complaint(f"`{check}` is accepted without a reason; write why behind it")
        accepted.append(Acceptance(check, reason, origin.key_place(check)))
    return tuple(accepted)


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _without_origin(value: Any) -> Any:
    return {k: v for k, v in value.items() if k != ORIGIN} if isinstance(value, dict) else value


Text = Annotated[str, StringConstraints(min_length=1)]
Id = Annotated[str, _from_text(parse_id), WithJsonSchema({"type": "string", "pattern": ID_PATTERN})]
OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_listed), Field(min_length=1)]
TextMap = Annotated[dict[Text, Text], BeforeValidator(_without_origin)]

PortsField = Annotated[
    Ports,
    _from_text(parse_ports),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 65535},
                {"type": "string", "pattern": "^[1-9][0-9]{0,4}( *- *[1-9][0-9]{0,4})?$"},
            ]
        }
    ),
]
PortField = Annotated[int, _from_text(parse_port), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 65535})]
BindField = Annotated[str, _from_text(parse_bind), WithJsonSchema({"type": "string"})]
UrlField = Annotated[Url, _from_text(parse_url), WithJsonSchema({"type": "string", "format": "uri"})]
LinkField = Annotated[str, _from_text(_parse_link), WithJsonSchema({"type": "string", "format": "uri"})]
TargetField = Annotated[Target, _from_text(parse_target), WithJsonSchema({"type": "string"})]
GoalField = Annotated[Goal, _from_text(_parse_goal), WithJsonSchema({"type": "string"})]
OpeningField = Annotated[
    Opening, _from_text(_parse_opening), WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "maximum": 65535})
]
DateField = Annotated[datetime.date, _from_text(_parse_date), WithJsonSchema({"type": "string", "format": "date"})]
SwitchField = Annotated[bool, _from_text(_parse_switch), WithJsonSchema({"type": "boolean"})]
HealthField = Annotated[
    str, _from_text(_parse_health), WithJsonSchema({"type": "string", "pattern": r"^(tcp|/\S*|\$ .+)$"})
]
SocketField = Annotated[str, _from_text(_parse_absolute), WithJsonSchema({"type": "string", "pattern": "^/"})]
AddressField = Annotated[str, _from_text(parse_address), WithJsonSchema({"type": "string"})]
Acceptances = Annotated[
    tuple[Acceptance, ...],
    PlainValidator(_read_acceptances),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}),
]
LinkMap = Annotated[dict[Text, LinkField], BeforeValidator(_without_origin)]
