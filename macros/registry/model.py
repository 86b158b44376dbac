"""The entries of the registry, as DESIGN section 4 has them: frozen values that know where they are declared.

Key in YAML = field name here. Everything arrives as text with places (see `located`); what a field means is decided by
its type (see `fields`). Relations between entries (references, hosts) are looked at once all files are read.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from macros.registry.fields import (
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
    PortField,
    PortsField,
    SocketField,
    SwitchField,
    TargetField,
    Text,
    TextMap,
    UrlField,
    complaint,
)
from macros.registry.findings import Place
from macros.registry.located import ORIGIN, Origin

Status = Literal["planned", "active", "deprecated", "retired"]
Transport = Literal["tcp", "udp"]


class Entry(BaseModel):
    """Anything declared: unknown keys are refused, values never change, `at` says where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    at: Annotated[Origin, Field(alias=ORIGIN, exclude=True, repr=False), WithJsonSchema({})]

    @property
    def id(self) -> str:
        """The key that the entry stands under."""
        return self.at.key

    @property
    def place(self) -> Place:
        """Where the entry is declared."""
        return self.at.place


class Suite(Entry):
    """Services that one team documents together."""

    name: Text | None = None
    owner: Text | None = None
    contact: Text | None = None

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Firewall(Entry):
    """What a host's firewall lets through; `outside` means that it stands before the machine, not on it."""

    name: Text | None = None
    outside: SwitchField = False
    open: tuple[OpeningField, ...] = ()


class Host(Entry):
    """A machine, or whatever has ports of its own."""

    name: Text | None = None
    addresses: OneOrMany[AddressField] = ()
    firewall: Firewall | None = None

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Listener(Entry):
    """One line of `listeners`: it stands for every pair of its binds and transports, on every host of the service."""

    name: Text | None = None
    port: PortsField | None = None
    socket: SocketField | None = None
    container_port: PortsField | None = None
    transport: OneOrMany[Transport] = ("tcp",)
    protocol: Text | None = None
    bind: OneOrMany[BindField] = ("unknown",)
    health: HealthField | None = None
    purpose: Text | None = None
    accept: Acceptances = ()

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
    purpose: Text | None = None


def _none_if_unknown(value: Any) -> Any:
    return None if value == "unknown" else value


class Service(Entry):
    """A program with a page of its own."""

    name: Text | None = None
    description: Text | None = None
    suite: Id | None = None
    host: OneOrMany[Id] = ()
    status: Status = "active"
    retired_on: DateField | None = None
    owner: Text | None = None
    icon: Text | None = None
    runtime: TextMap = {}
    listeners: Annotated[tuple[Listener, ...] | None, BeforeValidator(_none_if_unknown)] = ()
    unit: OneOrMany[Text] = ()
    container: OneOrMany[Text] = ()
    files: tuple[File, ...] = ()
    depends_on: tuple[Id, ...] = ()
    links: LinkMap = {}
    notes: Text | None = None
    external: SwitchField = False
    accept: Acceptances = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.external and self.host:
            raise complaint("an external service is not ours and has no `host`; remove `host` or `external`")
        if self.retired_on and self.status != "retired":
            raise complaint(f"`retired_on` goes with `status: retired`, found `{self.status}`; change one of the two")
        return self

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id


class Endpoint(Entry):
    """Public URLs and the way from them to a service, or to another URL."""

    url: OneOrMany[UrlField]
    via: OneOrMany[Id] = ()
    to: GoalField | None = None
    redirect: LinkField | None = None
    target: TargetField | None = None
    purpose: Text | None = None
    accept: Acceptances = ()

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
    ports: OneOrMany[PortsField]
    purpose: Text | None = None
    suite: Id | None = None
    host: Id | None = None
    accept: Acceptances = ()

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
    suites: tuple[Id, ...] = ()
    ports: tuple[PortField, ...] = ()
    verified_by: tuple[Id, ...] = ()


class Ignore(Entry):
    """Drift that is known: a listener that a scan meets and the registry need not declare."""

    listener: Text
    process: Text | None = None
    host: Id | None = None
    reason: Text
    until: DateField | None = None


class DataFile(Entry):
    """One file of `data/`: every section is optional."""

    suites: dict[Id, Suite] = {}
    hosts: dict[Id, Host] = {}
    services: dict[Id, Service] = {}
    endpoints: tuple[Endpoint, ...] = ()
    ranges: dict[Id, Range] = {}
    claims: tuple[Claim, ...] = ()
    ignore: tuple[Ignore, ...] = ()
