"""A service's card: what it is, its state, how to reach it and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from portdocs.pages.copyable import Copyable
from portdocs.pages.fact_list import Facts
from portdocs.pages.format import (
    address,
    exposure_badges,
    host_links,
    service_link,
    service_links,
    status_badge,
    suite_link,
    url_links,
)
from portdocs.pages.history import history
from portdocs.pages.inline import NOT_KNOWN, NOTHING, Badge, Cell, Code, Inline, SourceLink, Text, WebLink, lines
from portdocs.pages.status_links import live_links
from portdocs.pages.verification import never_recorded, service_seen
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.topology.bindings import shown_bind
from portdocs.topology.impact import Impact, impact

MOST = 8
"""More services, endpoints or listeners than that are counted, not listed: the tables below have them all."""


def service_card(registry: Registry, service: str) -> Facts:
    """All that is declared of a service, in the order in which somebody on call asks for it."""
    entry = registry.services[service]
    owner, suite = registry.owner_of(entry), registry.suite_of(entry)
    return Facts(
        "service",
        (
            ("Status", (*status_badge(entry), *_retired(entry), live_links(registry, entry))),
            ("Verified", _verified(registry, entry)),
            ("Description", _text(entry.description)),
            ("Listens on", _sockets(entry)),
            ("Exposure", _exposure(registry, entry)),
            ("Health", _some([_health(entry, one) for one in entry.listeners or () if one.health])),
            ("Endpoints", _some([url_links(endpoint) for endpoint in registry.endpoints_to(entry)])),
            ("Owner", _text(owner) or (Badge("nobody", "unknown", "No owner is declared"),)),
            ("Contact", _text(suite.contact if suite else None)),
            ("Suite", suite_link(suite)),
            ("Host", host_links(registry.hosts_of(entry))),
            ("Unit", lines((Copyable(unit),) for unit in entry.unit)),
            ("Container", lines((Copyable(container),) for container in entry.container)),
            ("Compose service", lines(((Copyable(entry.compose),),) if entry.compose else ())),
            ("Files", lines(_file(f.path, f.purpose) for f in entry.files)),
            ("Depends on", service_links(registry.services[id] for id in sorted(set(entry.depends_on)))),
            ("Needed by", _some([service_link(dependent) for dependent in registry.dependents_of(entry)])),
            ("If it stops", _if_it_stops(entry, impact(registry, entry))),
            *((term, (Text(value),)) for term, value in entry.runtime.items()),
            ("Links", lines((WebLink(label, url),) for label, url in entry.links.items())),
            ("Notes", _text(entry.notes)),
            ("Declared", (SourceLink(entry.location),)),
            ("History", history(registry, entry)),
        ),
    )


def _text(words: str | None) -> Cell:
    return (Text(words),) if words else NOTHING


def _retired(service: Service) -> Cell:
    if not service.retired_on:
        return NOTHING
    return (Text(f" on {service.retired_on}" if service.status == "retired" else f", until {service.retired_on}"),)


def _verified(registry: Registry, service: Service) -> Cell:
    """On each of its hosts; calm where nobody ever compared anything."""
    hosts = registry.hosts_of(service)
    if never_recorded(registry):
        return (Text("never; the status is as declared"),) if hosts and service.status != "retired" else NOTHING
    found = [(host, seen) for host in hosts if (seen := service_seen(registry, service, host))]
    return lines((*seen, *((Text(f" on {host.title}"),) if len(hosts) > 1 else ())) for host, seen in found)


def _sockets(service: Service) -> Cell:
    if service.listeners is None:
        return (NOT_KNOWN,)
    return _some([cell for listener in service.listeners for cell in _socket(listener)])


def _socket(listener: Listener) -> list[Cell]:
    """Bind and port as they are pasted, one for each bind."""
    if not listener.port:
        return [address(listener)]
    transports = "" if listener.transport == ("tcp",) else f" {', '.join(listener.transport)}"
    about: Cell = (Text(transports),) if transports else NOTHING
    unknown: Cell = (Text(" "), Badge("bind not known", "unknown", "The data does not say which addresses it binds"))
    return [
        (Copyable(shown_bind(bind, listener.port)), *about, *(unknown if bind == UNKNOWN else NOTHING))
        for bind in listener.bind
    ]


def _exposure(registry: Registry, service: Service) -> Cell:
    """The badges of all listeners, each kind once; the table of listeners has them one by one."""
    found = {
        badges: None
        for host in registry.hosts_of(service)
        for listener in service.listeners or ()
        if (badges := exposure_badges(registry, service, listener, host))
    }
    return lines(found)


def _health(service: Service, listener: Listener) -> Cell:
    several = len(service.listeners or ()) > 1
    of: Cell = (Text(f" of {listener.name or listener.address}"),) if several else NOTHING
    return (Code(listener.health or ""), *of)


def _file(path: str, purpose: str | None) -> tuple[Inline, ...]:
    return (Copyable(path), Text(f" ({purpose})")) if purpose else (Copyable(path),)


def _if_it_stops(service: Service, found: Impact) -> Cell:
    """The services and endpoints that stop with it, as far as the data knows."""
    if service.status == "retired":
        return NOTHING
    if not (found.services or found.endpoints):
        return (Text("Nothing that is declared depends on it"),)
    services = _breaking(found, "service", [service_link(one) for one in found.services])
    return lines(filter(None, (services, _breaking(found, "endpoint", [url_links(one) for one in found.endpoints]))))


def _breaking(found: Impact, what: str, cells: Sequence[Cell]) -> Cell:
    if not cells:
        return NOTHING
    at_least = "" if found.complete else "at least "
    verb = f"{what} breaks" if len(cells) == 1 else f"{what}s break"
    return lines([(Text(f"{at_least}{len(cells)} {verb}:"),), _some(cells)])


def _some(cells: Sequence[Cell]) -> Cell:
    """The first few of a list, and how many more there are."""
    more = len(cells) - MOST
    return lines([*cells[:MOST], (Text(f"and {more} more"),)] if more > 0 else cells)
