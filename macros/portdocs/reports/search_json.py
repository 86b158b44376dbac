"""A search result as a JSON object."""

from __future__ import annotations

from typing import Any

from portdocs.registry import Endpoint, Registry, Service
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import is_proxied, observed_reach, reach
from portdocs.topology.observed_ports import ObservedPort
from portdocs.topology.port_notes import port_notes
from portdocs.topology.routes import route
from portdocs.topology.search_result import SearchResult


def render(registry: Registry, query: str, result: SearchResult) -> dict[str, Any]:
    """`{"query", "port", "free", "remarks", "listeners", "services", "endpoints", "ranges", "hosts", "suites",
    "zones", "observed"}`.

    `port` and `free` are null unless the query is a port; a remark is `{"text", "against"}`.
    """
    return {
        "query": query,
        "port": result.port.port if result.port else None,
        "free": result.is_free if result.port else None,
        "remarks": [{"text": note.text, "against": note.is_warning} for note in port_notes(registry, result)],
        "listeners": [_listener(registry, binding) for binding in result.bindings],
        "services": [_service(registry, service) for service in result.services],
        "endpoints": [_endpoint(registry, endpoint) for endpoint in result.endpoints],
        "ranges": [range_.id for range_ in result.ranges],
        "hosts": [host.id for host in result.hosts],
        "suites": [suite.id for suite in result.suites],
        "zones": [zone.id for zone in result.zones],
        "observed": [_observed(port) for port in result.observed],
    }


def _observed(port: ObservedPort) -> dict[str, Any]:
    return {
        "host": port.host.id,
        "transport": port.transport,
        "bind": port.bind,
        "port": port.ports.first,
        "port_end": port.ports.last if len(port.ports) > 1 else None,
        "message": port.message,
        "source": port.source,
        "at": port.at,
    }


def _listener(registry: Registry, binding: Binding) -> dict[str, Any]:
    exposed = reach(registry, binding)
    observed = observed_reach(registry, binding.service, binding.listener, binding.host)
    return {
        "service": binding.service.id,
        "host": binding.host.id,
        "transport": binding.transport,
        "bind": binding.bind,
        "port": binding.ports.first,
        "port_end": binding.ports.last if len(binding.ports) > 1 else None,
        "protocol": binding.listener.protocol,
        "health": binding.listener.health,
        "exposure": str(exposed.exposure),
        "zones": list(exposed.zones),
        "observed_exposure": str(observed.exposure) if observed else None,
        "proxied": is_proxied(registry, binding.service, binding.listener),
        "declared": binding.listener.at.value_location("port").as_json(),
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
        "declared": service.location.as_json(),
    }


def _endpoint(registry: Registry, endpoint: Endpoint) -> dict[str, Any]:
    path = route(registry, endpoint)
    return {
        "url": [url.text for url in endpoint.url],
        "via": list(endpoint.via),
        "service": path.service.id if path.service else None,
        "target": str(path.target) if path.target else None,
        "redirect": endpoint.redirect,
        "declared": endpoint.at.value_location("url", 0).as_json(),
    }
