"""Compare declared listeners with the observations of one source.

Address sets are compared port by port: `*` equals `0.0.0.0` plus `::`. Observations that match no declaration are
returned as `unmatched`; `undeclared_listeners` merges them over all sources.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portdocs.drift.coverage import Coverage
from portdocs.drift.declared_listeners import DeclaredListener
from portdocs.drift.differences import (
    binds_differ,
    forwards_elsewhere,
    held_by_another,
    open_already,
    open_although_retired,
)
from portdocs.drift.observed_listeners import (
    ListenerIndex,
    cut,
    same_path,
    segments,
    without,
)
from portdocs.drift.ownership import Owners, is_owner
from portdocs.drift.result import Difference
from portdocs.registry import Ports
from portdocs.registry.addresses import ANY, UNKNOWN, addresses, union
from portdocs.registry.ports import ALL_PORTS
from portdocs.scan import ObservedListener


@dataclass(slots=True)
class SourceComparison:
    """The outcome of one source for the declared listeners."""

    source: str
    verified: list[tuple[DeclaredListener, str | None]] = field(default_factory=list)
    """With the holder, if the source knows it."""
    differences: list[tuple[DeclaredListener, Difference]] = field(default_factory=list)
    missing: list[tuple[DeclaredListener, list[Ports]]] = field(default_factory=list)
    unmatched: list[ObservedListener] = field(default_factory=list)


class ListenerComparison:
    """Compare one source with all declared listeners of a host."""

    def __init__(self, coverage: Coverage, source: str, declared: Sequence[DeclaredListener]) -> None:
        self._coverage = coverage
        self._found = SourceComparison(source)
        self._owners = Owners(coverage.registry.services_on(coverage.host))
        self._declared = declared
        self._seen = coverage.listeners(source)
        self._index = ListenerIndex(self._seen)
        self._without_port = [one for one in self._seen if one.port is None]
        self._by_port: dict[str, list[DeclaredListener]] = {}
        for one in declared:
            if one.ports:
                self._by_port.setdefault(one.transport, []).append(one)
        self._taken: dict[int, list[Ports]] = {}
        """Ports of observed listeners that match a declaration, by the observation's identity."""

    def run(self) -> SourceComparison:
        """Run the comparison."""
        for one in self._declared:
            if one.service.status != "retired":
                self._compare(one)
        for one in self._declared:
            if one.service.status == "retired" and one.ports:
                self._retired(one)
        self._found.unmatched = [rest for seen in self._seen for rest in self._rest(seen)]
        return self._found

    def _compare(self, one: DeclaredListener) -> None:
        if one.ports is None:
            self._by_path_or_container(one)
            return
        observed = self._index.on(one.transport, one.ports)
        if not observed:
            self._not_there(one, [one.ports])
            return
        missing = []
        outcomes = set()
        for segment in segments(one.ports, observed):
            outcome = self._segment(one, segment, self._index.on(one.transport, segment))
            outcomes.add(outcome)
            if outcome == "missing":
                missing.append(segment)
        if missing:
            self._not_there(one, missing)
        if outcomes <= {"same", "missing"} and "same" in outcomes and (not missing or one.transport == "udp"):
            self._found.verified.append((one, self._holder(one, observed)))

    def _holder(self, one: DeclaredListener, seen: Sequence[ObservedListener]) -> str | None:
        """The holder of a listener, if the source shows that it is the declared service; None if it cannot tell."""
        for each in seen:
            is_known = self._holds(one, each) is True or self._owners.runs_as(one.service, each.name)
            if is_known and addresses(each.address).meets(one.addresses):
                return each.name or each.source
        return None

    def _segment(self, one: DeclaredListener, ports: Ports, seen: list[ObservedListener]) -> str:
        """The outcome for some of the ports: same, differs, missing or unclear."""
        mine = [each for each in seen if self._holds(one, each) is not False]
        meeting = [each for each in mine if addresses(each.address).meets(one.addresses)]
        undeclared = self._undeclared(one, mine, ports)
        if meeting:
            holders = {each.name for each in meeting} - {None}
            # No evidence that another program holds these.
            undeclared = [each for each in undeclared if each.name is None or holders <= {each.name}]
        if not meeting and not undeclared:
            return self._held_by_another(one, ports, seen)
        for each in (*meeting, *undeclared):
            self._taken.setdefault(id(each), []).append(ports)
        if one.service.status == "planned":
            return self._early(one, (*meeting, *undeclared)[0])
        if self._same_addresses(one, (*meeting, *undeclared)):
            return self._inside(one, meeting[0] if meeting else undeclared[0])
        if meeting and self._may_be_part(one, (*meeting, *undeclared)):
            return "unclear"
        return self._report(one, binds_differ(one, ports, (*meeting, *undeclared), self._found.source))

    def _holds(self, one: DeclaredListener, seen: ObservedListener) -> bool | None:
        """True if the service is the holder, False if another one surely is, None if the source cannot tell."""
        if seen.source == self._coverage.proxy_source:
            return self._coverage.runs_proxy(one.service)
        is_mine = is_owner(one.service, seen)
        return False if is_mine is None and self._owners.of(seen) else is_mine

    def _undeclared(
        self, one: DeclaredListener, seen: Sequence[ObservedListener], ports: Ports
    ) -> list[ObservedListener]:
        """Observations that overlap no declared listener on these ports."""
        declared = [
            other.addresses
            for other in self._by_port.get(one.transport, ())
            if other.ports and other.ports.meets(ports) and other.service.status != "retired"
        ]
        return [each for each in seen if not any(addresses(each.address).meets(other) for other in declared)]

    def _held_by_another(self, one: DeclaredListener, ports: Ports, seen: list[ObservedListener]) -> str:
        """Report a port held by a container or unit that belongs to another service."""
        others = [
            each for each in seen if self._holds(one, each) is False and addresses(each.address).meets(one.addresses)
        ]
        # If two services are declared on one port, the other one's socket is not a difference.
        others = [each for each in others if not self._is_of_another(one, each, ports)]
        if not others:
            return "missing" if one.should_be_open and self._coverage.covers(self._found.source, one) else "unclear"
        seen_first = others[0]
        self._taken.setdefault(id(seen_first), []).append(ports)
        return self._report(one, held_by_another(one, seen_first, self._found.source))

    def _report(self, one: DeclaredListener, difference: Difference) -> str:
        self._found.differences.append((one, difference))
        return "differs"

    def _is_of_another(self, one: DeclaredListener, seen: ObservedListener, ports: Ports) -> bool:
        return any(
            other is not one and other.ports and other.ports.meets(ports) and self._holds(other, seen)
            for other in self._by_port.get(seen.transport, ())
        )

    def _early(self, one: DeclaredListener, seen: ObservedListener) -> str:
        if self._found.source != "sockets":  # configured but not necessarily running yet
            return "unclear"
        return self._report(one, open_already(one, seen, self._found.source))

    def _same_addresses(self, one: DeclaredListener, seen: Sequence[ObservedListener]) -> bool:
        if not one.bind_is_known or any(each.address == UNKNOWN for each in seen):
            return True
        together = union(tuple(each.address for each in seen))
        if together == one.addresses:
            return True
        # Without an address docker publishes on IPv4, and on IPv6 only if it is enabled.
        if self._found.source in ("compose", "containers") and all(each.address == ANY for each in seen):
            return one.addresses == addresses("0.0.0.0")
        # netstat and lsof print IPv6-only and dual-stack sockets alike.
        narrowed = union(tuple("::" if each.may_be_ipv6_only else each.address for each in seen))
        return any(each.may_be_ipv6_only for each in seen) and narrowed == one.addresses

    def _may_be_part(self, one: DeclaredListener, seen: Sequence[ObservedListener]) -> bool:
        """True if an nginx file that was not read may listen on the missing addresses."""
        if self._found.source != self._coverage.proxy_source or self._coverage.proxy_is_complete:
            return False
        together = union((*(each.address for each in seen), *one.listener.bind))
        return together == one.addresses

    def _inside(self, one: DeclaredListener, seen: ObservedListener) -> str:
        """Compare the port inside the container."""
        difference = forwards_elsewhere(one, seen, self._found.source)
        return self._report(one, difference) if difference else "same"

    def _not_there(self, one: DeclaredListener, ports: list[Ports]) -> None:
        if one.should_be_open and self._coverage.covers(self._found.source, one):
            self._found.missing.append((one, ports))

    def _retired(self, one: DeclaredListener) -> None:
        assert one.ports is not None
        for seen in self._index.on(one.transport, one.ports):
            if not addresses(seen.address).meets(one.addresses) or not any(True for _ in self._rest(seen)):
                continue
            if self._holds(one, seen) is False:
                continue
            self._taken.setdefault(id(seen), []).append(one.ports)
            self._report(one, open_although_retired(one, seen, self._found.source))
            return

    def _by_path_or_container(self, one: DeclaredListener) -> None:
        found = [seen for seen in self._without_port if self._is_same_place(one, seen)]
        for seen in found:
            self._taken.setdefault(id(seen), []).append(ALL_PORTS)
        if found:
            holders = (each.name or each.source for each in found if self._holds(one, each))
            self._found.verified.append((one, next(holders, None)))
        elif one.path and self._found.source == "systemd":
            self._not_there(one, [])

    def _is_same_place(self, one: DeclaredListener, seen: ObservedListener) -> bool:
        """True for the same unix socket, or the same container port without a fixed host port."""
        if one.path:
            return seen.transport == "unix" and same_path(seen.path, one.path)
        inside = one.listener.container_port
        if one.transport != seen.transport or not inside or not seen.container_port:
            return False
        return seen.container_port in inside and self._holds(one, seen) is True

    def _rest(self, seen: ObservedListener) -> Iterator[ObservedListener]:
        """The parts of an observed listener that match no declaration."""
        taken = self._taken.get(id(seen), [])
        ports = seen.ports
        if ports is None:
            if not taken:
                yield seen
            return
        for run in without(ports, taken):
            end = run.last if len(run) > 1 else None
            yield seen if run == ports else cut(seen, run.first, end)
