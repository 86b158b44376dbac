"""The entries of `zones:`."""

from __future__ import annotations

from portdocs.registry.fields import NetworkField, OneOrMany
from portdocs.registry.model.entry import NamedEntry


class Zone(NamedEntry):
    """A network that requests come from, other than the Internet: an office LAN, a VPN."""

    addresses: OneOrMany[NetworkField] = ()
    """Its networks, such as 10.0.0.0/8; only this zone reaches addresses in them."""
