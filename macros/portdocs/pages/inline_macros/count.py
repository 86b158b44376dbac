"""The number of entries of a kind."""

from __future__ import annotations

from portdocs.pages.errors import MacroError
from portdocs.pages.inline import Cell, Text
from portdocs.registry import Registry
from portdocs.registry.suggest import did_you_mean

KINDS = ("services", "endpoints", "hosts", "suites", "ranges")


def count(registry: Registry, kind: str) -> Cell:
    """The number of services, endpoints, hosts, suites or ranges."""
    if kind not in KINDS:
        raise MacroError(f"`count`: unknown kind `{kind}`; {did_you_mean(kind, KINDS)}")
    return (Text(str(len(getattr(registry, kind)))),)
