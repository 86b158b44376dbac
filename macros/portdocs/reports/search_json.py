"""An answer for a program."""

from __future__ import annotations

from typing import Any

from portdocs.registry import Endpoint, Location, Registry, Service
from portdocs.reports.port_notes import remarks
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import exposure, is_proxied
from portdocs.topology.routes import route
from portdocs.topology.search import SearchResult


def as_json(registry: Registry, query: str, answer: SearchResult) -> dict[str, Any]:
    """`{"query", "port", "free", "remarks", "listeners", "services", "endpoints", "ranges"}`.

    `port` and `free` are null where no port was asked for; a remark is `{"text", "against"}`.
    """
    return {
        "query": query,
        "port": answer.port.port if answer.port else None,
        "free": answer.is_free if answer.port else None,
        "remarks": [{"text": remark.words, "against": remark.against} for remark in remarks(registry, answer)],
        "listeners": [_listener(registry, binding) for binding in answer.bindings],
        "services": [_service(registry, service) for service in answer.services],
        "endpoints": [_endpoint(registry, endpoint) for endpoint in answer.endpoints],
        "ranges": [range_.id for range_ in answer.ranges],
    }


def _listener(registry: Registry, binding: Binding) -> dict[str, Any]:
    return {
        "service": binding.service.id,
        "host": binding.host.id,
        "transport": binding.transport,
        "bind": binding.bind,
        "port": binding.ports.first,
        "port_end": binding.ports.last if len(binding.ports) > 1 else None,
        "protocol": binding.listener.protocol,
        "health": binding.listener.health,
        "exposure": str(exposure(binding)),
        "proxied": is_proxied(registry, binding.service, binding.listener),
        "declared": _location(binding.listener.at.value_location("port")),
    }


def _service(registry: Registry, service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "name": service.title,
        "description": service.description,
        "status": "external" if service.external else service.status,
        "suite": service.suite,
        "owner": registry.owner_of(service),
        "hosts": [host.id for host in registry.hosts_of(service)],
        "listeners": [_listener(registry, binding) for binding in bindings_of(registry, service)],
        "endpoints": [url.text for endpoint in registry.endpoints_to(service) for url in endpoint.url],
        "unit": list(service.unit),
        "container": list(service.container),
        "files": [file.path for file in service.files],
        "depends_on": list(service.depends_on),
        "needed_by": [dependent.id for dependent in registry.dependents_of(service)],
        "declared": _location(service.location),
    }


def _endpoint(registry: Registry, endpoint: Endpoint) -> dict[str, Any]:
    way = route(registry, endpoint)
    return {
        "url": [url.text for url in endpoint.url],
        "via": list(endpoint.via),
        "service": way.service.id if way.service else None,
        "target": str(way.target) if way.target else None,
        "redirect": endpoint.redirect,
        "declared": _location(endpoint.at.value_location("url", 0)),
    }


def _location(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}
