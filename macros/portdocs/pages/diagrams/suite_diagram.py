"""What one team documents: its services, how requests reach them, and what they need of others."""

from __future__ import annotations

from macros.registry import Registry
from macros.render.drawing import Drawing
from macros.render.drawings._compose import compose
from macros.render.drawings._fold import first_related
from macros.render.drawings._scene import on_few_hosts, scene
from macros.render.labels import suite_page


def suite_diagram(registry: Registry, suite: str) -> Drawing:
    """The services of a suite, given by its id, and what they are tied to elsewhere."""
    this = registry.suites[suite]
    view = scene(registry, registry.services_in(this), on_few_hosts(registry))
    return compose(view, first_related(view), f"Services of {this.title}", page=f"{suite_page(this)}#services")
