"""The differences between the registry and the hosts by kind, with what their messages have in common once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portdocs.drift.result import KIND_TITLES
from portdocs.pages.cards.finding_list import FindingList, Group, Team, common_ending, grouped_item, shared_sentence
from portdocs.pages.inline import NOTHING, Badge, Cell, SourceIcon, Text
from portdocs.pages.natural_sort import natural_key
from portdocs.pages.verification import ObservedAt
from portdocs.registry import Host, Location, Registry, Service
from portdocs.registry.verification import DriftKey
from portdocs.topology.verification_keys import declared_locations

MAX_PER_HOST = 50
"""Differences of a kind that are listed for a host; the others are counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A recorded difference; `declared` is None for what is not declared."""

    host: Host
    kind: str
    message: str
    service: Service | None
    declared: Location | None
    observed: ObservedAt | None


def drift_list(registry: Registry, *, host: str | None = None) -> FindingList:
    """The differences of the last comparisons by kind and host, the most frequent first."""
    by_kind: dict[str, list[Difference]] = {}
    for one in _differences(registry, host):
        by_kind.setdefault(one.kind, []).append(one)
    ordered = sorted(by_kind, key=lambda kind: (-len(by_kind[kind]), kind))
    recorded = any(host in (None, id) for id in registry.verification.hosts)
    empty = "No differences in the last comparison." if recorded else "No host has been compared yet."
    groups = tuple(_group(kind, by_kind[kind]) for kind in ordered)
    return FindingList(groups, 3, empty, "<code>portdocs drift</code>")


def _differences(registry: Registry, host: str | None) -> Iterator[Difference]:
    wanted = sorted((id for id in registry.verification.hosts if host in (None, id)), key=natural_key)
    locations = declared_locations(registry) if wanted else {}
    for id in wanted:
        yield from _on(registry, registry.hosts[id], locations)


def _on(registry: Registry, host: Host, locations: dict[DriftKey, Location]) -> Iterator[Difference]:
    """The differences on a host. A record may be older than the data: those without a declaration are left out."""
    record = registry.verification.hosts[host.id]
    for item in record.undeclared:
        yield Difference(host, item.kind, item.message, None, None, ObservedAt(item.file, item.line))
    for entry in record.entries:
        for one in entry.seen.values():
            if one.differs and entry.key in locations:
                service = registry.services[entry.key.subject] if entry.key.kind == "listener" else None
                observed = ObservedAt(one.file, one.line) if one.file and one.line else None
                yield Difference(host, one.kind or "", one.differs, service, locations[entry.key], observed)


def _group(kind: str, found: list[Difference]) -> Group:
    ending = common_ending([one.message for one in found])
    by_host: dict[str, list[Difference]] = {}
    for one in found:
        by_host.setdefault(one.host.title, []).append(one)
    teams = tuple(_of_host(name, differences, ending) for name, differences in by_host.items())
    badge = Badge(f"{len(found)} differ" if len(found) > 1 else "differs", "differs")
    title = (badge, Text(f" {KIND_TITLES.get(kind, kind)}"))
    return Group(title, shared_sentence(ending), teams)


def _of_host(name: str, found: list[Difference], ending: str) -> Team:
    ordered: Iterable[Difference] = sorted(found, key=lambda one: natural_key(one.message))
    items = tuple(_item(one, ending) for one in list(ordered)[:MAX_PER_HOST])
    return Team(name, items, max(len(found) - MAX_PER_HOST, 0))


def _item(one: Difference, ending: str) -> Cell:
    words = grouped_item(one.message.removesuffix(ending), one.service, f"`{one.service.id}`" if one.service else "")
    declared: Cell = (Text(" "), SourceIcon(one.declared)) if one.declared else NOTHING
    observed: Cell = (Text(" "), one.observed) if one.observed else NOTHING
    return (*words, *observed, *declared)
