"""Routes of nginx that no endpoint declares."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from portdocs.drift.coverage import Coverage
from portdocs.drift.expected_target import ExpectedTarget, same_targets
from portdocs.drift.nginx_servers import Server, Servers, ServerSocket, prefix_of
from portdocs.drift.result import Difference
from portdocs.registry.addresses import UNKNOWN, is_loopback
from portdocs.registry.urls import DEFAULT_PORTS, Url, common_name, host_of_name, make_url
from portdocs.scan import ObservedRoute
from portdocs.scan.nginx.redirects import is_https_upgrade

_CHALLENGE = "/.well-known/acme-challenge"
"""The ACME challenge path (RFC 8555, section 8.3), present on every host; not an endpoint."""


@dataclass(frozen=True, slots=True)
class _DeclaredUrl:
    url: Url
    expected: ExpectedTarget | None
    is_inner: bool


@dataclass(slots=True)
class DeclaredRoutes:
    """Endpoints and the servers they account for."""

    by_host: dict[str, list[_DeclaredUrl]] = field(default_factory=dict)
    wild: list[_DeclaredUrl] = field(default_factory=list)
    servers: set[tuple[int, int | None]] = field(default_factory=set)
    """Servers that answer an endpoint, by identity and port."""
    differing: set[tuple[int, int | None]] = field(default_factory=set)
    """Servers that a difference already reports."""

    def endpoint(self, url: Url, expected: ExpectedTarget | None, *, is_inner: bool) -> None:
        """Add an endpoint that passes through this nginx."""
        declared = _DeclaredUrl(url, expected, is_inner)
        if url.host.startswith("*"):
            self.wild.append(declared)
        else:
            self.by_host.setdefault(url.host, []).append(declared)

    def server(self, server: Server, port: int | None) -> None:
        """Add a server that answers an endpoint or one of its hops."""
        self.servers.add((id(server), port))

    def mark_reported(self, server: Server, port: int | None) -> None:
        """Mark a server as reported by a difference."""
        self.differing.add((id(server), port))

    def matching_endpoint(self, name: str, port: int, path: str) -> tuple[Url, ExpectedTarget | None] | None:
        """The endpoint with the longest path that covers this path of a name."""
        is_wild = name.startswith((".", "*"))
        named = [one for each in self.by_host.values() for one in each] if is_wild else self.by_host.get(name, [])
        found = [
            (one.url, one.expected)
            for one in (*named, *self.wild)
            if (one.is_inner or one.url.port == port)
            and one.url.scheme in DEFAULT_PORTS
            and (one.url.host == "*" or common_name(one.url.host, host_of_name(name)))
            and path.startswith(one.url.path.rstrip("/"))
        ]
        return max(found, key=lambda one: len(one[0].path), default=None)


def find_undeclared_routes(
    coverage: Coverage, servers: Servers, declared_routes: DeclaredRoutes
) -> Iterator[Difference]:
    """A difference for each URL and target that no endpoint declares."""
    for server in servers.all:
        for listen in _public(server):
            if (id(server), listen.port) in declared_routes.differing:
                continue
            if server.is_stream:
                if (id(server), listen.port) not in declared_routes.servers:
                    yield _stream(coverage, server, listen)
            else:
                yield from _http(coverage, server, listen, declared_routes)


def _public(server: Server) -> Iterator[ServerSocket]:
    """One socket for each port reachable from elsewhere; HTTP/3 shares the TCP port."""
    seen: set[tuple[str, int]] = set()
    for one in server.listens:
        if one.port is None or (one.transport == "udp" and not server.is_stream):
            continue
        if one.address != UNKNOWN and is_loopback(one.address):
            continue
        if (one.transport, one.port) not in seen:
            seen.add((one.transport, one.port))
            yield one


def _stream(coverage: Coverage, server: Server, listen: ServerSocket) -> Difference:
    answer = server.answers[0]
    subject = f"{listen.transport} {listen.address}:{listen.port}"
    to = " and ".join(answer.shown_targets) or "an unknown target"
    fact = f"{coverage.proxy_title} forwards {subject} to {to}"
    message = f"{fact}, but no endpoint declares it; add one, or remove the server"
    return Difference("undeclared-route", subject, message, None, answer.at, coverage.proxy_source, fact=fact)


def _http(
    coverage: Coverage, server: Server, listen: ServerSocket, declared_routes: DeclaredRoutes
) -> Iterator[Difference]:
    assert listen.port is not None
    met = (id(server), listen.port) in declared_routes.servers
    outside = coverage.outside(listen.port, listen.transport)
    if outside is None:
        return
    listen = replace(listen, port=outside)
    for name in (
        ("*",) if server.has_no_server_name else tuple(dict.fromkeys(one.lower() for one in server.names if one))
    ):
        if (
            name.startswith("~")
            or name == "_"
            or (met and name == "*" and declared_routes.matching_endpoint("*", outside, "/") is None)
        ):
            continue
        base = _url(name, listen, "")
        if base is None:
            continue
        reported: set[object] = set()
        for answer in _effects(server, base):
            prefix = prefix_of(answer)
            effect = (answer.action, answer.shown_targets, None if prefix is None else prefix.rstrip("/"))
            # The same as for `/` is not listed again.
            if not reported & {effect, (*effect[:2], "")} and not _is_declared(
                server, answer, name, outside, declared_routes
            ):
                reported.add(effect)
                yield _route(coverage, answer, name, listen)


def _effects(server: Server, base: Url) -> Iterator[ObservedRoute]:
    """The server's answers, `/` first, without those that lead to no service."""
    found = [one for one in server.answers if prefix_of(one) is not None]
    whole = server.answer("/")
    for one in sorted(found, key=lambda one: (one is not whole, len(prefix_of(one) or ""))):
        prefix = prefix_of(one) or "/"
        if prefix.startswith(_CHALLENGE) or one.action == "status":
            continue
        if one.action in ("redirect", "files") and one is not whole:
            continue
        if one.action == "redirect" and is_https_upgrade(one.redirect, base, server.names):
            continue
        if one.action == "files" and (server.has_no_server_name or "." not in base.host):
            continue
        yield one
    yield from server.others()


