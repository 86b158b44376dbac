"""A suite's card."""

from __future__ import annotations

from portdocs.pages.fact_list import Facts
from portdocs.pages.inline import NOTHING, Badge, SourceLink, Text
from portdocs.registry import Registry


def suite_card(registry: Registry, suite: str) -> Facts:
    """Who owns a suite, and how to reach them."""
    entry = registry.suites[suite]
    return Facts(
        "suite",
        (
            ("Owner", (Text(entry.owner),) if entry.owner else (Badge("nobody", "unknown", "No owner is declared"),)),
            ("Contact", (Text(entry.contact),) if entry.contact else NOTHING),
            ("Services", (Text(str(len(registry.services_in(entry)))),)),
            ("Declared", (SourceLink(entry.location),)),
        ),
    )
