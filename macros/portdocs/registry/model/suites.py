"""The entries of `suites:`."""

from __future__ import annotations

from portdocs.registry.fields import Text
from portdocs.registry.model.entry import NamedEntry


class Suite(NamedEntry):
    """Services that one team documents together, with an owner."""

    owner: Text | None = None
    """The team or person that owns it and its services."""
    contact: Text | None = None
    """The contact of the owner, such as a chat channel."""
