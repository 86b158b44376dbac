"""The entries of `claims:`."""

from __future__ import annotations

from portdocs.registry.fields import Id, PortField, Text
from portdocs.registry.model.entry import Entry


class Claim(Entry):
    """A sentence on the security page, with the checks that verify it."""

    statement: Text
    """The sentence."""
    suites: tuple[Id, ...] = ()
    """The ids of the suites that it is about (default: all)."""
    ports: tuple[PortField, ...] = ()
    """The ports that it is about."""
    verified_by: tuple[Id, ...] = ()
    """The ids of the checks that verify it."""
