"""The details of a service that its incident sheet omits."""

from __future__ import annotations

from portdocs.diff.timeline import History
from portdocs.pages.cards.service_card import MAX_NAMES
from portdocs.pages.cells import service_link, service_links, url_links
from portdocs.pages.fact_list import FactList
from portdocs.pages.inline import NOTHING, Badge, Cell, Copyable, SourceLink, Text, WebLink, at_most, lines
from portdocs.registry import Registry, Service
from portdocs.topology.impact import impact

MAX_LISTED = 8
"""Services and endpoints that are listed; the others are counted."""


def service_facts(registry: Registry, history: History | None, service: str) -> FactList:
    """The units, files, dependencies, runtime, links, notes and history of a service."""
    entry = registry.services[service]
    stopped = impact(registry, entry)
    listed = {id(one) for one in (*registry.endpoints_to(entry), *registry.endpoints_via(entry))}  # further up
    endpoints = [one for one in stopped.endpoints if id(one) not in listed]
    is_long = len(stopped.services) + len(stopped.endpoints) > MAX_NAMES
    return FactList(
        "service",
        (
            ("Unit", lines((Copyable(unit),) for unit in entry.unit)),
            ("Container", lines((Copyable(container),) for container in entry.container)),
            ("Compose service", lines(((Copyable(entry.compose),),) if entry.compose else ())),
            ("Files", lines(_file(f.path, f.purpose) for f in entry.files)),
            ("Depends on", service_links(registry.services[id] for id in sorted(set(entry.depends_on)))),
            ("Needed by", at_most([service_link(one) for one in registry.dependents_of(entry)], MAX_LISTED)),
            ("Stops with it", at_most([service_link(one) for one in stopped.services if is_long], MAX_LISTED)),
            ("Endpoints that stop", at_most([url_links(one) for one in endpoints if is_long], MAX_LISTED)),
            *((term, (Text(value),)) for term, value in entry.runtime.items()),
            ("Links", lines((WebLink(label, url),) for label, url in entry.links.items())),
            ("Notes", (Text(entry.notes),) if entry.notes else NOTHING),
            ("History", _history(history, entry)),
            ("Declared", (SourceLink(entry.location),)),
        ),
    )


def _file(path: str, purpose: str | None) -> Cell:
    return (Copyable(path), Text(f" ({purpose})")) if purpose else (Copyable(path),)


def _history(history: History | None, service: Service) -> Cell:
    """The dates since when a service has its ports; empty if git was not read."""
    if history is None:
        return NOTHING
    if history.unavailable:
        return (Badge("unknown", "unknown", f"No history: {history.unavailable}"),)
    return lines((Text(sentence),) for sentence in history.timelines.get(service.id, ()))
