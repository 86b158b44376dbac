"""The entries of `ranges:`."""

from __future__ import annotations

from portdocs.registry.fields import Acceptances, Id, OneOrMany, PortsField, Text
from portdocs.registry.model.entry import NamedEntry


class Range(NamedEntry):
    """Ports reserved for a purpose."""

    ports: OneOrMany[PortsField]
    """Ports, and ranges such as 8000-8099."""
    purpose: Text | None = None
    """Their purpose."""
    suite: Id | None = None
    """The id of the suite that may use them."""
    host: Id | None = None
    """The id of the host on which they are reserved (default: all hosts)."""
    accept: Acceptances = ()
    """Accepted findings: the reason for each check, by its id."""

    @property
    def size(self) -> int:
        """The number of its ports."""
        return sum(len(ports) for ports in self.ports)
