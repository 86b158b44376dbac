"""A listener is exposed to the network without an endpoint, or although a claim calls its port internal.

A listener is exposed if it binds more than loopback, and no declared firewall closes the port. A claim calls its
`ports` internal if it names this check in `verified_by`; then they must not be exposed even with an endpoint. Proxies
are meant to be exposed, so they are reported only for a claim. An unknown bind is not reported here, but makes such a
claim inconclusive.

## Why it matters

A service without an endpoint is not meant for the outside: a database, a metrics page, a debugger. Attackers look for
exactly these.

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

A declared firewall closes the port as well: `firewall: {outside: true, open: [22, 443]}` on the host. Accept what is
exposed on purpose without a URL, such as ssh: `accept: {exposed-internal: "the team logs in here"}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.checks._common import Problem, field_location, host_listeners, join_names, on_hosts
from portdocs.checks._proxies import endpoints_to_listener
from portdocs.registry import Host, Listener, Location, Ports, Registry, Service, Severity
from portdocs.registry.addresses import is_loopback
from portdocs.topology.bindings import Binding
from portdocs.topology.claim_scope import hosts_of_claim
from portdocs.topology.exposure import Exposure, exposure

SEVERITY = Severity.WARNING
INSPECTS = ("exposure",)

WITHOUT_ENDPOINT = (
    "and has no endpoint",
    "bind an internal address, close the port in a firewall, or declare the endpoint",
)
"""The reason why a listener should not be exposed, and the fix."""

InternalPorts = list[tuple[Ports, Location, frozenset[str]]]
"""The ports that claims call internal: the port, its location in the claim, and the hosts that the claim is about."""


def exposed_internal(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener, or for each of its ports that a claim calls internal."""
    internal = _internal(registry)
    for service, listener, ports in host_listeners(registry):
        if all(map(is_loopback, listener.bind)):
            continue
        claimed = list(_claimed(registry, internal, service, listener, ports))
        yield from claimed
        exposed = [] if claimed else _exposed(registry, service, listener, ports)
        if exposed and not registry.is_proxy(service) and not endpoints_to_listener(registry, service, listener):
            yield _problem(registry, service, listener, exposed, WITHOUT_ENDPOINT)


def _internal(registry: Registry) -> InternalPorts:
    return [
        (Ports.one(port), claim.at.value_location("ports", index), hosts_of_claim(registry, claim))
        for claim in registry.claims
        if "exposed-internal" in claim.verified_by
        for index, port in enumerate(claim.ports)
    ]


def _claimed(
    registry: Registry, internal: InternalPorts, service: Service, listener: Listener, ports: Ports
) -> Iterator[Problem]:
    for port, location, hosts in internal:
        if port.meets(ports):
            exposed = [b for b in _exposed(registry, service, listener, port) if b.host.id in hosts]
            if exposed:
                why = (f"although a claim calls {port} internal", "bind an internal address, or correct the claim")
                yield _problem(registry, service, listener, exposed, why, location)


def _exposed(registry: Registry, service: Service, listener: Listener, ports: Ports) -> list[Binding]:
    candidates = (
        Binding(service, listener, host, transport, bind, ports)
        for host in registry.hosts_of(service)
        for transport in listener.transport
        for bind in listener.bind
    )
    return [binding for binding in candidates if exposure(registry, binding) is Exposure.NETWORK]


def _problem(
    registry: Registry,
    service: Service,
    listener: Listener,
    exposed: list[Binding],
    why: tuple[str, str],
    related: Location | None = None,
) -> Problem:
    reason, fix = why
    hosts: list[Host] = list({binding.host.id: binding.host for binding in exposed}.values())
    index = listener.bind.index(exposed[0].bind)
    return Problem(
        field_location(listener, "bind", index=index),
        f"{service.title} is exposed to the network at {join_names(map(str, exposed))}{on_hosts(registry, hosts)},"
        f" {reason}",
        fix,
        (service, listener, *hosts),
        related=(related,) if related else (),
    )
