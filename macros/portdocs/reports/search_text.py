"""An answer for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import click

from portdocs.registry import Endpoint, Ports, Registry, Service
from portdocs.reports.port_notes import remarks
from portdocs.topology.bindings import bindings_of, shown_bind
from portdocs.topology.exposure import exposure, is_proxied
from portdocs.topology.routes import route
from portdocs.topology.search import SearchResult

MOST_ENDPOINTS = 10


def as_text(registry: Registry, answer: SearchResult) -> str:
    """The answer as lines; services as blocks, separated by empty lines."""
    blocks = [_port(registry, answer)] if answer.port else []
    blocks += ["\n".join(_endpoint(registry, endpoint)) for endpoint in answer.endpoints if not answer.port]
    services = {service.id: service for service in answer.services}
    for endpoint in () if answer.port else answer.endpoints:
        if endpoint.to:
            services.setdefault(endpoint.to.service, registry.services[endpoint.to.service])
    blocks += ["\n".join(_service(registry, service)) for service in services.values()]
    return "\n\n".join(blocks)


def _port(registry: Registry, answer: SearchResult) -> str:
    assert answer.port
    query = answer.port
    name = str(query.port) + (f"/{query.transport}" if query.transport else "")
    name = shown_bind(query.bind, Ports.one(query.port)) + name.removeprefix(str(query.port)) if query.bind else name
    if answer.bindings:
        head = f"{click.style(name, bold=True)} {'is' if answer.is_sure else 'may be'} taken"
        lines = [
            f"  {b} on {b.host.title}: {b.service.title} ({exposure(b)}) {b.listener.at.value_location('port')}"
            for b in answer.bindings
        ]
    else:
        state = "rests" if answer.resting else "may be in use: nobody knows by whom" if answer.claims else "is free"
        head, lines = f"{click.style(name, bold=True)} {state}", []
    lines += list(_public(registry, answer.endpoints))
    lines += [f"  {remark.words}" for remark in remarks(registry, answer)]
    return "\n".join([head, *("  " + _line(line) for line in lines)])


def _public(registry: Registry, endpoints: tuple[Endpoint, ...]) -> Iterator[str]:
    """The endpoints whose URLs come in on the port, as many as fit a screen."""
    for endpoint in endpoints[:MOST_ENDPOINTS]:
        yield f"  {next(iter(_endpoint(registry, endpoint)))}"
    if more := len(endpoints[MOST_ENDPOINTS:]):
        yield f"  and {more} more endpoints"


def _endpoint(registry: Registry, endpoint: Endpoint) -> Iterator[str]:
    way = route(registry, endpoint)
    urls = ", ".join(url.text for url in endpoint.url)
    steps = [urls, *(proxy.title for proxy in way.proxies)]
    if endpoint.redirect:
        steps.append(f"redirects to {endpoint.redirect}")
    elif way.service:
        steps.append(f"{way.target} ({way.service.title})" if way.target else way.service.title)
    yield " -> ".join(steps)
    if endpoint.purpose:
        yield f"  purpose    {_line(endpoint.purpose)}"
    yield f"  declared   {endpoint.at.value_location('url', 0)}"


def _service(registry: Registry, service: Service) -> Iterator[str]:
    yield f"{click.style(_line(service.title), bold=True)} ({service.id})"
    for term, words in _facts(registry, service):
        if words:
            yield f"  {term:10} {_line(words)}"


def _facts(registry: Registry, service: Service) -> Iterator[tuple[str, str]]:
    yield "status", "external" if service.external else service.status
    yield "about", service.description or ""
    yield "owner", registry.owner_of(service) or "nobody"
    yield "host", ", ".join(host.title for host in registry.hosts_of(service))
    for binding in bindings_of(registry, service):
        proxied = ", proxied" if is_proxied(registry, service, binding.listener) else ""
        health = f", health {binding.listener.health}" if binding.listener.health else ""
        protocol = f" {binding.listener.protocol}" if binding.listener.protocol else ""
        yield "listens", f"{binding}{protocol}: {exposure(binding)}{proxied}{health}"
    for listener in service.listeners or ():
        if not listener.port:
            yield "listens", listener.address + ("" if listener.socket else " in its container")
    if service.listeners is None:
        yield "listens", "not known"
    for endpoint in registry.endpoints_to(service):
        yield "endpoint", next(iter(_endpoint(registry, endpoint)))
    yield "unit", ", ".join(service.unit)
    yield "container", ", ".join(service.container)
    yield "files", ", ".join(file.path for file in service.files)
    yield "needs", ", ".join(service.depends_on)
    yield "needed by", ", ".join(dependent.id for dependent in registry.dependents_of(service))
    yield "declared", str(service.location)


def _line(words: str) -> str:
    return " ".join(words.split())
