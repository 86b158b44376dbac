"""Two states of the world side by side: which service of the one is which of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from portdocs.checks import run_checks
from portdocs.claims import Verdict, judgements
from portdocs.diff.sockets import DeclaredSocket, Key, openings
from portdocs.registry import Finding, Host, Registry, Service
from portdocs.registry.model import Entry
from portdocs.registry.partial import PartialRegistry

Section = Literal["suites", "hosts", "services", "ranges"]


@dataclass(frozen=True, eq=False)
class RegistryState:
    """What was declared at one time, with what follows from it."""

    data: PartialRegistry
    known_findings: tuple[Finding, ...] | None = None
    """What the checks say of it, where somebody asked them before."""

    @property
    def registry(self) -> Registry:
        """The entries that load."""
        return self.data.registry

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks say of it."""
        return run_checks(self.registry) if self.known_findings is None else self.known_findings

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """What is to be thought of each claim, by its sentence."""
        return {j.claim.statement: j.verdict for j in judgements(self.registry, self.findings)}

    @cached_property
    def openings(self) -> dict[str, dict[Key, DeclaredSocket]]:
        """What each service opens, by its id."""
        return {id: openings(self.registry, service) for id, service in self.registry.services.items()}

    def lacks(self, section: str, entry: str, file: str) -> bool:
        """Whether it surely does not have an entry: one that could not be read may be there."""
        return not self.data.may_hold(section, entry, file)


@dataclass(frozen=True, eq=False)
class Comparison:
    """The world before and after."""

    old: RegistryState
    new: RegistryState

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new id of each service that opens the same as before under another one."""
        gone = {id: signature for id, signature in self._signatures(self.old, self.new) if signature}
        come = {id: signature for id, signature in self._signatures(self.new, self.old) if signature}
        names: dict[str, str] = {}
        for id, signature in gone.items():
            fitting = [other for other, its in come.items() if its == signature]
            rivals = [other for other, its in gone.items() if its == signature]
            if len(fitting) == len(rivals) == 1:
                names[id] = fitting[0]
        return names

    def _signatures(
        self, here: RegistryState, there: RegistryState
    ) -> Iterator[tuple[str, frozenset[tuple[object, ...]]]]:
        """What tells apart the services that only one of the two worlds has: hosts, and what they open."""
        for id, service in here.registry.services.items():
            if id not in there.registry.services:
                hosts = frozenset(host.id for host in here.registry.hosts_of(service) if self.hosts_compare)
                yield id, frozenset((hosts, key, one.binds) for key, one in here.openings[id].items())

    @property
    def hosts_compare(self) -> bool:
        """Whether both name their hosts: one that is only implied may be any."""
        return self.old.registry.declares_hosts and self.new.registry.declares_hosts

    def now(self, service: str) -> str:
        """The id that a service of the old world has in the new one."""
        return self.renamed.get(service, service)

    @cached_property
    def services(self) -> tuple[tuple[Service, Service], ...]:
        """The services that both have, as they were and are."""
        new = self.new.registry.services
        return tuple((s, new[self.now(id)]) for id, s in self.old.registry.services.items() if self.now(id) in new)

    def removed(self, section: Section) -> Iterator[tuple[str, Entry]]:
        """The entries of a section that are gone."""
        there = getattr(self.new.registry, section)
        for id, entry in getattr(self.old.registry, section).items():
            was_renamed = section == "services" and id in self.renamed
            if id not in there and not was_renamed and self.new.lacks(section, id, entry.location.file):
                yield id, entry

    def added(self, section: Section) -> Iterator[tuple[str, Entry]]:
        """The entries of a section that are new."""
        there = getattr(self.old.registry, section)
        known = self.renamed.values() if section == "services" else ()
        for id, entry in getattr(self.new.registry, section).items():
            if id not in there and id not in known and self.old.lacks(section, id, entry.location.file):
                yield id, entry

    def host_pairs(self, old: Service, new: Service) -> Iterator[tuple[Host | None, Host]]:
        """Each host that a service runs on now, with the one that it ran on in its place: itself, else the only one."""
        before = {host.id: host for host in self.old.registry.hosts_of(old)}
        after = {host.id: host for host in self.new.registry.hosts_of(new)}
        left = [host for id, host in before.items() if id not in after]
        come = [id for id in after if id not in before]
        for id, host in after.items():
            moved = left[0] if left and (not self.hosts_compare or len(left) == len(come) == 1) else None
            yield before.get(id) or moved, host
