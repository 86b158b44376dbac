"""The entries of the registry: frozen values that know where they are declared.

A key in YAML is a field here. Values arrive as text (see `yaml_loader`); the type of a field parses it (see `fields`).
References between entries are checked once all files are loaded (see `cross_checks`).

Editors show the text below a field (see `schema`). Each `_SHAPE` repeats in JSON Schema what the validator of its class
refuses.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, Self, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portdocs.registry.fields import (
    INTERNET,
    ORIGIN_ALIAS,
    Acceptances,
    AddressField,
    BindField,
    ComposeField,
    DateField,
    HealthField,
    Id,
    LinkField,
    LinkMap,
    NetworkField,
    OneOrMany,
    OpeningField,
    OriginField,
    PatternField,
    PortField,
    PortsField,
    ServiceReferenceField,
    SocketField,
    SwitchField,
    TargetField,
    Text,
    TextMap,
    UrlField,
    complaint,
    or_unknown,
)
from portdocs.registry.findings import Location
from portdocs.registry.source_map import SourceMap

Status = Literal["planned", "active", "deprecated", "retired"]
Transport = Literal["tcp", "udp"]


class Entry(BaseModel):
    """A declaration: unknown keys are refused, values are immutable, and `at` has the location of each of them."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        defer_build=True,  # entries are validated as a part of their file and need no validator of their own
    )

    at: OriginField

    @model_validator(mode="before")
    @classmethod
    def _with_origin(cls, value: Any) -> Any:
        return {**value, ORIGIN_ALIAS: value.origin} if isinstance(value, SourceMap) else value

    def __getstate__(self) -> dict[Any, Any]:
        """The declared fields: the cache is read faster without the defaults."""
        return {name: self.__dict__[name] for name in sorted(self.model_fields_set)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        # The class refuses to set attributes.
        object.__setattr__(self, "__dict__", {**_defaults(type(self)), **state})
        object.__setattr__(self, "__pydantic_fields_set__", set(state))
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)

    @property
    def id(self) -> str:
        """The key above the entry."""
        return self.at.key

    @property
    def location(self) -> Location:
        """The location of the declaration."""
        return self.at.location


@cache
def _defaults(kind: type[Entry]) -> dict[str, Any]:
    fields = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}


class Suite(Entry):
    """Services that one team documents together, with an owner."""

    name: Text | None = None
    """The name to show; else the id."""
    owner: Text | None = None
    """The team or person that owns it and its services."""
    contact: Text | None = None
    """The contact of the owner, such as a chat channel."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Zone(Entry):
    """A network that requests come from, other than the Internet: an office LAN, a VPN."""

    name: Text | None = None
    """The name to show; else the id."""
    addresses: OneOrMany[NetworkField] = ()
    """Its networks, such as 10.0.0.0/8: an address in one of them is reached from this zone only."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Firewall(Entry):
    """The firewall of a host, and the ports that it opens."""

    name: Text | None = None
    """The name to show."""
    outside: SwitchField = False
    """True for a firewall outside the machine, such as a cloud's; docker bypasses one on the machine itself."""
    open: tuple[OpeningField, ...] = ()
    """The ports and ranges that it opens, for one transport with `/tcp` or `/udp`, for zones with `from`."""


