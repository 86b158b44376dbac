"""A suite's card."""

from __future__ import annotations

from portdocs.pages.fact_list import FactList
from portdocs.pages.format import suite_owner
from portdocs.pages.inline import NOTHING, SourceLink, Text
from portdocs.registry import Registry


def suite_card(registry: Registry, suite: str) -> FactList:
    """A suite's owner, contact and number of services."""
    entry = registry.suites[suite]
    return FactList(
        "suite",
        (
            ("Owner", suite_owner(entry)),
            ("Contact", (Text(entry.contact),) if entry.contact else NOTHING),
            ("Services", (Text(str(len(registry.services_in(entry)))),)),
            ("Declared", (SourceLink(entry.location),)),
        ),
    )
