"""The entries of the registry, as DESIGN section 4 has them: frozen values that know where they are declared.

Key in YAML = field name here. Everything arrives as text with places (see `documents`); what a field means is decided
by its type (see `fields`). Relations between entries (references, hosts) are looked at once all files are read.

The text below a field is what an editor shows of it (see `schema`); what a validator refuses, the `_SHAPE` beside it
refuses in an editor.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from portdocs.registry.fields import (
    Acceptances,
    AddressField,
    BindField,
    DateField,
    GoalField,
    HealthField,
    Id,
    LinkField,
    LinkMap,
    OneOrMany,
    OpeningField,
    OriginField,
    PatternField,
    PortField,
    PortsField,
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

Status = Literal["planned", "active", "deprecated", "retired"]
Transport = Literal["tcp", "udp"]


class Entry(BaseModel):
    """Anything declared: unknown keys are refused, values never change, `at` says where it stands."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        defer_build=True,  # each entry is validated as a part of its file: a validator of its own would be for nothing
    )

    at: OriginField

    @property
    def id(self) -> str:
        """The key that the entry stands under."""
        return self.at.key

    @property
    def location(self) -> Location:
        """Where the entry is declared."""
        return self.at.location


class Suite(Entry):
    """Services that one team documents together."""

    name: Text | None = None
    """What people call it; else the id."""
    owner: Text | None = None
    """The team or person that answers for it, and for its services."""
    contact: Text | None = None
    """Where to reach the owner, such as a chat channel."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Firewall(Entry):
    """What a host's firewall lets through; `outside` means that it stands before the machine, not on it."""

    name: Text | None = None
    """What people call it."""
    outside: SwitchField = False
    """Whether it stands before the machine, as a cloud's does; docker goes past one on the machine itself."""
    open: tuple[OpeningField, ...] = ()
    """What it lets through: ports or ranges, one transport with `/tcp` or `/udp`."""


class Host(Entry):
    """A machine, or whatever has ports of its own."""

    name: Text | None = None
    """What people call it; else the id."""
    addresses: OneOrMany[AddressField] = ()
    """IP addresses under which others reach it."""
    firewall: Firewall | None = None
    """Left out: nothing is closed."""

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
    """One line of `listeners`: it stands for every pair of its binds and transports, on every host of the service."""

    model_config = ConfigDict(json_schema_extra=_LISTENER_SHAPE)

    name: Text | None = None
    """Tells the service's listeners apart; an endpoint may name it: `to: service:name`."""
    port: PortsField | None = None
    """The port of the host, 1 to 65535, or a range such as "8000-8009"."""
    socket: SocketField | None = None
    """The full path of a unix socket, in place of `port`."""
    container_port: PortsField | None = None
    """The port inside the container; without `port` it is reached by name only and takes no port of the host."""
    transport: OneOrMany[Transport] = ("tcp",)
    """`tcp` where it is left out."""
    protocol: Text | None = None
    """What it speaks, such as http; free text, checks read http and https."""
    bind: OneOrMany[BindField] = ("unknown",)
    """The addresses it listens on: `"*"` all, 0.0.0.0 all of IPv4, `"::"` all of IPv6; left out: not known."""
    health: HealthField | None = None
    """How to see that it works: a path such as /health, `tcp`, or `$ command`, which is shown and never run."""
    purpose: Text | None = None
    """What it is for."""
    accept: Acceptances = ()
    """Warnings that you know of: the id of the check, and the reason."""

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
        """Whether its protocol is http or https."""
        return (self.protocol or "").lower() in ("http", "https")

    @property
    def address(self) -> str:
        """What it is called beside its bind: the port, `unix:/path`, or the port inside its container."""
        if self.socket:
            return f"unix:{self.socket}"
        return str(self.port or self.container_port)


