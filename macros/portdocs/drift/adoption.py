"""Complete a scaffold until it loads, has no errors, and does not drift from the scan that it describes.

An entry that the model cannot express, or that contradicts another source, becomes an accepted finding, an unknown
bind or an `ignore` entry with its reason. Nothing that was observed is dropped otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portdocs.checks import run_checks
from portdocs.drift import Difference, Drift, compare
from portdocs.drift.firewall_rules import is_inside
from portdocs.drift.ignores import pattern_of
from portdocs.registry import Finding, Host, LoadErrors, Registry, Service, Severity, load_registry
from portdocs.registry.ids import Ids
from portdocs.registry.loader import Sources
from portdocs.registry.ports import ALL_PORTS
from portdocs.registry.registry import implied_host
from portdocs.registry.verification import DriftKey
from portdocs.scan import ObservedListener, Opening, Scan
from portdocs.scan.scaffold import draft, yaml_of
from portdocs.scan.scaffold.entries import (
    Draft,
    DraftFirewall,
    DraftIgnore,
    DraftListener,
    DraftOpening,
    DraftService,
    Patch,
)
from portdocs.scan.scaffold.merge import subtract
from portdocs.topology.verification_keys import listener_key, transports_of

FILE = ".found.yml"
"""The name of the draft among the files of the data."""
MAX_ROUNDS = 12
_CONFLICT = "the sources show both on this port"


def adopt(scan: Scan, data: Sources | None = None, host_id: str | None = None) -> Draft:
    """The registry that describes a scan; with `data`, only what these files do not declare for a host."""
    found = draft(scan)
    _settle(found, scan, {}, None)
    registry = load_registry(data) if data else None
    if data and isinstance(registry, Registry):
        host = registry.hosts.get(host_id or "") or next(iter(registry.hosts.values()), implied_host(FILE))
        firewall, found.firewall = found.firewall, None
        subtract(found, registry, host)
        if firewall:
            subtract_firewall(found, firewall, registry, host)
        _settle(found, scan, data, host.id)
    return found


def _settle(found: Draft, scan: Scan, data: Sources, host_id: str | None) -> None:
    """Change a draft until checks and drift agree with it. `data` are the files that declare the rest."""
    for _ in range(MAX_ROUNDS):
        registry = load_registry({**data, FILE: yaml_of(found).encode()})
        if isinstance(registry, LoadErrors):
            return
        host = registry.hosts.get(host_id or "") or next(iter(registry.hosts.values()), implied_host(FILE))
        if not _Round(found, registry, host, scan, may_ignore=not data).run():
            return


class _Round:
    """One comparison of a draft with the scan, and the changes that follow from it."""

    def __init__(self, found: Draft, registry: Registry, host: Host, scan: Scan, *, may_ignore: bool) -> None:
        self.draft = found
        self.may_ignore = may_ignore
        self.registry = registry
        self.drift: Drift = compare(registry, host, scan)
        self.endpoints = {one.url.text: one for one in found.endpoints}
        self.listeners: dict[DriftKey, tuple[DraftService, DraftListener]] = {}
        self.lines: list[tuple[int, DraftService, DraftListener | None]] = []
        for service in found.services:
            self._index(service, registry.services[service.id])

    def _index(self, draft: DraftService, service: Service) -> None:
        self.lines.append((service.location.line, draft, None))
        for mine, one in zip(draft.listeners, service.listeners or (), strict=False):
            self.lines.append((one.location.line, draft, mine))
            for transport in transports_of(one):
                self.listeners[listener_key(service, one, transport)] = (draft, mine)

    def run(self) -> bool:
        """True if anything changed."""
        errors = [one for one in run_checks(self.registry) if one.severity is Severity.ERROR]
        changed = [self._accept(one) for one in errors if one.location.file == FILE]
        changed += [self._resolve(one) for one in self.drift.drift]
        return any(changed)

    def _accept(self, finding: Finding) -> bool:
        """Accept a conflict of two listeners; drop an endpoint that cannot work as declared."""
        line = finding.location.line
        lines = [(one.location.line, str(one.url[0])) for one in self.registry.endpoints if one.location.file == FILE]
        endpoint = max((one for one in lines if one[0] <= line), default=None)
        holder = max((one for one in self.lines if one[0] <= line), default=None, key=lambda one: one[0])
        if endpoint and (holder is None or endpoint[0] > holder[0]):
            return self._drop(endpoint[1])
        if holder is None or holder[2] is None or finding.check in holder[2].accept:
            return False
        holder[2].accept[finding.check] = _CONFLICT
        return True

    def _resolve(self, one: Difference) -> bool:
        if one.key and one.key.kind == "endpoint":
            return self._drop(one.key.subject)
        if one.kind == "undeclared-route":
            return self._ignore(DraftIgnore(_reason(one), route=one.subject))
        if isinstance(one.found, ObservedListener) and (pattern := pattern_of(one.found)):
            return self._ignore(DraftIgnore(_reason(one), listener=str(pattern)))
        found = self.listeners.get(one.key) if one.key else None
        return self._correct(one.kind, *found) if found else False

    def _correct(self, kind: str, service: DraftService, listener: DraftListener) -> bool:
        """Change a listener whose sources contradict each other."""
        if kind == "bind-differs" and listener.bind:
            listener.binds = {}
            listener.comment = "the sources show different addresses"
        elif kind == "missing-listener" and self._are_missing(service):
            service.is_planned = True
            service.comment = "Configured, but none of its sockets is open."
        elif listener in service.listeners:
            service.listeners.remove(listener)
        else:
            return False
        return True

    def _are_missing(self, service: DraftService) -> bool:
        """True if every host port of a service is missing."""
        missing = {id(found[1]) for one in self.drift.drift if one.key and (found := self.listeners.get(one.key))}
        return all(id(one) in missing for one in service.listeners if one.port)

    def _drop(self, url: str) -> bool:
        endpoint = self.endpoints.get(url)
        if endpoint is None or endpoint not in self.draft.endpoints:
            return False
        self.draft.endpoints.remove(endpoint)
        return True

    def _ignore(self, entry: DraftIgnore) -> bool:
        if not self.may_ignore or any(
            (one.listener, one.route) == (entry.listener, entry.route) for one in self.draft.ignores
        ):
            return False
        self.draft.ignores.append(entry)
        self.draft.ignores.sort(key=lambda one: (one.route or "", one.listener or ""))
        return True


def _reason(one: Difference) -> str:
    """The reason of an `ignore` entry, with the location of the observation."""
    return f"{one.observed}: {one.fact}"


def subtract_firewall(found: Draft, firewall: DraftFirewall, registry: Registry, host: Host) -> None:
    """Keep the zones of a firewall that the data lacks, and all of it if the data declares no host; add patches to
    the firewall of a declared host, unless that one is outside the machine."""
    if host.firewall and host.firewall.outside:
        return
    ids = {id: _declared_zone(*zone, registry) for id, zone in firewall.zones.items()}
    taken = Ids(registry.zones)
    for id in (id for id, declared in ids.items() if not declared):
        ids[id] = taken.new(id)
    openings = [replace(one, zone=ids[one.zone] if one.zone else None) for one in firewall.open]
    zones = {ids[id]: zone for id, zone in firewall.zones.items() if ids[id] not in registry.zones}
    if registry.declares_hosts:
        found.patches += _patches(openings, host)
        openings = []
    if openings or zones:
        found.firewall = DraftFirewall(firewall.seen, openings, zones)


def _declared_zone(network: str | None, text: str, registry: Registry) -> str:
    """The declared zone that contains a network, or is named as an interface; empty if there is none."""
    rule = Opening("any", ALL_PORTS, network or "any", None if network else text, "allow", "", 0)
    return next((zone.id for zone in registry.zones.values() if is_inside(rule, zone)), "")


def _patches(openings: list[DraftOpening], host: Host) -> Iterator[Patch]:
    missing = [one for one in openings if not _is_declared(one, host)]
    if host.firewall is None and missing:
        yield Patch("", None, "firewall", missing, missing[0].seen, host.id)
    elif host.firewall:
        yield from (Patch("", None, "open", one, one.seen, host.id) for one in missing)


def _is_declared(one: DraftOpening, host: Host) -> bool:
    declared = (each for each in (host.firewall.open if host.firewall else ()) if each.covers(one.ports, one.transport))
    return any(not each.zones or one.zone in each.zones for each in declared)
