"""From reality to the registry: YAML for what a scan found and the data does not declare, with what only people know
left to fill in."""

from __future__ import annotations

from portdocs.registry import Registry
from portdocs.scan.result import Scan
from portdocs.scan.scaffold.endpoints import draft_endpoints
from portdocs.scan.scaffold.entries import Draft
from portdocs.scan.scaffold.services import Declared, draft_services, left_out
from portdocs.scan.scaffold.yaml import yaml_of

__all__ = ["Draft", "draft", "yaml_of"]


def draft(scan: Scan, registry: Registry | None) -> Draft:
    """The entries that a registry lacks (all of them, where there is none yet)."""
    declared = Declared(registry)
    services = draft_services(scan, declared)
    endpoints = draft_endpoints(scan, declared, services)
    needs_host = registry is not None and len(registry.hosts) > 1
    return Draft(services.drafts, endpoints, left_out(scan), needs_host)
