"""What the port finder answers from: the registry as one compact object, published as `/api/finder.json`.

It holds what `portdocs show` looks at, so that `docs/assets/portdocs/finder-lookup.js` can say the same in a browser.
Keys without a value are left out. Nothing depends on today: whether a retired service's port still rests is for the
reader's clock to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any

from portdocs.diff.timeline import FormerPort
from portdocs.pages.history import past_of
from portdocs.registry import Claim, Endpoint, Host, Listener, Location, Range, Registry, Service, Suite
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import exposure, is_proxied
from portdocs.topology.iana import AS_OF, EPHEMERAL, NAMES, PRIVILEGED
from portdocs.topology.port_usage import COOLDOWN
from portdocs.topology.routes import route

DATA = "api/finder.json"
SCRIPT = "assets/portdocs/finder-data.js"
"""The same data for pages that were opened from a disk."""
SCHEMA_VERSION = 1
"""Counted up with each change of a key: the script beside the data knows one version only."""


def finder_files(registry: Registry) -> Iterator[tuple[str, str]]:
    """The files that the finder asks for: path in the site and text."""
    data = finder_json(registry)
    yield DATA, data
    yield SCRIPT, finder_script(data)


def finder_data(registry: Registry) -> dict[str, Any]:
    """All that the finder knows; every kind of entry in the order of the registry."""
    return {
        "schema_version": SCHEMA_VERSION,
        "rest_days": COOLDOWN.days,
        "privileged": astuple(PRIVILEGED),
        "ephemeral": astuple(EPHEMERAL),
        "iana_as_of": AS_OF,
        "iana": {str(port): name for port, name in NAMES.items()},
        "suites": [_suite(suite) for suite in registry.suites.values()],
        "hosts": [_host(host) for host in registry.hosts.values()],
        "services": [_service(registry, service) for service in registry.services.values()],
        "endpoints": [_endpoint(registry, endpoint) for endpoint in registry.endpoints],
        "ranges": [_range(range_) for range_ in registry.ranges.values()],
        "claims": [_claim(claim) for claim in registry.claims if claim.ports],
        "former": [_former(former) for former in _formers(registry)],
    }


def finder_json(registry: Registry) -> str:
    """The data as JSON (RFC 8259), one entry a line, so that versions can be compared."""
    parts = (f"{_compact(key)}:{_listed(value)}" for key, value in finder_data(registry).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def finder_script(json_text: str) -> str:
    """The same as a script: a page that was opened from a disk may not fetch a file."""
    return f"window.portdocsFinderData = {json_text.rstrip()};\n"


def _listed(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n" + ",\n".join(map(_compact, value)) + "\n]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _told(**values: Any) -> dict[str, Any]:
    """The keys that have a value."""
    return {key: value for key, value in values.items() if value}


def _suite(suite: Suite) -> dict[str, Any]:
    return _told(id=suite.id, name=suite.title, owner=suite.owner, contact=suite.contact)


def _host(host: Host) -> dict[str, Any]:
    return _told(id=host.id, name=host.title, addresses=host.addresses)


def _range(range_: Range) -> dict[str, Any]:
    ports = [astuple(run) for run in range_.ports]
    return _told(
        id=range_.id, name=range_.title, ports=ports, purpose=range_.purpose, suite=range_.suite, host=range_.host
    )


def _claim(claim: Claim) -> dict[str, Any]:
    return {"statement": claim.statement, "ports": list(dict.fromkeys(claim.ports)), "declared": str(claim.location)}


def _formers(registry: Registry) -> Iterable[FormerPort]:
    past = past_of(registry)
    return past.former if past else ()


def _former(former: FormerPort) -> dict[str, Any]:
    """Who had ports in a release, and has them no more."""
    return {
        "ports": former.ports,
        "transport": former.transport,
        "name": former.title,
        "service": former.service,
        "until": former.until,
    }


def _service(registry: Registry, service: Service) -> dict[str, Any]:
    suite = registry.suite_of(service)
    return _told(
        id=service.id,
        name=service.title,
        description=service.description,
        status="external" if service.external else service.status,
        retired_on=str(service.retired_on) if service.retired_on else None,
        suite=service.suite,
        owner=registry.owner_of(service),
        contact=suite.contact if suite else None,
        hosts=[host.id for host in registry.hosts_of(service)],
        listeners=list(_listeners(registry, service)),
        unknown=service.listeners is None,
        unit=service.unit,
        container=service.container,
        files=[file.path for file in service.files],
        needs=sorted(set(service.depends_on)),
        needed_by=[dependent.id for dependent in registry.dependents_of(service)],
        declared=str(service.location) if service.listeners is None else _location(service.location),
    )


def _listeners(registry: Registry, service: Service) -> Iterator[dict[str, Any]]:
    taken: dict[int, list[tuple[str, str, str, str]]] = {}
    for binding in bindings_of(registry, service):
        taken.setdefault(id(binding.listener), []).append(_binding(binding))
    for listener in service.listeners or ():
        yield _told(
            name=listener.name,
            port=astuple(listener.port) if listener.port else None,
            inside=astuple(listener.container_port) if listener.container_port else None,
            socket=listener.socket,
            transport=_transport(listener),
            protocol=listener.protocol,
            health=listener.health,
            declared=str(listener.at.value_location("port")) if service.status == "retired" and listener.port else None,
            proxied=is_proxied(registry, service, listener),
            taken=taken.get(id(listener)),
        )


def _transport(listener: Listener) -> tuple[str, ...] | None:
    """Nothing for plain tcp, which is what nearly all are."""
    return None if listener.transport == ("tcp",) else tuple(dict.fromkeys(listener.transport))


def _binding(binding: Binding) -> tuple[str, str, str, str]:
    """Host, transport, bind and exposure: what a listener takes of one host."""
    return (binding.host.id, binding.transport, binding.bind, str(exposure(binding)))


def _endpoint(registry: Registry, endpoint: Endpoint) -> dict[str, Any]:
    way = route(registry, endpoint)
    return _told(
        # As written, then what two spellings of one URL share.
        urls=[(url.text, url.scheme, url.host, url.port, url.path) for url in endpoint.url],
        via=endpoint.via,
        to=way.service.id if way.service else None,
        target=str(way.target) if way.target else None,
        redirect=endpoint.redirect,
        purpose=endpoint.purpose,
        declared=_location(endpoint.at.value_location("url", 0)),
    )


def _location(location: Location) -> str:
    return f"{location.file}:{location.line}"
