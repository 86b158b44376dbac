"""One service among its neighbours: what leads to it, what it depends on, what depends on it."""

from __future__ import annotations

from dataclasses import replace

from portdocs.pages.diagrams.build import fit
from portdocs.pages.diagrams.grouping import first_related
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.selection import on_few_hosts, select_scope
from portdocs.registry import Registry

_BUDGETS = (24, 16, 10, 6)
"""The number of nodes: a page about one service shows more than its diagram."""

_ALONE = "No declared paths or dependencies."


def service_diagram(registry: Registry, service: str) -> Diagram:
    """A service, given by its id, with everything related to it, retired neighbours included."""
    this = registry.services[service]
    view = select_scope(registry, (this,), on_few_hosts(registry, most=1), retired=True)
    diagram = fit(view, first_related(view, _BUDGETS), f"{this.title} and its neighbours")
    return diagram if diagram.edges else replace(diagram, title=this.title, note=_ALONE)
