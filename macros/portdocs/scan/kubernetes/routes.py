"""Routes into a cluster: Ingress and the routes of the Gateway API (gateway-api.sigs.k8s.io)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portdocs.registry.addresses import ANY, UNKNOWN
from portdocs.registry.urls import Target, common_name
from portdocs.scan.compose.yaml import Mapping, Scalar, Value
from portdocs.scan.kubernetes.cluster import Cluster, as_port
from portdocs.scan.kubernetes.manifests import Manifest
from portdocs.scan.observations import Action, Observation, ObservedRoute, Tls, Unresolved
from portdocs.scan.path_match import proxy_path
from portdocs.scan.safe_files import clean
from portdocs.scan.settings_tree import child, items, line_of, scalar, text, words

_PROTOCOLS = {
    "HTTPRoute": ("HTTP", "HTTPS"),
    "GRPCRoute": ("HTTP", "HTTPS"),
    "TLSRoute": ("TLS",),
    "TCPRoute": ("TCP", "TLS"),
    "UDPRoute": ("UDP",),
}
KINDS = tuple(_PROTOCOLS)


@dataclass(frozen=True, slots=True)
class _Socket:
    """The socket of a route; its port is None if no manifest contains it."""

    port: int | None
    tls: Tls
    hostname: str = ""
    address: str = UNKNOWN
    gateway: str = ""


@dataclass(frozen=True, slots=True)
class _Backend:
    """A service that a route leads to."""

    target: Target | None
    unresolved: Unresolved | None = None


def is_ingress(route: ObservedRoute) -> bool:
    """True for a route of an Ingress with a host: its port is its controller's to decide."""
    is_unknown = route.listen_port is None and route.tls is not None and not route.is_stream
    return route.source == "kubernetes" and is_unknown and bool(route.server_names)


def standard_port(route: ObservedRoute) -> int:
    """The ports of an Ingress, unless its controller has others: it exposes HTTP and HTTPS only."""
    return 443 if route.tls else 80


def ingress_routes(cluster: Cluster, ingress: Manifest) -> Iterator[Observation]:
    """One route for each host and path of an Ingress. Its controller decides on the port."""
    default = child(ingress.spec, "defaultBackend") or child(ingress.spec, "backend")
    if default is not None:
        yield from _ingress_route(cluster, ingress, "", None, default)
    for rule in items(ingress.spec, "rules"):
        host = text(rule, "host")
        for path in items(rule, "http", "paths"):
            backend = child(path, "backend")
            if backend is not None:
                is_exact = text(path, "pathType") == "Exact"
                yield from _ingress_route(cluster, ingress, host, scalar(path, "path"), backend, is_exact=is_exact)


def _ingress_route(
    cluster: Cluster, ingress: Manifest, host: str, path: Scalar | None, backend: Value, *, is_exact: bool = False
) -> Iterator[Observation]:
    line = path.line if path else line_of(backend)
    name = scalar(backend, "service", "name") or scalar(backend, "serviceName")
    port = scalar(backend, "service", "port", "number") or scalar(backend, "service", "port", "name")
    port = port or scalar(backend, "servicePort")
    if name is None:  # a resource that is not a service
        yield Unresolved(ingress.file, line, f"backend of {ingress.name}", "it does not point to a service")
        targets: tuple[Target, ...] = ()
    else:
        found = _backend(cluster, ingress, ingress.namespace, name, port)
        if found.unresolved:
            yield found.unresolved
        targets = (found.target,) if found.target else ()
    socket = _Socket(None, _has_tls(ingress, host))
    names = (clean(host),) if host else ()
    yield _route(ingress, names, socket, clean(path.text) if path else None, "proxy", targets, line, is_exact=is_exact)


def _has_tls(ingress: Manifest, host: str) -> bool:
    """True if an entry of `tls` is for a host; one without hosts is for all."""
    for entry in items(ingress.spec, "tls"):
        hosts = words(entry, "hosts")
        if not hosts or host in hosts or f"*.{host.partition('.')[2]}" in hosts:
            return True
    return False


def _backend(cluster: Cluster, manifest: Manifest, namespace: str, name: Scalar, port: Scalar | None) -> _Backend:
    shown = cluster.shown_name(namespace, clean(name.text, 80))
    number = cluster.port_number(namespace, name.text, port.text) if port else None
    if port is None or number is None or as_port(number) is None:
        what = f"port {clean(port.text, 60)} of {shown}" if port else f"port of {shown}"
        reason = "no manifest that was given contains the service"
        return _Backend(Target(shown, None), Unresolved(manifest.file, (port or name).line, what, reason))
    return _Backend(Target(shown, int(number)))


