"""The marks on the map: one for each used or claimed range of ports, or one for several neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portdocs.pages.natural_sort import natural_key
from portdocs.registry import Claim, Ports, Registry, Service
from portdocs.topology.bindings import Binding, bindings
from portdocs.topology.exposure import Exposure, exposure, observed_reach, worst

MAX_MARKS = 400
"""Marks on a map; more could not be distinguished."""

_BUCKET_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 65536)
_STATUS_PRECEDENCE = ("active", "deprecated", "planned", "retired")


@dataclass(frozen=True, slots=True)
class Mark:
    """Ports with the services and claims that name them."""

    ports: Ports
    services: tuple[Service, ...]
    """Sorted by name; empty if only a claim names the port."""
    exposure: Exposure | None
    """The most open one; None if no service listens."""
    claims: tuple[Claim, ...] = ()

    @property
    def state(self) -> str:
        """The status with the highest precedence, or `claimed`."""
        statuses = {service.status for service in self.services}
        return next((status for status in _STATUS_PRECEDENCE if status in statuses), "claimed")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a map by port; `bucket_size` is the number of neighbouring ports that share a mark, or 1."""

    marks: tuple[Mark, ...]
    bucket_size: int


def marks_of(registry: Registry, limit: int = MAX_MARKS) -> Marks:
    """The marks of a registry; neighbours share one if there are too many. Takes linear time."""
    single = _group((mark, mark.ports) for mark in _all_marks(registry))
    fits = (s for s in _BUCKET_SIZES if s == _BUCKET_SIZES[-1] or len({_bucket(ports, s) for ports in single}) <= limit)
    size = next(fits)
    if size == 1:
        return Marks(tuple(single.values()), size)
    return Marks(tuple(_group((mark, _bucket(mark.ports, size)) for mark in single.values()).values()), size)


def _all_marks(registry: Registry) -> Iterator[Mark]:
    for binding in bindings(registry):
        yield Mark(binding.ports, (binding.service,), _exposure(registry, binding))
    for service in registry.services.values():
        if service.status == "retired":
            yield from (Mark(one.port, (service,), None) for one in service.listeners or () if one.port)
    for claim in registry.claims:
        yield from (Mark(Ports.one(port), (), None, (claim,)) for port in claim.ports)


def _bucket(ports: Ports, size: int) -> Ports:
    """The ports that share a mark with these: those that start in the same bucket; long ranges have their own mark."""
    if len(ports) > size or size == 1:
        return ports
    first = ports.first // size * size
    return Ports(first, first + size - 1)


def _group(marks: Iterable[tuple[Mark, Ports]]) -> dict[Ports, Mark]:
    """One mark for each key, sorted by key."""
    groups: dict[Ports, list[Mark]] = {}
    for mark, key in marks:
        groups.setdefault(key, []).append(mark)
    return {key: _merge(groups[key]) for key in sorted(groups)}


def _merge(group: list[Mark]) -> Mark:
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


def _exposure(registry: Registry, binding: Binding) -> Exposure:
    observed = observed_reach(registry, binding.service, binding.listener, binding.host)
    return observed.exposure if observed else exposure(registry, binding)
