"""What stands on the map: one mark for each run of ports that somebody has, or few marks for many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Claim, Ports, Registry, Service
from portdocs.topology.bindings import bindings
from portdocs.topology.exposure import Exposure, exposure, worst

MOST = 400
"""How many marks a page shows; more of them would be neither told apart nor read."""

_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 65536)
_STATUS = ("active", "deprecated", "planned", "retired")


@dataclass(frozen=True, slots=True)
class Mark:
    """Ports that somebody has, had, or may have."""

    ports: Ports
    services: tuple[Service, ...]
    """In natural order of their names; none where only a claim names the port."""
    exposure: Exposure | None
    """The most open one; None where nothing listens."""
    claims: tuple[Claim, ...] = ()

    @property
    def state(self) -> str:
        """The status that weighs most, or `claimed`."""
        found = {service.status for service in self.services}
        return next((status for status in _STATUS if status in found), "claimed")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a map in order of their ports; `step` is how many ports were drawn as one, 1 for none."""

    marks: tuple[Mark, ...]
    step: int


def marks_of(registry: Registry, most: int = MOST) -> Marks:
    """The marks of a registry; neighbours become one where there are too many. Linear in what is declared."""
    single = _grouped((mark, mark.ports) for mark in _found(registry))
    step = next(s for s in _STEPS if s == _STEPS[-1] or len({_bucket(ports, s) for ports in single}) <= most)
    if step == 1:
        return Marks(tuple(single.values()), step)
    return Marks(tuple(_grouped((mark, _bucket(mark.ports, step)) for mark in single.values()).values()), step)


def _found(registry: Registry) -> Iterator[Mark]:
    for binding in bindings(registry):
        yield Mark(binding.ports, (binding.service,), exposure(binding))
    for service in registry.services.values():
        if service.status == "retired":
            yield from (Mark(one.port, (service,), None) for one in service.listeners or () if one.port)
    for claim in registry.claims:
        yield from (Mark(Ports.one(port), (), None, (claim,)) for port in claim.ports)


def _bucket(ports: Ports, step: int) -> Ports:
    """What a run is drawn with: all short ones that begin within the same `step` ports; a long one stands alone."""
    if len(ports) > step or step == 1:
        return ports
    first = ports.first // step * step
    return Ports(first, first + step - 1)


def _grouped(marks: Iterable[tuple[Mark, Ports]]) -> dict[Ports, Mark]:
    """One mark for all that have the same key, in order of the keys."""
    groups: dict[Ports, list[Mark]] = {}
    for mark, key in marks:
        groups.setdefault(key, []).append(mark)
    return {key: _one(groups[key]) for key in sorted(groups)}


def _one(group: list[Mark]) -> Mark:
    if len(group) == 1:
        return group[0]
    ports = Ports(min(mark.ports.first for mark in group), max(mark.ports.last for mark in group))
    services = {service.id: service for mark in group for service in mark.services}
    claims = {id(claim): claim for mark in group for claim in mark.claims}
    exposures = [mark.exposure for mark in group if mark.exposure]
    return Mark(
        ports,
        tuple(sorted(services.values(), key=lambda service: (natural_key(service.title), service.id))),
        worst(exposures) if exposures else None,
        tuple(claims.values()),
    )
