"""Values of the registry as cells: names, ports, binds, exposure, status and URLs look the same on every page."""

from __future__ import annotations

from collections.abc import Iterable

from portdocs.pages.inline import (
    NOTHING,
    UNKNOWN_BADGE,
    UNOWNED_BADGE,
    Badge,
    Cell,
    Code,
    PageLink,
    Text,
    WebLink,
    join_cells,
    lines,
)
from portdocs.registry import Endpoint, Host, Listener, Registry, Service, Suite
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.openings import INTERNET
from portdocs.registry.urls import Url
from portdocs.topology.bindings import shown_bind
from portdocs.topology.exposure import Exposure, Reach, exposure_label, is_proxied, listener_reach, observed_reach
from portdocs.topology.routes import Route, route

EXPOSURE_HINTS = {
    Exposure.LOOPBACK: "Reachable only from the host itself",
    Exposure.CONTAINER: "Reachable only from other containers",
    Exposure.CLOSED: "The host's firewall blocks it",
    Exposure.ZONES: "Reachable only from these zones",
    Exposure.NETWORK: "Reachable from the network",
    Exposure.UNKNOWN: "Unknown bind address, so exposure cannot be determined",
}
EXPOSURE_ORDER = (
    Exposure.NETWORK,
    Exposure.UNKNOWN,
    Exposure.ZONES,
    Exposure.CLOSED,
    Exposure.CONTAINER,
    Exposure.LOOPBACK,
)
"""Most open first."""
STATUS_ORDER = ("active", "planned", "deprecated", "retired", "external")
PROXIED = Badge("proxied", "proxied", "An endpoint reaches it through a proxy")
_STATUS_HINTS = {
    "planned": "Declared, not yet running",
    "active": "Declared as running",
    "deprecated": "Still running, to be retired",
    "retired": "No longer running; its ports are held before they can be reused",
}


def entry_page(folder: str, id: str) -> str:
    """The source path of an entry's page. One with the id `index` must not replace the page of the list."""
    return f"{folder}/index/index.md" if id == "index" else f"{folder}/{id}.md"


def service_page(service: Service) -> str:
    """The source path of a service's page."""
    return entry_page("services", service.id)


def host_page(host: Host) -> str:
    """The source path of a host's page."""
    return entry_page("hosts", host.id)


def suite_page(suite: Suite) -> str:
    """The source path of a suite's page."""
    return entry_page("suites", suite.id)


def check_page(id: str) -> str:
    """The source path of a check's page. Load problems (`invalid-yaml`, ...) have none: they stop a build."""
    return f"checks/{id}.md"


def service_link(service: Service) -> Cell:
    """A service's name, linked to its page."""
    return (PageLink(Text(service.title), service_page(service)),)


def host_link(host: Host) -> Cell:
    """A host's name, linked to its page."""
    return (PageLink(Text(host.title), host_page(host)),)


def suite_link(suite: Suite | None) -> Cell:
    """A suite's name, linked to its page."""
    return (PageLink(Text(suite.title), suite_page(suite)),) if suite else NOTHING


def owner(registry: Registry, service: Service) -> Cell:
    """A service's owner, or that it has none."""
    name = registry.owner_of(service)
    return (Text(name),) if name else (UNOWNED_BADGE,)


SERVICE_FACETS = ("Suite", "Owner")
"""The facets of rows about a service, where they have no column."""


def service_facets(registry: Registry, service: Service) -> tuple[str, ...]:
    """The values of SERVICE_FACETS."""
    suite = registry.suite_of(service)
    return (suite.title if suite else "", registry.owner_of(service) or "")


def service_links(services: Iterable[Service]) -> Cell:
    """Several services, one per line."""
    return lines(service_link(service) for service in services)


def host_links(hosts: Iterable[Host]) -> Cell:
    """Several hosts, one per line."""
    return lines(host_link(host) for host in hosts)


def suite_owner(suite: Suite) -> Cell:
    """A suite's owner, or that it has none."""
    return (Text(suite.owner),) if suite.owner else (UNOWNED_BADGE,)


def status_badge(service: Service) -> Cell:
    """A service's declared status, or that it is external."""
    if service.external:
        return (Badge("external", "external", "Run by someone else"),)
    return (Badge(service.status, service.status, _STATUS_HINTS[service.status]),)


