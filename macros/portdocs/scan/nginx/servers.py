"""Observe the servers of http, stream and mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.findings import at_line
from portdocs.scan.nginx.listen import Listen, as_one, default_listen, parse_listen
from portdocs.scan.nginx.parse import Directive
from portdocs.scan.nginx.routes import server_routes
from portdocs.scan.nginx.targets import Upstreams
from portdocs.scan.observations import Observation, ObservedRoute, SourceError, Tls, Unresolved
from portdocs.scan.safe_files import clean

CONTEXTS = ("http", "stream", "mail")
_Found: TypeAlias = tuple[Directive, tuple[Listen | SourceError | Unresolved, ...]]


def observe(directives: Iterable[Directive], complete: bool) -> Iterator[Observation]:
    """The listeners and routes of a configuration; directives outside `http {}` and the like belong to a site file."""
    blocks: dict[str, list[Directive]] = {name: [] for name in CONTEXTS}
    for directive in directives:
        if directive.name in CONTEXTS:
            blocks[directive.name] += directive.block
        else:
            for name in _contexts_of(directive):
                blocks[name].append(directive)
    for name, block in blocks.items():
        yield from _context(name, block, complete)


def _contexts_of(directive: Directive) -> tuple[str, ...]:
    """The contexts of a site file's directive: only stream has a pass directly in a server, only mail has a protocol.
    Upstreams may belong to http or stream."""
    if directive.name != "server":
        return ("http", "stream")
    names = {line.name for line in directive.block}
    udp = any(line.name == "listen" and "udp" in line.args[1:] for line in directive.block)
    return ("stream",) if "proxy_pass" in names or udp else ("mail",) if "protocol" in names else ("http",)


def _context(name: str, block: list[Directive], complete: bool) -> Iterator[Observation]:
    yield from _twice(block)
    by_name = {line.args[0].lower(): line for line in block if line.name == "upstream" and line.args}
    upstreams = Upstreams(by_name, 80 if name == "http" else None, complete)
    # Only these, since every server looks them up.
    outer = Directive(name, (), "", 0, tuple(line for line in block if line.name in ("ssl", "ssl_preread")))
    servers = _as_one([(line, tuple(_listens(name, line))) for line in block if line.name == "server"])
    yield from _two_defaults(item for _, found in servers for item in found)
    defaults = _defaults(found for _, found in servers)
    encrypted = {
        listen.socket
        for server, found in servers
        for listen in found
        if isinstance(listen, Listen)
        # Old configurations use `ssl on`; the default server's setting applies to the socket.
        and (listen.ssl or (listen is defaults[listen.socket] and _setting("ssl", server, outer) == "on"))
    }
    for server, found in servers:
        for item in found:
            yield item.listener if isinstance(item, Listen) else item
        listens = [
            replace(item, ssl=item.socket in encrypted, is_default=item is defaults.get(item.socket))
            for item in found
            if isinstance(item, Listen)
        ]
        yield from _routes(name, outer, server, upstreams, listens)
    if name == "http":  # a fragment that a server includes
        yield from (_fragment(line) for line in block if line.name == "location")


def _twice(block: list[Directive]) -> Iterator[SourceError]:
    """Duplicate upstreams, with which nginx does not start."""
    first: dict[str, Directive] = {}
    for line in block:
        if (
            line.name == "upstream"
            and line.args
            and (known := first.setdefault(line.args[0].lower(), line)) is not line
        ):
            message = (
                f"the upstream `{clean(line.args[0])}` is declared at {at_line(known.file, known.line)} too; remove one"
            )
            yield SourceError(line.file, line.line, message)


def _two_defaults(found: Iterable[object]) -> Iterator[SourceError]:
    first: dict[object, Listen] = {}
    for one in found:
        if isinstance(one, Listen) and one.is_default and (known := first.setdefault(one.socket, one)) is not one:
            message = f"`default_server` of this socket is at {at_line(known.file, known.line)} already; remove one"
            yield SourceError(one.file, one.line, message)


def _as_one(servers: list[_Found]) -> list[_Found]:
    listens = as_one([item for _, found in servers for item in found if isinstance(item, Listen)])
    return [
        (line, tuple(next(listens) if isinstance(item, Listen) else item for item in found)) for line, found in servers
    ]


def _defaults(servers: Iterable[Iterable[object]]) -> dict[object, Listen]:
    """The default `listen` of each socket: the marked one, else the first."""
    found: dict[object, Listen] = {}
    for item in (item for listens in servers for item in listens if isinstance(item, Listen)):
        known = found.setdefault(item.socket, item)
        if item.is_default and not known.is_default:
            found[item.socket] = item
    return found


def _routes(
    context: str, outer: Directive, server: Directive, upstreams: Upstreams, listens: list[Listen]
) -> Iterator[ObservedRoute | Unresolved]:
    names = tuple(clean(name) for line in server.block if line.name == "server_name" for name in line.args if name)
    for answer in server_routes(context, server, upstreams):
        if isinstance(answer, ObservedRoute):
            named = replace(answer, server_names=names, server=(server.file, server.line))
            location = partial(_at_listen, named, context, outer, server)
            yield from map(location, listens)
        else:
            yield answer


def _listens(context: str, server: Directive) -> Iterator[Listen | SourceError | Unresolved]:
    lines = [line for line in server.block if line.name == "listen" and line.args]
    if not lines and context == "http":
        yield default_listen(server)
    for line in lines:
        try:
            listen = parse_listen(line, context)
        except ValueError as error:
            yield SourceError(line.file, line.line, str(error))
            continue
        yield listen
        if listen.address == UNKNOWN:
            reason = "nginx resolves the name at start, so the address is unknown"
            yield Unresolved(line.file, line.line, f"listen {clean(line.args[0])}", reason)


def _at_listen(
    route: ObservedRoute, context: str, outer: Directive, server: Directive, listen: Listen
) -> ObservedRoute:
    preread = context == "stream" and _setting("ssl_preread", server, outer) == "on"
    tls: Tls = True if listen.ssl else "passthrough" if preread else False
    port = listen.ports.first if listen.ports else None
    return replace(
        route,
        listen_address=listen.address,
        listen_port=port,
        listen_port_end=listen.ports.last if listen.ports and len(listen.ports) > 1 else None,
        transport=listen.transport,
        tls=tls,
        is_default=listen.is_default,
    )


def _setting(name: str, *blocks: Directive) -> str | None:
    """The value of the first line with a name in a server or the block around it."""
    return next((line.args[0] for block in blocks for line in block.block if line.name == name and line.args), None)


def _fragment(location: Directive) -> Unresolved:
    text = f"location {clean(' '.join(location.args))}"
    reason = "not inside a server; give the file that includes this one"
    return Unresolved(location.file, location.line, text, reason)
