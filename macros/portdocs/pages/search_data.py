"""The data that the search of the site answers from: the registry in compact columns, loaded with the first key.

Rules that say what uses a port are applied here and in `topology`; the browser (`search-ports.js`) only selects from
the results. Nothing depends on the day of the build: the browser's clock decides whether a retired service's port is
still held. Services, hosts and suites refer to each other by their position.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from portdocs.diff.timeline import History
from portdocs.pages.findings import findings_on
from portdocs.pages.links import Links
from portdocs.pages.search_columns import Positions, Rows, as_json, by_name, columns, ports_json, run
from portdocs.pages.search_port_data import PORT_TABLES, former_rows
from portdocs.registry import Host, Listener, Range, Registry, Service, Severity, Suite
from portdocs.registry.findings import Subject
from portdocs.topology.iana import EPHEMERAL, NAMES, PRIVILEGED
from portdocs.topology.port_notes import EPHEMERAL_NOTE, PRIVILEGED_NOTE, iana_note, reservation_note
from portdocs.topology.routes import route

DATA_FILE = "assets/portdocs/search-data.json"
SCRIPT_FILE = "assets/portdocs/search-data-file.js"
"""The same data for pages that are opened from disk."""
SCHEMA_VERSION = 2
"""Increases with each change of a key; the scripts support one version only."""
ID = "portdocs-id"
"""A placeholder for the id in the URLs of pages."""
_OWN_ID = "\0"
"""A placeholder for a service's id in its other names; data cannot contain it."""
_NO_SLUG = re.compile("[^a-z0-9]+")


def search_files(registry: Registry, links: Links, history: History | None = None) -> Iterator[tuple[str, str]]:
    """The files that the search loads: path in the site and text. `links` are those of a page at the root."""
    text = as_json(search_data(registry, links, history))
    yield DATA_FILE, text + "\n"
    # A page that is opened from disk may not fetch files, but may run scripts.
    yield SCRIPT_FILE, f"window.portdocsSearchData = {text};\n"


def search_data(registry: Registry, links: Links, history: History | None = None) -> dict[str, Any]:
    """Everything that the search answers from; services, hosts and suites are in the order of their names."""
    at = Positions.of(registry)
    return {
        "schema_version": SCHEMA_VERSION,
        "pages": _pages(links),
        "conventions": [[*run(PRIVILEGED), PRIVILEGED_NOTE], [*run(EPHEMERAL), EPHEMERAL_NOTE]],
        "ephemeral": run(EPHEMERAL),
        "iana": {port: iana_note(name) for port, name in NAMES.items()},
        **{name: columns(rows(registry, at)) for name, rows in _TABLES.items()},
        "former": columns(former_rows(history)),
    }


def _pages(links: Links) -> dict[str, str]:
    """The URLs of pages, relative to the root of the site."""
    return {
        "service": links.page(f"services/{ID}.md"),
        "host": links.page(f"hosts/{ID}.md"),
        "suite": links.page(f"suites/{ID}.md"),
        "range": links.page(f"ranges.md#range-{ID}"),
        "ports": links.page("ports.md"),
        "services": links.page("services/index.md"),
        "suites": links.page("suites/index.md"),
        "access": links.page("access.md"),
    }


def _hosts(registry: Registry, at: Positions) -> Rows:
    for host in by_name(registry.hosts):
        problems = _problems(registry, registry.services_on(host))
        yield {**_names(host), "addresses": host.addresses, "problems": problems}


def _suites(registry: Registry, at: Positions) -> Rows:
    for suite in by_name(registry.suites):
        problems = _problems(registry, registry.services_in(suite))
        yield {**_names(suite), "owner": suite.owner, "contact": suite.contact, "problems": problems}


def _owners(registry: Registry, at: Positions) -> Rows:
    """The owners of suites and services."""
    owned: dict[str, list[Service]] = {suite.owner: [] for suite in registry.suites.values() if suite.owner}
    for service in by_name(registry.services):
        if owner := registry.owner_of(service):
            owned.setdefault(owner, []).append(service)
    for owner, services in sorted(owned.items()):
        yield {"name": owner, "problems": _problems(registry, services)}


def _services(registry: Registry, at: Positions) -> Rows:
    for service in by_name(registry.services):
        yield {
            **registry.of_entry(_about, service),
            "suite": at.suites[service.suite] if service.suite else None,
            "hosts": tuple(at.hosts[host.id] for host in registry.hosts_of(service)),
        }


def _about(registry: Registry, service: Service) -> dict[str, Any]:
    """All about a service but the positions of other entries."""
    listeners = service.listeners or ()
    return {
        **_names(service),
        "status": "external" if service.external else service.status,
        "suite": None,
        "owner": registry.owner_of(service),
        "hosts": None,
        "process": tuple(text for text in service.runtime.values() if any(map(str.isalpha, text))),
        "protocols": tuple(sorted({one.protocol for one in listeners if one.protocol})),
        "unit": _own(service, service.unit),
        "container": _own(service, filter(None, (*service.container, service.compose))),
        "files": _own(service, (file.path for file in service.files)),
        "elsewhere": tuple(_address_without_port(one) for one in listeners if not one.port),
        "is_unknown": service.listeners is None,
        "text": _text(service),
        "problems": _problems(registry, [service]),
    }


def _address_without_port(listener: Listener) -> str:
    return f"unix:{listener.socket}" if listener.socket else f"{listener.container_port} in its container"


def _text(service: Service) -> str:
    """The prose about a service."""
    purposes = (listener.purpose for listener in service.listeners or ())
    files = (file.purpose for file in service.files)
    return " ".join(dict.fromkeys(filter(None, (service.description, service.notes, *purposes, *files))))


def _ranges(registry: Registry, at: Positions) -> Rows:
    for range_ in registry.ranges.values():
        yield {
            **_names(range_),
            "ports": tuple(map(ports_json, range_.ports)),
            "suite": at.suites[range_.suite] if range_.suite else None,
            "host": at.hosts[range_.host] if range_.host else None,
            "purpose": range_.purpose,
            "note": reservation_note(registry, range_),
        }


def _endpoints(registry: Registry, at: Positions) -> Rows:
    for endpoint in registry.endpoints:
        path = route(registry, endpoint)
        yield {
            "urls": tuple(url.text for url in endpoint.url),
            "via": tuple(at.services[id] for id in endpoint.via),
            "to": at.services[path.service.id] if path.service else None,
            "target": str(path.target) if path.target else None,
            "redirect": endpoint.redirect,
            "purpose": endpoint.purpose,
        }


_TABLES: Mapping[str, Callable[[Registry, Positions], Rows]] = {
    **PORT_TABLES,
    "hosts": _hosts,
    "suites": _suites,
    "owners": _owners,
    "services": _services,
    "ranges": _ranges,
    "endpoints": _endpoints,
}


def _names(entry: Service | Host | Suite | Range) -> dict[str, Any]:
    """The id, empty if it follows from the name as in `search-data.js`, and the name."""
    slug = _NO_SLUG.sub("-", entry.title.lower()).strip("-")
    return {"id": "" if slug == entry.id else entry.id, "name": entry.title}


def _own(service: Service, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.replace(service.id, _OWN_ID) for name in names)


def _problems(registry: Registry, services: Iterable[Service]) -> str:
    """The number of errors and warnings: `1 error, 3 warnings`; empty if there are none."""
    found = (one for service in services for one in findings_on(registry, Subject("service", service.id)))
    counts = Counter(finding.severity for finding in {id(one): one for one in found}.values())
    words = ((counts[severity], str(severity)) for severity in (Severity.ERROR, Severity.WARNING))
    return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in words if count)