def _is_declared(server: Server, answer: ObservedRoute, name: str, port: int, declared_routes: DeclaredRoutes) -> bool:
    path = prefix_of(answer) or "/"
    matching_endpoint = declared_routes.matching_endpoint(name, port, path)
    if matching_endpoint is None:
        return False
    url, expected = matching_endpoint
    if url.path.rstrip("/") == path.rstrip("/") or answer.action != "proxy":
        return True  # compared with this endpoint already
    if not answer.targets or (expected and expected.matches(answer.targets) is not False):
        return True
    own = server.answer(url.path, url.host)
    return own is not None and same_targets(own.targets, answer.targets)


def _route(coverage: Coverage, answer: ObservedRoute, name: str, listen: ServerSocket) -> Difference:
    prefix = prefix_of(answer)
    url = _url(name, listen, "" if prefix in ("", "/", None) else prefix or "")
    subject = (url.text if url else name) + (f" ({answer.location_name})" if prefix is None else "")
    does = {
        "proxy": f"proxies to {' and '.join(answer.shown_targets) or 'a target that depends on the request'}",
        "redirect": f"redirects to {answer.redirect}",
    }
    said = does.get(answer.action, "serves files")
    fact = f"{coverage.proxy_title} answers {subject} and {said}"
    message = f"{fact}, but no endpoint declares it; add one, or remove it"
    found = None if prefix is None else url
    return Difference(
        "undeclared-route", subject, message, None, answer.at, coverage.proxy_source, found=found, fact=fact
    )


def _url(name: str, listen: ServerSocket, path: str) -> Url | None:
    scheme = "https" if listen.tls else "http"
    assert listen.port is not None
    for shown in (path, ""):
        with suppress(ValueError):
            return make_url(scheme, host_of_name(name), listen.port, shown)
    return None
