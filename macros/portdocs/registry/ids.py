"""The ids of entries, and references to a service by its id."""

from __future__ import annotations

import re
from dataclasses import dataclass

ID_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
_ID = re.compile(ID_PATTERN)


def parse_id(text: str) -> str:
    """An id: at most 63 lowercase letters, digits and hyphens, no hyphen at either end. Raises ValueError."""
    if not _ID.fullmatch(text):
        fixed = re.sub(r"[^a-z0-9]+", "-", text.lower())[:63].strip("-")
        hint = f"; write `{fixed}`" if fixed else ""
        raise ValueError(f"`{text[:80]}` is not an id, expected lowercase letters, digits and hyphens{hint}")
    return text


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
