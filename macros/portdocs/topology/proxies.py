"""Find the service of a registry that a proxy's configuration belongs to, by the names that people give it."""

from __future__ import annotations

import re

from portdocs.registry.model import Host, Service
from portdocs.registry.registry import Registry

TITLES = {
    "nginx": "nginx",
    "traefik": "Traefik",
    "caddy": "Caddy",
    "cloudflared": "cloudflared",
    "kubernetes": "the cluster",
}
"""The name of each proxy in messages."""
_NAMES = {
    "nginx": re.compile(r"nginx|openresty|angie|tengine", re.IGNORECASE),
    "traefik": re.compile(r"traefik", re.IGNORECASE),
    "caddy": re.compile(r"caddy", re.IGNORECASE),
    "cloudflared": re.compile(r"cloudflare", re.IGNORECASE),
    "kubernetes": re.compile(r"kubernetes|k8s|k3s|ingress|gateway", re.IGNORECASE),
}
"""The words by which the services of each proxy are called, forks included."""


def names_proxy(source: str, name: str) -> bool:
    """True if a name contains that of a proxy."""
    return bool(_NAMES[source].search(name))


def is_called(service: Service, source: str) -> bool:
    """True if the service's id, name, icon, unit, container or runtime contains the name of a proxy."""
    names = (service.id, service.name or "", service.icon or "", *service.unit, *service.container_names)
    return any(names_proxy(source, name) for name in (*names, *service.runtime.values()))


def proxy_of(registry: Registry, host: Host, source: str, container: str = "") -> Service | None:
    """The service that a source's routes belong to: the proxy in the container that the source names, or the one called
    like the product; for nginx also the only proxy. None if several qualify. A tunnel's far end may be external."""
    active = [one for one in registry.services_on(host) if one.status != "retired"]
    if source == "cloudflared":
        active += [one for one in registry.services.values() if one.external and one.status != "retired"]
    in_container = [one for one in active if container and container in (one.id, *one.container_names)]
    named = [one for one in active if is_called(one, source)]
    proxies = [one for one in active if registry.is_proxy(one)]
    others = proxies if source == "nginx" else []
    for candidates in (in_container, [one for one in named if one in proxies], named, others):
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
    return None
