"""Who holds what a source shows, and which service of the registry that is."""

from __future__ import annotations

import re

from portdocs.registry import Host, Registry, Service
from portdocs.scan import ObservedListener

_NGINX = re.compile(r"nginx|openresty|angie|tengine", re.IGNORECASE)


def is_owner(service: Service, seen: ObservedListener) -> bool | None:
    """Whether the service is the holder that a source names; None where the source does not name it surely, as a
    process `python` or `docker-proxy` does not, or where the data names neither unit nor container."""
    if seen.name is None:
        return None
    names = (seen.name, *seen.aliases)
    if seen.source == "compose":
        if any(is_container(one, names) for one in service.container) or (
            not service.container and service.id in names
        ):
            return True
        return False if service.container else None
    if seen.source == "systemd":
        return any(is_unit(one, names) for one in service.unit) if service.unit else None
    return None


def is_container(declared: str, names: tuple[str, ...]) -> bool:
    """Whether a container's name is one of the names, or what compose makes of one (`project-web-1`)."""
    if declared in names:
        return True
    return any(re.fullmatch(rf"\S+[-_]{re.escape(name)}[-_]\d+", declared) for name in names)


def is_unit(declared: str, names: tuple[str, ...]) -> bool:
    """Whether a unit is one of the names, or the one that a socket of its name starts."""
    return any(_stem(declared) == _stem(name) for name in names)


def _stem(unit: str) -> str:
    return re.sub(r"\.(service|socket)$", "", unit)


def nginx_of(registry: Registry, host: Host) -> Service | None:
    """The service of a host that nginx's configuration belongs to; None where that is not clear.

    Its name says so (its id, name, unit, container or runtime), or it is the only proxy there."""
    live = [one for one in registry.services_on(host) if one.status != "retired"]
    proxies = [one for one in live if registry.is_proxy(one)]
    named = [one for one in live if named_nginx(one)]
    for candidates in ([one for one in named if one in proxies], named, proxies):
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            return None
    return None


def named_nginx(service: Service) -> bool:
    """Whether a name of the service says that it is nginx."""
    words = (service.id, service.name or "", *service.unit, *service.container, *service.runtime.values())
    return any(_NGINX.search(word) for word in words)
