"""The complete registry as JSON (RFC 8259) for programs; the site publishes it as `/api/ports.json`.

`ports` lists every port with its owner, sorted by port. Its `state` is `taken`, `rests` (held after its service was
retired), `external`, or `container` (only inside a container). Ids refer to entries of their kind; `null` means not
declared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from portdocs.export._json_entries import (
    check_setting,
    claim,
    endpoint,
    host,
    ignore,
    known_finding,
    range_entry,
    service,
    suite,
    zone,
)
from portdocs.export._listener_rows import Row, rows
from portdocs.registry import Ports, Registry
from portdocs.registry.addresses import sort_key

SCHEMA_VERSION = 1
"""Increases when a key is renamed, removed or changes its meaning; not when one is added."""


def json_export(registry: Registry) -> str:
    """One JSON object, with one entry per line so that versions can be compared."""
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "suites": [suite(registry, entry) for entry in registry.suites.values()],
        "zones": [zone(entry) for entry in registry.zones.values()],
        "hosts": [host(registry, entry) for entry in registry.hosts.values()],
        "services": [service(registry, entry) for entry in registry.services.values()],
        "endpoints": [endpoint(registry, entry) for entry in registry.endpoints],
        "ranges": [range_entry(registry, entry) for entry in registry.ranges.values()],
        "claims": [claim(entry) for entry in registry.claims],
        "ignore": [ignore(entry) for entry in registry.ignores],
        "checks": [check_setting(entry) for entry in registry.checks.values()],
        "baseline": [known_finding(entry) for entry in registry.baseline],
        "verification": list(_verification(registry)),
        "ports": list(_ports(registry)),
    }
    return "{\n" + ",\n".join(f"{_json(key)}: {_json_lines(value)}" for key, value in document.items()) + "\n}\n"


def _json_lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _verification(registry: Registry) -> Iterator[dict[str, Any]]:
    """The observations and undeclared items of each host."""
    for id, record in registry.verification.hosts.items():
        for entry in (*record.entries, *record.undeclared):
            yield {"host": id, **entry.model_dump(mode="json", exclude_none=True)}


def _ports(registry: Registry) -> Iterator[dict[str, Any]]:
    entries = [(ports, row) for row in rows(registry) if (ports := row.ports or row.listener.container_port)]
    for ports, row in sorted(entries, key=_order):
        yield {
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


def _order(entry: tuple[Ports, Row]) -> tuple[Any, ...]:
    ports, row = entry
    bind = sort_key(row.bind) if row.bind else ()
    return (ports, row.transport, row.host.id if row.host else "", bind, row.service.id, row.location)


def _state(row: Row) -> str:
    if row.service.external:
        return "external"
    if not row.ports:
        return "container"
    return "rests" if row.service.status == "retired" else "taken"
