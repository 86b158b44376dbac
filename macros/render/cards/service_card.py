"""A service's card: what it is, where it runs, who owns it."""

from __future__ import annotations

from macros.registry import Registry, Service
from macros.render.facts import Facts
from macros.render.inline import NOTHING, Badge, Cell, Code, Declared, Part, Text, WebLink, lines
from macros.render.labels import host_links, service_links, sockets, status_badge, suite_link, url_links


def service_card(registry: Registry, service: str) -> Facts:
    """All that is declared of a service but its listeners and endpoints, which have tables of their own."""
    entry = registry.services[service]
    owner, suite = registry.owner_of(entry), registry.suite_of(entry)
    return Facts(
        "service",
        (
            ("Status", (*status_badge(entry), *_retired(entry))),
            ("Description", _text(entry.description)),
            ("Owner", _text(owner) or (Badge("nobody", "unknown", "No owner is declared"),)),
            ("Contact", _text(suite.contact if suite else None)),
            ("Suite", suite_link(suite)),
            ("Host", host_links(registry.hosts_of(entry))),
            ("Listens on", lines(sockets(listener) for listener in entry.listeners or ())),
            ("Endpoints", lines(url_links(endpoint) for endpoint in registry.endpoints_to(entry))),
            *((term, (Text(value),)) for term, value in entry.runtime.items()),
            ("Unit", lines((Code(unit),) for unit in entry.unit)),
            ("Container", lines((Code(container),) for container in entry.container)),
            ("Files", lines(_file(f.path, f.purpose) for f in entry.files)),
            ("Depends on", service_links(registry.services[id] for id in sorted(set(entry.depends_on)))),
            ("Needed by", service_links(registry.dependents_of(entry))),
            ("Links", lines((WebLink(label, url),) for label, url in entry.links.items())),
            ("Notes", _text(entry.notes)),
            ("Declared", (Declared(entry.place),)),
        ),
    )


def _text(words: str | None) -> Cell:
    return (Text(words),) if words else NOTHING


def _retired(service: Service) -> Cell:
    return (Text(f" on {service.retired_on}"),) if service.retired_on else NOTHING


def _file(path: str, purpose: str | None) -> tuple[Part, ...]:
    return (Code(path), Text(f" ({purpose})")) if purpose else (Code(path),)
