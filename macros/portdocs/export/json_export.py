"""Everything that the registry says, as JSON (RFC 8259) for programs; the site publishes it as `/api/ports.json`.

`ports` answers "what is on this port?" without a look at the rest: it is sorted by port, and `state` says whether it is
`taken`, `rests` after a service was retired, is of an `external` service, or is only inside a `container`. An id names
an entry of its kind, and `null` is what nobody declared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from portdocs.export._json_entries import claim, endpoint, host, ignore, location, range_entry, service, suite
from portdocs.export._listener_rows import Row, rows
from portdocs.registry import Ports, Registry
from portdocs.registry.addresses import sort_key

SCHEMA_VERSION = 1
"""Counted up when something that programs read is renamed, removed or means another thing; not for what is added."""


def json_export(registry: Registry) -> str:
    """One JSON object; every entry stands on a line of its own, so that versions can be compared."""
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "suites": [suite(registry, entry) for entry in registry.suites.values()],
        "hosts": [host(registry, entry) for entry in registry.hosts.values()],
        "services": [service(registry, entry) for entry in registry.services.values()],
        "endpoints": [endpoint(registry, entry) for entry in registry.endpoints],
        "ranges": [range_entry(registry, entry) for entry in registry.ranges.values()],
        "claims": [claim(entry) for entry in registry.claims],
        "ignore": [ignore(entry) for entry in registry.ignores],
        "verification": list(_verification(registry)),
        "ports": list(_ports(registry)),
    }
    return "{\n" + ",\n".join(f"{_compact(key)}: {_listed(value)}" for key, value in document.items()) + "\n}\n"


def _listed(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n" + ",\n".join(map(_compact, value)) + "\n]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _verification(registry: Registry) -> Iterator[dict[str, Any]]:
    """What was verified on each host, by which source and when, and where it differs."""
    for id, record in registry.verification.hosts.items():
        for entry in (*record.entries, *record.undeclared):
            yield {"host": id, **entry.model_dump(mode="json", exclude_none=True)}


def _ports(registry: Registry) -> Iterator[dict[str, Any]]:
    found = [(ports, row) for row in rows(registry) if (ports := row.ports or row.listener.container_port)]
    for ports, row in sorted(found, key=_order):
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
            "declared": location(row.location),
        }


def _order(found: tuple[Ports, Row]) -> tuple[Any, ...]:
    ports, row = found
    bind = sort_key(row.bind) if row.bind else ()
    return (ports, row.transport, row.host.id if row.host else "", bind, row.service.id, row.location)


def _state(row: Row) -> str:
    if row.service.external:
        return "external"
    if not row.ports:
        return "container"
    return "rests" if row.service.status == "retired" else "taken"
