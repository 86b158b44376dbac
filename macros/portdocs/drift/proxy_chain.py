"""Follows a request inside one nginx: from a server that hands it to another server of the same nginx, to what is
behind that."""

from __future__ import annotations

from dataclasses import dataclass

from portdocs.drift.expected_target import ExpectedTarget
from portdocs.drift.nginx_servers import Server, Servers
from portdocs.registry.addresses import UNKNOWN, addresses, is_loopback, parse_bind
from portdocs.registry.urls import Target, Url, parse_target
from portdocs.scan import ObservedRoute

_MOST = 10
"""Hops; a configuration may lead a request round in circles."""


@dataclass(frozen=True, slots=True)
class ResolvedRequest:
    """What answers a request in the end, whether TLS was met on the way, and the servers passed, with their ports."""

    answer: ObservedRoute
    tls: bool | str
    hops: tuple[tuple[Server, int | None], ...] = ()
    is_raw: bool = False
    """Whether it was handed on as a stream of bytes, without a look at what it is."""


def resolve_chain(servers: Servers, way: ResolvedRequest, url: Url, goal: ExpectedTarget | None) -> ResolvedRequest:
    """The way to its end; as soon as it meets the goal that is the end."""
    way = ResolvedRequest(way.answer, way.tls, (), _is_stream(way.answer))
    for _ in range(_MOST):
        if way.answer.action != "proxy" or (goal and goal.met_by(way.answer.targets)):
            break
        found = next((hop for target in way.answer.targets if (hop := _hop(servers, target, url))), None)
        answer = (found[0].answers[0] if found[0].is_stream else found[0].answer(url.path, url.host)) if found else None
        if found is None or answer is None:
            break
        server, port = found
        tls = next((one.tls for one in server.listens if port and one.has(port) and one.tls), way.tls)
        way = ResolvedRequest(
            answer, way.tls if way.tls is True else tls, (*way.hops, found), way.is_raw and _is_stream(answer)
        )
    return way


def _is_stream(answer: ObservedRoute) -> bool:
    return answer.location is None and answer.action == "proxy"


def _hop(servers: Servers, target: str, url: Url) -> tuple[Server, int | None] | None:
    try:
        to = parse_target(target)
    except ValueError:
        return None
    if to.path:
        best = servers.on_path(to.path, url.host)
        return (best, None) if best else None
    assert to.port is not None
    if not _is_own(servers, to):
        return None
    server = servers.named(url.host, to.port)
    if not server and not servers.is_undecided(url.host, to.port):
        server = servers.default(to.port) or servers.stream(to.port, url.transport)
    return (server, to.port) if server else None


def _is_own(servers: Servers, to: Target) -> bool:
    """Whether the address is one that this nginx listens on."""
    host = "127.0.0.1" if to.host == "localhost" else to.host
    try:
        host = parse_bind(host)
    except ValueError:
        return False
    binds = servers.addresses(to.port or 0)
    if is_loopback(host):
        return any(bind != UNKNOWN and addresses(bind).meets(addresses(host)) for bind in binds)
    return host in binds
