"""Detect the services of a registry that are nginx, by the names that people give them."""

from __future__ import annotations

import re

from portdocs.registry.model import Host, Service
from portdocs.registry.registry import Registry

_NGINX = re.compile(r"nginx|openresty|angie|tengine", re.IGNORECASE)


def names_nginx(name: str) -> bool:
    """True if a name contains the name of nginx or one of its forks."""
    return bool(_NGINX.search(name))


def is_nginx(service: Service) -> bool:
    """True if the service's id, name, icon, unit, container or runtime names nginx or one of its forks."""
    names = (service.id, service.name or "", service.icon or "", *service.unit, *service.container_names)
    return any(names_nginx(name) for name in (*names, *service.runtime.values()))


def nginx_of(registry: Registry, host: Host) -> Service | None:
    """The service that nginx's configuration on a host belongs to: the proxy called nginx, the only service called
    nginx, or the only proxy. None if several qualify."""
    active = [one for one in registry.services_on(host) if one.status != "retired"]
    proxies = [one for one in active if registry.is_proxy(one)]
    named = [one for one in active if is_nginx(one)]
    for candidates in ([one for one in named if one in proxies], named, proxies):
        if candidates:
            return candidates[0] if len(candidates) == 1 else None
    return None
