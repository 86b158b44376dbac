"""Endpoints from routes: one for each URL that a proxy answers, with the service behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portdocs.registry.addresses import UNKNOWN, is_loopback
from portdocs.registry.urls import Url, common_name, host_of_name, make_url
from portdocs.scan.kubernetes.routes import is_ingress, standard_port
from portdocs.scan.nginx.redirects import is_https_upgrade, redirect_url
from portdocs.scan.observations import ObservedRoute
from portdocs.scan.result import Scan
from portdocs.scan.scaffold.entries import Draft, DraftEndpoint, DraftIgnore, DraftService
from portdocs.scan.scaffold.services import Services
from portdocs.scan.scaffold.targets import service_of


def add_endpoints(found: Draft, scan: Scan, services: Services) -> None:
    """Add the endpoints of all routes, and services that only a proxy knows. Of two routes for a URL the first wins,
    those of a proxy in front of this machine before all others; a location that is not a path is ignored with its
    reason."""
    paths = _Paths(scan, services)
    endpoints: dict[object, DraftEndpoint] = {}
    for route in sorted(paths.routes, key=lambda one: _precedence(one, services)):
        for url in _urls(route, services.proxies[route.source]):
            if _is_local(route):  # only the machine itself uses its URLs, but the services behind it exist
                list(paths.endpoints(route, url))
            elif _path(route) is None:
                found.ignores += _pattern(route, url)
            elif url.key not in endpoints:
                for key, one in paths.endpoints(route, url):
                    endpoints.setdefault(key, one)
    found.endpoints = sorted(endpoints.values(), key=lambda one: one.url.text)
    found.ignores = list(dict.fromkeys(found.ignores))  # one for the listeners on IPv4 and on IPv6


def _precedence(route: ObservedRoute, services: Services) -> tuple[bool, bool, bool]:
    """A sort key: the first route for a URL wins. An implied route is the fallback of `try_files`."""
    return _is_local(route), not services.proxies[route.source].is_external, route.is_said


def _pattern(route: ObservedRoute, url: Url) -> Iterator[DraftIgnore]:
    if route.action == "proxy" and route.location_name[:1] not in ("", "@"):
        to = " and ".join(route.shown_targets) or "a target that depends on the request"
        reason = f"{route.at.short}: a pattern that only {route.source} can evaluate leads to {to}"
        yield DraftIgnore(reason, route=f"{url.text} ({route.location_name})")


def _urls(route: ObservedRoute, proxy: DraftService) -> Iterator[Url]:
    is_stream = route.is_stream or (route.location is None and route.action == "proxy" and route.source == "nginx")
    port = standard_port(route) if is_ingress(route) else route.listen_port
    if port and not proxy.is_external and not proxy.has_unknown_listeners:
        port = proxy.outside(port, route.transport)
    if port is None:
        return
    if route.transport == "udp" and not is_stream:  # HTTP/3, next to the same server on TCP
        return
    scheme = _scheme(route, is_stream)
    path = _path(route) or ""
    names = [name.lower() for name in route.server_names if name and name[0] not in "~$" and name != "_"]
    if not names and not route.names_unknown and all(name == "_" for name in route.server_names):
        names = ["*"]
    for name in dict.fromkeys(names):
        with suppress(ValueError):  # a name or path that no URL has
            yield make_url(scheme, host_of_name(name), port, path)


def _is_local(route: ObservedRoute) -> bool:
    return route.listen_address != UNKNOWN and is_loopback_bind(route.listen_address)


def is_loopback_bind(address: str) -> bool:
    """True for a listener that only the machine itself reaches."""
    return not address.startswith("unix:") and is_loopback(address)


def _scheme(route: ObservedRoute, is_stream: bool) -> str:
    if is_stream:
        return "udp" if route.transport == "udp" else "tls" if route.tls else "tcp"
    return "https" if route.tls else "http"


def _path(route: ObservedRoute) -> str | None:
    """The path of a route, empty for all of a server; None for a pattern."""
    if route.location is None:
        return ""
    path = route.location.prefix
    if path is None or any(map(str.isspace, path)):  # no URL has such a path
        return None
    return "" if path == "/" else path


class _Paths:
    """The ways from a URL to a service: through one proxy, or through a tunnel and the proxy behind it."""

    def __init__(self, scan: Scan, services: Services) -> None:
        self.routes = [
            one
            for one in scan.routes
            if (one.is_said or one.shown_targets) and one.is_reached and not one.is_internal and not one.is_conditional
        ]
        self.services = services
        self.own_names = {name.lower() for one in scan.routes for name in one.server_names}

    def endpoints(
        self, route: ObservedRoute, url: Url, before: tuple[DraftService, ...] = ()
    ) -> Iterator[tuple[object, DraftEndpoint]]:
        """The endpoints of a route by the keys of their URLs: several if the next proxy has several for the name."""
        proxy, seen = self.services.proxies[route.source], route.at.short
        if route.action == "redirect":
            to = redirect_url(route.redirect, url, route.server_names)
            if to is not None and to.href and not is_https_upgrade(route.redirect, url, route.server_names):
                yield url.key, DraftEndpoint(url, [*before, proxy], None, None, to.text, seen)
        elif route.action == "files" and _path(route) == "":
            yield url.key, DraftEndpoint(url, list(before), proxy, None, None, seen)
        elif route.action == "proxy" and route.targets:
            found = [service_of(self.services, proxy, one, url, self.own_names, seen) for one in route.targets]
            if found[0] is None or (len(found) > 1 and None in found):
                return
            behind = [
                one
                for hop, inner in self._hops(route, url, found[0], (*before, proxy))
                for one in self.endpoints(hop, inner, (*before, proxy))
            ]
            target = None if route.targets[0].is_container else route.targets[0]
            yield from behind or [
                (url.key, DraftEndpoint(url, [*before, proxy], found[0], target, None, seen)),
            ]

    def _hops(
        self, route: ObservedRoute, url: Url, service: DraftService, passed: tuple[DraftService, ...]
    ) -> Iterator[tuple[ObservedRoute, Url]]:
        """The routes for a URL of the next proxy, if the service is one whose configuration was read."""
        proxies = self.services.proxies.items()
        source = next((name for name, one in proxies if one is service and one not in passed), None)
        found = [one for one in self.routes if one.source == source and _path(one) is not None]
        found.sort(key=lambda one: len(_path(one) or ""), reverse=True)  # `/api/` before what answers all else
        port = route.targets[0].port
        at_port = [one for one in found if port and port in (one.listen_port, service.outside(one.listen_port or 0))]
        for one in at_port or found:
            for name in dict.fromkeys(one.server_names):
                if inner := _common_url(url, name.lower(), _path(one) or ""):
                    yield one, inner


def _common_url(url: Url, name: str, path: str) -> Url | None:
    """The URL of the requests that a tunnel sends to a route of the proxy behind it; None if there are none."""
    host, outer = common_name(url.host, name), url.path.rstrip("/")
    if not host or not (path.startswith(outer) or outer.startswith(path.rstrip("/"))):
        return None
    with suppress(ValueError):  # a path that no URL has
        return make_url(url.scheme, host, url.port, max(outer, path, key=len))
    return None
