"""A service's card: its state, its addresses, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from portdocs.pages.fact_list import FactList
from portdocs.pages.format import (
    address,
    endpoint_badges,
    exposure_badges,
    host_links,
    owner,
    service_link,
    service_links,
    status_badge,
    suite_link,
    url_links,
)
from portdocs.pages.history import service_history
from portdocs.pages.inline import (
    NOTHING,
    UNKNOWN_BADGE,
    Badge,
    Cell,
    Code,
    Copyable,
    SourceLink,
    Text,
    WebLink,
    at_most,
    lines,
)
from portdocs.pages.status_links import status_links
from portdocs.pages.verification import is_never_verified, service_verification
from portdocs.registry import Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN
from portdocs.topology.bindings import shown_bind
from portdocs.topology.impact import Impact, impact

MAX_LISTED = 8
"""Services, endpoints or listeners that are listed; the others are counted, and are in the tables below."""


def service_card(registry: Registry, service: str) -> FactList:
    """Everything that is declared about a service, in the order in which someone on call needs it."""
    entry = registry.services[service]
    suite = registry.suite_of(entry)
    return FactList(
        "service",
        (
            ("Status", (*status_badge(entry), *_retired(entry), status_links(registry, entry))),
            ("Verified", _verified(registry, entry)),
            ("Description", _text(entry.description)),
            ("Listens on", _sockets(entry)),
            ("Exposure", _exposure(registry, entry)),
            ("Health", _some([_health(entry, one) for one in entry.listeners or () if one.health])),
            (
                "Endpoints",
                _some([(*url_links(e), *endpoint_badges(registry, e)) for e in registry.endpoints_to(entry)]),
            ),
            ("Owner", owner(registry, entry)),
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
            ("History", service_history(registry, entry)),
        ),
    )


def _text(text: str | None) -> Cell:
    return (Text(text),) if text else NOTHING


def _retired(service: Service) -> Cell:
    if not service.retired_on:
        return NOTHING
    return (Text(f" on {service.retired_on}" if service.status == "retired" else f", until {service.retired_on}"),)


def _verified(registry: Registry, service: Service) -> Cell:
    """The verification on each host; no warning if no host was ever compared."""
    hosts = registry.hosts_of(service)
    if is_never_verified(registry):
        return (Text("never; the status is as declared"),) if hosts and service.status != "retired" else NOTHING
    found = [(host, seen) for host in hosts if (seen := service_verification(registry, service, host))]
    return lines((*seen, *((Text(f" on {host.title}"),) if len(hosts) > 1 else ())) for host, seen in found)


def _sockets(service: Service) -> Cell:
    if service.listeners is None:
        return (UNKNOWN_BADGE,)
    return _some([cell for listener in service.listeners for cell in _socket(listener)])


def _socket(listener: Listener) -> list[Cell]:
    """Each bind with the port, ready to paste."""
    if not listener.port:
        return [address(listener)]
    transports = "" if listener.transport == ("tcp",) else f" {', '.join(listener.transport)}"
    about: Cell = (Text(transports),) if transports else NOTHING
    unknown: Cell = (Text(" "), Badge("bind unknown", "unknown", "No bind address is declared"))
    return [
        (Copyable(shown_bind(bind, listener.port)), *about, *(unknown if bind == UNKNOWN else NOTHING))
        for bind in listener.bind
    ]


def _exposure(registry: Registry, service: Service) -> Cell:
    """The exposure of all listeners, each combination once."""
    combinations = {
        badges: None
        for host in registry.hosts_of(service)
        for listener in service.listeners or ()
        if (badges := exposure_badges(registry, service, listener, host))
    }
    return lines(combinations)


def _health(service: Service, listener: Listener) -> Cell:
    several = len(service.listeners or ()) > 1
    which: Cell = (Text(f" of {listener.name or listener.address}"),) if several else NOTHING
    return (Code(listener.health or ""), *which)


def _file(path: str, purpose: str | None) -> Cell:
    return (Copyable(path), Text(f" ({purpose})")) if purpose else (Copyable(path),)


def _if_it_stops(service: Service, stopped: Impact) -> Cell:
    """The services and endpoints that stop with it, as far as the data declares them."""
    if service.status == "retired":
        return NOTHING
    if not (stopped.services or stopped.endpoints):
        return (Text("No declared service or endpoint depends on it"),)
    services = _breaking(stopped, "service", [service_link(one) for one in stopped.services])
    return lines(
        filter(None, (services, _breaking(stopped, "endpoint", [url_links(one) for one in stopped.endpoints])))
    )


def _breaking(stopped: Impact, what: str, cells: Sequence[Cell]) -> Cell:
    if not cells:
        return NOTHING
    at_least = "" if stopped.complete else "at least "
    verb = f"{what} breaks" if len(cells) == 1 else f"{what}s break"
    return lines([(Text(f"{at_least}{len(cells)} {verb}:"),), _some(cells)])


def _some(cells: Sequence[Cell]) -> Cell:
    return at_most(cells, MAX_LISTED)
