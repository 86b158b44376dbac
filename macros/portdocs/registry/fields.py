"""The types of the model's fields: each parses text, with an error message for people and a JSON Schema."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, StringConstraints, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from portdocs.registry.addresses import parse_address, parse_bind
from portdocs.registry.findings import Acceptance
from portdocs.registry.ids import ID_PATTERN, ServiceReference, parse_id, parse_service_reference
from portdocs.registry.openings import INTERNET, Opening, parse_opening
from portdocs.registry.ports import Ports, parse_port, parse_ports
from portdocs.registry.socket_pattern import Pattern, parse_pattern
from portdocs.registry.source_map import Origin, SourceMap
from portdocs.registry.suggest import did_you_mean
from portdocs.registry.urls import Target, Url, parse_target, parse_url

T = TypeVar("T")

_COMPOSE = r"([a-z0-9][a-z0-9_-]*/)?[A-Za-z0-9._-]+"
"""A service of a compose file, with or without its project (compose-spec, "services" and "name")."""


def complaint(message: str) -> PydanticCustomError:
    """The error that a field raises; users see its message unchanged."""
    return PydanticCustomError("invalid_value", "{message}", {"message": message})


@dataclass(frozen=True, slots=True)
class _Parser:
    """Validates a field with a function. `PlainValidator` does the same, but also builds a serializer for each class,
    which takes a tenth of the time of a short command."""

    parse: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.parse)


class _Instance:
    """Accepts an instance of the field's class; pydantic would also build a schema to create one."""

    def __get_pydantic_core_schema__(self, source: type[Any], handler: Any) -> CoreSchema:
        return core_schema.is_instance_schema(source)


def _from_text(parse: Callable[[str], T]) -> _Parser:
    """Parses a scalar; a ValueError becomes the field's error."""

    def read(value: Any) -> T:
        if not isinstance(value, str):
            raise complaint(f"expected text, found {kind_of(value)}; write one value")
        try:
            return parse(value)
        except ValueError as error:
            raise complaint(str(error)) from None

    return _Parser(read)


def kind_of(value: object) -> str:
    """A value in a message: short text as it is, else its kind."""
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else "nothing" if value is None else f"`{str(value)[:60]}`"


