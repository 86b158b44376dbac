"""The data that the port finder searches: the registry as one compact object, published as `/api/finder.json`.

It contains everything that `portdocs show` searches, so that `finder-lookup.js` gives the same answers in a browser.
Keys without a value are omitted. Nothing depends on the day of the build: the browser's clock decides whether the port
of a retired service is still held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from typing import Any

from portdocs.diff.timeline import FormerPort, History
from portdocs.registry import Claim, Endpoint, Host, Listener, Location, Range, Registry, Service, Suite
from portdocs.registry.addresses import UNKNOWN, addresses, is_loopback
from portdocs.registry.redaction import ADDRESSES
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import exposure_label, is_proxied, observed_reach, reach
from portdocs.topology.iana import AS_OF, EPHEMERAL, NAMES, PRIVILEGED
from portdocs.topology.observed import ObservedPort, difference_notes, observed_ports
from portdocs.topology.port_usage import COOLDOWN
from portdocs.topology.routes import route

DATA_FILE = "api/finder.json"
SCRIPT_FILE = "assets/portdocs/finder-data.js"
"""The same data for pages that are opened from disk."""
SCHEMA_VERSION = 1
"""Increases with each change of a key; the script supports one version only."""


def search_files(registry: Registry, history: History | None = None) -> Iterator[tuple[str, str]]:
    """The files that the finder fetches: path in the site and text."""
    data = search_json(registry, history)
    yield DATA_FILE, data
    yield SCRIPT_FILE, search_script(data)


def search_data(registry: Registry, history: History | None = None) -> dict[str, Any]:
    """Everything that the finder searches; entries are in the order of the registry."""
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
        "observed": [_observed(registry, port) for port in observed_ports(registry)],
        "former": [_former(former) for former in (history.former if history else ())],
    }


def search_json(registry: Registry, history: History | None = None) -> str:
    """The data as JSON (RFC 8259), one entry per line, so that versions can be compared."""
    parts = (f"{_json(key)}:{_json_lines(value)}" for key, value in search_data(registry, history).items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def search_script(json_text: str) -> str:
    """The data as a script, because a page that is opened from disk may not fetch files."""
    return f"window.portdocsFinderData = {json_text.rstrip()};\n"


def _json_lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n" + ",\n".join(map(_json, value)) + "\n]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _without_empty(**values: Any) -> dict[str, Any]:
    """The keys that have a value."""
    return {key: value for key, value in values.items() if value}


def _suite(suite: Suite) -> dict[str, Any]:
    return _without_empty(id=suite.id, name=suite.title, owner=suite.owner, contact=suite.contact)


def _host(host: Host) -> dict[str, Any]:
    return _without_empty(id=host.id, name=host.title, addresses=host.addresses)


def _range(range_: Range) -> dict[str, Any]:
    ports = [astuple(run) for run in range_.ports]
    return _without_empty(
        id=range_.id, name=range_.title, ports=ports, purpose=range_.purpose, suite=range_.suite, host=range_.host
    )


def _claim(claim: Claim) -> dict[str, Any]:
    return {"statement": claim.statement, "ports": list(dict.fromkeys(claim.ports)), "declared": str(claim.location)}


def _former(former: FormerPort) -> dict[str, Any]:
    """Ports that a service had in a release and no longer has."""
    return {
        "ports": former.ports,
        "transport": former.transport,
        "name": former.title,
        "service": former.service,
        "until": former.until,
    }


def _service(registry: Registry, service: Service) -> dict[str, Any]:
    suite = registry.suite_of(service)
    return _without_empty(
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
    used: dict[int, list[tuple[Any, ...]]] = {}
    for binding in bindings_of(registry, service):
        used.setdefault(id(binding.listener), []).append(_binding(registry, binding))
    for listener in service.listeners or ():
        yield _without_empty(
            name=listener.name,
            port=astuple(listener.port) if listener.port else None,
            inside=astuple(listener.container_port) if listener.container_port else None,
            socket=listener.socket,
            transport=_transport(listener),
            protocol=listener.protocol,
            health=listener.health,
            declared=str(listener.at.value_location("port")) if service.status == "retired" and listener.port else None,
            proxied=is_proxied(registry, service, listener),
            taken=used.get(id(listener)),
        )


def _transport(listener: Listener) -> tuple[str, ...] | None:
    """None for tcp, which nearly all listeners have."""
    return None if listener.transport == ("tcp",) else tuple(dict.fromkeys(listener.transport))


def _binding(registry: Registry, binding: Binding) -> tuple[Any, ...]:
    """Host, transport, bind and exposure of a listener on one host, and notes if a record differs."""
    observed = observed_reach(registry, binding.service, binding.listener, binding.host)
    exposure = exposure_label(registry, observed or reach(registry, binding))
    notes = tuple(difference_notes(registry, binding))
    bind = _published_bind(registry, binding.bind)
    return (binding.host.id, binding.transport, bind, exposure, *((notes,) if notes else ()))


def _published_bind(registry: Registry, bind: str) -> str:
    """The bind; unknown to visitors if the site leaves out addresses and it is one."""
    is_hidden = ADDRESSES in registry.redacted and not (addresses(bind).is_wildcard or is_loopback(bind))
    return UNKNOWN if is_hidden else bind


def _observed(registry: Registry, port: ObservedPort) -> dict[str, Any]:
    """An open port in a record that the registry does not declare."""
    return {
        "host": port.host.id,
        "transport": port.transport,
        "bind": _published_bind(registry, port.bind),
        "ports": astuple(port.ports),
        "text": port.note,
    }


def _endpoint(registry: Registry, endpoint: Endpoint) -> dict[str, Any]:
    path = route(registry, endpoint)
    return _without_empty(
        # As written, then the parts that are equal for two spellings of one URL.
        urls=[(url.text, url.scheme, url.host, url.port, url.path) for url in endpoint.url],
        via=endpoint.via,
        to=path.service.id if path.service else None,
        target=str(path.target) if path.target else None,
        redirect=endpoint.redirect,
        purpose=endpoint.purpose,
        declared=_location(endpoint.at.value_location("url", 0)),
    )


def _location(location: Location) -> str:
    return f"{location.file}:{location.line}"
