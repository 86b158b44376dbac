"""One file of `data/`: all sections together."""

from __future__ import annotations

from typing import get_origin

from pydantic import Field

from portdocs.registry.fields import Id
from portdocs.registry.model.baseline import KnownFinding
from portdocs.registry.model.checks import CheckSetting
from portdocs.registry.model.claims import Claim
from portdocs.registry.model.endpoints import Endpoint
from portdocs.registry.model.entry import Entry
from portdocs.registry.model.hosts import Host
from portdocs.registry.model.ignore import Ignore
from portdocs.registry.model.ranges import Range
from portdocs.registry.model.services import Service
from portdocs.registry.model.suites import Suite
from portdocs.registry.model.zones import Zone


class DataFile(Entry):
    """One file of `data/`: every section is optional."""

    suites: dict[Id, Suite] = Field(default_factory=dict)
    """Groups of services that one team documents together, by id."""
    zones: dict[Id, Zone] = Field(default_factory=dict)
    """Networks that requests come from, other than the Internet, by id."""
    hosts: dict[Id, Host] = Field(default_factory=dict)
    """Machines, by id; optional if there is only one."""
    services: dict[Id, Service] = Field(default_factory=dict)
    """Programs with a page of their own, by id."""
    endpoints: tuple[Endpoint, ...] = ()
    """URLs and the routes to their services."""
    ranges: dict[Id, Range] = Field(default_factory=dict)
    """Reserved ports, by id."""
    claims: tuple[Claim, ...] = ()
    """Sentences on the security page, with the checks that verify them."""
    ignore: tuple[Ignore, ...] = ()
    """Listeners and routes that need no declaration."""
    checks: dict[Id, CheckSetting] = Field(default_factory=dict)
    """Checks that are switched off or have a different severity, by id."""
    baseline: tuple[KnownFinding, ...] = ()
    """Findings that are accepted for now; `portdocs check --baseline` writes them."""


SECTIONS_BY_ID = tuple(name for name, field in DataFile.model_fields.items() if get_origin(field.annotation) is dict)
"""The sections that declare entries by id."""
