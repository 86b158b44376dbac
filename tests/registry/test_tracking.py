"""Every way to read a registry is recorded, in each recording, and compared with its order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portdocs.registry import Registry
from portdocs.registry.tracking import WHOLE, Read, TrackedRegistry, changed_reads
from tests.data import registry_of

SERVICES = "services: {api: {}, db: {}}"


def count(registry: Registry) -> int:
    """A derived fact that is not a mapping."""
    return len(registry.services)


READS: dict[str, tuple[Callable[[Registry], object], Read]] = {
    "an entry": (lambda registry: registry.services["api"], ("services", "api")),
    "an entry that may be missing": (lambda registry: registry.services.get("gone"), ("services", "gone")),
    "its presence": (lambda registry: "gone" in registry.services, ("services", "gone")),
    "all ids": (lambda registry: [*registry.services], ("services", WHOLE)),
    "the keys": (lambda registry: registry.services.keys(), ("services", WHOLE)),
    "the values": (lambda registry: registry.services.values(), ("services", WHOLE)),
    "the items": (lambda registry: registry.services.items(), ("services", WHOLE)),
    "the number": (lambda registry: len(registry.services), ("services", WHOLE)),
    "a list": (lambda registry: registry.endpoints, ("endpoints", WHOLE)),
    "a derived fact": (lambda registry: registry.derived(count), (count, WHOLE)),
}


@pytest.mark.parametrize("how", READS)
def test_every_way_to_read_is_recorded(how: str) -> None:
    read, expected = READS[how]
    registry = TrackedRegistry(registry_of(SERVICES))
    reads: set[Read] = set()
    with registry.recording(reads):
        read(registry)
    assert reads == {expected}


def test_a_fact_is_read_in_each_recording() -> None:
    registry = TrackedRegistry(registry_of(SERVICES))
    for _ in range(2):
        reads: set[Read] = set()
        with registry.recording(reads):
            registry.fact("has api", lambda: "api" in registry.services)
        assert reads == {("services", "api")}


def by_name(registry: Registry) -> dict[str, None]:
    """The ids of services in the order of their names."""
    return dict.fromkeys(sorted(registry.services, key=lambda id: registry.services[id].title))


def test_another_order_is_a_change() -> None:
    old, new = registry_of(SERVICES), registry_of("services: {api: {name: x}, db: {}}")
    read: Read = (by_name, WHOLE)
    assert ([*by_name(old)], [*by_name(new)]) == (["api", "db"], ["db", "api"])
    assert changed_reads([read], old, new) == {read}
    assert changed_reads([read], old, registry_of(SERVICES)) == set()
