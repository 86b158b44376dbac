"""From reality to the registry: YAML for what a scan found and the data does not declare, with what only people know
left to fill in."""

from __future__ import annotations

from macros.registry import Registry
from macros.sources.draft.endpoints import draft_endpoints
from macros.sources.draft.entries import Draft
from macros.sources.draft.services import Declared, draft_services, left_out
from macros.sources.draft.yaml import yaml_of
from macros.sources.observations import Scan

__all__ = ["Draft", "draft", "yaml_of"]


def draft(scan: Scan, registry: Registry | None) -> Draft:
    """The entries that a registry lacks (all of them, where there is none yet)."""
    declared = Declared(registry)
    services = draft_services(scan, declared)
    endpoints = draft_endpoints(scan, declared, services)
    needs_host = registry is not None and len(registry.hosts) > 1
    return Draft(services.drafts, endpoints, left_out(scan), needs_host)
