"""The entries of `endpoints:`."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator

from portdocs.registry.fields import (
    Acceptances,
    Id,
    LinkField,
    OneOrMany,
    ServiceReferenceField,
    TargetField,
    Text,
    UrlField,
    complaint,
)
from portdocs.registry.model.entry import Entry, Status
from portdocs.registry.openings import INTERNET

_ENDPOINT_SHAPE: dict[str, Any] = {
    "oneOf": [{"required": ["to"]}, {"required": ["redirect"]}],
    "if": {"required": ["target"]},
    "then": {"required": ["to"]},
}


class Endpoint(Entry):
    """URLs, and their route to a service or to another URL."""

    model_config = ConfigDict(json_schema_extra=_ENDPOINT_SHAPE)

    url: OneOrMany[UrlField]
    """http, https, ws or wss; tcp, udp or tls with a port; the host may be `*` or `*.example.org`."""
    from_: Annotated[OneOrMany[Id], Field(alias="from")] = (INTERNET,)
    """Who uses it: `internet` (default), or the ids of zones."""
    status: Status = "active"
    """`planned`, `active` (default), `deprecated` or `retired`; planned and retired endpoints are not checked."""
    via: OneOrMany[Id] = ()
    """The ids of its proxies, outermost first; without any, requests reach the service directly."""
    to: ServiceReferenceField | None = None
    """Its target: a service, `service:listener-name` or `service:port`."""
    redirect: LinkField | None = None
    """The URL that it redirects to, instead of `to`."""
    target: TargetField | None = None
    """The address that the last proxy connects to, such as 127.0.0.1:8000 or unix:/run/app.sock (default: derived)."""
    tls_ends_at: Id | None = None
    """The id of the service that decrypts: a proxy (default: the first one), or the target if TLS is passed through."""
    purpose: Text | None = None
    """Its purpose."""
    accept: Acceptances = ()
    """Accepted findings: the reason for each check, by its id."""

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
