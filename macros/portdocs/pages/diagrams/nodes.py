"""Cards of a diagram: services, groups of services, the Internet, zones and external sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portdocs.pages.cells import host_page, service_page, suite_page
from portdocs.pages.diagrams.hops import EXTERNAL_SITE, INTERNET, ZONE
from portdocs.pages.diagrams.icons import icon_of
from portdocs.pages.diagrams.model import CONTAINER, DIFFERS, EXPOSURES, Node, NodeKind
from portdocs.pages.diagrams.selection import DiagramScope, Placement
from portdocs.pages.diagrams.slots import Frame, Slot
from portdocs.registry import Host, Listener, Registry, Service
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
    return Node(f"{ZONE}{zone.id}", zone.title, "zone", page=ENDPOINTS_PAGE, tooltip=tooltip)


def external_site_node(key: str) -> Node:
    """An external site that a redirect leads to."""
    site = key.removeprefix(EXTERNAL_SITE)
    scheme, _, rest = site.partition("://")
    host, _, port = rest.rpartition(":")
    return Node(key, host, "external", (f"{scheme} {port}",), page=ENDPOINTS_PAGE, tooltip=site, marks=("external",))


def group_card(
    key: str,
    count: int,
    what: str,
    page: str | None,
    *,
    label: str = "",
    group: str | None = None,
    kind: NodeKind = "group",
) -> Node:
    """A card that represents many; `what` names them in the plural. Without a label the number is its name."""
    number = f"{count:,} {what.replace('services', 'service') if count == 1 else what}"
    details, tooltip = ((number,), f"{label}: {number}") if label else ((), number)
    return Node(key, label or number, kind, details, page=page, tooltip=tooltip, group=group)


ALL_PAGE = "ports.md"
"""The page that lists everything, for nodes that represent services of several hosts."""


def group_node(
    scope: DiagramScope, slot: Slot, placements: list[Placement], page: str | None, frame: Frame | None
) -> Node:
    """The node for the services at these placements; `page` lists the rest of the requested services."""
    count = len({service for service, _ in placements})
    group = frame.key if frame else None
    host, suite = scope.registry.hosts.get(slot.host), scope.registry.suites.get(slot.suite)
    if slot.kind == "host" and host:
        services = {id: scope.services[id] for id, _ in placements}
        differing = sum(differs(scope.registry, service, host) for service in services.values())
        tile = group_card(slot.key, count, "services", host_page(host), label=host.title, kind="host")
        return replace(tile, marks=(f"{differing:,} {'differs' if differing == 1 else 'differ'}",) if differing else ())
    if slot.kind == "suite" and suite:
        return group_card(slot.key, count, "services", suite_page(suite), label=suite.title, group=group)
    if slot.kind == "external":
        return group_card(slot.key, count, "external services", ALL_PAGE, kind="external")
    if slot.kind == "more-hosts":
        hosts = len({host for _, host in placements})
        return group_card(slot.key, count, "services", ALL_PAGE, label=f"{hosts:,} more hosts")
    where = suite_page(suite) if suite else host_page(host) if host else ALL_PAGE
    words, target = {
        "more": ("more services", page),
        "others": ("more services next to these", ALL_PAGE),
    }.get(slot.kind, ("more services" if host or suite else "services on several hosts", where))
    return group_card(slot.key, count, words, target, group=group)


def service_node(
    registry: Registry, service: Service, key: str, host: Host | None, group: str | None, marks: tuple[str, ...] = ()
) -> Node:
    """A service's card, on one host or (None) wherever it runs."""
    details = tuple(_details(registry, service, host))
    exposure = "" if service.external or service.status == "retired" else _exposure(registry, service, host)
    status = "" if service.external or service.status == "active" else service.status
    domains = tuple(_domains(registry, service))
    boxed = _in_container(service) and not any(detail.startswith(CONTAINER) for detail in details)
    here = (host,) if host else registry.hosts_of(service)
    words = (
        *((DIFFERS,) if any(differs(registry, service, one) for one in here) else ()),
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
    )


def _kind(registry: Registry, service: Service) -> NodeKind:
    if service.external:
        return "external"
    return "proxy" if registry.is_proxy(service) else "service"


def differs(registry: Registry, service: Service, host: Host) -> bool:
    """True if the last comparison of a host with the data found a difference in one of the service's listeners."""
    keys = (
        listener_key(service, one, transport) for one in service.listeners or () for transport in transports_of(one)
    )
    return any(one.differs for key in keys for one in registry.verification.seen(host.id, key).values())


def _domains(registry: Registry, service: Service) -> Iterator[str]:
    """The public names that lead to it; an address of its own is among its listeners already."""
    names = [short_url(url) for endpoint in registry.endpoints_to(service) for url in endpoint.url]
    names = sorted(dict.fromkeys(names), key=lambda name: (name[:1].isdigit(), names.index(name)))
    yield from names[:1]
    if len(names) > 1:
        yield f"and {len(names) - 1:,} more"


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
        yield "listeners not known"
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


def _exposure(registry: Registry, service: Service, host: Host | None) -> str:
    """The most open of all its listeners; nothing for what opens no port."""
    if not any(listener.port for listener in service.listeners or ()):
        return ""
    hosts = (host,) if host else registry.hosts_of(service)
    return worst(
        actual_reach(registry, service, listener, one).exposure
        for listener in service.listeners or ()
        if listener.port
        for one in hosts
    ).value
