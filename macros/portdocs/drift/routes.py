"""Compares the endpoints of the registry with what nginx does with their URLs, by effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portdocs.drift.coverage import Coverage
from portdocs.drift.expected_target import ExpectedTarget, goal_of
from portdocs.drift.nginx_redirects import leads_to
from portdocs.drift.nginx_servers import Server, Servers
from portdocs.drift.proxy_chain import ResolvedRequest, resolve_chain
from portdocs.drift.result import Difference, Kind, Verified
from portdocs.drift.undeclared_routes import Claimed, strangers
from portdocs.registry import Endpoint, Location, Service
from portdocs.registry.drift_key import DriftKey
from portdocs.registry.urls import Url, parse_url
from portdocs.scan import ObservedRoute, Unresolved
from portdocs.topology.routes import Route as Declared
from portdocs.topology.routes import route as route_of
from portdocs.topology.verification_keys import endpoint_key

_WEB = ("http", "https", "ws", "wss")


@dataclass(slots=True)
class RouteComparison:
    """What is true of the endpoints that lead through a host's nginx."""

    verified: list[Verified] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    keys: list[DriftKey] = field(default_factory=list)
    """Of all endpoints that lead over this host."""


def compare_routes(sight: Coverage) -> RouteComparison:
    """All endpoints, and all routes that are of none of them."""
    found = _Comparison(sight)
    for endpoint in sight.registry.endpoints:
        for index, url in enumerate(endpoint.url):
            found.compare(endpoint, index, url)
    if sight.has_nginx:
        found.ways.differences += strangers(sight, found.servers, found.claimed)
    return found.ways


