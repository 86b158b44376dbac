"""Endpoints from routes: one for each URL that a proxy answers, with the service behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.registry.addresses import UNKNOWN, is_loopback
from portdocs.registry.urls import DEFAULT_PORTS, Url, parse_url
from portdocs.scan.kubernetes.routes import is_ingress, standard_port
from portdocs.scan.nginx.redirects import is_https_upgrade, redirect_url
from portdocs.scan.result import ObservedRoute, Scan
from portdocs.scan.scaffold.entries import Draft, DraftEndpoint, DraftIgnore, DraftService
from portdocs.scan.scaffold.services import Services
from portdocs.scan.scaffold.targets import service_of

_PATH = re.compile(r"(?:(?:=|\^~) ?)?(/\S*)")
"""A location that is a path, not a regular expression or a name."""


def add_endpoints(found: Draft, scan: Scan, services: Services) -> None:
    """Add the endpoints of all routes, and services that only a proxy knows. Of two routes for a URL the first wins;
    a location that is not a path is ignored with its reason."""
    own_names = {name.lower() for one in scan.routes for name in one.server_names}
    endpoints: dict[object, DraftEndpoint] = {}
    for route in scan.said_routes:
        if not route.is_reached or route.is_internal or route.is_conditional:
            continue
        for url in _urls(route, services.proxies[route.source]):
            if _path(route) is None:
                found.ignores += _pattern(route, url)
            elif url.key not in endpoints and (one := _endpoint(route, url, services, own_names, scan)):
                endpoints[url.key] = one
    found.endpoints = sorted(endpoints.values(), key=lambda one: one.url)
    found.ignores = list(dict.fromkeys(found.ignores))  # one for the listeners on IPv4 and on IPv6


def _pattern(route: ObservedRoute, url: Url) -> Iterator[DraftIgnore]:
    if route.action == "proxy" and not (route.location or "@").startswith("@"):
        to = " and ".join(route.targets) or "a target that depends on the request"
        reason = f"{route.file}:{route.line}: a pattern that only {route.source} can evaluate leads to {to}"
        yield DraftIgnore(reason, route=f"{url.text} ({route.location})")


def _urls(route: ObservedRoute, proxy: DraftService) -> Iterator[Url]:
    is_stream = route.location is None and route.action == "proxy" and route.source == "nginx"
    port = standard_port(route) if is_ingress(route) else route.listen_port
    if port and not proxy.is_external and not proxy.has_unknown_listeners:
        port = proxy.outside(port, route.transport)
    if port is None or (route.listen_address != UNKNOWN and is_loopback_bind(route.listen_address)):
        return
    if route.transport == "udp" and not is_stream:  # HTTP/3, next to the same server on TCP
        return
    scheme = _scheme(route, is_stream)
    path = _path(route) or ""
    suffix = ("" if DEFAULT_PORTS.get(scheme) == port else f":{port}") + path
    names = [name.lower() for name in route.server_names if name and name[0] not in "~$" and name != "_"]
    if not names and not route.names_unknown and all(name == "_" for name in route.server_names):
        names = ["*"]
    for name in dict.fromkeys(names):
        host = f"[{name}]" if name.count(":") > 1 else "*" + name if name.startswith(".") else name
        try:
            yield parse_url(f"{scheme}://{host}{suffix}")
        except ValueError:  # a name or path that no URL has
            continue


def is_loopback_bind(address: str) -> bool:
    """True for a listener that only the machine itself reaches."""
    return not address.startswith("unix:") and is_loopback(address)


def _scheme(route: ObservedRoute, is_stream: bool) -> str:
    if is_stream:
        return "udp" if route.transport == "udp" else "tls" if route.tls else "tcp"
    return "https" if route.tls else "http"


def _path(route: ObservedRoute) -> str | None:
    if route.location is None:
        return ""
    match = _PATH.fullmatch(route.location)
    return None if not match else "" if match[1] == "/" else match[1]


def _endpoint(
    route: ObservedRoute, url: Url, services: Services, own_names: set[str], scan: Scan
) -> DraftEndpoint | None:
    proxy = services.proxies[route.source]
    seen = f"{route.file}:{route.line}"
    if route.action == "redirect":
        to = redirect_url(route.targets[0], url, route.server_names) if route.targets else None
        if to is None or not to.href or is_https_upgrade(route.targets[0], url, route.server_names):
            return None
        return DraftEndpoint(url.text, [proxy], None, None, to.text, seen)
    if route.action == "files" and _path(route) == "":
        return DraftEndpoint(url.text, [], proxy, None, None, seen)
    if route.action != "proxy" or not route.targets:
        return None
    found = [service_of(services, proxy, one, url, own_names, seen) for one in route.targets]
    if found[0] is None or (len(found) > 1 and any(one is None for one in found)):
        return None
    hop = _hop(route, url, found[0], services, scan)
    via, answering, service = [proxy], route, found[0]
    if hop and (behind := service_of(services, found[0], hop.targets[0], url, own_names, f"{hop.file}:{hop.line}")):
        via, answering, service = [proxy, found[0]], hop, behind
    target = answering.targets[0] if ":" in answering.targets[0] else None
    return DraftEndpoint(url.text, via, service, target, None, seen)


def _hop(route: ObservedRoute, url: Url, service: DraftService, services: Services, scan: Scan) -> ObservedRoute | None:
    """The route of the next proxy for a URL, if a target is another proxy whose configuration was read: a tunnel that
    leads to the proxy of the machine."""
    source = next((name for name, one in services.proxies.items() if one is service and name != route.source), None)
    if source is None:
        return None
    found = (
        one
        for one in scan.said_routes
        if one.source == source and one.action == "proxy" and one.targets and _path(one) == ""
    )
    return next((one for one in found if url.host in one.server_names), None)
