"""The rules of a firewall as a function: who reaches a port."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from portdocs.registry import Ports
from portdocs.registry.model import Zone
from portdocs.scan import Opening
from portdocs.scan.firewall.match import is_within


@dataclass(frozen=True)
class FirewallRules:
    """The rules of one listing, in evaluation order."""

    file: str
    openings: Sequence[Opening]
    default: str
    """`allow`, `deny`, `reject`, or empty if the listing does not contain it."""
    is_complete: bool
    """False if one of its rules could not be resolved."""

    @cached_property
    def _by_port(self) -> dict[int, list[Opening]]:
        """The rules by port, because a listing may have thousands."""
        found: dict[int, list[Opening]] = {}
        for one in self.openings:
            if len(one.ports) == 1:
                found.setdefault(one.ports.first, []).append(one)
        return found

    @cached_property
    def _ranges(self) -> list[tuple[Ports, Opening]]:
        return [(one.ports, one) for one in self.openings if len(one.ports) > 1]

    def _on(self, port: int) -> list[Opening]:
        """The rules for a port, in their order."""
        wide = [one for ports, one in self._ranges if port in ports]
        return sorted([*self._by_port.get(port, ()), *wide], key=lambda one: one.order)

    def reach(self, transport: str, port: int) -> tuple[str, tuple[Opening, ...]]:
        """The reach of a port: `all`, `some` (with the rules that let them in), `none`, or `unknown`."""
        some: list[Opening] = []
        for one in self._on(port):
            if one.transport not in ("any", transport):
                continue
            is_open = one.lets_in
            if one.is_for_everyone:
                if is_open:
                    return "all", (one,)
                return ("some", tuple(some)) if some else ("none", (one,))
            if is_open:
                some.append(one)
        if some:
            return "some", tuple(some)
        if self.default == "allow":
            return "all", ()
        return ("none" if self.default and self.is_complete else "unknown"), ()

    def reach_from(self, transport: str, port: int, zone: Zone) -> str:
        """`all` of a zone, `some`, `none`, or `unknown`."""
        is_partly = False
        for one in self._on(port):
            if one.transport not in ("any", transport):
                continue
            if one.is_for_everyone or _covers(one, zone):
                return "all" if one.lets_in else "some" if is_partly else "none"
            is_partly |= one.lets_in and is_inside(one, zone)
        if self.default == "allow":
            return "all"
        return "some" if is_partly else "none" if self.default and self.is_complete else "unknown"


def _covers(one: Opening, zone: Zone) -> bool:
    """True if a rule applies to a whole zone: to its networks, or to an interface that has its name."""
    if one.interface is not None and one.from_ == "any":
        return _is_named(one.interface, zone)
    return bool(zone.addresses) and all(is_within(str(network), one.from_) for network in zone.addresses)


def is_inside(one: Opening, zone: Zone) -> bool:
    """True if a rule applies to members of a zone only."""
    if one.interface is not None and _is_named(one.interface, zone):
        return True
    return any(is_within(one.from_, str(network)) for network in zone.addresses)


def _is_named(interface: str, zone: Zone) -> bool:
    """True for `tailscale0` and a zone called Tailscale."""
    names = (zone.id, (zone.name or "").lower())
    return interface.lower() in names or interface.rstrip("0123456789").lower() in names