def gateway_routes(cluster: Cluster, route: Manifest) -> Iterator[Observation]:
    """One route for each path and listener of a route of the Gateway API."""
    sockets = [socket for parent in items(route.spec, "parentRefs") for socket in _sockets(cluster, route, parent)]
    hostnames = tuple(clean(one) for one in words(route.spec, "hostnames"))
    for rule in items(route.spec, "rules"):
        targets = list[Target]()
        for found in _backends(cluster, route, rule):
            if found.unresolved:
                yield found.unresolved
            if found.target:
                targets.append(found.target)
        redirect = _redirect(rule)
        kind: Action = "redirect" if redirect else "proxy" if child(rule, "backendRefs") is not None else "status"
        answer = () if redirect else tuple(dict.fromkeys(targets))
        for path, line, is_conditional, is_exact in _matches(rule):
            for socket in sockets:
                names = _common_names(hostnames, socket.hostname)
                if names is not None:
                    yield _route(
                        route, names, socket, path, kind, answer, line, is_conditional=is_conditional,
                        is_exact=is_exact, redirect=redirect,
                    )  # fmt: skip


def _sockets(cluster: Cluster, route: Manifest, parent: Value) -> Iterator[_Socket]:
    """The listeners of a gateway that a route is attached to."""
    if text(parent, "kind") not in ("", "Gateway"):
        return
    gateway = cluster.gateways.get((text(parent, "namespace") or route.namespace, text(parent, "name")))
    if gateway is None:
        yield _Socket(None, None if route.kind != "UDPRoute" else False)
        return
    section, wanted = text(parent, "sectionName"), text(parent, "port")
    for listener in items(gateway.spec, "listeners"):
        port, protocol = text(listener, "port"), text(listener, "protocol").upper()
        is_meant = section in ("", text(listener, "name")) and wanted in ("", port)
        if is_meant and (not protocol or protocol in _PROTOCOLS[route.kind]):
            hostname = clean(text(listener, "hostname"))
            yield _Socket(as_port(port), _tls(protocol, listener), hostname, ANY, gateway.name)


def _tls(protocol: str, listener: Value) -> Tls:
    if protocol in ("HTTPS", "TLS"):
        return "passthrough" if text(listener, "tls", "mode") == "Passthrough" else True
    return False


def _common_names(hostnames: tuple[str, ...], listener: str) -> tuple[str, ...] | None:
    """The names of a route at a listener; None if it has none there."""
    if not hostnames or not listener:
        return hostnames or ((listener,) if listener else ())
    common = [name for one in hostnames if (name := common_name(one, listener))]
    return tuple(dict.fromkeys(common)) or None


def _backends(cluster: Cluster, route: Manifest, rule: Value) -> Iterator[_Backend]:
    for one in items(rule, "backendRefs"):
        name = scalar(one, "name")
        if name is None or text(one, "weight") == "0":
            continue
        if text(one, "kind") not in ("", "Service"):
            reason = "it does not point to a service"
            yield _Backend(None, Unresolved(route.file, name.line, clean(name.text, 60), reason))
            continue
        yield _backend(cluster, route, text(one, "namespace") or route.namespace, name, scalar(one, "port"))


def _redirect(rule: Value) -> str:
    """The URL of a redirect, with nginx's variables for what stays the same; empty if the rule has none."""
    for one in items(rule, "filters"):
        settings = child(one, "requestRedirect")
        if isinstance(settings, Mapping):
            scheme, host, port = (text(settings, key) for key in ("scheme", "hostname", "port"))
            number = f":{port}" if port not in ("", "80", "443") else ""
            path = text(settings, "path", "replaceFullPath") or "$request_uri"
            return clean(f"{scheme or '$scheme'}://{host or '$host'}{number}{path}")
    return ""


def _matches(rule: Value) -> Iterator[tuple[str | None, int, bool, bool]]:
    """The path of each match of a rule, its line, whether it has other conditions, and whether the path is exact."""
    first = next((name for one in items(rule, "backendRefs") if (name := scalar(one, "name"))), None)
    matches = items(rule, "matches")
    for one in matches:
        path = scalar(one, "path", "value")
        is_conditional = any(child(one, key) is not None for key in ("headers", "queryParams", "method"))
        line = path.line if path else line_of(one)
        yield clean(path.text) if path else None, line, is_conditional, text(one, "path", "type") == "Exact"
    if not matches:
        yield None, first.line if first else line_of(rule), False, False


def _route(
    manifest: Manifest, names: tuple[str, ...], socket: _Socket, location: str | None, action: Action,
    targets: tuple[Target, ...], line: int, *, is_conditional: bool = False, is_exact: bool = False,
    redirect: str = "",
) -> ObservedRoute:  # fmt: skip
    paths = None if location is None else proxy_path(location, is_exact=is_exact)
    return ObservedRoute(
        names, socket.address, socket.port, "udp" if manifest.kind == "UDPRoute" else "tcp", socket.tls, paths,
        action, targets, manifest.file, line, server=(manifest.file, manifest.line), is_default=not names,
        is_conditional=is_conditional, source="kubernetes", proxy=socket.gateway,
        is_stream=manifest.kind in ("TLSRoute", "TCPRoute", "UDPRoute"), redirect=redirect,
    )  # fmt: skip
