"""A draft as a data file: each entry with a comment that says where it was observed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from portdocs.registry.registry import ONLY_HOST
from portdocs.registry.yaml_writer import Commented, Flow, one_or_many, to_yaml
from portdocs.scan.scaffold.entries import (
    Draft,
    DraftEndpoint,
    DraftFirewall,
    DraftIgnore,
    DraftListener,
    DraftOpening,
    DraftService,
)


def yaml_of(draft: Draft) -> str:
    """The text of a data file; comments ask for what only people know."""
    head = "".join(f"# {line}\n" for line in _notes(draft))
    body = to_yaml(sections(draft))
    return head + (body or "services: {}\n")


def _notes(draft: Draft) -> Iterator[str]:
    if draft.is_empty:
        yield "Everything observed is declared already."
    if draft.left_out:
        yield f"Left out: {draft.left_out} UDP sockets on ephemeral ports."


def sections(draft: Draft) -> dict[str, Any]:
    """The sections of the data file by key, as plain values."""
    services = {one.id: _service(one, draft.host) for one in draft.services}
    return {
        "zones": _zones(draft.firewall) if draft.firewall else None,
        "hosts": {ONLY_HOST: firewall_entry(draft.firewall.open)} if draft.firewall and draft.firewall.open else None,
        "services": services or None,
        "endpoints": [_endpoint(one) for one in draft.endpoints],
        "ignore": [_ignore(one) for one in draft.ignores],
    }


def _zones(firewall: DraftFirewall) -> dict[str, Any] | None:
    zones = firewall.zones.items()
    return {
        id: Flow({"addresses": [network]}) if network else Flow({"name": text}) for id, (network, text) in zones
    } or None


def firewall_entry(openings: Sequence[DraftOpening]) -> dict[str, Any]:
    """The firewall of a host, with the openings that it has."""
    return {"firewall": {"open": [Commented(opening_entry(one), one.seen) for one in openings]}}


def opening_entry(one: DraftOpening) -> Any:
    """An opening as an item of `open`."""
    return Flow({"ports": one.text, "from": one.zone}) if one.zone else one.text


def _service(one: DraftService, host: str | None) -> Commented:
    listeners: Any = [_listener(each) for each in one.listeners]
    if one.has_unknown_listeners and not listeners:
        listeners = "unknown"
    entry = {
        "icon": one.icon or None,
        "status": "planned" if one.is_planned else None,
        "external": True if one.is_external else None,
        "host": host if not one.is_external else None,
        "unit": one_or_many(one.unit) if one.unit else None,
        "container": one.container or None,
        "compose": one.compose or None,
        "depends_on": one.depends_on or None,
        "listeners": listeners or None,
    }
    above = (one.comment,) if one.comment else ()
    return Commented(_without_missing(entry), one.seen, above)


def _without_missing(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not None}


def _listener(one: DraftListener) -> Commented:
    notes = filter(None, [one.seen, "a hint: check it" if one.is_hint else "", one.comment])
    return Commented(listener_entry(one), ", ".join(notes))


def listener_entry(one: DraftListener) -> Flow:
    """A listener as an item of `listeners`."""
    fields = {
        "socket": one.socket,
        "port": one.port,
        "container_port": one.container_port,
        "transport": one.transport if one.transport == "udp" else None,
        "bind": one_or_many(one.bind) if one.port and one.bind else None,
        "accept": Flow(one.accept) if one.accept else None,
    }
    return Flow(_without_missing(fields))


def _endpoint(one: DraftEndpoint) -> Commented:
    entry = {
        "url": Commented(one.url.text, one.seen),
        "via": one_or_many([each.declared or each.id for each in one.via]) if one.via else None,
        "to": (one.to.declared or one.to.id) if one.to else None,
        "target": str(one.target) if one.target else None,
        "redirect": one.redirect,
    }
    return Commented(_without_missing(entry))


def _ignore(one: DraftIgnore) -> Flow:
    key, value = ("route", one.route) if one.route else ("listener", one.listener)
    return Flow({key: value, "reason": one.reason})
