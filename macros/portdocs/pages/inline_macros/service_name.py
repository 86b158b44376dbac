"""The name of a service."""

from __future__ import annotations

from portdocs.pages.cells import service_link
from portdocs.pages.inline import Cell
from portdocs.registry import Registry


def service_name(registry: Registry, service: str) -> Cell:
    """The name of a service, linked to its page."""
    return service_link(registry.services[service])
