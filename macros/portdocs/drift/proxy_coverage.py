"""The configuration of proxies other than nginx, in nginx's terms: then their routes are compared the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from portdocs.drift.coverage import Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.registry import Service
from portdocs.registry.urls import is_host
from portdocs.scan import ObservedRoute, Unresolved
from portdocs.scan.kubernetes.routes import is_ingress, standard_port
from portdocs.scan.path_match import ALL_PATHS
from portdocs.topology.proxies import TITLES, proxy_of

PROXIES = ("traefik", "caddy", "cloudflared", "kubernetes")
_COMPLETE = ("caddy", "cloudflared")
"""Sources whose file contains all routes of the proxy, if all of it could be read."""


_PLACEHOLDERS = (
    ("{http.request.host}", "$host"),
    ("{host}", "$host"),
    ("{hostport}", "$http_host"),
    ("{scheme}", "$scheme"),
    ("{http.request.uri}", "$request_uri"),
    ("{uri}", "$request_uri"),
    ("{path}", "$uri"),
)


@dataclass(frozen=True)
class ProxyCoverage(Coverage):
    """The observations of one proxy."""

    proxy_source: str = "traefik"

    @property
    def proxy_title(self) -> str:
        """The proxy's name for messages."""
        return TITLES[self.proxy_source]

    @cached_property
    def proxy(self) -> Service | None:
        """The service that runs the proxy."""
        names = {route.proxy for route in self._own if route.proxy} if self.proxy_source == "traefik" else set()
        container = next(iter(names)) if len(names) == 1 else ""
        return proxy_of(self.registry, self.host, self.proxy_source, container)

    @cached_property
    def has_proxy(self) -> bool:
        """True if anything about the proxy was read: labels come with compose files."""
        return bool(self._own) or any(one.source == self.proxy_source for one in self.scan.files)

    @cached_property
    def proxy_is_complete(self) -> bool:
        """True if everything that the proxy answers was read."""
        files = [one for one in self.scan.files if one.source == self.proxy_source]
        unclear = {one.file for one in self.scan.unresolved} | {one.file for one in self.scan.errors}
        is_complete = any(self.proxy_source in one.sees for one in files)
        return self.proxy_source in _COMPLETE and is_complete and not any(one.file in unclear for one in files)

    @cached_property
    def has_all_routes(self) -> bool:
        """True if every declared route must appear in the files."""
        return self.proxy_is_complete

    def runs_proxy(self, service: Service) -> bool | None:
        """True if the service runs this proxy, None if unknown."""
        return True if service is self.proxy else None

    def covers(self, source: str, one: DeclaredListener) -> bool:
        """True if the source would show this listener; not the one that Caddy opens for its redirects to HTTPS."""
        implied = {route.listen_port for route in self._own if not route.is_said}
        is_implied = any(port and one.ports and port in one.ports for port in implied)
        return super().covers(source, one) and not is_implied

    @cached_property
    def routes(self) -> tuple[ObservedRoute, ...]:
        """The routes whose port, TLS and names are known, in nginx's terms."""
        return tuple(_as_nginx(one) for route in self._own for one in self._with_port(route) if _is_comparable(one))

    @cached_property
    def incomparable(self) -> tuple[Unresolved, ...]:
        """The routes that cannot be compared, each line once."""
        routes = (one for route in self._own for one in self._with_port(route))
        found = (one for one in routes if not _is_comparable(one) and one.server_names)
        reason = "its port or TLS is not in the files that were given"
        notes = (Unresolved(one.file, one.line, " ".join(one.server_names), reason) for one in found)
        return tuple(dict.fromkeys(notes))

    def _with_port(self, route: ObservedRoute) -> Iterator[ObservedRoute]:
        """A route of an Ingress with the ports at which the data has its host: its controller decides on the port, and
        something in front of it may end TLS. A host without a declared URL has the standard port."""
        if not is_ingress(route):
            yield route
            return
        declared = {
            (url.port, url.tls)
            for endpoint in self.registry.endpoints
            for url in endpoint.url
            if endpoint.is_active and url.scheme in ("http", "https", "ws", "wss") and url.host in route.server_names
        }
        for port, tls in sorted(declared or {(standard_port(route), bool(route.tls))}):
            yield replace(route, listen_port=port, tls=tls)

    @cached_property
    def _own(self) -> tuple[ObservedRoute, ...]:
        return tuple(one for one in self.scan.routes if one.source == self.proxy_source)


def proxy_coverages(coverage: Coverage) -> Iterator[ProxyCoverage]:
    """The coverage of each proxy other than nginx for which anything was read."""
    for source in PROXIES:
        found = ProxyCoverage(coverage.registry, coverage.host, coverage.scan, source)
        if found.has_proxy:
            yield found


def _is_comparable(route: ObservedRoute) -> bool:
    return route.listen_port is not None and route.tls is not None and not route.names_unknown


def _as_nginx(route: ObservedRoute) -> ObservedRoute:
    """The route with nginx's names and locations: a site of Caddy, or all routers of a host, are one server."""
    names = tuple(one if is_host(one) else f"~{one}" for one in route.server_names)
    location = route.location or (None if _is_stream(route) else ALL_PATHS)
    redirect, server = _redirect(route.redirect), ("", route.listen_port or 0)
    return replace(route, server_names=names, location=location, redirect=redirect, within=(), server=server)


def _redirect(url: str) -> str:
    """A redirect's URL with nginx's variables for the placeholders of Caddy."""
    for placeholder, variable in _PLACEHOLDERS:
        url = url.replace(placeholder, variable)
    return url


def _is_stream(route: ObservedRoute) -> bool:
    """True for a route of connections: one for UDP, for TLS that is passed on, or of a kind without paths."""
    return route.transport == "udp" or route.tls == "passthrough" or route.is_stream
