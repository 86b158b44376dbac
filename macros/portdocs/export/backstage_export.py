"""Entities for Backstage: a system per suite, a component per service, and a resource per external service.

Source: https://backstage.io/docs/features/software-catalog/descriptor-format/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portdocs.export._quoted_yaml import quoted_yaml
from portdocs.registry import Registry, Service, Suite
from portdocs.registry.ids import slug

_LIFECYCLES = {"planned": "experimental", "active": "production", "deprecated": "deprecated"}
UNOWNED = "unknown"


def backstage_export(registry: Registry) -> str:
    """A `catalog-info.yaml` with one document per entity; retired services have none."""
    return quoted_yaml(*_entities(registry))


def _entities(registry: Registry) -> Iterator[dict[str, Any]]:
    for suite in registry.suites.values():
        yield _entity("System", suite, {"owner": _owner(suite.owner)})
    for service in registry.services.values():
        if service.status in _LIFECYCLES:
            yield _service(registry, service)


def _service(registry: Registry, service: Service) -> dict[str, Any]:
    needed = [one for id in service.depends_on if (one := registry.services[id]).status in _LIFECYCLES]
    common = {
        "owner": _owner(registry.owner_of(service)),
        **({"system": service.suite} if service.suite else {}),
        "dependsOn": [f"{'resource' if one.external else 'component'}:{one.id}" for one in needed],
    }
    if service.external:
        return _entity("Resource", service, {"type": "external-service", **common}, _links(registry, service))
    spec = {"type": "service", "lifecycle": _LIFECYCLES[service.status], **common}
    return _entity("Component", service, spec, _links(registry, service))


def _entity(
    kind: str, entry: Service | Suite, spec: dict[str, Any], links: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    description = entry.description if isinstance(entry, Service) else None
    metadata = {
        "name": entry.id,
        "title": entry.title,
        **({"description": description} if description else {}),
        **({"links": links} if links else {}),
    }
    return {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def _links(registry: Registry, service: Service) -> list[dict[str, str]]:
    urls = [url for endpoint in registry.endpoints_to(service) for url in endpoint.url]
    opened = [url for url in urls if url.scheme in ("http", "https") and "*" not in url.host]
    public = [{"url": url.text, "title": url.host} for url in opened]
    return public + [{"url": url, "title": title} for title, url in service.links.items()]


def _owner(name: str | None) -> str:
    """The name of a group: letters, digits and hyphens, at most 63 characters."""
    return slug(name or "") or UNOWNED
