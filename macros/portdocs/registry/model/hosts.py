"""The entries of `hosts:`, with their firewalls."""

from __future__ import annotations

from portdocs.registry.fields import Acceptances, AddressField, OneOrMany, OpeningField, SwitchField, Text
from portdocs.registry.model.entry import Entry, NamedEntry


class Firewall(Entry):
    """The firewall of a host, and the ports that it opens."""

    name: Text | None = None
    """The name to show."""
    outside: SwitchField = False
    """True for a firewall outside the machine, such as a cloud's; docker bypasses one on the machine itself."""
    open: tuple[OpeningField, ...] = ()
    """The ports and ranges that it opens, for one transport with `/tcp` or `/udp`, for zones with `from`."""


class Host(NamedEntry):
    """A machine, or anything else that has its own ports."""

    addresses: OneOrMany[AddressField] = ()
    """The IP addresses at which others reach it."""
    firewall: Firewall | None = None
    """The firewall in front of its ports; left out: nothing is closed."""
    accept: Acceptances = ()
    """Accepted findings: the id of the check, and the reason."""
