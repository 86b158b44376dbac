"""Cards of a diagram: services, the Internet, other people's sites, and what stands for many services."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.pages.diagrams.hops import EXTERNAL_SITE, INTERNET
from portdocs.pages.diagrams.icons import icon_of
from portdocs.pages.diagrams.model import EXPOSURES, Node, NodeKind
from portdocs.pages.format import service_page
from portdocs.registry import Host, Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.topology.bindings import shown_bind
from portdocs.topology.exposure import listener_exposure, worst

_LISTENERS = 3
"""How many listeners a card shows before it only counts them."""


def internet() -> Node:
    """Where requests come from."""
    return Node(INTERNET, "Internet", "internet", tooltip="Requests from outside")


def external_site_node(key: str) -> Node:
    """A site that a redirect leads to and that is not ours."""
    site = key.removeprefix(EXTERNAL_SITE)
    scheme, _, rest = site.partition("://")
    host, _, port = rest.rpartition(":")
    return Node(key, host, "external", (f"{scheme} {port}",), tooltip=site, marks=("external",))


def folded(
    key: str,
    count: int,
    what: str,
    page: str | None,
    *,
    label: str = "",
    group: str | None = None,
    kind: NodeKind = "folded",
) -> Node:
    """A card that stands for many; `what` names them in the plural. Without a label the number is its name."""
    number = f"{count:,} {what}"
    details, tooltip = ((number,), f"{label}: {number}") if label else ((), number)
    return Node(key, label or number, kind, details, page=page, tooltip=tooltip, group=group)


def service_node(
    registry: Registry, service: Service, key: str, host: Host | None, group: str | None, marks: tuple[str, ...] = ()
) -> Node:
    """A service's card, on one host or (None) wherever it runs."""
    details = tuple(_details(registry, service, host))
    exposure = "" if service.external or service.status == "retired" else _exposure(registry, service, host)
    status = "" if service.external or service.status == "active" else service.status
    words = ("external", *marks) if service.external else marks
    facts = (service.title, service.description, *details, status, EXPOSURES.get(exposure), *words)
    return Node(
        key,
        service.title,
        _kind(registry, service),
        details,
        icon_of(service),
        service_page(service),
        " · ".join(filter(None, facts)),
        status,
        exposure,
        words,
        group,
        tuple(one.id for one in ((host,) if host else registry.hosts_of(service))),
        service.suite or "",
    )


def _kind(registry: Registry, service: Service) -> NodeKind:
    if service.external:
        return "external"
    return "proxy" if registry.is_proxy(service) else "service"


def _details(registry: Registry, service: Service, host: Host | None) -> Iterator[str]:
    """Its listeners, one a line, and on how many hosts it runs where the card stands for all of them."""
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
    """`127.0.0.1:8000 http`, `:53 udp dns`, `unix:/run/app.sock`, `8000 in its container`."""
    udp = "" if listener.transport == ("tcp",) else "/".join(listener.transport)
    words = filter(None, (_address(listener), udp, listener.protocol))
    return " ".join(words)


def _address(listener: Listener) -> str:
    if listener.socket or not listener.port:
        return listener.address if listener.socket else f"{listener.address} in its container"
    if len(listener.bind) > 1:
        return f"{len(listener.bind)} binds :{listener.port}"
    bind = listener.bind[0]
    return f":{listener.port}" if bind == UNKNOWN else shown_bind(bind, listener.port)


def _exposure(registry: Registry, service: Service, host: Host | None) -> str:
    """The most open of all its listeners; nothing for what opens no port."""
    if not any(listener.port for listener in service.listeners or ()):
        return ""
    hosts = (host,) if host else registry.hosts_of(service)
    return worst(
        listener_exposure(registry, service, listener, one)
        for listener in service.listeners or ()
        if listener.port
        for one in hosts
    ).value
