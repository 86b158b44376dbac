"""Rows to services: the same name in the same place is one service, and so is a like name with the same port.

A place is a host, or the project or environment of a heading whose rows repeat names with other ports.
"""

from __future__ import annotations

from itertools import product
from typing import TypeAlias

from portdocs.importing import names
from portdocs.importing.draft import Draft, Entry, Listener
from portdocs.importing.grid import Grid
from portdocs.importing.places import Places
from portdocs.registry.addresses import binds_meet
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import Plain, one_or_many

_MOST = 20
"""Services of one name, or on one port, that a row is compared with."""
Place: TypeAlias = tuple[tuple[str, ...], str]
"""The ids of hosts and of a suite."""


class Merger:
    """Merges entries into the services of a draft."""

    def __init__(self, draft: Draft, places: Places) -> None:
        self.draft, self.places = draft, places
        self.by_name: dict[tuple[str, Place | None], list[Entry]] = {}
        """By name and place, and by name alone."""
        self.by_port: dict[tuple[tuple[str, ...], Ports | None], list[tuple[Entry, Grid]]] = {}
        """Services with the grids that name the port."""

    def add(self, entry: Entry) -> None:
        """Take a service or a range."""
        if entry.kind == "range":
            ports = tuple(one.ports for one in entry.listeners if one.ports)
            purpose = filter(None, (entry.facts.get("purpose"), entry.facts.get("description"), *entry.notes))
            runs = one_or_many([Plain(str(run)) for run in ports])
            self.draft.add("ranges", ports, entry.at, name=entry.name, ports=runs, purpose="; ".join(purpose))
        elif entry.kind == "service":
            place = entry.hosts, entry.suite = self.places.of(entry)
            if service := self._same(entry, place):
                service.absorb(entry)
            else:
                service = entry
                self._report_conflicts(entry)
                self.draft.services.append(entry)
            self._remember(service, entry, place)

    def _same(self, entry: Entry, place: Place) -> Entry | None:
        """The service that a row names once more."""
        hosts, suite = place
        for service in self.by_name.get((names.key(entry.name), place), ()):
            if _is_compatible(service, entry):
                return service
        for service in () if hosts else self.by_name.get((names.key(entry.name), None), ()):
            if all(listener.run in service.by_port for listener in entry.listeners):
                return service
        for listener in entry.listeners:
            here = self.by_port.get((hosts, listener.ports), [])
            has_path = bool(listener.url.partition("://")[2].partition("/")[2])
            if listener.url and len({one.at for one, _ in here}) == 1 and (has_path or here[0][1] is not entry.grid):
                return here[0][0]
            for service, grid in here:
                is_alike = service.suite == suite and names.are_alike(service.name, entry.name)
                if is_alike and grid is not entry.grid and _is_compatible(service, entry):
                    return service
        return None

    def _remember(self, service: Entry, entry: Entry, place: Place) -> None:
        for where in (place, None):
            same = self.by_name.setdefault((names.key(entry.name), where), [])
            same += [service] if len(same) < _MOST and service not in same else []
        for listener in (one for one in entry.listeners if one.ports):
            here = self.by_port.setdefault((service.hosts, listener.ports), [])
            here += [(service, entry.grid)] if len(here) < _MOST and (service, entry.grid) not in here else []

    def _report_conflicts(self, entry: Entry) -> None:
        """Report ports that another service of the place has."""
        for new in entry.listeners:
            for other, _ in self.by_port.get((entry.hosts, new.ports), ())[:3]:
                if _conflict(other.by_port[new.ports], new):
                    text = f"port {new.ports} belongs to {other.name} at {other.by_port[new.ports].at}"
                    entry.contradict(entry.at, f"{text}, but to {entry.name} here; both remain")
                    break


def _conflict(one: Listener, other: Listener) -> bool:
    """True if two listeners on one port of a host cannot both be."""
    binds = product(one.binds or ("unknown",), other.binds or ("unknown",))
    shared = set(one.transports or ("tcp",)) & set(other.transports or ("tcp",))
    return bool(shared) and any(binds_meet(*pair) for pair in binds)


def _is_compatible(service: Entry, entry: Entry) -> bool:
    both = (key for key in ("container", "unit") if key in service.facts and key in entry.facts)
    return all(service.facts[key] == entry.facts[key] for key in both)
