"""Match the holder of an observed listener with a service of the registry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.registry import Service
from portdocs.scan import ObservedListener
from portdocs.scan.systemd.unit_files import unit_stem


def is_owner(service: Service, seen: ObservedListener) -> bool | None:
    """True if the source names this service as the holder. None if the source's name is not reliable (a process called
    `python` or `docker-proxy`) or the service declares neither unit nor container."""
    if seen.name is None:
        return None
    names = (seen.name, *seen.aliases)
    if seen.source in ("containers", "compose"):
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


class Owners:
    """The declared services that a source names as the holder of a socket, for all services of a host."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = [one for one in services if one.status != "retired"]
        self._known: dict[object, tuple[Service, ...]] = {}

    def of(self, seen: ObservedListener) -> tuple[Service, ...]:
        """The services that surely are the holder."""
        key = (seen.source, seen.name, seen.aliases)
        if key not in self._known:
            self._known[key] = tuple(one for one in self._services if is_owner(one, seen) is True)
        return self._known[key]

    def runs_as(self, service: Service, process: str | None) -> bool:
        """True if a process has a name of the service, and of no other one on the host."""
        if not process or process.lower() not in _names(service):
            return False
        key = ("process", process)
        if key not in self._known:
            self._known[key] = tuple(one for one in self._services if process.lower() in _names(one))
        return self._known[key] == (service,)


def _names(service: Service) -> set[str]:
    """Names of a service that a process may have: its id, name, units and containers, and words of its runtime."""
    names = {service.id, service.title, *map(unit_stem, service.unit), *service.container_names}
    words = (word for text in service.runtime.values() for word in re.findall(r"[\w.+-]+", text))
    return {name.lower() for name in (*names, *words)}


def is_container(declared: str, names: tuple[str, ...]) -> bool:
    """True if a container has one of the names, or the name compose derives from one (`project-web-1`)."""
    if declared in names:
        return True
    return any(re.fullmatch(rf"\S+[-_]{re.escape(name)}[-_]\d+", declared) for name in names)


def is_unit(declared: str, names: tuple[str, ...]) -> bool:
    """True if a unit has one of the names, with `.service` and `.socket` treated alike."""
    return any(unit_stem(declared) == unit_stem(name) for name in names)
