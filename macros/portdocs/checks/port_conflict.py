"""Two listeners need the same port of the same host.

Binds overlap as in bind(2): `0.0.0.0` overlaps every IPv4 address, `::` every IPv6 address, and `*` both. `0.0.0.0` and
`::` can coexist, and so can tcp and udp. An unknown bind may be any address, so it overlaps all of them, and the
message says so. Two listeners of one service can conflict, too. Planned services count; retired and external ones, unix
sockets and ports inside a container do not.

## Why it matters

The second one does not start, or prevents the first one from starting again.

## Fails

Both need 127.0.0.1:8000.

```yaml
services:
  api:
    listeners:
      - {port: 8000, bind: 0.0.0.0}
  web:
    listeners:
      - {port: 8000, bind: 127.0.0.1}
```

## Passes

```yaml
services:
  api:
    listeners:
      - {port: 8000, bind: 127.0.0.1}
  web:
    listeners:
      - {port: 8001, bind: 127.0.0.1}
```

If two share a port on purpose (with `SO_REUSEPORT`, or because only one of them runs at a time), accept it on either of
them: `accept: {port-conflict: "only one of the two runs at a time"}`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, join_names, on_hosts
from portdocs.checks._intervals import Interval, intersect, overlapping_pairs
from portdocs.registry import Registry, Severity
from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.topology.bindings import Binding, bindings, shown_bind

SEVERITY = Severity.ERROR
INSPECTS = ("ports",)

Pair = tuple[Binding, Binding]


def port_conflict(registry: Registry) -> Iterator[Problem]:
    """One problem for each pair of listeners, however many hosts, transports and binds they share."""
    by_listeners: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in conflicts(registry):
        first, second = sorted(pair, key=_order)
        by_listeners[id(first.listener), id(second.listener)].append((first, second))
    for pairs in by_listeners.values():
        yield _problem(registry, pairs)


def conflicts(registry: Registry) -> Iterator[Pair]:
    """The pairs of bindings that overlap."""
    seen: set[tuple[int, int]] = set()
    for intervals in _intervals(registry).values():
        for pair in overlapping_pairs(intervals):
            # `*` overlaps `*` in both families.
            key = (id(pair[0]), id(pair[1]))
            if key not in seen and not _is_guess(*pair):
                seen.add(key)
                yield pair


def _intervals(registry: Registry) -> dict[tuple[str, str, int], list[Interval[Binding]]]:
    """The bindings by host, transport and address family: others cannot overlap."""
    intervals: dict[tuple[str, str, int], list[Interval[Binding]]] = defaultdict(list)
    for binding in bindings(registry):
        bound = addresses(binding.bind)
        for family, of_family in ((4, bound.ipv4), (6, bound.ipv6)):
            for address in (None,) if of_family is None else of_family:
                intervals[binding.host.id, binding.transport, family].append(Interval(binding.ports, address, binding))
    return intervals


def _is_guess(a: Binding, b: Binding) -> bool:
    """True for an unknown bind and another one of the same listener: they are not a conflict."""
    return a.listener is b.listener and UNKNOWN in (a.bind, b.bind)


def _order(binding: Binding) -> tuple[str, object]:
    # By id first, so that moving entries between files does not change the message.
    return binding.service.id, binding.listener.location


def _problem(registry: Registry, pairs: list[Pair]) -> Problem:
    first, second = pairs[0]
    earlier, later = sorted((first, second), key=lambda binding: binding.listener.location)
    hosts = list({a.host.id: a.host for a, _ in pairs}.values())
    transports, ports = join_names(a.transport for a, _ in pairs), intersect(first.ports, second.ports)
    itself = first.listener is second.listener
    return Problem(
        field_location(later.listener, "bind" if itself else "port"),
        f"{transports} port {ports}{on_hosts(registry, hosts)} is used twice: {_users(first, second)}",
        _fix(first, second),
        tuple({id(e): e for b in (first, second) for e in (b.service, b.listener)}.values()) + tuple(hosts),
        related=() if itself else (field_location(earlier.listener, "port"),),
    )


def _users(first: Binding, second: Binding) -> str:
    if first.listener is second.listener:
        return f"one listener of {first.service.title} binds both {first.bind} and {second.bind}"
    if first.service is second.service:
        return f"{first.service.title} listens on {_where(first)} and again on {_where(second)}"
    return f"{first.service.title} listens on {_where(first)} and {second.service.title} on {_where(second)}"


def _where(binding: Binding) -> str:
    where = shown_bind(binding.bind, binding.ports)
    return f"{where} (unknown bind, may be any address)" if binding.bind == UNKNOWN else where


def _fix(first: Binding, second: Binding) -> str:
    if first.listener is second.listener:
        return "keep one of the binds"
    if UNKNOWN in (first.bind, second.bind):
        return "add the bind, or change the port of one"
    return "change the port or the bind of one"
