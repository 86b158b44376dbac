"""The name of a service, for a sentence or a heading."""

from __future__ import annotations

from macros.registry import Registry
from macros.render.inline import Cell
from macros.render.labels import service_link


def service_name(registry: Registry, service: str) -> Cell:
    """The name of a service, linked to its page."""
    return service_link(registry.services[service])
