"""The entries of the registry as JSON objects: the keys of the data, and derived facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from portdocs.registry import Claim, Endpoint, Host, Ignore, Listener, Ports, Range, Registry, Service, Suite
from portdocs.registry.fields import Acceptance
from portdocs.registry.model import CheckSetting, KnownFinding, Zone
from portdocs.registry.openings import INTERNET, Opening
from portdocs.registry.urls import Url
from portdocs.topology.exposure import is_proxied, listener_reach
from portdocs.topology.port_usage import count_used, free_ports, used_ports
from portdocs.topology.routes import route


def suite(registry: Registry, entry: Suite) -> dict[str, Any]:
    """A suite with its services."""
    return {
        "id": entry.id,
        "name": entry.title,
        "owner": entry.owner,
        "contact": entry.contact,
        "services": [one.id for one in registry.services_in(entry)],
        "declared": entry.location.line_as_json(),
    }


def host(registry: Registry, entry: Host) -> dict[str, Any]:
    """A host with its firewall; `declared` is null for the implied host of data that declares none."""
    wall = entry.firewall
    opened = [_opening(opening) for opening in wall.open] if wall else []
    return {
        "id": entry.id,
        "name": entry.title,
        "addresses": list(entry.addresses),
        "firewall": {"name": wall.name, "outside": wall.outside, "open": opened} if wall else None,
        "services": [one.id for one in registry.services_on(entry)],
        "accept": _accept(entry.accept),
        "declared": entry.location.line_as_json() if registry.declares_hosts else None,
    }


def _opening(opening: Opening) -> dict[str, Any]:
    return asdict(opening.ports) | {"transport": opening.transport, "from": list(opening.zones) or [INTERNET]}


def zone(entry: Zone) -> dict[str, Any]:
    """A network that requests come from."""
    return {
        "id": entry.id,
        "name": entry.title,
        "addresses": list(map(str, entry.addresses)),
        "declared": entry.location.line_as_json(),
    }


def service(registry: Registry, entry: Service) -> dict[str, Any]:
    """A service; `listeners` is null if they are unknown."""
    listeners = entry.listeners
    return {
        "id": entry.id,
        "name": entry.title,
        "description": entry.description,
        "suite": entry.suite,
        "owner": registry.owner_of(entry),
        "hosts": [one.id for one in registry.hosts_of(entry)],
        "status": entry.status,
        "retired_on": str(entry.retired_on) if entry.retired_on else None,
        "icon": entry.icon,
        "runtime": dict(entry.runtime),
        "listeners": None if listeners is None else [_listener(registry, entry, one) for one in listeners],
        "endpoints": [url.text for one in registry.endpoints_to(entry) for url in one.url],
        "unit": list(entry.unit),
        "container": list(entry.container),
        "compose": entry.compose,
        "files": [{"path": f.path, "purpose": f.purpose, "declared": f.location.line_as_json()} for f in entry.files],
        "depends_on": list(entry.depends_on),
        "needed_by": [one.id for one in registry.dependents_of(entry)],
        "links": dict(entry.links),
        "notes": entry.notes,
        "external": entry.external,
        "accept": _accept(entry.accept),
        "declared": entry.location.line_as_json(),
    }


def _listener(registry: Registry, owner: Service, entry: Listener) -> dict[str, Any]:
    hosts = registry.hosts_of(owner) if owner.status != "retired" else ()
    reaches = {host.id: listener_reach(registry, owner, entry, host) for host in hosts}
    return {
        "name": entry.name,
        "port": asdict(entry.port) if entry.port else None,
        "socket": entry.socket,
        "container_port": asdict(entry.container_port) if entry.container_port else None,
        "transport": list(entry.transport) if not entry.socket else [],
        "protocol": entry.protocol,
        "bind": list(entry.bind) if entry.port else [],
        "health": entry.health,
        "purpose": entry.purpose,
        "exposure": {id: reach.exposure for id, reach in reaches.items()},
        "zones": {id: list(reach.zones) for id, reach in reaches.items() if reach.zones},
        "proxied": is_proxied(registry, owner, entry),
        "accept": _accept(entry.accept),
        "declared": entry.location.line_as_json(),
    }


def endpoint(registry: Registry, entry: Endpoint) -> dict[str, Any]:
    """An endpoint with its route; `target` is the declared one, else the derived one."""
    path = route(registry, entry)
    return {
        "url": [_url(url) for url in entry.url],
        "from": list(entry.from_),
        "status": entry.status,
        "via": list(entry.via),
        "tls_ends_at": entry.tls_end,
        "to": str(entry.to) if entry.to else None,
        "redirect": entry.redirect,
        "service": path.service.id if path.service else None,
        "listeners": [{"name": one.name, "address": one.address} for one in path.listeners],
        "target": str(path.target) if path.target else None,
        "target_declared": entry.target is not None,
        "purpose": entry.purpose,
        "accept": _accept(entry.accept),
        "declared": entry.at.value_location("url", 0).line_as_json(),
    }


def _url(url: Url) -> dict[str, Any]:
    return {
        "text": url.text,
        "scheme": url.scheme,
        "host": url.host,
        "port": url.port,
        "path": url.path,
        "tls": url.tls,
    }


def range_entry(registry: Registry, entry: Range) -> dict[str, Any]:
    """A range with its use; `next_free` is free on its host, or on every host if it names none."""
    used = used_ports(registry, host=_only_host(registry, entry))
    return {
        "id": entry.id,
        "name": entry.title,
        "ports": _runs(entry.ports),
        "purpose": entry.purpose,
        "suite": entry.suite,
        "host": entry.host,
        "size": entry.size,
        "used": count_used(entry, used),
        "next_free": next(free_ports(entry.ports, used), None),
        "accept": _accept(entry.accept),
        "declared": entry.location.line_as_json(),
    }


def _only_host(registry: Registry, entry: Range) -> Host | None:
    if entry.host:
        return registry.hosts[entry.host]
    return next(iter(registry.hosts.values())) if len(registry.hosts) == 1 else None


def claim(entry: Claim) -> dict[str, Any]:
    """A claim."""
    return {
        "statement": entry.statement,
        "suites": list(entry.suites),
        "ports": list(entry.ports),
        "verified_by": list(entry.verified_by),
        "declared": entry.location.line_as_json(),
    }


def ignore(entry: Ignore) -> dict[str, Any]:
    """A known difference."""
    return {
        "listener": str(entry.listener) if entry.listener else None,
        "route": entry.route,
        "process": entry.process,
        "host": entry.host,
        "reason": entry.reason,
        "until": str(entry.until) if entry.until else None,
        "declared": entry.location.line_as_json(),
    }


def check_setting(entry: CheckSetting) -> dict[str, Any]:
    """A check that is switched off or has another severity."""
    declared = entry.location.line_as_json()
    return {"id": entry.id, "severity": entry.severity, "reason": entry.reason, "declared": declared}


def known_finding(entry: KnownFinding) -> dict[str, Any]:
    """An entry of the baseline."""
    return {
        "check": entry.check,
        "subject": entry.subject,
        "message": entry.message,
        "date": str(entry.date),
        "reason": entry.reason,
        "declared": entry.location.line_as_json(),
    }


def _runs(ports: Iterable[Ports]) -> list[dict[str, int]]:
    return [asdict(run) for run in ports]


def _accept(acceptances: Iterable[Acceptance]) -> dict[str, str]:
    return {one.check: one.reason for one in acceptances}