class File(Entry):
    """A configuration file that belongs to a service."""

    path: Text
    """Where it is on the host."""
    purpose: Text | None = None
    """What it is for."""


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
    """What people call it; else the id."""
    description: Text | None = None
    """What it does, in a sentence."""
    suite: Id | None = None
    """The id of the suite that it belongs to."""
    host: OneOrMany[Id] = ()
    """The ids of the hosts it runs on; needed where more than one host is declared."""
    status: Status = "active"
    """`active` where it is left out; a retired one listens on nothing."""
    retired_on: DateField | None = None
    """The day of its retirement, which may be announced before it; once it is retired, its ports rest for 90 days from
    then before `portdocs next` offers them."""
    owner: Text | None = None
    """The team or person that answers for it; else the suite's."""
    icon: Text | None = None
    """Its picture in the diagrams; else guessed from `runtime`."""
    runtime: TextMap = Field(default_factory=dict)
    """What it is made of, in your own words, such as `Framework: FastAPI`."""
    listeners: Annotated[tuple[Listener, ...] | None, BeforeValidator(_none_if_unknown), or_unknown] = ()
    """What it opens; `unknown` where nobody knows; left out where it opens nothing."""
    unit: OneOrMany[Text] = ()
    """Its systemd units."""
    container: OneOrMany[Text] = ()
    """The names of its containers."""
    files: tuple[File, ...] = ()
    """Its configuration files."""
    depends_on: tuple[Id, ...] = ()
    """The ids of the services that it needs."""
    links: LinkMap = Field(default_factory=dict)
    """Web addresses by name."""
    notes: Text | None = None
    """Whatever else there is to say; shown as text."""
    external: SwitchField = False
    """Whether others run it: it has no host and takes no port."""
    accept: Acceptances = ()
    """Warnings that you know of: the id of the check, and the reason."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.external and self.host:
            raise complaint("an external service is not ours and has no `host`; remove `host` or `external`")
        return self

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
    """Public URLs and the way from them to a service, or to another URL."""

    model_config = ConfigDict(json_schema_extra=_ENDPOINT_SHAPE)

    url: OneOrMany[UrlField]
    """http, https, ws, wss; tcp, udp and tls with a port; `https://*` and `*.example.org` are names too."""
    via: OneOrMany[Id] = ()
    """The ids of the proxies that it passes, outermost first; left out: the service itself is public."""
    to: GoalField | None = None
    """Where it leads: a service, `service:listener-name` or `service:port`."""
    redirect: LinkField | None = None
    """The URL that it redirects to, in place of `to`."""
    target: TargetField | None = None
    """What the last proxy connects to, such as 127.0.0.1:8000 or unix:/run/app.sock; else worked out."""
    purpose: Text | None = None
    """What it is for."""
    accept: Acceptances = ()
    """Warnings that you know of: the id of the check, and the reason."""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if (self.to is None) == (self.redirect is None):
            raise complaint("an endpoint needs either `to` or `redirect`; keep one of them")
        if self.target and not self.to:
            raise complaint("`target` is what a proxy connects to, a redirect has none; remove it")
        return self


class Range(Entry):
    """Ports reserved for a purpose."""

    name: Text | None = None
    """What people call it; else the id."""
    ports: OneOrMany[PortsField]
    """Ports and ranges such as 8000-8099."""
    purpose: Text | None = None
    """What they are kept for."""
    suite: Id | None = None
    """The id of the suite that they are reserved for."""
    host: Id | None = None
    """The id of the host where they are reserved; left out: on every host."""
    accept: Acceptances = ()
    """Findings that you know of: the id of the check, and the reason."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id

    @property
    def size(self) -> int:
        """How many ports it holds."""
        return sum(len(ports) for ports in self.ports)


class Claim(Entry):
    """A sentence that the site makes, with the checks that verify it."""

    statement: Text
    """The sentence."""
    suites: tuple[Id, ...] = ()
    """The ids of the suites that it speaks of; left out: all."""
    ports: tuple[PortField, ...] = ()
    """The ports that it speaks of."""
    verified_by: tuple[Id, ...] = ()
    """The ids of the checks that would find it untrue."""


class Ignore(Entry):
    """Drift that is known: a listener that a scan meets and the registry need not declare."""

    listener: PatternField
    """Transport, address and ports, such as "udp any:32768-60999"; `any` is every address, and every port."""
    process: Text | None = None
    """The program that holds it; left out: any."""
    host: Id | None = None
    """The id of the host; left out: every host."""
    reason: Text
    """Why it need not be declared."""
    until: DateField | None = None
    """The day from which it is drift again."""


class DataFile(Entry):
    """One file of `data/`: every section is optional."""

    suites: dict[Id, Suite] = {}
    """Services that one team documents together, by id."""
    hosts: dict[Id, Host] = {}
    """Machines by id; may be left out while there is one."""
    services: dict[Id, Service] = {}
    """Programs by id."""
    endpoints: tuple[Endpoint, ...] = ()
    """Public URLs, and the way from them."""
    ranges: dict[Id, Range] = {}
    """Reserved ports by id."""
    claims: tuple[Claim, ...] = ()
    """Sentences that the site makes."""
    ignore: tuple[Ignore, ...] = ()
    """Drift that is known."""
