"""The ports that the network reaches, separated by commas, for the rule of a firewall.

These are the ports of active listeners with the exposure `network`, of one transport and optionally one host.
"""

from __future__ import annotations

from portdocs.registry import Registry
from portdocs.registry.ports import Ports, union
from portdocs.topology.bindings import bindings
from portdocs.topology.exposure import Exposure, exposure


def portlist_export(registry: Registry, host: str | None = None, transport: str = "tcp") -> str:
    """One line such as `22,80,443,9000-9002`; `host` is an id, None means the ports of all hosts together."""
    ports = {
        port
        for binding in bindings(registry)
        if binding.transport == transport
        and host in (None, binding.host.id)
        and exposure(registry, binding) is Exposure.NETWORK
        for port in range(binding.ports.first, binding.ports.last + 1)
    }
    return ",".join(map(str, union(map(Ports.one, ports)))) + "\n"
