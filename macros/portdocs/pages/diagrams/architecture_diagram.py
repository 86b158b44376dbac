"""The architecture: the Internet, proxies, services, and the hosts and suites around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec

from portdocs.pages.cells import host_page, suite_page
from portdocs.pages.diagrams.build import fit
from portdocs.pages.diagrams.grouping import by_size, by_suite_alone
from portdocs.pages.diagrams.hops import INTERNET, zone_key
from portdocs.pages.diagrams.model import WHOLE, Diagram, Group
from portdocs.pages.diagrams.selection import DiagramScope, Start, narrow, on_few_hosts, select_scope
from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Endpoint, Registry, Service
from portdocs.topology.routes import route

P = ParamSpec("P")


def _once(function: Callable[Concatenate[Registry, P], Diagram]) -> Callable[Concatenate[Registry, P], Diagram]:
    """Call a function once for each registry and set of arguments: pages and an export show the same diagram."""

    @wraps(function)
    def once(registry: Registry, /, *args: P.args, **options: P.kwargs) -> Diagram:
        if not (args or options):
            return registry.derived(function)
        return registry.fact((function, args, *sorted(options.items())), lambda: function(registry, *args, **options))

    return once


@_once
def architecture_diagram(
    registry: Registry,
    *,
    suite: str | None = None,
    host: str | None = None,
    status: str | None = None,
    service: str | None = None,
    zone: str | None = None,
    endpoint: str | None = None,
    direction: str | None = None,
    depth: int | None = None,
    dependencies: bool = True,
) -> Diagram:
    """The architecture, or the part of it that belongs to a suite, host, status, service, zone or endpoint URL, with
    its connections. Shows retired services only with `status="retired"`.

    `direction` (`upstream` or `downstream`) and `depth` (a number of edges) limit what is shown around the part;
    `dependencies=false` hides dependencies.
    """
    services = [one for one in registry.services.values() if _wanted(registry, one, suite, host, status)]
    # A redirect that no proxy of ours answers touches no service: only the complete diagram has it.
    bare = () if suite or host or status else [one for one in registry.endpoints if one.redirect and not one.via]
    view = select_scope(registry, services, on_few_hosts(registry), endpoints=bare, retired=status == "retired")
    start = _start(registry, service, zone, endpoint)
    if start or direction or depth is not None or not dependencies:
        view = narrow(view, start or {(id, None) for id in view.chosen}, direction, depth, dependencies)
    title = _title(registry, suite, host, status, *_names(registry, service, zone, endpoint))
    diagram = _with_both_views(view, title)
    return diagram if suite or host or start else replace(diagram, parts=_parts(registry, view.services.values()))


def _with_both_views(scope: DiagramScope, title: str) -> Diagram:
    """The diagram, and the one by suite if it has nodes for hosts."""
    diagram = fit(scope, by_size(scope), title)
    if any(node.kind == "host" for node in diagram.nodes) and any(one.suite for one in scope.services.values()):
        return replace(diagram, by_suite=fit(scope, by_suite_alone(scope), f"{title} by suite"))
    return diagram


def _start(registry: Registry, service: str | None, zone: str | None, endpoint: str | None) -> set[Start]:
    """The services and sources that a diagram starts from; of an endpoint, those on its path."""
    found = [(one, url) for one in registry.endpoints for url in one.url if url.text == endpoint]
    passed = {(key, url) for one, url in found for key in _passed(registry, one)}
    return {*([(service, None)] if service else ()), *([(zone_key(zone), None)] if zone else ()), *passed}


def _passed(registry: Registry, endpoint: Endpoint) -> list[str]:
    """The services on the path of an endpoint; the Internet if there are none."""
    passed = route(registry, endpoint)
    return [one.id for one in (*passed.proxies, passed.service) if one] or [INTERNET]


def _names(registry: Registry, service: str | None, zone: str | None, endpoint: str | None) -> list[str]:
    names = [registry.services[service].title] if service else []
    names += [registry.zones[zone].title] if zone else []
    return [*names, *([endpoint] if endpoint else [])]


def _wanted(registry: Registry, service: Service, suite: str | None, host: str | None, status: str | None) -> bool:
    return (
        (suite is None or service.suite == suite)
        and (host is None or any(one.id == host for one in registry.hosts_of(service)))
        and (status is None or (service.status == status and not service.external))
    )


def _parts(registry: Registry, services: Iterable[Service]) -> tuple[Group, ...]:
    """The hosts and the suites of services, by name."""
    drawn = tuple(services)
    hosts = {host.id: host for service in drawn for host in registry.hosts_of(service)}
    suites = {service.suite: registry.suites[service.suite] for service in drawn if service.suite}
    parts = [
        *(Group(host.id, host.title, "host", host_page(host)) for host in hosts.values()),
        *(Group(suite.id, suite.title, "suite", suite_page(suite)) for suite in suites.values()),
    ]
    return tuple(sorted(parts, key=lambda part: (part.kind, natural_key(part.label), part.key)))


def _title(registry: Registry, suite: str | None, host: str | None, status: str | None, *names: str) -> str:
    parts = [
        *names,
        *([registry.suites[suite].title] if suite else []),
        *([f"on {registry.hosts[host].title}"] if host else []),
        *([f"{status} services"] if status else []),
    ]
    return f"{WHOLE}: {', '.join(parts)}" if parts else WHOLE
