"""The complete registry as JSON (RFC 8259) for programs; the site publishes it as `/api/ports.json`.

`ports` lists every port with its owner, sorted by port. Its `state` is `taken`, `rests` (held after its service was
retired), `external`, or `container` (only inside a container). Ids refer to entries of their kind; `null` means not
declared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from portdocs.export._json_entries import as_declared, endpoint, host, range_entry, service, suite, zone
from portdocs.export._listener_rows import Row, rows_of
from portdocs.registry import Endpoint, Ports, Registry, Service
from portdocs.registry.addresses import sort_key

SCHEMA_VERSION = 1
"""Increases when a key is renamed, removed or changes its meaning; not when one is added."""


def json_export(registry: Registry) -> str:
    """One JSON object, with one entry per line so that versions can be compared."""
    document: dict[str, list[str]] = {
        "suites": [_json(suite(registry, entry)) for entry in registry.suites.values()],
        "zones": [_json(zone(entry)) for entry in registry.zones.values()],
        "hosts": [_json(host(registry, entry)) for entry in registry.hosts.values()],
        "services": [registry.of_entry(_service, entry) for entry in registry.services.values()],
        "endpoints": [registry.of_entry(_endpoint, entry) for entry in registry.endpoints],
        "ranges": [_json(range_entry(registry, entry)) for entry in registry.ranges.values()],
        "claims": [_json(as_declared(entry)) for entry in registry.claims],
        "ignore": [_json(as_declared(entry)) for entry in registry.ignores],
        "checks": [_json(as_declared(entry)) for entry in registry.checks.values()],
        "baseline": [_json(as_declared(entry)) for entry in registry.baseline],
        "verification": list(map(_json, _verification(registry))),
        "ports": _ports(registry),
    }
    lists = ",\n".join(f"{_json(key)}: {_json_lines(lines)}" for key, lines in document.items())
    return f'{{\n"schema_version": {SCHEMA_VERSION},\n{lists}\n}}\n'


def _json_lines(lines: list[str]) -> str:
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _service(registry: Registry, entry: Service) -> str:
    return _json(service(registry, entry))


def _endpoint(registry: Registry, entry: Endpoint) -> str:
    return _json(endpoint(registry, entry))


def _verification(registry: Registry) -> Iterator[dict[str, Any]]:
    """The observations and undeclared items of each host."""
    for id, record in registry.verification.hosts.items():
        for entry in (*record.entries, *record.undeclared):
            yield {"host": id, **entry.model_dump(mode="json", exclude_none=True)}


def _ports(registry: Registry) -> list[str]:
    entries = [one for service in registry.services.values() for one in registry.of_entry(_ports_of, service)]
    return [line for _, line in sorted(entries, key=itemgetter(0))]


def _ports_of(registry: Registry, service: Service) -> tuple[tuple[tuple[Any, ...], str], ...]:
    """The lines of a service's ports, each with its sort key."""
    found = [(ports, row) for row in rows_of(registry, service) if (ports := row.ports or row.listener.container_port)]
    return tuple((_order(ports, row), _json(_port(ports, row))) for ports, row in found)


def _port(ports: Ports, row: Row) -> dict[str, Any]:
    return {
        "port": ports.first,
        "port_end": ports.last if len(ports) > 1 else None,
        "transport": row.transport,
        "host": row.host.id if row.host else None,
        "bind": row.bind or None,
        "state": _state(row),
        "service": row.service.id,
        "name": row.service.title,
        "listener": row.listener.name,
        "protocol": row.listener.protocol,
        "exposure": row.exposure,
        "proxied": row.proxied,
        "status": row.service.status,
        "endpoints": list(row.urls),
        "declared": row.location.line_as_json(),
    }


def _order(ports: Ports, row: Row) -> tuple[Any, ...]:
    bind = sort_key(row.bind) if row.bind else ()
    return (ports, row.transport, row.host.id if row.host else "", bind, row.service.id, row.location)


def _state(row: Row) -> str:
    if row.service.external:
        return "external"
    if not row.ports:
        return "container"
    return "rests" if row.service.status == "retired" else "taken"
