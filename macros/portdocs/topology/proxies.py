"""Find the service of a registry that a proxy's configuration belongs to, by the names that people give it."""

from __future__ import annotations

import re

from portdocs.registry.model import Host, Service
from portdocs.registry.registry import Registry
from portdocs.topology.nginx import nginx_of

TITLES = {
    "nginx": "nginx",
    "traefik": "Traefik",
    "caddy": "Caddy",
    "cloudflared": "cloudflared",
    "kubernetes": "the cluster",
}
"""The name of each proxy in messages."""
_NAMES = {
    "traefik": re.compile(r"traefik", re.IGNORECASE),
    "caddy": re.compile(r"caddy", re.IGNORECASE),
    "cloudflared": re.compile(r"cloudflare", re.IGNORECASE),
    "kubernetes": re.compile(r"kubernetes|k8s|k3s|ingress|gateway", re.IGNORECASE),
}


def proxy_of(registry: Registry, host: Host, source: str, container: str = "") -> Service | None:
    """The service that a source's routes belong to: the proxy in the container that the source names, or the one called
    like the product. None if none or several qualify. A tunnel's far end may be an external service."""
    if source == "nginx":
        return nginx_of(registry, host)
    active = [one for one in registry.services_on(host) if one.status != "retired"]
    if source == "cloudflared":
        active += [one for one in registry.services.values() if one.external and one.status != "retired"]
    in_container = [one for one in active if container and container in (one.id, *one.container_names)]
    named = [one for one in active if _is_named(one, _NAMES[source])]
    proxies = [one for one in named if registry.is_proxy(one)]
    for candidates in (in_container, proxies, named):
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
    return None


def _is_named(service: Service, pattern: re.Pattern[str]) -> bool:
    names = (service.id, service.name or "", service.icon or "", *service.unit, *service.container_names)
    return any(pattern.search(name) for name in (*names, *service.runtime.values()))