class Host(Entry):
    """A machine, or anything else that has its own ports."""

    name: Text | None = None
    """The name to show; else the id."""
    addresses: OneOrMany[AddressField] = ()
    """The IP addresses at which others reach it."""
    firewall: Firewall | None = None
    """The firewall in front of its ports; left out: nothing is closed."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


_LISTENER_SHAPE: dict[str, Any] = {
    "anyOf": [
        {"required": ["port"], "properties": {"socket": False}},
        {"required": ["container_port"], "properties": {"socket": False}},
        {
            "required": ["socket"],
            "properties": {"port": False, "container_port": False, "bind": False, "transport": False},
        },
    ]
}


class Listener(Entry):
    """A port or socket that a service opens, for each of its binds and transports, on each host of the service."""

    model_config = ConfigDict(json_schema_extra=_LISTENER_SHAPE)

    name: Text | None = None
    """A name for `to: service:name` in an endpoint."""
    port: PortsField | None = None
    """The port of the host, 1 to 65535, or a range such as "8000-8009"."""
    socket: SocketField | None = None
    """The full path of a unix socket, instead of `port`."""
    container_port: PortsField | None = None
    """The port inside the container; without `port`, only containers reach it, and it uses no port of the host."""
    transport: OneOrMany[Transport] = ("tcp",)
    """`tcp` (default) or `udp`, or both."""
    protocol: Text | None = None
    """The protocol, such as http; any text, checks read http and https."""
    bind: OneOrMany[BindField] = ("unknown",)
    """The addresses it listens on: `"*"` all, 0.0.0.0 all IPv4, `"::"` all IPv6 addresses; left out: unknown."""
    health: HealthField | None = None
    """The health check: a path such as /health, `tcp`, or `$ command`, which is shown and never run."""
    purpose: Text | None = None
    """Its purpose."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if self.socket and (self.port or self.container_port):
            raise complaint("a listener has a `port` or a `socket`, not both; write two listeners")
        if not (self.socket or self.port or self.container_port):
            raise complaint("a listener needs `port`, `socket` or `container_port`; add one")
        if self.socket and ("bind" in self.model_fields_set or "transport" in self.model_fields_set):
            raise complaint("a unix socket has neither `bind` nor `transport`; remove them")
        if self.port and self.container_port and len(self.port) != len(self.container_port):
            raise complaint(
                f"`port` has {len(self.port)} and `container_port` {len(self.container_port)} ports, expected as many"
            )
        return self

    @property
    def speaks_http(self) -> bool:
        """True if its protocol is http or https."""
        return (self.protocol or "").lower() in ("http", "https")

    @property
    def address(self) -> str:
        """The port, `unix:/path`, or the port inside its container."""
        if self.socket:
            return f"unix:{self.socket}"
        return str(self.port or self.container_port)


class File(Entry):
    """A configuration file that belongs to a service."""

    path: Text
    """Its path on the host."""
    purpose: Text | None = None
    """Its purpose."""


def _none_if_unknown(value: Any) -> Any:
    return None if value == "unknown" else value


_SERVICE_SHAPE: dict[str, Any] = {
    "allOf": [
        {
            "if": {"required": ["external"], "properties": {"external": {"enum": [True, "true"]}}},
            "then": {"properties": {"host": False}},
        },
    ]
}


