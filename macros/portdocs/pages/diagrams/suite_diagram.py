"""One suite: its services, how requests reach them, and their dependencies on other suites."""

from __future__ import annotations

from portdocs.pages.cells import suite_page
from portdocs.pages.diagrams.build import fit
from portdocs.pages.diagrams.grouping import first_related
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.selection import on_few_hosts, select_scope
from portdocs.registry import Registry


def suite_diagram(registry: Registry, suite: str) -> Diagram:
    """The services of a suite, given by its id, and everything related to them."""
    this = registry.suites[suite]
    view = select_scope(registry, registry.services_in(this), on_few_hosts(registry))
    return fit(view, first_related(view), f"Services of {this.title}", page=f"{suite_page(this)}#services")
