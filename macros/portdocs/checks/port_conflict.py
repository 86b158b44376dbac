"""Two listeners need the same port of the same host.

Overlap is what bind(2) says: `0.0.0.0` meets every IPv4 address, `::` every IPv6 address, `*` both; `0.0.0.0` and `::`
stand side by side, and so do tcp and udp. A bind that is not known may be any address, so it meets all of them, and
the message says so. Two listeners of one service can conflict as well as two services. Planned services count, retired
and external ones do not; unix sockets and ports that only a container has take no port of the host.

## Why it matters

The second of the two does not start, or starts only until the first one is restarted.

## Fails

Both take 127.0.0.1:8000.

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

Where two share a port on purpose (`SO_REUSEPORT`, or only one of them runs at a time), accept it on either side:
`accept: {port-conflict: "started by hand while the other one is stopped"}`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._runs import shared
from portdocs.checks._sweep import Span, meetings
from portdocs.checks._words import join_names, on
from portdocs.registry import Registry, Severity
from portdocs.registry.addresses import UNKNOWN, addresses
from portdocs.topology.bindings import Binding, bindings, shown_bind

SEVERITY = Severity.ERROR
ACCEPTABLE = True
INSPECTS = ("ports",)

Pair = tuple[Binding, Binding]


def port_conflict(registry: Registry) -> Iterator[Problem]:
    """One problem for each pair of listeners, however many hosts, transports and binds they meet on."""
    by_listeners: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in conflicts(registry):
        first, second = sorted(pair, key=_order)
        by_listeners[id(first.listener), id(second.listener)].append((first, second))
    for pairs in by_listeners.values():
        yield _problem(registry, pairs)


def conflicts(registry: Registry) -> Iterator[Pair]:
    """The pairs of bindings that meet."""
    seen: set[tuple[int, int]] = set()
    for spans in _spans(registry).values():
        for pair in meetings(spans):
            # `*` meets `*` in both families.
            key = (id(pair[0]), id(pair[1]))
            if key not in seen and not _is_guess(*pair):
                seen.add(key)
                yield pair


def _spans(registry: Registry) -> dict[tuple[str, str, int], list[Span[Binding]]]:
    """The bindings by host, transport and address family: only within one of these can they meet."""
    spans: dict[tuple[str, str, int], list[Span[Binding]]] = defaultdict(list)
    for binding in bindings(registry):
        taken = addresses(binding.bind)
        for family, of_family in ((4, taken.ipv4), (6, taken.ipv6)):
            for address in (None,) if of_family is None else of_family:
                spans[binding.host.id, binding.transport, family].append(Span(binding.ports, address, binding))
    return spans


def _is_guess(a: Binding, b: Binding) -> bool:
    """A listener whose binds are only partly known does not conflict with itself."""
    return a.listener is b.listener and UNKNOWN in (a.bind, b.bind)


def _order(binding: Binding) -> tuple[str, object]:
    # By id, so that moving entries between files changes no message.
    return binding.service.id, binding.listener.location


def _problem(registry: Registry, pairs: list[Pair]) -> Problem:
    first, second = pairs[0]
    earlier, later = sorted((first, second), key=lambda binding: binding.listener.location)
    hosts = list({a.host.id: a.host for a, _ in pairs}.values())
    what = f"{join_names(a.transport for a, _ in pairs)} port {shared(first.ports, second.ports)}{on(registry, hosts)}"
    itself = first.listener is second.listener
    return Problem(
        field_location(later.listener, "bind" if itself else "port"),
        f"{what} is taken twice: {_who(first, second)}; {_remedy(first, second)}",
        tuple({id(e): e for b in (first, second) for e in (b.service, b.listener)}.values()) + tuple(hosts),
        related=() if itself else (field_location(earlier.listener, "port"),),
    )


def _who(first: Binding, second: Binding) -> str:
    if first.listener is second.listener:
        return f"one listener of {first.service.title} binds both {first.bind} and {second.bind}"
    if first.service is second.service:
        return f"{first.service.title} listens on {_where(first)} and again on {_where(second)}"
    return f"{first.service.title} listens on {_where(first)} and {second.service.title} on {_where(second)}"


def _where(binding: Binding) -> str:
    where = shown_bind(binding.bind, binding.ports)
    return f"{where} (its bind is not known and may be any address)" if binding.bind == UNKNOWN else where


def _remedy(first: Binding, second: Binding) -> str:
    if first.listener is second.listener:
        return "keep one of the binds"
    if UNKNOWN in (first.bind, second.bind):
        return "write the bind, or change the port of one"
    return "change the port or the bind of one"
