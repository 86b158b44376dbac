"""Follow a request from one server of nginx to another server of the same nginx, up to the final target."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.drift.expected_target import ExpectedTarget
from portdocs.drift.nginx_servers import Server, Servers
from portdocs.registry.addresses import UNKNOWN, addresses, canonical_host, is_loopback, parse_bind
from portdocs.registry.urls import Target, Url
from portdocs.scan import ObservedRoute

MAX_HOPS = 10
"""A configuration may send a request in circles."""


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """The final answer to a request, whether TLS was used on the path, and the servers passed with their ports."""

    answer: ObservedRoute
    tls: bool | str
    hops: tuple[tuple[Server, int | None], ...] = ()
    is_raw: bool = False
    """True if it was forwarded as an unread byte stream."""


def resolve_chain(
    servers: Servers, path: ResolvedRequest, url: Url, expected: ExpectedTarget | None
) -> ResolvedRequest:
    """Follow the path until it meets the expected target or leaves nginx."""
    path = ResolvedRequest(path.answer, path.tls, (), _is_stream(path.answer))
    for _ in range(MAX_HOPS):
        if path.answer.action != "proxy" or (expected and expected.matches(path.answer.targets)):
            break
        found = next((hop for target in path.answer.targets if (hop := _hop(servers, target, url))), None)
        answer = (found[0].answers[0] if found[0].is_stream else found[0].answer(url.path, url.host)) if found else None
        if found is None or answer is None:
            break
        server, port = found
        tls = next((one.tls for one in server.listens if port and one.has(port) and one.tls), path.tls)
        path = ResolvedRequest(
            answer, path.tls if path.tls is True else tls, (*path.hops, found), path.is_raw and _is_stream(answer)
        )
    return path


def _is_stream(answer: ObservedRoute) -> bool:
    return answer.location is None and answer.action == "proxy"


def _hop(servers: Servers, to: Target, url: Url) -> tuple[Server, int | None] | None:
    if to.path:
        best = servers.on_path(to.path, url.host)
        return (best, None) if best else None
    if to.port is None or not _is_own(servers, to):
        return None
    server = servers.named(url.host, to.port)
    if not server and not servers.is_undecided(url.host, to.port):
        server = servers.default(to.port) or servers.stream(to.port, url.transport)
    return (server, to.port) if server else None


def _is_own(servers: Servers, to: Target) -> bool:
    """True if this nginx listens on the address."""
    try:
        host = parse_bind(canonical_host(to.host))
    except ValueError:
        return False
    binds = servers.addresses(to.port or 0)
    if is_loopback(host):
        return any(bind != UNKNOWN and addresses(bind).meets(addresses(host)) for bind in binds)
    return host in binds
