"""How the words of the registry look on a page: the same thing is said the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from portdocs.pages.inline import NOT_KNOWN, NOTHING, Badge, Cell, Code, Inline, PageLink, Text, WebLink, lines
from portdocs.registry import Endpoint, Host, Listener, Registry, Service, Suite
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.urls import Url
from portdocs.topology.bindings import shown_bind
from portdocs.topology.exposure import Exposure, is_proxied, listener_exposure
from portdocs.topology.routes import Route, route

EXPOSURE_HINTS = {
    Exposure.LOOPBACK: "Only the machine itself can reach it",
    Exposure.CLOSED: "The host's firewall lets nothing through to it",
    Exposure.NETWORK: "The network can reach it directly",
    Exposure.UNKNOWN: "Its bind is not known, so nobody can tell who reaches it",
}
EXPOSURE_ORDER = (Exposure.NETWORK, Exposure.UNKNOWN, Exposure.CLOSED, Exposure.LOOPBACK)
"""Most open first."""
STATUS_ORDER = ("active", "planned", "deprecated", "retired", "external")
PROXIED = Badge("proxied", "proxied", "An endpoint leads to it through a proxy")
_STATUS_HINTS = {
    "planned": "Declared, not yet running",
    "active": "Declared as running",
    "deprecated": "Still running, to be retired",
    "retired": "No longer running; its ports rest before they are given away",
}


def entry_page(folder: str, id: str) -> str:
    """The source path of an entry's page; one called `index` must not take the place of the list's page."""
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
    """The source path of a check's page. Findings of the loader (`invalid-yaml`, ...) have none: they stop a build."""
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


def service_links(services: Iterable[Service]) -> Cell:
    """Several services, one a line."""
    return lines(service_link(service) for service in services)


def host_links(hosts: Iterable[Host]) -> Cell:
    """Several hosts, one a line."""
    return lines(host_link(host) for host in hosts)


def status_badge(service: Service) -> Cell:
    """A service's declared status; an external service has none of ours."""
    if service.external:
        return (Badge("external", "external", "Run by somebody else"),)
    return (Badge(service.status, service.status, _STATUS_HINTS[service.status]),)


def address(listener: Listener) -> Cell:
    """The port or socket of a listener, with the transport where it is not plain tcp."""
    if listener.socket:
        return (Code(f"unix:{listener.socket}"),)
    transports = "" if listener.transport == ("tcp",) else "/" + ",".join(listener.transport)
    if not listener.port:
        return (Code(f"{listener.container_port}{transports}"), Text(" in its container"))
    return (Code(f"{listener.port}{transports}"),)


def binds(listener: Listener) -> Cell:
    """Where a listener listens, one address a line; not known is said."""
    if not listener.port:
        return NOTHING
    return lines((NOT_KNOWN,) if bind == UNKNOWN else (Code(bind),) for bind in listener.bind)


def sockets(listener: Listener) -> Cell:
    """Bind and port together, as a reader pastes or searches them: `127.0.0.1:8000`."""
    if not listener.port:
        return address(listener)
    return lines((Code(shown_bind(bind, listener.port)),) for bind in listener.bind if bind != UNKNOWN)


def exposure_badges(registry: Registry, service: Service, listener: Listener, host: Host) -> Cell:
    """From where a listener can be reached; a retired service listens on nothing."""
    if service.status == "retired":
        return NOTHING
    reach = listener_exposure(registry, service, listener, host)
    badge: tuple[Inline, ...] = (Badge(reach, reach, EXPOSURE_HINTS[reach]),)
    return (*badge, Text(" "), PROXIED) if is_proxied(registry, service, listener) else badge


def url_link(url: Url) -> Cell:
    """A URL, linked where a browser can follow it."""
    return (WebLink(url.text, url.href),) if url.href else (Code(url.text),)


def url_links(endpoint: Endpoint) -> Cell:
    """The URLs of an endpoint, one a line."""
    return lines(url_link(url) for url in endpoint.url)


def target(registry: Registry, endpoint: Endpoint) -> Cell:
    """What the last proxy connects to; the URL of a redirect."""
    way = route(registry, endpoint)
    if endpoint.redirect:
        return (Text("redirects to "), WebLink(endpoint.redirect, endpoint.redirect))
    if way.target:
        return (Code(str(way.target)),)
    return (Badge("direct", "direct", "The service itself answers"),) if way.is_direct else (NOT_KNOWN,)


def hops(way: Route) -> Cell:
    """The proxies of a way, outermost first."""
    return service_links(way.proxies)
