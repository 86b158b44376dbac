"""The entries of `hosts:`, with their firewalls."""

from __future__ import annotations

from portdocs.registry.fields import Acceptances, AddressField, OneOrMany, OpeningField, SwitchField, Text
from portdocs.registry.model.entry import Entry, NamedEntry


class Firewall(Entry):
    """The firewall of a host, and the ports that it opens."""

    name: Text | None = None
    """The name to show."""
    outside: SwitchField = False
    """True for a firewall outside the machine, such as a cloud firewall; docker bypasses one on the machine itself."""
    open: tuple[OpeningField, ...] = ()
    """The ports and ranges that it opens; add `/tcp` or `/udp` for one transport, and `from` for zones."""


class Host(NamedEntry):
    """A machine, or anything else that has its own ports."""

    addresses: OneOrMany[AddressField] = ()
    """The IP addresses at which other machines reach it."""
    firewall: Firewall | None = None
    """The firewall in front of its ports; without one, nothing is closed."""
    accept: Acceptances = ()
    """Accepted findings: the reason for each check, by its id."""
