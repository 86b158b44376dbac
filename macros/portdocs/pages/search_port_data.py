"""The users of each port, for the search of the site: see `search_data.py`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from portdocs.diff.timeline import History
from portdocs.pages.search_columns import Positions, Rows, ports_json
from portdocs.registry import Registry, Service
from portdocs.registry.addresses import ANY, UNKNOWN, addresses, is_loopback, unmapped
from portdocs.registry.redaction import ADDRESSES
from portdocs.topology.bindings import Binding, bindings_of
from portdocs.topology.exposure import exposure_label, is_proxied, observed_reach, reach
from portdocs.topology.observed_ports import difference_notes, observed_ports
from portdocs.topology.port_notes import claim_note, elsewhere_note, unknown_listeners_note
from portdocs.topology.port_usage import cooldowns, possible_users


def _bindings(registry: Registry, at: Positions) -> Rows:
    for service in registry.services.values():
        for host, binding in registry.of_entry(_bindings_of, service):
            yield {"service": at.services[service.id], "host": at.hosts[host], **binding}


def _bindings_of(registry: Registry, service: Service) -> list[tuple[str, dict[str, Hashable]]]:
    """The bindings of a service, each with its host."""
    return [(binding.host.id, _about(registry, binding)) for binding in bindings_of(registry, service)]


def _about(registry: Registry, binding: Binding) -> dict[str, Hashable]:
    bind = _published_bind(registry, binding.bind)
    return {
        "transport": binding.transport,
        "bind": bind,
        "shown": str(binding) if bind not in (binding.bind, UNKNOWN) else None,
        "ports": ports_json(binding.ports),
        "exposure": _exposure(registry, binding),
        "notes": tuple(difference_notes(registry, binding)),
    }


def _published_bind(registry: Registry, bind: str) -> str:
    """The bind, 10.0.0.4 for ::ffff:10.0.0.4; unknown to visitors if the site leaves out addresses and it is one."""
    if ADDRESSES in registry.redacted and not (addresses(bind).is_wildcard or is_loopback(bind)):
        return UNKNOWN
    return bind if bind in (ANY, UNKNOWN) else str(unmapped(bind))


def _exposure(registry: Registry, binding: Binding) -> str:
    if binding.service.status == "planned":
        return "planned"
    observed = observed_reach(registry, binding.service, binding.listener, binding.host)
    label = exposure_label(registry, observed or reach(registry, binding))
    return f"{label}, proxied" if is_proxied(registry, binding.service, binding.listener) else label


def _observed(registry: Registry, at: Positions) -> Rows:
    """The open ports in records that the registry does not declare."""
    for port in observed_ports(registry):
        yield {
            "host": at.hosts[port.host.id],
            "transport": port.transport,
            "bind": _published_bind(registry, port.bind),
            "ports": ports_json(port.ports),
            "note": port.note,
        }


def _held(registry: Registry, at: Positions) -> Rows:
    """The ports of retired services, once each, with the day on which they are free again."""
    blocks = {(block.reason, block.location, block.transport): block for block in cooldowns(registry) if block.service}
    for block in blocks.values():
        service = block.service
        assert service
        day = f" on {service.retired_on}" if service.retired_on else ""
        yield {
            "service": at.services[service.id],
            "transport": block.transport,
            "ports": ports_json(block.ports),
            "until": str(block.until) if block.until else "",
            "note": f"{block.reason} ({block.location})",
            "note_after": f"{service.title} had it and was retired{day}",
        }


def _idle(registry: Registry, at: Positions) -> Rows:
    """The listeners that use no port of a host: those of external services, and those inside containers."""
    for service in registry.services.values():
        for listener in service.listeners or ():
            ports = tuple(ports_json(one) for one in (listener.port, listener.container_port) if one)
            if service.status != "retired" and ports and (service.external or not listener.port):
                yield {"service": at.services[service.id], "ports": ports, "note": elsewhere_note(service)}


def _unknown(registry: Registry, at: Positions) -> Rows:
    for service in possible_users(registry):
        yield {"service": at.services[service.id], "note": unknown_listeners_note(service)}


def _claims(registry: Registry, at: Positions) -> Rows:
    for claim in registry.claims:
        if claim.ports:
            yield {"ports": tuple(sorted(set(claim.ports))), "note": claim_note(claim)}


def former_rows(history: History | None) -> Rows:
    """Ports that a service had in a release and no longer has."""
    for former in history.former if history else ():
        note = f"{former.title} had it until {former.until}"
        yield {"ports": tuple(former.ports), "transport": former.transport, "note": note}


PORT_TABLES: Mapping[str, Callable[[Registry, Positions], Rows]] = {
    "bindings": _bindings,
    "observed": _observed,
    "held": _held,
    "idle": _idle,
    "unknown": _unknown,
    "claims": _claims,
}
