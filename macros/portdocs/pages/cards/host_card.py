"""A host's card."""

from __future__ import annotations

from portdocs.pages.fact_list import FactList
from portdocs.pages.inline import NOTHING, UNKNOWN_BADGE, Cell, Code, PageLink, SourceLink, Text, lines
from portdocs.pages.tables.host_table import firewall
from portdocs.pages.verification import NEVER, VerifiedAt, is_never_verified, verified_hosts
from portdocs.registry import Registry


def host_card(registry: Registry, host: str) -> FactList:
    """A host's addresses, firewall, last verification and number of services."""
    entry = registry.hosts[host]
    services = registry.services_on(entry)
    return FactList(
        "host",
        (
            ("Addresses", lines((Code(address),) for address in entry.addresses) or (UNKNOWN_BADGE,)),
            ("Firewall", firewall(entry)),
            ("Verified", _verified(registry, host)),
            ("Services", (Text(str(len(services))),)),
            ("Declared", (SourceLink(entry.location),) if registry.declares_hosts else NOTHING),
        ),
    )


def _verified(registry: Registry, host: str) -> Cell:
    """The last comparison and its sources."""
    for one, at, names in verified_hosts(registry):
        if one.id == host:
            return (VerifiedAt(at), Text(f" against {names} ("), PageLink(Text("results"), "verified.md"), Text(")"))
    return (Text("never"),) if is_never_verified(registry) else (NEVER,)
