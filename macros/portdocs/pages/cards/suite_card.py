"""A suite's card."""

from __future__ import annotations

from portdocs.pages.cells import suite_owner, suite_page
from portdocs.pages.fact_list import FactList
from portdocs.pages.findings import finding_counts, findings_in
from portdocs.pages.inline import NOTHING, SourceLink, Text
from portdocs.registry import Registry


def suite_card(registry: Registry, suite: str) -> FactList:
    """A suite's owner, contact and number of services."""
    entry = registry.suites[suite]
    services = registry.services_in(entry)
    return FactList(
        "suite",
        (
            ("Owner", suite_owner(entry)),
            ("Contact", (Text(entry.contact),) if entry.contact else NOTHING),
            ("Services", (Text(str(len(services))),)),
            ("Findings", finding_counts(findings_in(registry, services), suite_page(entry))),
            ("Declared", (SourceLink(entry.location),)),
        ),
    )
