"""From observations to a registry: YAML for what a scan shows and the data does not declare."""

from __future__ import annotations

from portdocs.scan.result import Scan
from portdocs.scan.scaffold.endpoints import add_endpoints
from portdocs.scan.scaffold.entries import Draft, DraftEndpoint, DraftService, Patch
from portdocs.scan.scaffold.firewall import firewall_of
from portdocs.scan.scaffold.proxies import find_proxies
from portdocs.scan.scaffold.services import Services, add_listeners, is_noise
from portdocs.scan.scaffold.yaml import yaml_of

__all__ = ["Draft", "Patch", "draft", "yaml_of"]


def draft(scan: Scan) -> Draft:
    """The registry that describes a scan."""
    services = Services(scan)
    find_proxies(services, scan)
    add_listeners(services, scan)
    found = Draft(left_out=sum(map(is_noise, scan.listeners)))
    add_endpoints(found, scan, services)
    found.firewall = firewall_of(scan)
    found.services = _needed(services.all, found.endpoints)
    return found


def _needed(services: list[DraftService], endpoints: list[DraftEndpoint]) -> list[DraftService]:
    """The services with listeners, and those that another one or an endpoint needs; all if there are no others."""
    used = {one.id for endpoint in endpoints for one in (*endpoint.via, endpoint.to) if one}
    needed = {one.id: one for one in services if one.listeners or one.has_unknown_listeners or one.id in used}
    by_id = {one.id: one for one in services}
    waiting = list(needed.values())
    while waiting:
        for id in waiting.pop().depends_on:
            if id not in needed:
                needed[id] = by_id[id]
                waiting.append(by_id[id])
    return sorted((needed or by_id).values(), key=lambda one: one.id)
