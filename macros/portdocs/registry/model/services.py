"""The entries of `services:`, and the listeners and files in them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from portdocs.registry.fields import (
    Acceptances,
    BindField,
    ComposeField,
    DateField,
    HealthField,
    Id,
    LinkMap,
    OneOrMany,
    PortsField,
    SocketField,
    SwitchField,
    Text,
    TextMap,
    complaint,
    or_unknown,
)
from portdocs.registry.model.entry import Entry, NamedEntry, Status

Transport = Literal["tcp", "udp"]


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
    """The protocol, such as http; any text, but checks know only http and https."""
    bind: OneOrMany[BindField] = ("unknown",)
    """The addresses that it listens on: `"*"` is all, 0.0.0.0 all IPv4, `"::"` all IPv6 addresses."""
    health: HealthField | None = None
    """The health check: a path such as /health, `tcp`, or `$ command`, which is shown and never run."""
    purpose: Text | None = None
    """Its purpose."""
    accept: Acceptances = ()
    """Accepted findings: the reason for each check, by its id."""

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


class Service(NamedEntry):
    """A program with a page of its own."""

    model_config = ConfigDict(json_schema_extra=_SERVICE_SHAPE)

    description: Text | None = None
    """One sentence about what it does."""
    suite: Id | None = None
    """The id of its suite."""
    host: OneOrMany[Id] = ()
    """The ids of the hosts that it runs on; required if several hosts are declared."""
    status: Status = "active"
    """`planned`, `active` (default), `deprecated` or `retired`; a retired service listens on nothing."""
    retired_on: DateField | None = None
    """The day of its retirement, which may be in the future; its ports are free again 90 days later."""
    owner: Text | None = None
    """The team or person that owns it (default: the owner of its suite)."""
    icon: Text | None = None
    """Its icon in diagrams (default: from `runtime`)."""
    runtime: TextMap = Field(default_factory=dict)
    """Facts about its technology, such as `Framework: FastAPI`."""
    listeners: Annotated[tuple[Listener, ...] | None, BeforeValidator(_none_if_unknown), or_unknown] = ()
    """The ports and sockets that it opens; `unknown` if you do not know them, missing if it opens none."""
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
    """Any other information, shown as text."""
    external: SwitchField = False
    """True if someone else runs it: it has no host and uses no port of yours."""
    accept: Acceptances = ()
    """Accepted findings: the reason for each check, by its id."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.external and self.host:
            raise complaint("an external service has no `host`; remove `host` or `external`")
        return self

    @property
    def is_running(self) -> bool:
        """True if its listeners are open now: it is neither planned nor retired."""
        return self.status in ("active", "deprecated")

    @property
    def container_names(self) -> tuple[str, ...]:
        """The names of its containers and of its compose service, by which other containers reach it."""
        return (*self.container, *((self.compose.rpartition("/")[2],) if self.compose else ()))

    @property
    def is_container(self) -> bool:
        """True if it runs in a container: one is named, or a listener has a port inside one."""
        return bool(self.container_names) or any(one.container_port for one in self.listeners or ())
