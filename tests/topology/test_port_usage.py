"""Used and free ports."""

from __future__ import annotations

import datetime
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from portdocs.registry import Ports
from portdocs.topology.port_usage import count_used, free_ports, used_ports
from tests.data import registry_of

DATA = """
services:
  a: {listeners: [{port: 8000}, {port: "8002-8004", transport: udp}]}
  gone: {status: retired, retired_on: 2026-01-01, listeners: [{port: 8001}]}
  soon: {status: planned, listeners: [{port: 8006}]}
  boxed: {container: b, listeners: [{container_port: 8007}]}
  theirs: {external: true, listeners: [{port: 8008}]}
ranges: {r: {ports: 8000-8010}}
"""


def free(transport: str | None = None, today: str | None = None) -> list[int]:
    registry = registry_of(DATA)
    day = datetime.date.fromisoformat(today) if today else None
    return list(free_ports(registry.ranges["r"].ports, used_ports(registry, transport=transport, today=day)))


def test_retired_ports_are_held_for_90_days() -> None:
    assert free() == [8005, 8007, 8008, 8009, 8010]
    assert free(today="2026-03-31") == [8005, 8007, 8008, 8009, 8010]
    assert free(today="2026-04-01") == [8001, 8005, 8007, 8008, 8009, 8010]


def test_a_cooldown_past_the_last_date() -> None:
    """Python's calendar ends with the year 9999."""
    registry = registry_of("services: {a: {status: retired, retired_on: 9999-12-01, listeners: [{port: 80}]}}")
    assert [block.until for block in used_ports(registry)] == [datetime.date(9999, 12, 31)]


def test_transports_are_separate() -> None:
    assert free("tcp")[:2] == [8002, 8003]
    assert free("udp")[:2] == [8000, 8001]


def test_used_ports_are_counted_once_without_cooldowns() -> None:
    registry = registry_of(DATA)
    assert count_used(registry.ranges["r"], used_ports(registry)) == 5


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), max_size=12), st.integers(1, 50))
def test_free_ports_are_those_that_are_not_used(runs: list[tuple[int, int]], first: int) -> None:
    services = "\n".join(f"  s{n}: {{listeners: [{{port: {a}-{a + d}}}]}}" for n, (a, d) in enumerate(runs))
    registry = registry_of(f"services:\n{services}" if runs else "services: {}")
    used = {port for a, d in runs for port in range(a, a + d + 1)}
    expected = [port for port in range(first, first + 20) if port not in used]
    assert list(islice(free_ports([Ports(first, first + 19)], used_ports(registry)), 30)) == expected
