"""A firewall opens ports, and nothing declared listens behind them.

A listener on loopback is not behind the opening, since the network does not reach it. One listener in an opened run of
ports is enough. Hosts with a service whose listeners are `unknown` are left alone: it may be what the port is open for.

## Why it matters

An opening that nothing needs waits for whatever listens there next. Or something does listen, and is not documented.

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

Where ports of a range are open ahead of their use, accept it on the range.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from portdocs.checks._problem import Problem, field_location
from portdocs.checks._reserved import reserved
from portdocs.checks._words import join_names
from portdocs.registry import Firewall, Host, Registry, Severity
from portdocs.registry.addresses import is_loopback
from portdocs.registry.fields import Opening
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
        meeting = [binding for binding in behind if _lets_through(opening, binding)]
        if all(is_loopback(binding.bind) for binding in meeting):
            local = join_names(f"{binding.service.title} on loopback" for binding in meeting)
            name = f"{firewall.name or 'the firewall'} of {host.title}"
            yield Problem(
                field_location(firewall, "open", index=index),
                f"{name} opens {opening}, and nothing declared listens behind it{f' (only {local})' if local else ''};"
                " close it, or declare what does",
                (host, *(range_ for range_, _ in reserved(registry).meeting(host, opening.ports))),
                ports=(opening.ports,),
            )


def _lets_through(opening: Opening, binding: Binding) -> bool:
    return opening.ports.meets(binding.ports) and opening.transport in (None, binding.transport)
