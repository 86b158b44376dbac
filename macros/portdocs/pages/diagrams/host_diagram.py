"""One machine: what runs on it, how requests reach it, and what it needs from others."""

from __future__ import annotations

from portdocs.pages.cells import host_page
from portdocs.pages.diagrams.build import fit
from portdocs.pages.diagrams.grouping import first_related
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.diagrams.selection import on_few_hosts, select_scope
from portdocs.pages.diagrams.slots import Frame
from portdocs.registry import Host, Registry, Service


def host_diagram(registry: Registry, host: str) -> Diagram:
    """The services on a host, given by its id, and everything related to them."""
    here = registry.hosts[host]
    elsewhere = on_few_hosts(registry, most=1)

    def homes(service: Service) -> tuple[Host, ...]:
        return (here,) if here in registry.hosts_of(service) else elsewhere(service)

    view = select_scope(registry, registry.services_on(here), homes)
    page = f"{host_page(here)}#services"
    return fit(view, first_related(view), f"Services on {here.title}", page=page, inside=Frame(host))