def _parse_date(text: str) -> datetime.date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            raise ValueError
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text[:40]}` is not a date, expected year-month-day such as 2026-01-31") from None


def _parse_switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"`{text[:40]}` is not true or false; write one of them")
    return text == "true"


def _text_like(pattern: str, problem: str) -> Callable[[str], str]:
    """A parser of text that matches a pattern."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"`{text[:80]}` is not {problem}")
        return text

    return parse


_parse_health = _text_like(r"tcp|/\S*|\$ .+", "a health check, expected a path such as /health, `tcp` or `$ command`")
_parse_compose = _text_like(_COMPOSE, "a compose service, expected its name, or project/name")
_parse_absolute = _text_like(r"/[\s\S]*", "a full path, expected one that starts with `/`")


def _parse_link(text: str) -> str:
    url = parse_url(text)
    if not url.href:
        raise ValueError(f"`{text[:80]}` is not a link, expected an http or https URL")
    return url.text


def _parse_route(text: str) -> Url | str:
    if not text.strip():
        raise ValueError(f"`route`: expected text, found `{text[:60]}`; write some, or remove the key")
    try:
        return parse_url(text)
    except ValueError:  # a socket, or a URL with a pattern
        return text


def _read_opening(value: Any) -> Opening:
    """An opening from text, or from `{ports: 8080, from: zone}`."""
    entry = value if isinstance(value, dict) else {"ports": value}
    for key in entry:
        if key not in ("ports", "from"):
            raise complaint(f"unknown key `{key[:80]}`; {did_you_mean(key, ('ports', 'from'))}")
    if "ports" not in entry:
        raise complaint("`ports` is missing; add `ports: ...`")
    zones = tuple(_from_text(parse_id).parse(zone) for zone in _listed(entry.get("from", INTERNET)))
    opening: Opening = _from_text(parse_opening).parse(entry["ports"])
    return replace(opening, zones=() if INTERNET in zones else zones)


def _parse_network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        hint = "; clear the bits after the prefix" if "host bits" in str(error) else ""
        raise ValueError(f"`{text[:60]}` is not a network, expected one such as 10.0.0.0/8{hint}") from None


def _parse_acceptances(value: Any) -> tuple[Acceptance, ...]:
    if not isinstance(value, SourceMap):
        raise complaint(f"expected `check-id: reason`, found {kind_of(value)}")
    accepted = []
    for check, reason in value.items():
        if not isinstance(reason, str) or not reason.strip():
            raise complaint(f"`{check}` is accepted without a reason; add one")
        accepted.append(Acceptance(check, reason, value.origin.key_location(check)))
    return tuple(accepted)


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _one_or_list(item: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


class _OneOrList:
    """Adds to the JSON Schema what `_listed` does: accept one value in place of a list."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return _one_or_list(handler(schema)["items"])


class _OrUnknown:
    """Adds the word `unknown` to the JSON Schema of a field."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"const": "unknown"}]}


or_unknown = _OrUnknown()

_SCALAR = ["string", "number", "boolean"]
"""The types that an editor sees in a scalar that is text here, such as `1.10` and `yes`."""
_PORT = "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 65535}
_URL = r"://[^\s/?#@]+([/?#]\S*)?$"
_ADDRESS = r"[0-9]{1,3}(\.[0-9]{1,3}){3}|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]{1,15})?\]?"


def _number_or(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [_NUMBER, _matching(pattern)]})


def _matching(pattern: str) -> dict[str, str]:
    return {"type": "string", "pattern": pattern}


ORIGIN_ALIAS = "\0"
"""The alias of `Entry.at`: YAML has no key of that name, since control characters are refused."""
OriginField = SkipJsonSchema[Annotated[Origin, _Instance(), Field(alias=ORIGIN_ALIAS, exclude=True, repr=False)]]

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S"), WithJsonSchema({"type": _SCALAR, "minLength": 1})]
Id = Annotated[str, _from_text(parse_id), WithJsonSchema({"type": _SCALAR, "pattern": ID_PATTERN})]
OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_listed), Field(min_length=1), _OneOrList()]
TextMap = dict[Text, Text]

PortsField = Annotated[Ports, _from_text(parse_ports), _number_or(rf"^{_PORT}(\s*-\s*{_PORT})?$")]
PortField = Annotated[int, _from_text(parse_port), _number_or(f"^{_PORT}$")]
BindField = Annotated[str, _from_text(parse_bind), WithJsonSchema(_matching(rf"^(\*|unknown|{_ADDRESS})$"))]
UrlField = Annotated[Url, _from_text(parse_url), WithJsonSchema(_matching(f"^[A-Za-z]+{_URL}"))]
RouteField = Annotated[Url | str, _from_text(_parse_route), WithJsonSchema({"type": _SCALAR, "minLength": 1})]
LinkField = Annotated[str, _from_text(_parse_link), WithJsonSchema(_matching(f"^[Hh][Tt][Tt][Pp][Ss]?{_URL}"))]
TargetField = Annotated[Target, _from_text(parse_target), WithJsonSchema(_matching(rf"^(unix:/.*|[^\s/@]+:{_PORT})$"))]
ServiceReferenceField = Annotated[
    ServiceReference,
    _from_text(parse_service_reference),
    WithJsonSchema({"type": _SCALAR, "pattern": f"{ID_PATTERN[:-1]}(:.+)?$"}),
]
_OPENING: dict[str, Any] = {"anyOf": [_NUMBER, _matching(rf"^{_PORT}(\s*-\s*{_PORT})?(/(tcp|udp))?$")]}
_ZONE_ID = {"type": _SCALAR, "pattern": ID_PATTERN}
_OPENING_FOR_ZONES = {
    "type": "object",
    "properties": {"ports": _OPENING, "from": _one_or_list(_ZONE_ID)},
    "required": ["ports"],
    "additionalProperties": False,
}
OpeningField = Annotated[
    Opening, _Parser(_read_opening), WithJsonSchema({"anyOf": [*_OPENING["anyOf"], _OPENING_FOR_ZONES]})
]
NetworkField = Annotated[
    IPv4Network | IPv6Network, _from_text(_parse_network), WithJsonSchema(_matching(f"^({_ADDRESS})(/[0-9]{{1,3}})?$"))
]
DateField = Annotated[datetime.date, _from_text(_parse_date), WithJsonSchema(_matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
PatternField = Annotated[
    Pattern,
    _from_text(parse_pattern),
    WithJsonSchema(_matching(r"^\s*(unix:/.*|([Tt][Cc][Pp]|[Uu][Dd][Pp])\s+\S+:([0-9][0-9\s-]*|[Aa][Nn][Yy])\s*)$")),
]
SwitchField = Annotated[bool, _from_text(_parse_switch), WithJsonSchema({"enum": [True, False, "true", "false"]})]
HealthField = Annotated[str, _from_text(_parse_health), WithJsonSchema(_matching(r"^(tcp|/\S*|\$ .+)$"))]
ComposeField = Annotated[str, _from_text(_parse_compose), WithJsonSchema(_matching(f"^{_COMPOSE}$"))]
SocketField = Annotated[str, _from_text(_parse_absolute), WithJsonSchema(_matching("^/"))]
AddressField = Annotated[str, _from_text(parse_address), WithJsonSchema(_matching(f"^({_ADDRESS})$"))]
Acceptances = Annotated[
    tuple[Acceptance, ...],
    _Parser(_parse_acceptances),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": _SCALAR, "pattern": r"\S"}}),
]
LinkMap = dict[Text, LinkField]