class Service(Entry):
    """A program with a page of its own."""

    model_config = ConfigDict(json_schema_extra=_SERVICE_SHAPE)

    name: Text | None = None
    """The name to show; else the id."""
    description: Text | None = None
    """One sentence about what it does."""
    suite: Id | None = None
    """The id of its suite."""
    host: OneOrMany[Id] = ()
    """The ids of the hosts that it runs on; required if more than one host is declared."""
    status: Status = "active"
    """`planned`, `active` (default), `deprecated` or `retired`; a retired service listens on nothing."""
    retired_on: DateField | None = None
    """The day of its retirement, which may be in the future. `portdocs next` offers its ports again 90 days later."""
    owner: Text | None = None
    """The team or person that owns it; else the suite's owner."""
    icon: Text | None = None
    """Its icon in the diagrams; else chosen by `runtime`."""
    runtime: TextMap = Field(default_factory=dict)
    """Facts about its technology, such as `Framework: FastAPI`."""
    listeners: Annotated[tuple[Listener, ...] | None, BeforeValidator(_none_if_unknown), or_unknown] = ()
    """The ports and sockets that it opens; `unknown` if that is not known, left out if it opens none."""
    unit: OneOrMany[Text] = ()
    """Its systemd units."""
    container: OneOrMany[Text] = ()
    """The names of its containers."""
    compose: ComposeField | None = None
    """Its service in a compose file, as `service` or `project/service`; docker chooses the container's name."""
    files: tuple[File, ...] = ()
    """Its configuration files."""
    depends_on: tuple[Id, ...] = ()
    """The ids of the services that it depends on."""
    links: LinkMap = Field(default_factory=dict)
    """Related web addresses by name."""
    notes: Text | None = None
    """Any other information; shown as text."""
    external: SwitchField = False
    """True if it is run by others: it has no host and uses no port of yours."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.external and self.host:
            raise complaint("an external service has no `host`; remove `host` or `external`")
        return self

    @property
    def container_names(self) -> tuple[str, ...]:
        """The names of its containers and of its compose service, by which other containers reach it."""
        return (*self.container, *((self.compose.rpartition("/")[2],) if self.compose else ()))

    @property
    def is_container(self) -> bool:
        """True if it runs in a container: one is named, or a listener has a port inside one."""
        return bool(self.container_names) or any(one.container_port for one in self.listeners or ())

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


_ENDPOINT_SHAPE: dict[str, Any] = {
    "oneOf": [{"required": ["to"]}, {"required": ["redirect"]}],
    "if": {"required": ["target"]},
    "then": {"required": ["to"]},
}


class Endpoint(Entry):
    """URLs, and the route from them to a service or to another URL."""

    model_config = ConfigDict(json_schema_extra=_ENDPOINT_SHAPE)

    url: OneOrMany[UrlField]
    """http, https, ws or wss; tcp, udp or tls with a port; the host may be `*` or `*.example.org`."""
    from_: Annotated[OneOrMany[Id], Field(alias="from")] = (INTERNET,)
    """The zones that use it: `internet` (default), or the ids of zones."""
    status: Status = "active"
    """`planned`, `active` (default), `deprecated` or `retired`; planned and retired endpoints are not checked."""
    via: OneOrMany[Id] = ()
    """The ids of its proxies, outermost first; left out: the service itself is public."""
    to: ServiceReferenceField | None = None
    """Its target: a service, `service:listener-name` or `service:port`."""
    redirect: LinkField | None = None
    """The URL that it redirects to, instead of `to`."""
    target: TargetField | None = None
    """The address that the last proxy connects to, such as 127.0.0.1:8000 or unix:/run/app.sock; else derived."""
    tls_ends_at: Id | None = None
    """The id of the service that decrypts: a proxy (default: the first one), or the target's for passthrough."""
    purpose: Text | None = None
    """Its purpose."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""

    @model_validator(mode="after")
    def _has_one_target(self) -> Self:
        if (self.to is None) == (self.redirect is None):
            raise complaint("an endpoint needs either `to` or `redirect`; keep one of them")
        if self.target and not self.to:
            raise complaint("`target` is what a proxy connects to, a redirect has none; remove it")
        services = (*self.via, *((self.to.service,) if self.to else ()))
        if self.tls_ends_at and self.tls_ends_at not in services:
            raise complaint(f"`tls_ends_at` is `{self.tls_ends_at}`, expected one of: {', '.join(services) or 'none'}")
        return self

    @property
    def is_active(self) -> bool:
        """False if it is planned or retired: it is shown and not checked."""
        return self.status in ("active", "deprecated")

    @property
    def is_public(self) -> bool:
        """True if it is used from the Internet."""
        return INTERNET in self.from_

    @property
    def tls_end(self) -> str | None:
        """The id of the service that decrypts requests; None without encryption, or for a redirect without a proxy."""
        if not any(url.tls for url in self.url):
            return None
        return self.tls_ends_at or next(iter(self.via), self.to.service if self.to else None)


class Range(Entry):
    """Ports reserved for a purpose."""

    name: Text | None = None
    """The name to show; else the id."""
    ports: OneOrMany[PortsField]
    """Ports, and ranges such as 8000-8099."""
    purpose: Text | None = None
    """Their purpose."""
    suite: Id | None = None
    """The id of the suite that may use them."""
    host: Id | None = None
    """The id of the host on which they are reserved; left out: on all hosts."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id

    @property
    def size(self) -> int:
        """The number of its ports."""
        return sum(len(ports) for ports in self.ports)


