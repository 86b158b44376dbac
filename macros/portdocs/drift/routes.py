"""Compare declared endpoints with the routes of a proxy by their effect on each URL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.drift.coverage import Coverage
from portdocs.drift.differences import (
    DeclaredUrl,
    answered_by_proxy,
    answered_elsewhere,
    not_answered,
    redirect_differs,
    target_differs,
    tls_differs,
)
from portdocs.drift.expected_target import ExpectedTarget, expected_target
from portdocs.drift.nginx_servers import Server, Servers
from portdocs.drift.proxy_chain import ResolvedRequest, resolve_chain
from portdocs.drift.result import Difference, Verified
from portdocs.drift.undeclared_routes import DeclaredRoutes, find_undeclared_routes
from portdocs.registry import Endpoint, Service
from portdocs.registry.urls import Url, parse_url
from portdocs.registry.verification import DriftKey
from portdocs.scan import ObservedRoute, Unresolved
from portdocs.scan.nginx.redirects import redirect_url
from portdocs.topology.routes import Route as Declared
from portdocs.topology.routes import route as route_of
from portdocs.topology.verification_keys import endpoint_key

_WEB = ("http", "https", "ws", "wss")


@dataclass(slots=True)
class RouteComparison:
    """The outcome for all endpoints that pass through a proxy of a host."""

    verified: list[Verified] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    keys: list[DriftKey] = field(default_factory=list)
    """The keys of all endpoints that pass through this host."""


def compare_routes(coverage: Coverage) -> RouteComparison:
    """Compare all active endpoints, then report routes that no endpoint declares."""
    found = _RouteComparer(coverage)
    for endpoint in coverage.registry.endpoints:
        for index, url in enumerate(endpoint.url if endpoint.is_active else ()):  # others need not exist
            found.compare(endpoint, index, url)
    if coverage.has_proxy:
        found.result.differences += find_undeclared_routes(coverage, found.servers, found.declared_routes)
    return found.result


class _RouteComparer:
    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.servers = Servers(coverage.routes)
        self.declared_routes = DeclaredRoutes()
        self.result = RouteComparison()

    def compare(self, endpoint: Endpoint, index: int, url: Url) -> None:
        """Compare one URL of an endpoint."""
        path = route_of(self.coverage.registry, endpoint)
        if not self._passes_host(path) and self.coverage.proxy not in path.proxies:
            return
        one = DeclaredUrl(endpoint, index, url, path, endpoint_key(self.coverage.registry, endpoint, url))
        self.result.keys.append(one.key)
        if not self.coverage.has_proxy or self.coverage.proxy is None:
            return
        number = next((n for n, proxy in enumerate(path.proxies) if proxy is self.coverage.proxy), None)
        if number is not None:
            self._through_proxy(one, number)
        elif path.is_direct and path.service is self.coverage.proxy:
            self._through_proxy(one, -1)
        else:
            self._around_proxy(one)

    def _passes_host(self, path: Declared) -> bool:
        """True if the endpoint passes through the host or ends there without a proxy."""
        services: tuple[Service, ...] = path.proxies or ((path.service,) if path.service else ())
        live = [one for one in services if one.status != "retired"]
        return any(self.coverage.host in self.coverage.registry.hosts_of(one) for one in live)

    def _through_proxy(self, one: DeclaredUrl, number: int) -> None:
        expected = (
            expected_target(self.coverage.registry, self.coverage.host, one.path, number) if number >= 0 else None
        )
        self.declared_routes.endpoint(one.url, expected, is_inner=number > 0)
        server, port = self._server(one.url, number > 0)
        if server is None or port is None:
            self._without_server(one)
            return
        self.declared_routes.server(server, server.first(port))
        answer = server.answer(one.url.path, one.url.host) if not server.is_stream else server.answers[0]
        if answer is None or (answer.action in ("files", "status") and expected):
            answer = next((other for other in server.others() if expected and expected.matches(other.targets)), answer)
        if answer is None:
            self._without_server(one)
            return
        tls = self._tls(server, port)
        found = resolve_chain(self.servers, ResolvedRequest(answer, tls), one.url, expected)
        for hop, hop_port in found.hops:
            self.declared_routes.server(hop, hop.first(hop_port) if hop_port else None)
        self._compare_answer(
            one, found, expected, is_first=number <= 0, is_named=not server.has_no_server_name or server.is_stream
        )

    def _server(self, url: Url, is_inner: bool) -> tuple[Server | None, int | None]:
        """The server that answers the URL, and its port."""
        for port in self._ports(url, is_inner):
            if url.scheme not in _WEB:
                if found := self.servers.stream(port, url.transport):
                    return found, port
            elif found := self.servers.named(url.host, port):
                return found, port
            elif self.servers.is_undecided(url.host, port):
                return None, None
            elif ((found := self.servers.default(port)) and found.has_no_server_name) or (
                found := self.servers.stream(port, url.transport)
            ):
                return found, port
        return None, None

    def _ports(self, url: Url, is_inner: bool) -> Iterator[int]:
        """Ports on which the proxy may receive the URL: inside a container another one; behind a proxy, any."""
        yield url.port
        for listener in (self.coverage.proxy.listeners or ()) if self.coverage.proxy else ():
            if listener.port and listener.container_port and url.port in listener.port:
                yield listener.container_port.first + url.port - listener.port.first
        if is_inner:
            ports = self.servers.ports
            holding = [port for port in sorted(ports) if url.scheme not in _WEB or self.servers.named(url.host, port)]
            yield from holding
            yield from sorted(ports)

    def _tls(self, server: Server, port: int) -> bool | str:
        found = {listen.tls for listen in server.listens if listen.has(port)}
        return next((one for one in (True, "passthrough") if one in found), False)

    def _without_server(self, one: DeclaredUrl) -> None:
        """Look for the name on other ports, with and without TLS."""
        if self.servers.is_undecided(one.url.host, one.url.port):
            return
        elsewhere = [
            (server, listen)
            for server in self.servers.elsewhere(one.url.host)
            for listen in server.listens
            if listen.port and listen.transport == "tcp"
        ]
        for server, listen in elsewhere:
            answer = server.answer(one.url.path, one.url.host)
            if answer is None or (answer.action == "redirect" and not one.endpoint.redirect):
                continue
            self.declared_routes.mark_reported(server, listen.port)
            if bool(listen.tls) != one.url.tls and (one.url.port, listen.port) in ((443, 80), (80, 443)):
                self._report(tls_differs(self.coverage, one, answer, bool(listen.tls)))
            else:
                self._report(answered_elsewhere(self.coverage, one, answer, listen.port or 0))
            return
        if self.coverage.has_all_routes:
            self._report(not_answered(self.coverage, one))

    def _compare_answer(
        self,
        one: DeclaredUrl,
        found: ResolvedRequest,
        expected: ExpectedTarget | None,
        *,
        is_first: bool,
        is_named: bool,
    ) -> None:
        agrees = self._target(one, found, expected, is_named)
        if agrees is False:
            return
        if is_first and self._tls_is_wrong(one, found, expected):
            self._report(tls_differs(self.coverage, one, found.answer, bool(found.tls)))
        elif agrees:
            by = (self.coverage.proxy_source,)
            self.result.verified.append(Verified(one.key, str(one.url), one.location, by, by))

    def _target(
        self, one: DeclaredUrl, found: ResolvedRequest, expected: ExpectedTarget | None, is_named: bool
    ) -> bool | None:
        answer = found.answer
        if one.endpoint.redirect and expected is None:  # else the next proxy redirects
            return self._redirect(one, answer)
        if expected is None:  # the proxy itself is the endpoint's service
            return True
        if answer.action == "proxy":
            matches = expected.matches(answer.targets)
            if matches is None and answer.targets:
                self._cannot_tell(answer, expected)
            if matches is False and not is_named and not self.coverage.has_all_routes:
                return None  # another file may contain a server with this name
            if matches is False:
                self._report(target_differs(self.coverage, one, answer, expected))
            return matches
        if answer.action == "files" and not expected.listeners and expected.listeners is not None:
            return True
        if not is_named and not self.coverage.has_all_routes:
            return None
        if not is_named:  # the default server for unknown names
            self._without_server(one)
            return False
        self._report(target_differs(self.coverage, one, answer, expected))
        return False

    def _redirect(self, one: DeclaredUrl, answer: ObservedRoute) -> bool | None:
        wanted = parse_url(one.endpoint.redirect or "")
        if answer.action == "redirect":
            to = redirect_url(answer.redirect, one.url, answer.server_names)
            if to is None or to.key == wanted.key:
                return None if to is None else True
        self._report(redirect_differs(self.coverage, one, answer))
        return False

    def _cannot_tell(self, answer: ObservedRoute, expected: ExpectedTarget) -> None:
        reason = f"only a DNS lookup can tell whether this is {expected}"
        self.result.unresolved.append(Unresolved(answer.file, answer.line, " ".join(answer.shown_targets), reason))

    def _tls_is_wrong(self, one: DeclaredUrl, found: ResolvedRequest, expected: ExpectedTarget | None) -> bool:
        if one.url.scheme in ("tcp", "udp"):
            return found.tls is True and one.url.scheme == "tcp"
        if one.url.tls and not found.tls and found.is_raw:
            # Passed through unread: the service itself may terminate TLS.
            return not _speaks_tls(expected)
        return one.url.tls != bool(found.tls)

    def _around_proxy(self, one: DeclaredUrl) -> None:
        """Report an endpoint declared without the proxy although the proxy answers for its name."""
        server = self.servers.named(one.url.host, one.url.port) if one.url.scheme in _WEB else None
        answer = server.answer(one.url.path, one.url.host) if server else None
        if server is None or answer is None or one.url.host not in server.names or answer.action == "status":
            return
        self.declared_routes.mark_reported(server, server.first(one.url.port))
        self._report(answered_by_proxy(self.coverage, one, answer))

    def _report(self, difference: Difference) -> None:
        self.result.differences.append(difference)


def _speaks_tls(expected: ExpectedTarget | None) -> bool:
    """True if the service behind a passed-through connection may terminate TLS."""
    protocols = {(one.protocol or "").lower() for one in (expected.listeners if expected else None) or ()}
    return not protocols or any(one == "" or one.endswith("s") or "tls" in one or "ssl" in one for one in protocols)
