"""One machine: what runs on it, how requests reach it, and what it needs of others."""

from __future__ import annotations

from macros.registry import Host, Registry, Service
from macros.render.drawing import Drawing
from macros.render.drawings._compose import compose
from macros.render.drawings._fold import first_related
from macros.render.drawings._frames import host_frame
from macros.render.drawings._scene import on_few_hosts, scene
from macros.render.labels import host_page


def host_diagram(registry: Registry, host: str) -> Drawing:
    """The services on a host, given by its id, and what they are tied to elsewhere."""
    here = registry.hosts[host]
    elsewhere = on_few_hosts(registry, most=1)

    def homes(service: Service) -> tuple[Host, ...]:
        return (here,) if here in registry.hosts_of(service) else elsewhere(service)

    view = scene(registry, registry.services_on(here), homes)
    page = f"{host_page(here)}#services"
    return compose(view, first_related(view), f"Services on {here.title}", page=page, inside=host_frame(host))