class _Comparison:
    def __init__(self, sight: Coverage) -> None:
        self.sight = sight
        self.servers = Servers(sight.scan.routes)
        self.claimed = Claimed()
        self.ways = RouteComparison()

    def compare(self, endpoint: Endpoint, index: int, url: Url) -> None:
        """One URL of an endpoint."""
        way = route_of(self.sight.registry, endpoint)
        if not self._leads_over_here(way):
            return
        one = _One(endpoint, index, url, way, endpoint_key(self.sight.registry, endpoint, url))
        self.ways.keys.append(one.key)
        if not self.sight.has_nginx or self.sight.nginx is None:
            return
        number = next((n for n, proxy in enumerate(way.proxies) if proxy is self.sight.nginx), None)
        if number is not None:
            self._through(one, number)
        elif way.is_direct and way.service is self.sight.nginx:
            self._through(one, -1)
        else:
            self._past(one)

    def _leads_over_here(self, way: Declared) -> bool:
        """Whether the endpoint passes the host, or ends there without any proxy."""
        services: tuple[Service, ...] = way.proxies or ((way.service,) if way.service else ())
        live = [one for one in services if one.status != "retired"]
        return any(self.sight.host in self.sight.registry.hosts_of(one) for one in live)

    def _through(self, one: _One, number: int) -> None:
        goal = goal_of(self.sight.registry, self.sight.host, one.way, number) if number >= 0 else None
        self.claimed.endpoint(one.url, goal, is_inner=number > 0)
        server, port = self._server(one.url, number > 0)
        if server is None or port is None:
            self._without_server(one)
            return
        self.claimed.server(server, server.first(port))
        answer = server.answer(one.url.path, one.url.host) if not server.is_stream else server.answers[0]
        if answer is None or (answer.action in ("files", "status") and goal):
            answer = next((other for other in server.others() if goal and goal.met_by(other.targets)), answer)
        if answer is None:
            self._without_server(one)
            return
        tls = self._tls(server, port)
        found = resolve_chain(self.servers, ResolvedRequest(answer, tls), one.url, goal)
        for hop, hop_port in found.hops:
            self.claimed.server(hop, hop.first(hop_port) if hop_port else None)
        self._judge(one, found, goal, is_first=number <= 0, is_named=not server.is_nameless or server.is_stream)

    def _server(self, url: Url, is_inner: bool) -> tuple[Server | None, int | None]:
        """The server that answers the URL, and the port at which it does."""
        for port in self._ports(url, is_inner):
            if url.scheme not in _WEB:
                if found := self.servers.stream(port, url.transport):
                    return found, port
            elif found := self.servers.named(url.host, port):
                return found, port
            elif self.servers.is_undecided(url.host, port):
                return None, None
            elif ((found := self.servers.default(port)) and found.is_nameless) or (
                found := self.servers.stream(port, url.transport)
            ):
                return found, port
        return None, None

    def _ports(self, url: Url, is_inner: bool) -> Iterator[int]:
        """The port of the URL, as nginx in a container sees it; a proxy before it may connect to any."""
        yield url.port
        for listener in (self.sight.nginx.listeners or ()) if self.sight.nginx else ():
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

    def _without_server(self, one: _One) -> None:
        """No server answers at the URL's port: perhaps at another one, or without TLS."""
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
            self.claimed.blamed(server, listen.port)
            if bool(listen.tls) != one.url.tls and (one.url.port, listen.port) in ((443, 80), (80, 443)):
                self._tls_differs(one, answer, bool(listen.tls))
            else:
                message = f"{one.url} is declared and nginx does not answer there, but on port {listen.port}"
                self._differ(one, "missing-route", f"{message}; correct one of the two", one.location, answer)
            return
        if self.sight.has_all_routes:
            message = f"{one.url} is declared and no server of nginx answers for it; add one, or correct the data"
            self._differ(one, "missing-route", message, one.location, None)

    def _judge(
        self, one: _One, found: ResolvedRequest, goal: ExpectedTarget | None, *, is_first: bool, is_named: bool
    ) -> None:
        agrees = self._target(one, found, goal, is_named)
        if agrees is False:
            return
        if is_first and self._tls_is_wrong(one, found, goal):
            self._tls_differs(one, found.answer, bool(found.tls))
        elif agrees:
            self.ways.verified.append(Verified(one.key, str(one.url), one.location, ("nginx",)))

    def _target(self, one: _One, found: ResolvedRequest, goal: ExpectedTarget | None, is_named: bool) -> bool | None:
        answer = found.answer
        if one.endpoint.redirect:
            return self._redirect(one, answer)
        if goal is None:  # the proxy itself is what the endpoint leads to
            return True
        if answer.action == "proxy":
            met = goal.met_by(answer.targets)
            if met is None and answer.targets:
                self._cannot_tell(answer, goal)
            if met is False and not is_named and not self.sight.has_all_routes:
                return None  # another file may have a server of this name
            if met is False:
                self._target_differs(one, answer, f"connects to {' and '.join(answer.targets)}", goal)
            return met
        if answer.action == "files" and not goal.listeners and goal.listeners is not None:
            return True
        if not is_named and not self.sight.has_all_routes:
            return None
        if not is_named:  # what is left for the names that no server has
            self._without_server(one)
            return False
        does = {"redirect": "redirects to " + " ".join(answer.targets), "files": "serves files"}
        self._target_differs(one, answer, does.get(answer.action, "answers by itself"), goal)
        return False

    def _redirect(self, one: _One, answer: ObservedRoute) -> bool | None:
        wanted = parse_url(one.endpoint.redirect or "")
        location = one.endpoint.at.value_location("redirect")
        if answer.action == "redirect":
            to = leads_to(answer.targets[0], one.url)
            if to is None:
                return None
            if to.key == wanted.key:
                return True
            does = f"redirects to {answer.targets[0]}"
        else:
            does = "does not redirect"
        message = f"{one.url} is declared to redirect to {wanted}, and nginx {does}; correct one of the two"
        self._differ(one, "target-differs", message, location, answer)
        return False

    def _target_differs(self, one: _One, answer: ObservedRoute, does: str, goal: ExpectedTarget) -> None:
        message = f"{one.url} is declared to lead to {goal}, and nginx {does}; correct one of the two"
        location = one.endpoint.at.value_location("target" if goal.declared else "to")
        self._differ(one, "target-differs", message, location, answer)

    def _cannot_tell(self, answer: ObservedRoute, goal: ExpectedTarget) -> None:
        reason = f"only a look-up of the name would tell whether this is {goal}"
        self.ways.unresolved.append(Unresolved(answer.file, answer.line, " ".join(answer.targets), reason))

    def _tls_is_wrong(self, one: _One, found: ResolvedRequest, goal: ExpectedTarget | None) -> bool:
        if one.url.scheme in ("tcp", "udp"):
            return found.tls is True and one.url.scheme == "tcp"
        if one.url.tls and not found.tls and found.is_raw:
            # Handed on as it comes in: the service itself may be the end of TLS.
            return not _speaks_tls(goal)
        return one.url.tls != bool(found.tls)

    def _tls_differs(self, one: _One, answer: ObservedRoute, really: bool) -> None:
        words = {True: "with TLS", False: "without TLS"}
        message = (
            f"{one.url} is declared {words[one.url.tls]}, and nginx answers {words[really]}; correct one of the two"
        )
        self._differ(one, "tls-differs", message, one.location, answer)

    def _past(self, one: _One) -> None:
        """An endpoint that is declared not to pass nginx, whose name nginx answers for."""
        server = self.servers.named(one.url.host, one.url.port) if one.url.scheme in _WEB else None
        answer = server.answer(one.url.path, one.url.host) if server else None
        if server is None or answer is None or one.url.host not in server.names or answer.action == "status":
            return
        self.claimed.blamed(server, server.first(one.url.port))
        said = " and ".join(f"`{proxy.id}`" for proxy in one.way.proxies)
        declared = f"to pass {said}" if said else "without a proxy"
        message = f"{one.url} is declared {declared}, and nginx answers for it; correct `via`"
        kind: Kind = "undeclared-route" if said else "target-differs"
        location = one.endpoint.at.value_location("via") if said else one.location
        self._differ(one, kind, message, location, answer)

    def _differ(self, one: _One, kind: Kind, message: str, declared: Location, answer: ObservedRoute | None) -> None:
        observed = Location(answer.file, answer.line) if answer else None
        self.ways.differences.append(Difference(kind, str(one.url), message, declared, observed, "nginx", one.key))


@dataclass(frozen=True, slots=True)
class _One:
    """A URL of an endpoint, and the way that is declared for it."""

    endpoint: Endpoint
    index: int
    url: Url
    way: Declared
    key: DriftKey

    @property
    def location(self) -> Location:
        return self.endpoint.at.value_location("url", self.index)


def _speaks_tls(goal: ExpectedTarget | None) -> bool:
    """Whether what a raw connection leads to may be the end of TLS."""
    protocols = {(one.protocol or "").lower() for one in (goal.listeners if goal else None) or ()}
    return not protocols or any(one == "" or one.endswith("s") or "tls" in one or "ssl" in one for one in protocols)
