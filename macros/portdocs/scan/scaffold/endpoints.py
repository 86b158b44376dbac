"""Endpoints out of routes: a URL for each name, joined with the service that the proxy connects to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.registry.addresses import UNKNOWN, parse_address
from portdocs.registry.ports import Ports
from portdocs.registry.urls import DEFAULT_PORTS, Target, Url, parse_target, parse_url
from portdocs.scan.result import ObservedRoute, Scan
from portdocs.scan.scaffold.entries import DraftEndpoint, DraftListener
from portdocs.scan.scaffold.services import Declared, Drafts

_PATH = re.compile(r"(?:(?:=|\^~) ?)?(/\S*)")
"""A location that is a path: neither a regular expression nor a name."""


def draft_endpoints(scan: Scan, declared: Declared, drafts: Drafts) -> list[DraftEndpoint]:
    """The endpoints that nobody declared; adds the services that only a proxy knows of."""
    found: dict[object, DraftEndpoint] = {}
    # `location /` first: a regular expression beside it only stands for its server where there is nothing better.
    routes = (one for one in scan.said_routes if one.is_reached and not one.is_internal)
    for route in sorted(routes, key=lambda one: one.location not in ("/", None)):
        for url in _urls(route):
            if url.key not in declared.urls and url.key not in found and (one := _endpoint(route, url, drafts)):
                found[url.key] = one
    return sorted(found.values(), key=lambda one: one.url)


def _urls(route: ObservedRoute) -> Iterator[Url]:
    if route.listen_port is None:
        return
    if route.location is None and route.action == "proxy":
        scheme = "udp" if route.transport == "udp" else "tls" if route.tls else "tcp"
    else:
        scheme = "https" if route.tls else "http"
    port = "" if DEFAULT_PORTS.get(scheme) == route.listen_port else f":{route.listen_port}"
    match = _PATH.fullmatch(route.location or "")
    path = match[1] if match and match[1] != "/" else ""
    for name in route.server_names:
        if "." in name.strip(".") and not name.startswith("~"):
            try:
                yield parse_url(f"{scheme}://{name.removeprefix('.')}{port}{path}")
            except ValueError:  # a name or path that no URL has
                continue


def _endpoint(route: ObservedRoute, url: Url, drafts: Drafts) -> DraftEndpoint | None:
    if route.transport == "udp" and url.scheme != "udp":  # quic, beside the same server on tcp
        return None
    via = drafts.holder(route.transport, route.listen_address, route.listen_port)
    if via is None:
        return None
    seen = f"{route.file}:{route.line}"
    if route.action == "redirect":
        redirect = _redirect(route.targets[0], url)
        return DraftEndpoint(url.text, via, None, None, redirect, seen) if redirect else None
    if route.action != "proxy" or not route.targets:
        return None
    try:
        target = parse_target(route.targets[0])
    except ValueError:
        return None
    return DraftEndpoint(url.text, via, _service(target, url, drafts, seen), str(target), None, seen)


def _redirect(written: str, url: Url) -> str | None:
    """The URL that a redirect leads to; None where it is the same name with TLS, or is not known."""
    plain = re.sub(r"\$(host|http_host|server_name)\b", url.host, written).split("$", 1)[0]
    try:
        to = parse_url(plain)
    except ValueError:
        return None
    same_name = to.host == url.host and to.tls and not url.tls
    return plain if to.href and not same_name else None


def _service(target: Target, url: Url, drafts: Drafts, seen: str) -> str:
    """The id of the service behind a target; a new one, named after the URL, where nothing else shows it."""
    for address in _addresses(target):
        if id := drafts.holder(url.transport, address, target.port, target.path or None):
            return id
    if id := _container(target, drafts):
        return id
    name = target.host if _is_name(target.host) and target.host != "localhost" else url.host.split(".")[0]
    service = drafts.named(name if name.strip("*") else "service")
    service.external = _is_elsewhere(target) and not service.listeners
    port = Ports.one(target.port) if target.port else None
    service.listeners.append(DraftListener(url.transport, UNKNOWN, port, None, target.path or None, seen, False))
    return service.id


def _addresses(target: Target) -> tuple[str, ...]:
    if target.path:
        return (UNKNOWN,)
    if target.host == "localhost":
        return ("127.0.0.1", "::1")
    try:
        return (parse_address(target.host),)
    except ValueError:
        return ()


def _container(target: Target, drafts: Drafts) -> str | None:
    """A service of the same compose file, which its proxy reaches by name at the port inside the container."""
    for one in drafts.by_name.values():
        if one.container == target.host and any(_has_inside(listener, target) for listener in one.listeners):
            return one.id
    declared = drafts.declared.services.values()
    return next((one.id for one in declared if target.host and target.host in (one.id, *one.container)), None)


def _has_inside(listener: DraftListener, target: Target) -> bool:
    return bool(listener.container_port and target.port and target.port in listener.container_port)


def _is_name(host: str) -> bool:
    return bool(host) and not _addresses(Target(host, 1))


def _is_elsewhere(target: Target) -> bool:
    """A name or address of another machine; one word may be a container beside the proxy."""
    if target.path or target.host == "localhost" or target.host.startswith("127.") or target.host == "::1":
        return False
    return not _is_name(target.host) or "." in target.host
