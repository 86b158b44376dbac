"""Two states of the registry side by side, with the services of one matched to those of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from portdocs.checks import run_checks
from portdocs.claims import Verdict, evaluate_claims
from portdocs.diff.sockets import DeclaredSocket, SocketKey, declared_sockets
from portdocs.registry import Finding, Host, Range, Registry, Service, Suite
from portdocs.registry.model import NamedEntry, Zone
from portdocs.registry.partial import PartialRegistry

E = TypeVar("E", bound=NamedEntry)
_SECTIONS: dict[type, str] = {Suite: "suites", Zone: "zones", Host: "hosts", Service: "services", Range: "ranges"}


@dataclass(frozen=True, eq=False)
class RegistryState:
    """The registry at one time, with what is derived from it."""

    data: PartialRegistry
    known_findings: tuple[Finding, ...] | None = None
    """The findings of the checks, if they were already run."""

    @property
    def registry(self) -> Registry:
        """The entries that load."""
        return self.data.registry

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the checks."""
        return run_checks(self.registry) if self.known_findings is None else self.known_findings

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on each claim, by its statement."""
        return {result.claim.statement: result.verdict for result in evaluate_claims(self.registry, self.findings)}

    @cached_property
    def sockets(self) -> dict[str, dict[SocketKey, DeclaredSocket]]:
        """The sockets that each service opens, by the id of the service."""
        return {id: declared_sockets(self.registry, service) for id, service in self.registry.services.items()}

    def definitely_absent(self, section: str, entry: str, file: str) -> bool:
        """True if an entry is missing for certain; one that could not be read may still be declared."""
        return not self.data.may_hold(section, entry, file)


@dataclass(frozen=True, eq=False)
class Comparison:
    """The registry before and after."""

    old: RegistryState
    new: RegistryState

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new id of each service that opens the same sockets as before under another id."""
        removed = {id: sockets for id, sockets in self._unique_to(self.old, self.new) if sockets}
        added = {id: sockets for id, sockets in self._unique_to(self.new, self.old) if sockets}
        names: dict[str, str] = {}
        for id, sockets in removed.items():
            candidates = [other for other, theirs in added.items() if theirs == sockets]
            rivals = [other for other, theirs in removed.items() if theirs == sockets]
            if len(candidates) == len(rivals) == 1:
                names[id] = candidates[0]
        return names

    def _unique_to(self, here: RegistryState, there: RegistryState) -> Iterator[tuple[str, frozenset[object]]]:
        """The services that only one of the states has, with what identifies each: its hosts and sockets."""
        for id, service in here.registry.services.items():
            if id not in there.registry.services:
                hosts = frozenset(host.id for host in here.registry.hosts_of(service) if self.both_declare_hosts)
                yield id, frozenset((hosts, key, one.binds) for key, one in here.sockets[id].items())

    @property
    def both_declare_hosts(self) -> bool:
        """True if hosts can be compared; the implied host of a registry without hosts has no identity."""
        return self.old.registry.declares_hosts and self.new.registry.declares_hosts

    def current_id(self, service: str) -> str:
        """The id in the new state of a service of the old one."""
        return self.renamed.get(service, service)

    @cached_property
    def service_pairs(self) -> tuple[tuple[Service, Service], ...]:
        """The services that both states have, as they were and as they are."""
        new = self.new.registry.services
        old = self.old.registry.services.items()
        return tuple((service, new[self.current_id(id)]) for id, service in old if self.current_id(id) in new)

    def removed(self, kind: type[E]) -> Iterator[E]:
        """The entries of a kind that only the old state has; a renamed service was not removed."""
        renamed = self.renamed.keys() if kind is Service else ()
        return (one for one in _missing_from(self.new, self.old, kind) if one.id not in renamed)

    def added(self, kind: type[E]) -> Iterator[E]:
        """The entries of a kind that only the new state has; a renamed service was not added."""
        renamed = self.renamed.values() if kind is Service else ()
        return (one for one in _missing_from(self.old, self.new, kind) if one.id not in renamed)

    def host_pairs(self, old: Service, new: Service) -> Iterator[tuple[Host | None, Host]]:
        """Each host that a service runs on now, with the one it replaces: itself, or the only host that was removed."""
        before = {host.id: host for host in self.old.registry.hosts_of(old)}
        after = {host.id: host for host in self.new.registry.hosts_of(new)}
        removed = [host for id, host in before.items() if id not in after]
        added = [id for id in after if id not in before]
        is_move = removed and (not self.both_declare_hosts or len(removed) == len(added) == 1)
        for id, host in after.items():
            yield before.get(id) or (removed[0] if is_move else None), host


def _missing_from(state: RegistryState, other: RegistryState, kind: type[E]) -> Iterator[E]:
    """The entries of `other` that `state` lacks for certain."""
    section = _SECTIONS[kind]
    present = getattr(state.registry, section)
    for id, entry in getattr(other.registry, section).items():
        if id not in present and state.definitely_absent(section, id, entry.location.file):
            yield entry
