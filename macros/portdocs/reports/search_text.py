"""A search result for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portdocs.registry import Endpoint, Host, Ports, Range, Registry, Service, Suite
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.model import Zone
from portdocs.topology.bindings import Binding, bindings_of, shown_bind
from portdocs.topology.exposure import exposure_label, is_proxied, observed_reach, reach
from portdocs.topology.port_notes import port_notes
from portdocs.topology.port_usage import count_used, used_ports
from portdocs.topology.routes import route
from portdocs.topology.search_result import SearchResult

MAX_ENDPOINTS_OF_PORT = 10


def render(registry: Registry, query: str, result: SearchResult) -> str:
    """A block for each match, separated by empty lines."""
    blocks = [_port(registry, result)] if result.port else []
    blocks += ["\n".join(_endpoint(registry, endpoint)) for endpoint in result.endpoints if not result.port]
    services = {service.id: service for service in result.services}
    for endpoint in () if result.port else result.endpoints:
        if endpoint.to:
            services.setdefault(endpoint.to.service, registry.services[endpoint.to.service])
    blocks += ["\n".join(_service(registry, service)) for service in services.values()]
    if not result.port:
        blocks += ["\n".join(_host(registry, host)) for host in result.hosts]
        blocks += ["\n".join(_suite(registry, suite)) for suite in result.suites]
        blocks += ["\n".join(_range(registry, range_)) for range_ in result.ranges]
        blocks += ["\n".join(_zone(registry, zone)) for zone in result.zones]
    return "\n\n".join(blocks) + "\n"


def _port(registry: Registry, result: SearchResult) -> str:
    assert result.port
    query = result.port
    name = shown_bind(query.bind or UNKNOWN, Ports.one(query.port)) + (f"/{query.transport}" if query.transport else "")
    if result.bindings:
        head = f"{click.style(name, bold=True)} {'is' if result.is_certain else 'may be'} in use"
        lines = [
            f"  {b} on {b.host.title}: {b.service.title} ({_exposure(registry, b)}) {at}"
            for b in result.bindings
            for at in [b.listener.at.value_location("port")]
        ]
    else:
        state = _unused_state(result)
        head, lines = f"{click.style(name, bold=True)} {state}", []
    lines += list(_public(registry, result.endpoints))
    lines += [f"  {note.text}" for note in port_notes(registry, result)]
    return "\n".join([head, *("  " + _one_line(line) for line in lines)])


def _unused_state(result: SearchResult) -> str:
    if result.observed:
        return "is in use, but not declared"
    if result.cooldowns:
        return "is on hold"
    if result.conflicting:
        return "may conflict"
    if result.claims:
        return "may be in use; owner unknown"
    return "is free" if result.is_free else "may be in use"


def _public(registry: Registry, endpoints: tuple[Endpoint, ...]) -> Iterator[str]:
    """The first endpoints whose URLs use the port."""
    for endpoint in endpoints[:MAX_ENDPOINTS_OF_PORT]:
        yield f"  {next(iter(_endpoint(registry, endpoint)))}"
    if more := len(endpoints[MAX_ENDPOINTS_OF_PORT:]):
        yield f"  and {more} more endpoints"


def _endpoint(registry: Registry, endpoint: Endpoint) -> Iterator[str]:
    path = route(registry, endpoint)
    urls = ", ".join(url.text for url in endpoint.url)
    steps = [urls, *(proxy.title for proxy in path.proxies)]
    if endpoint.redirect:
        steps.append(f"redirects to {endpoint.redirect}")
    elif path.service:
        steps.append(f"{path.target} ({path.service.title})" if path.target else path.service.title)
    yield " -> ".join(steps)
    if endpoint.purpose:
        yield f"  purpose     {_one_line(endpoint.purpose)}"
    yield f"  declared    {endpoint.at.value_location('url', 0)}"


def _host(registry: Registry, host: Host) -> Iterator[str]:
    yield f"{click.style(_one_line(host.title), bold=True)} (host {host.id})"
    yield from _lines(
        ("addresses", ", ".join(host.addresses)),
        ("services", ", ".join(service.id for service in registry.services_on(host))),
        ("declared", str(host.location)),
    )


def _suite(registry: Registry, suite: Suite) -> Iterator[str]:
    yield f"{click.style(_one_line(suite.title), bold=True)} (suite {suite.id})"
    yield from _lines(
        ("owner", suite.owner or "unowned"),
        ("contact", suite.contact or ""),
        ("services", ", ".join(service.id for service in registry.services_in(suite))),
        ("declared", str(suite.location)),
    )


def _range(registry: Registry, range_: Range) -> Iterator[str]:
    yield f"{click.style(_one_line(range_.title), bold=True)} (range {range_.id})"
    used = used_ports(registry, host=registry.hosts[range_.host] if range_.host else None)
    yield from _lines(
        ("ports", ", ".join(map(str, range_.ports))),
        ("in use", f"{count_used(range_, used)} of {range_.size}"),
        ("purpose", range_.purpose or ""),
        ("suite", range_.suite or ""),
        ("host", range_.host or ""),
        ("declared", str(range_.location)),
    )


def _zone(registry: Registry, zone: Zone) -> Iterator[str]:
    yield f"{click.style(_one_line(zone.title), bold=True)} (zone {zone.id})"
    urls = (url.text for endpoint in registry.endpoints if zone.id in endpoint.from_ for url in endpoint.url)
    yield from _lines(
        ("addresses", ", ".join(map(str, zone.addresses))),
        ("endpoints", ", ".join(urls)),
        ("declared", str(zone.location)),
    )


def _lines(*facts: tuple[str, str]) -> Iterator[str]:
    return (f"  {term:11} {_one_line(text)}" for term, text in facts if text)


def _service(registry: Registry, service: Service) -> Iterator[str]:
    yield f"{click.style(_one_line(service.title), bold=True)} ({service.id})"
    yield from _lines(*_facts(registry, service))


def _facts(registry: Registry, service: Service) -> Iterator[tuple[str, str]]:
    yield "status", "external" if service.external else service.status
    yield "about", service.description or ""
    yield "owner", registry.owner_of(service) or "unowned"
    yield "host", ", ".join(host.title for host in registry.hosts_of(service))
    for binding in bindings_of(registry, service):
        proxied = ", proxied" if is_proxied(registry, service, binding.listener) else ""
        health = f", health {binding.listener.health}" if binding.listener.health else ""
        protocol = f" {binding.listener.protocol}" if binding.listener.protocol else ""
        yield "listens", f"{binding}{protocol}: {_exposure(registry, binding)}{proxied}{health}"
    for listener in service.listeners or ():
        if not listener.port:
            yield "listens", listener.address + ("" if listener.socket else " in its container")
    if service.listeners is None:
        yield "listens", "unknown"
    for endpoint in registry.endpoints_to(service):
        yield "endpoint", next(iter(_endpoint(registry, endpoint)))
    yield "unit", ", ".join(service.unit)
    yield "container", ", ".join(service.container)
    yield "files", ", ".join(file.path for file in service.files)
    yield "depends on", ", ".join(service.depends_on)
    yield "needed by", ", ".join(dependent.id for dependent in registry.dependents_of(service))
    yield "declared", str(service.location)


def _exposure(registry: Registry, binding: Binding) -> str:
    if binding.service.status == "planned":
        return "planned"
    declared = exposure_label(registry, reach(registry, binding))
    observed = observed_reach(registry, binding.service, binding.listener, binding.host)
    label = exposure_label(registry, observed) if observed else declared
    return declared if label == declared else f"{label} as observed, {declared} as declared"


def _one_line(text: str) -> str:
    return " ".join(text.split())
