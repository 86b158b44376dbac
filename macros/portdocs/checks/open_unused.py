"""A firewall opens a port on which nothing is declared to listen.

A listener on loopback does not count, since the network cannot reach it. For a range of ports, one listener is enough.
Hosts of a service with `unknown` listeners are ignored: the port may be open for it.

## Why it matters

Whatever listens there next is exposed, although no one decided that. Or something listens there already, and is not
documented.

## Fails

```yaml
hosts:
  vm: {firewall: {open: [443, 9000]}}
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
```

## Passes

```yaml
hosts:
  vm: {firewall: {open: [443]}}
services:
  nginx:
    listeners: [{port: 443, bind: "*"}]
```

If the ports are open before they are used, accept it on the host, or on a range with these ports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, join_names
from portdocs.checks._intervals import reserved_ranges
from portdocs.registry import Firewall, Host, Registry, Severity
from portdocs.registry.addresses import is_loopback
from portdocs.topology.bindings import Binding, bindings

SEVERITY = Severity.WARNING
INSPECTS = ("firewalls", "ports")


def open_unused(registry: Registry) -> Iterator[Problem]:
    """One problem for each opening of a firewall."""
    behind: dict[str, list[Binding]] = defaultdict(list)
    guarded = {host.id for host in registry.hosts.values() if host.firewall}
    for binding in bindings(registry) if guarded else ():
        if binding.host.id in guarded:
            behind[binding.host.id].append(binding)
    for host in registry.hosts.values():
        if host.firewall and not _may_be_used(registry, host):
            yield from _unused(registry, host, host.firewall, behind[host.id])


def _may_be_used(registry: Registry, host: Host) -> bool:
    services = registry.services_on(host)
    return any(service.listeners is None and service.status != "retired" for service in services)


def _unused(registry: Registry, host: Host, firewall: Firewall, behind: list[Binding]) -> Iterator[Problem]:
    for index, opening in enumerate(firewall.open):
        listening = [binding for binding in behind if opening.opens(binding.ports, binding.transport)]
        if all(is_loopback(binding.bind) for binding in listening):
            local = join_names(f"{binding.service.title} on loopback" for binding in listening)
            name = f"{firewall.name or 'the firewall'} of {host.title}"
            yield Problem(
                field_location(firewall, "open", index=index),
                f"{name} opens {opening}, but no declared listener uses it{f' (only {local})' if local else ''}",
                "close it, or declare the listener",
                (host, *(range_ for range_, _ in reserved_ranges(registry).overlapping(host, opening.ports))),
                ports=(opening.ports,),
            )
