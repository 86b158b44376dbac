"""Subtract what is declared from a draft: nothing is written twice, and what a declared service lacks is a patch."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.registry import Host, Listener, Registry, Service
from portdocs.registry.addresses import UNKNOWN, addresses, is_own_machine
from portdocs.registry.ids import Ids
from portdocs.registry.yaml_writer import one_or_many
from portdocs.scan.scaffold.entries import Draft, DraftEndpoint, DraftListener, DraftService, Patch


def subtract(found: Draft, registry: Registry, host: Host) -> None:
    """Remove the declared entries of a host from a draft, and add patches for what they lack."""
    declared = registry.services_on(host) + tuple(one for one in registry.services.values() if one.external)
    for one in found.services:
        _subtract_service(found, one, declared)
    missing = [one for one in found.services if not one.declared]
    _rename(missing, found.services, registry)
    for endpoint in found.endpoints:
        if endpoint.to and not endpoint.to.declared:
            endpoint.to = _declared_target(endpoint, declared) or endpoint.to
    urls = {url.key for endpoint in registry.endpoints for url in endpoint.url}
    subjects = {one.subject for one in registry.ignores}
    found.services = missing
    found.endpoints = [one for one in found.endpoints if one.url.key not in urls]
    found.ignores = [one for one in found.ignores if (one.route or one.listener) not in subjects]
    found.host = host.id if len(registry.hosts) > 1 else None


def _subtract_service(found: Draft, one: DraftService, declared: tuple[Service, ...]) -> None:
    sockets = [(mine, at) for mine in one.listeners if (at := _declared_listener(mine, declared))]
    holder = next((service for service in declared if _has_same_holder(one, service)), None)
    is_known = bool(one.unit or one.container or one.compose)
    same = holder or next((at[0] for _, at in sockets if is_known or len(sockets) == len(one.listeners)), None)
    for mine, (service, index, each) in sockets:
        found.patches += _listener_patches(service, mine, index, each)
    rest = [mine for mine in one.listeners if mine not in [socket for socket, _ in sockets]]
    if same is None:
        one.listeners = rest
        return
    one.declared = same.id
    found.patches += _service_patches(one, same)
    for mine in rest:
        inside = mine.container_port if not mine.port else None
        known = inside and any(inside == each.container_port for each in same.listeners or ())
        if same.listeners is not None and not known and not mine.is_hint:
            found.patches.append(Patch(same.id, None, "listeners", mine, mine.seen))


def _declared_listener(mine: DraftListener, declared: tuple[Service, ...]) -> tuple[Service, int, Listener] | None:
    found = (
        (service, index, each)
        for service in declared
        if not service.external and service.status != "retired"
        for index, each in enumerate(service.listeners or ())
        if _overlap(mine, each)
    )
    return next(found, None)


def _declared_target(endpoint: DraftEndpoint, declared: tuple[Service, ...]) -> DraftService | None:
    """The declared service that listens on the endpoint's target, or has its name."""
    target = endpoint.target
    if target is None:
        return None
    for service in declared:
        is_named = target.host in (service.id, *service.container_names)
        ports = [one.port for one in service.listeners or () if one.port]
        is_local = is_own_machine(target.host) and any(target.port in port for port in ports if target.port)
        if is_named or is_local:
            return DraftService(service.id, declared=service.id)
    return None


def _rename(missing: list[DraftService], all_services: list[DraftService], registry: Registry) -> None:
    """Give new services ids that are not taken, and use declared ids in their dependencies."""
    taken = Ids(registry.services)
    names = {one.id: one.declared for one in all_services if one.declared}
    for one in missing:
        names[one.id] = taken.new(one.id)
    for one in missing:
        one.id, old = names[one.id], one.id
        one.depends_on = [names.get(id, id) for id in one.depends_on]
        if one.id != old:
            one.comment = one.comment or f"`{old}` is declared already; is this the same service?"


def _has_same_holder(one: DraftService, service: Service) -> bool:
    if one.is_external or service.external:
        return one.is_external and service.external and one.id == service.id
    names = {name for name in (one.container, one.compose.rpartition("/")[2]) if name}
    return bool(names & set(service.container_names) or set(one.unit) & set(service.unit))


def _overlap(mine: DraftListener, each: Listener) -> bool:
    if mine.socket:
        return mine.socket == each.socket
    if not mine.port or not each.port or mine.transport not in each.transport or not mine.port.meets(each.port):
        return False
    binds = mine.bind or [UNKNOWN]
    return any(addresses(bind).meets(addresses(other)) for bind in binds for other in each.bind)


def _service_patches(one: DraftService, service: Service) -> Iterator[Patch]:
    if one.container and not service.container:
        yield Patch(service.id, None, "container", one.container, one.seen)
    if one.compose and not service.compose:
        yield Patch(service.id, None, "compose", one.compose, one.seen)
    if one.unit and not service.unit:
        yield Patch(service.id, None, "unit", one_or_many(one.unit), one.seen)


def _listener_patches(service: Service, mine: DraftListener, index: int, each: Listener) -> Iterator[Patch]:
    if mine.bind and each.bind == (UNKNOWN,) and each.port:
        yield Patch(service.id, index, "bind", one_or_many(mine.bind), mine.seen)
    if mine.container_port and not each.container_port and each.port == mine.port:
        yield Patch(service.id, index, "container_port", mine.container_port, mine.seen)