class Claim(Entry):
    """A sentence on the security page, with the checks that verify it."""

    statement: Text
    """The sentence."""
    suites: tuple[Id, ...] = ()
    """The ids of the suites that it is about; left out: all."""
    ports: tuple[PortField, ...] = ()
    """The ports that it is about."""
    verified_by: tuple[Id, ...] = ()
    """The ids of the checks that verify it."""


_IGNORE_SHAPE: dict[str, Any] = {"oneOf": [{"required": ["listener"]}, {"required": ["route"]}]}


class Ignore(Entry):
    """Known drift: a listener or a route that a scan finds and that need not be declared."""

    model_config = ConfigDict(json_schema_extra=_IGNORE_SHAPE)

    listener: PatternField | None = None
    """Transport, address and ports, such as "udp any:32768-60999"; `any` is every address, and every port."""
    route: Text | None = None
    """A route as `portdocs drift` names it: a URL, with its pattern location in parentheses, or a stream's socket."""
    process: Text | None = None
    """The program that holds the socket; left out: any."""
    host: Id | None = None
    """The id of the host; left out: all hosts."""
    reason: Text
    """Why it needs no declaration."""
    until: DateField | None = None
    """The day on which it becomes drift again."""

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        if (self.listener is None) == (self.route is None):
            raise complaint("an ignore entry needs either `listener` or `route`; keep one of them")
        if self.route and self.process:
            raise complaint("`process` belongs to a listener, a route has none; remove it")
        return self

    @property
    def subject(self) -> str:
        """The ignored listener or route."""
        return self.route or str(self.listener)


class CheckSetting(Entry):
    """Another severity for a check, in the whole registry."""

    severity: Literal["error", "warning", "off"]
    """The severity of its findings: `error` or `warning`; `off` reports none."""
    reason: Text
    """The reason, which the site shows."""


class KnownFinding(Entry):
    """A finding that was there before the checks were introduced; `portdocs check --baseline` writes it."""

    check: Id
    """The id of the check."""
    subject: Text | None = None
    """Everything that the finding is about, such as `service:api port:8000`."""
    message: Text
    """The message of the finding, with or without its advice. A finding with another message is a new one."""
    date: DateField
    """The day on which it was accepted."""
    reason: Text | None = None
    """Why it stays for now, which the site shows."""

    @property
    def shown_reason(self) -> str:
        """The reason with the date of the baseline."""
        since = f"baseline of {self.date}"
        return f"{self.reason} ({since})" if self.reason else since


class DataFile(Entry):
    """One file of `data/`: every section is optional."""

    suites: dict[Id, Suite] = {}
    """Services that one team documents together, by id."""
    zones: dict[Id, Zone] = {}
    """Networks that requests come from, other than the Internet, by id."""
    hosts: dict[Id, Host] = {}
    """Machines by id; may be left out if there is only one."""
    services: dict[Id, Service] = {}
    """Services by id."""
    endpoints: tuple[Endpoint, ...] = ()
    """URLs, and the routes from them."""
    ranges: dict[Id, Range] = {}
    """Reserved ports by id."""
    claims: tuple[Claim, ...] = ()
    """Sentences on the security page, and the checks that verify them."""
    ignore: tuple[Ignore, ...] = ()
    """Known drift."""
    checks: dict[Id, CheckSetting] = {}
    """Checks that are switched off or have another severity, by id."""
    baseline: tuple[KnownFinding, ...] = ()
    """Findings that were known before the checks were introduced."""


SECTIONS_BY_ID = tuple(name for name, field in DataFile.model_fields.items() if get_origin(field.annotation) is dict)
"""The sections that declare entries by id."""
