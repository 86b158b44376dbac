"""The entries of `ignore:`."""

from __future__ import annotations

from typing import Any, Self

from pydantic import ConfigDict, model_validator

from portdocs.registry.fields import DateField, Id, PatternField, RouteField, Text, complaint
from portdocs.registry.model.entry import Entry

_IGNORE_SHAPE: dict[str, Any] = {"oneOf": [{"required": ["listener"]}, {"required": ["route"]}]}


class Ignore(Entry):
    """A listener or a route that a scan finds, and that needs no declaration."""

    model_config = ConfigDict(json_schema_extra=_IGNORE_SHAPE)

    listener: PatternField | None = None
    """Transport, address and ports, such as "udp any:32768-60999"; `any` is every address, and every port."""
    route: RouteField | None = None
    """A route as `portdocs drift` shows it: a URL, with a pattern location in parentheses, or a socket of a stream."""
    process: Text | None = None
    """The program that holds the socket (default: any)."""
    host: Id | None = None
    """The id of the host (default: all hosts)."""
    reason: Text
    """Why it needs no declaration."""
    until: DateField | None = None
    """The day from which it is reported again."""

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
        return str(self.route or self.listener)
