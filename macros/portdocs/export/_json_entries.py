"""The entries of the registry as JSON objects: the keys of the data, and derived facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from portdocs.registry import Claim, Endpoint, Host, Ignore, Listener, Ports, Range, Registry, Service, Suite
from portdocs.registry.model import CheckSetting, Entry, KnownFinding, Zone
from portdocs.registry.openings import INTERNET, Opening
from portdocs.topology.exposure import is_proxied, listener_reach
from portdocs.topology.port_usage import count_used, free_ports, used_ports
from portdocs.topology.routes import route


def suite(registry: Registry, entry: Suite) -> dict[str, Any]:
    """A suite with its services."""
    services = _ids(registry.services_in(entry))
    return _object(entry, "id name owner contact services", name=entry.title, services=services)


def host(registry: Registry, entry: Host) -> dict[str, Any]:
    """A host with its firewall; `declared` is null for the implied host of data that declares none."""
    wall = entry.firewall
    found = _object(
        entry,
        "id name addresses firewall services accept",
        name=entry.title,
        firewall={"name": wall.name, "outside": wall.outside, "open": list(map(_opening, wall.open))} if wall else None,
        services=_ids(registry.services_on(entry)),
    )
    return found if registry.declares_hosts else found | {"declared": None}


def _opening(opening: Opening) -> dict[str, Any]:
    return asdict(opening.ports) | {"transport": opening.transport, "from": list(opening.zones) or [INTERNET]}


def zone(entry: Zone) -> dict[str, Any]:
    """A network that requests come from."""
    return _object(entry, "id name addresses", name=entry.title)


def service(registry: Registry, entry: Service) -> dict[str, Any]:
    """A service; `listeners` is null if they are unknown."""
    listeners = entry.listeners
    return _object(
        entry,
        "id name description suite owner hosts status retired_on icon runtime listeners endpoints unit container "
        "compose files depends_on needed_by links notes external accept",
        name=entry.title,
        owner=registry.owner_of(entry),
        hosts=_ids(registry.hosts_of(entry)),
        listeners=None if listeners is None else [_listener(registry, entry, one) for one in listeners],
        endpoints=[url.text for one in registry.endpoints_to(entry) for url in one.url],
        files=[_object(one, "path purpose") for one in entry.files],
        needed_by=_ids(registry.dependents_of(entry)),
    )


def _listener(registry: Registry, owner: Service, entry: Listener) -> dict[str, Any]:
    hosts = registry.hosts_of(owner) if owner.status != "retired" else ()
    reaches = {host.id: listener_reach(registry, owner, entry, host) for host in hosts}
    return _object(
        entry,
        "name port socket container_port transport protocol bind health purpose exposure zones proxied accept",
        transport=[] if entry.socket else list(entry.transport),
        bind=list(entry.bind) if entry.port else [],
        exposure={id: reach.exposure for id, reach in reaches.items()},
        zones={id: list(reach.zones) for id, reach in reaches.items() if reach.zones},
        proxied=is_proxied(registry, owner, entry),
    )


def endpoint(registry: Registry, entry: Endpoint) -> dict[str, Any]:
    """An endpoint with its route; `target` is the declared one, else the derived one."""
    path = route(registry, entry)
    derived = {
        "url": [{name: getattr(url, name) for name in _URL} for url in entry.url],
        "from": list(entry.from_),
        "tls_ends_at": entry.tls_end,
        "service": path.service.id if path.service else None,
        "listeners": [{"name": one.name, "address": one.address} for one in path.listeners],
        "target": str(path.target) if path.target else None,
        "target_declared": entry.target is not None,
        "declared": entry.at.value_location("url", 0).line_as_json(),
    }
    names = "url from status via tls_ends_at to redirect service listeners target target_declared purpose accept"
    return _object(entry, names, **derived)


_URL = ("text", "scheme", "host", "port", "path", "tls")


def range_entry(registry: Registry, entry: Range) -> dict[str, Any]:
    """A range with its use; `next_free` is free on its host, or on every host if it names none."""
    used = used_ports(registry, host=_only_host(registry, entry))
    return _object(
        entry,
        "id name ports purpose suite host size used next_free accept",
        name=entry.title,
        used=count_used(entry, used),
        next_free=next(free_ports(entry.ports, used), None),
    )


def _only_host(registry: Registry, entry: Range) -> Host | None:
    if entry.host:
        return registry.hosts[entry.host]
    return next(iter(registry.hosts.values())) if len(registry.hosts) == 1 else None


_KEYS: dict[type[Entry], str] = {
    Claim: "statement suites ports verified_by",
    Ignore: "listener route process host reason until",
    CheckSetting: "id severity reason",
    KnownFinding: "check subject message date reason",
}


def as_declared(entry: Claim | Ignore | CheckSetting | KnownFinding) -> dict[str, Any]:
    """An entry without derived facts."""
    return _object(entry, _KEYS[type(entry)])


def _object(entry: Entry, names: str, **derived: Any) -> dict[str, Any]:
    """The named keys of an entry, and the line where it is declared; derived values replace those of the entry."""
    values = {name: derived[name] if name in derived else _value(getattr(entry, name)) for name in names.split()}
    if "accept" in values:
        values["accept"] = {one.check: one.reason for one in getattr(entry, "accept", ())}
    return values | {"declared": derived.get("declared") or entry.location.line_as_json()}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | dict):
        return value
    if isinstance(value, tuple):
        return list(map(_value, value))
    return asdict(value) if isinstance(value, Ports) else str(value)


def _ids(entries: Iterable[Suite | Service | Host]) -> list[str]:
    return [one.id for one in entries]
