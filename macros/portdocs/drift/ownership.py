"""Match the holder of an observed listener with a service of the registry."""

from __future__ import annotations

import re

from portdocs.registry import Service
from portdocs.scan import ObservedListener


def is_owner(service: Service, seen: ObservedListener) -> bool | None:
    """True if the source names this service as the holder. None if the source's name is not reliable (a process called
    `python` or `docker-proxy`) or the service declares neither unit nor container."""
    if seen.name is None:
        return None
    names = (seen.name, *seen.aliases)
    if seen.source == "compose":
        if any(is_container(one, names) for one in service.container_names):
            return True
        if not service.container_names:
            return True if service.id in names else None
        return False
    if seen.source == "kubernetes":
        return True if any(one in names for one in (service.id, *service.container_names)) else None
    if seen.source == "systemd":
        return any(is_unit(one, names) for one in service.unit) if service.unit else None
    return None


def is_container(declared: str, names: tuple[str, ...]) -> bool:
    """True if a container has one of the names, or the name compose derives from one (`project-web-1`)."""
    if declared in names:
        return True
    return any(re.fullmatch(rf"\S+[-_]{re.escape(name)}[-_]\d+", declared) for name in names)


def is_unit(declared: str, names: tuple[str, ...]) -> bool:
    """True if a unit has one of the names, with `.service` and `.socket` treated alike."""
    return any(_stem(declared) == _stem(name) for name in names)


def _stem(unit: str) -> str:
    return re.sub(r"\.(service|socket)$", "", unit)