def endpoint_badges(registry: Registry, endpoint: Endpoint) -> Cell:
    """The zones and status of an endpoint, each with a space in front; nothing for an active one on the Internet."""
    badges = []
    if endpoint.from_ != (INTERNET,):
        titles = [registry.zones[id].title if id in registry.zones else "Internet" for id in endpoint.from_]
        badges += [Badge(title, "zones", "Used from here") for title in titles]
    if endpoint.status != "active":
        badges.append(Badge(endpoint.status, endpoint.status, _ENDPOINT_STATUS_HINTS[endpoint.status]))
    return tuple(part for badge in badges for part in (Text(" "), badge))


_ENDPOINT_STATUS_HINTS = {
    "planned": "Declared, does not exist yet; not checked",
    "deprecated": "Still in use, to be retired",
    "retired": "No longer in use; not checked",
}


def unusual_status(service: Service) -> Cell:
    """A service's status, unless it is simply active."""
    return NOTHING if service.status == "active" and not service.external else status_badge(service)


def address(listener: Listener) -> Cell:
    """The port or socket of a listener, with its transport unless that is tcp."""
    if listener.socket:
        return (Code(f"unix:{listener.socket}"),)
    transports = "" if listener.transport == ("tcp",) else "/" + ",".join(listener.transport)
    if not listener.port:
        return (Code(f"{listener.container_port}{transports}"), Text(" in its container"))
    return (Code(f"{listener.port}{transports}"),)


def binds(listener: Listener) -> Cell:
    """The bind addresses of a listener, one per line."""
    if not listener.port:
        return NOTHING
    return lines((UNKNOWN_BADGE,) if bind == UNKNOWN else (Code(bind),) for bind in listener.bind)


def sockets(listener: Listener) -> Cell:
    """Each bind with the port, as a reader pastes or searches it: `127.0.0.1:8000`."""
    if not listener.port:
        return address(listener)
    return lines((Code(shown_bind(bind, listener.port)),) for bind in listener.bind if bind != UNKNOWN)


def exposure_badges(registry: Registry, service: Service, listener: Listener, host: Host) -> Cell:
    """The exposure of a listener on a host, as observed first if that differs; a retired service has none."""
    if service.status == "retired":
        return NOTHING
    if service.status == "planned":
        return (Badge("planned", "planned", "Not running yet"),)
    reach = listener_reach(registry, service, listener, host)
    badges = [_exposure_badge(registry, reach)]
    observed = observed_reach(registry, service, listener, host)
    if observed and observed != reach:
        declared = f"declared {exposure_label(registry, reach)}"
        hint = f"{EXPOSURE_HINTS[observed.exposure]}: a scan saw another bind address or firewall than declared"
        badges = [Badge(exposure_label(registry, observed), "differs", hint), Badge(declared, "unknown", "As declared")]
    if is_proxied(registry, service, listener):
        badges.append(PROXIED)
    return tuple(part for badge in badges for part in (Text(" "), badge))[1:]


def _exposure_badge(registry: Registry, reach: Reach) -> Badge:
    label = exposure_label(registry, reach)
    hint = f"Reachable from {label} only" if reach.zones else EXPOSURE_HINTS[reach.exposure]
    return Badge(label, reach.exposure, hint)


def url_link(url: Url) -> Cell:
    """A URL, linked if a browser can follow it."""
    return (WebLink(url.text, url.href),) if url.href else (Code(url.text),)


def url_links(endpoint: Endpoint) -> Cell:
    """The URLs of an endpoint, one per line."""
    return lines(url_link(url) for url in endpoint.url)


def target(registry: Registry, endpoint: Endpoint) -> Cell:
    """The address that the last proxy connects to, or the URL of a redirect."""
    path = route(registry, endpoint)
    if endpoint.redirect:
        return (Text("redirects to "), WebLink(endpoint.redirect, endpoint.redirect))
    if path.target:
        return (Code(str(path.target)),)
    return (Badge("direct", "direct", "The service itself answers"),) if path.is_direct else (UNKNOWN_BADGE,)


def proxy_links(path: Route) -> Cell:
    """The proxies of a route in the order of a request, outermost first."""
    return join_cells((service_link(proxy) for proxy in path.proxies), " → ")
