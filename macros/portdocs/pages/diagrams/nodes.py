"""Nodes of a diagram that represent one thing each: services, the Internet, zones and external sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.pages.cells import service_page
from portdocs.pages.diagrams.hops import INTERNET, ExternalSite, zone_key
from portdocs.pages.diagrams.icons import icon_of
from portdocs.pages.diagrams.model import CONTAINER, DIFFERS, EXPOSURES, Node, NodeKind
from portdocs.registry import Endpoint, Host, Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.model import Zone
from portdocs.registry.urls import Url
from portdocs.topology.bindings import shown_bind
from portdocs.topology.exposure import actual_reach, worst
from portdocs.topology.verification_keys import listener_key, transports_of

_LISTENERS = 3
"""The maximum number of listeners shown on a node; more are only counted."""


ENDPOINTS_PAGE = "access.md"
"""The page of everything that can be reached from outside."""


def internet() -> Node:
    """The source of requests from outside."""
    return Node(INTERNET, "Internet", "internet", page=ENDPOINTS_PAGE, tooltip="Requests from outside")


def zone_node(zone: Zone) -> Node:
    """A network that requests come from."""
    networks = ", ".join(map(str, zone.addresses))
    tooltip = f"Requests from {zone.title}{f' ({networks})' if networks else ''}"
    return Node(zone_key(zone.id), zone.title, "zone", page=ENDPOINTS_PAGE, tooltip=tooltip)


def external_site_node(site: ExternalSite) -> Node:
    """An external site that a redirect leads to."""
    details = (f"{site.scheme} {site.port}",)
    return Node(site.key, site.host, "external", details, page=ENDPOINTS_PAGE, tooltip=site.url, marks=("external",))


def service_node(
    registry: Registry, service: Service, key: str, host: Host | None, group: str | None, marks: tuple[str, ...] = ()
) -> Node:
    """A service's card, on one host or (None) wherever it runs."""
    here = (host,) if host else registry.hosts_of(service)
    details = tuple(_details(registry, service, host))
    exposure = exposure_on(registry, service, here)
    status = "" if service.external or service.status == "active" else service.status
    domains = tuple(_domains(registry, service))
    boxed = _in_container(service) and not any(detail.startswith(CONTAINER) for detail in details)
    differing = any(differs(registry, service, one) for one in here)
    words = (
        *((DIFFERS,) if differing else ()),
        *(("external",) if service.external else ()),
        *marks,
        *((CONTAINER,) if boxed else ()),
    )
    facts = (service.title, service.description, *domains, *details, status, EXPOSURES.get(exposure), *words)
    return Node(
        key,
        service.title,
        _kind(registry, service),
        details,
        domains,
        icon_of(service),
        service_page(service),
        " · ".join(filter(None, facts)),
        status,
        exposure,
        words,
        group,
        tuple(one.id for one in here),
        service.suite or "",
        "differs" if differing else "",
        in_container=_in_container(service),
    )


def _kind(registry: Registry, service: Service) -> NodeKind:
    if service.external:
        return "external"
    return "proxy" if registry.is_proxy(service) else "service"


def differs(registry: Registry, service: Service, host: Host) -> bool:
    """True if the last comparison of a host with the data found a difference in one of the service's listeners."""
    if host.id not in registry.verification.hosts:
        return False
    keys = (
        listener_key(service, one, transport) for one in service.listeners or () for transport in transports_of(one)
    )
    return any(one.differs for key in keys for one in registry.verification.seen(host.id, key).values())


def _domains(registry: Registry, service: Service) -> Iterator[str]:
    """The public names that lead to it; an address of its own is among its listeners already."""
    endpoints = sorted(registry.endpoints_to(service), key=lambda endpoint: not endpoint.is_active)
    names = [f"{short_url(url)}{_limits(registry, endpoint)}" for endpoint in endpoints for url in endpoint.url]
    names = sorted(dict.fromkeys(names), key=lambda name: (name[:1].isdigit(), names.index(name)))
    yield from names[:1]
    if len(names) > 1:
        yield f"and {len(names) - 1:,} more"


def _limits(registry: Registry, endpoint: Endpoint) -> str:
    """` (planned)`, ` from Tailscale`; nothing for an active endpoint that the Internet uses."""
    zones = [registry.zones[id].title for id in endpoint.from_ if id in registry.zones]
    is_internal = zones and len(zones) == len(endpoint.from_)
    origin = f" from {zones[0] if len(zones) == 1 else f'{len(zones)} zones'}" if is_internal else ""
    return f"{origin}{status_words(endpoint)}"


def status_words(endpoint: Endpoint) -> str:
    """` (planned)`; nothing for an active endpoint."""
    return "" if endpoint.status == "active" else f" ({endpoint.status})"


def short_url(url: Url) -> str:
    """A URL without its scheme and default port."""
    host = "any name" if url.host == "*" else url.host
    return f"{host}{_port(url)}{url.path.rstrip('/')}"


def _port(url: Url) -> str:
    return "" if url.port in (80, 443) else f":{url.port}"


def _details(registry: Registry, service: Service, host: Host | None) -> Iterator[str]:
    """Its listeners, one a line, and the number of hosts if the card represents all of them."""
    hosts = registry.hosts_of(service)
    if host is None and len(hosts) > 1:
        yield f"on {len(hosts)} hosts"
    if service.listeners is None:
        yield "listeners unknown"
        return
    if not service.listeners and not service.external:
        yield "no listener"
    shown = [_listener(listener) for listener in service.listeners]
    yield from shown if len(shown) <= _LISTENERS else [*shown[: _LISTENERS - 1], f"+{len(shown) - _LISTENERS + 1} more"]


def _listener(listener: Listener) -> str:
    """`127.0.0.1:8000 http`, `:53 udp dns`, `unix:/run/app.sock`, `:8000 → :80`, `container :80`."""
    udp = "" if listener.transport == ("tcp",) else "/".join(listener.transport)
    words = filter(None, (_address(listener), udp, listener.protocol))
    return " ".join(words)


def _address(listener: Listener) -> str:
    if listener.socket or not listener.port:
        return listener.address if listener.socket else f"container :{listener.address}"
    if len(listener.bind) > 1:
        return f"{len(listener.bind)} binds :{listener.port}"
    bind = listener.bind[0]
    return f":{listener.port}" if bind == UNKNOWN else shown_bind(bind, listener.port)


def _in_container(service: Service) -> bool:
    return bool(service.container or any(listener.container_port for listener in service.listeners or ()))


def exposure_on(registry: Registry, service: Service, hosts: Iterable[Host]) -> str:
    """The most open of all its listeners on some hosts; empty for what opens no port of ours."""
    listeners = [listener for listener in service.listeners or () if listener.port]
    if service.external or service.status == "retired" or not listeners:
        return ""
    return worst(
        actual_reach(registry, service, listener, host).exposure for listener in listeners for host in hosts
    ).value
