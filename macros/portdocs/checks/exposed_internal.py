"""A listener can be reached from the network, and no endpoint leads to it; or a claim calls its port internal.

A listener is exposed where it binds more than loopback and the host's firewall, if one is declared, opens the port. A
claim calls its `ports` internal where `verified_by` names this check; then not even an endpoint excuses the exposure.
Proxies are made to be reached, so only a claim makes them a problem. A bind that is not known is not complained of
here, and makes such a claim one that nobody can tell.

## Why it matters

What no endpoint leads to, nobody outside needs: a database, a metrics page, a debugger. Open to the network it is the
way in.

## Fails

```yaml
services:
  postgres:
    listeners: [{port: 5432, protocol: postgres, bind: 0.0.0.0}]
```

## Passes

```yaml
services:
  postgres:
    listeners: [{port: 5432, protocol: postgres, bind: 127.0.0.1}]
```

A firewall that is declared closes the port as well: `firewall: {outside: true, open: [22, 443]}` on the host. What is
open on purpose without a URL (ssh) is accepted: `accept: {exposed-internal: "the way in for the team"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._live import host_listeners
from portdocs.checks._problem import Problem, field_location
from portdocs.checks._proxies import leading_to
from portdocs.checks._words import join_names, on
from portdocs.registry import Host, Listener, Location, Ports, Registry, Service, Severity
from portdocs.registry.addresses import is_loopback
from portdocs.topology.bindings import Binding
from portdocs.topology.claim_scope import hosts_of_claim
from portdocs.topology.exposure import Exposure, exposure

SEVERITY = Severity.WARNING
INSPECTS = ("exposure",)

UNNEEDED = (
    "and no endpoint leads to it; bind an internal address, close the port in a firewall, or declare the endpoint"
)

Internal = list[tuple[Ports, Location, frozenset[str]]]
"""The ports that claims call internal: the port, where the claim names it, and the hosts that the claim speaks of."""


def exposed_internal(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener, or for each of its ports that a claim calls internal."""
    internal = _internal(registry)
    for service, listener, ports in host_listeners(registry):
        if all(map(is_loopback, listener.bind)):
            continue
        claimed = list(_claimed(registry, internal, service, listener, ports))
        yield from claimed
        exposed = [] if claimed else _exposed(registry, service, listener, ports)
        if exposed and not registry.is_proxy(service) and not leading_to(registry, service, listener):
            yield _problem(registry, service, listener, exposed, UNNEEDED)


def _internal(registry: Registry) -> Internal:
    return [
        (Ports.one(port), claim.at.value_location("ports", index), hosts_of_claim(registry, claim))
        for claim in registry.claims
        if "exposed-internal" in claim.verified_by
        for index, port in enumerate(claim.ports)
    ]


def _claimed(
    registry: Registry, internal: Internal, service: Service, listener: Listener, ports: Ports
) -> Iterator[Problem]:
    for port, location, hosts in internal:
        if port.meets(ports):
            exposed = [one for one in _exposed(registry, service, listener, port) if one.host.id in hosts]
            if exposed:
                message = f"although a claim calls {port} internal; bind an internal address, or correct the claim"
                yield _problem(registry, service, listener, exposed, message, location)


def _exposed(registry: Registry, service: Service, listener: Listener, ports: Ports) -> list[Binding]:
    found = (
        Binding(service, listener, host, transport, bind, ports)
        for host in registry.hosts_of(service)
        for transport in listener.transport
        for bind in listener.bind
    )
    return [binding for binding in found if exposure(binding) is Exposure.NETWORK]


def _problem(
    registry: Registry,
    service: Service,
    listener: Listener,
    exposed: list[Binding],
    message: str,
    related: Location | None = None,
) -> Problem:
    hosts: list[Host] = list({binding.host.id: binding.host for binding in exposed}.values())
    index = listener.bind.index(exposed[0].bind)
    return Problem(
        field_location(listener, "bind", index=index),
        f"{service.title} can be reached from the network at {join_names(map(str, exposed))}{on(registry, hosts)},"
        f" {message}",
        (service, listener, *hosts),
        related=(related,) if related else (),
    )
