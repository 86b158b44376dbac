"""A host's card."""

from __future__ import annotations

from portdocs.pages.fact_list import Facts
from portdocs.pages.inline import NOT_KNOWN, NOTHING, Cell, Code, PageLink, SourceLink, Text, lines
from portdocs.pages.tables.host_table import firewall
from portdocs.pages.verification import NEVER, VerifiedAt, hosts_seen, never_recorded
from portdocs.registry import Registry


def host_card(registry: Registry, host: str) -> Facts:
    """A host's addresses and firewall, and how much runs on it."""
    entry = registry.hosts[host]
    services = registry.services_on(entry)
    return Facts(
        "host",
        (
            ("Addresses", lines((Code(address),) for address in entry.addresses) or (NOT_KNOWN,)),
            ("Firewall", firewall(entry)),
            ("Verified", _verified(registry, host)),
            ("Services", (Text(str(len(services))),)),
            ("Declared", (SourceLink(entry.location),) if registry.declares_hosts else NOTHING),
        ),
    )


def _verified(registry: Registry, host: str) -> Cell:
    """When it was last compared, and with what."""
    for one, at, names in hosts_seen(registry):
        if one.id == host:
            return (VerifiedAt(at), Text(f" against {names}, see "), PageLink(Text("what came out"), "verified.md"))
    return (Text("never"),) if never_recorded(registry) else (NEVER,)
