"""A host's card."""

from __future__ import annotations

from macros.registry import Registry
from macros.render.facts import Facts
from macros.render.inline import NOT_KNOWN, NOTHING, Code, Declared, Text, lines
from macros.render.tables.host_table import firewall


def host_card(registry: Registry, host: str) -> Facts:
    """A host's addresses and firewall, and how much runs on it."""
    entry = registry.hosts[host]
    services = registry.services_on(entry)
    return Facts(
        "host",
        (
            ("Addresses", lines((Code(address),) for address in entry.addresses) or (NOT_KNOWN,)),
            ("Firewall", firewall(entry)),
            ("Services", (Text(str(len(services))),)),
            ("Declared", (Declared(entry.place),) if registry.declares_hosts else NOTHING),
        ),
    )
