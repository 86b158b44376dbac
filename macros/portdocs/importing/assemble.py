"""Puts together what pages say: services with ids and hosts, then what refers to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portdocs.importing import names
from portdocs.importing.claims import draft_claims
from portdocs.importing.config_files import give_files
from portdocs.importing.conflicts import find_conflicts, find_drawn_alone
from portdocs.importing.drafts import Assembled
from portdocs.importing.endpoints import link_endpoints
from portdocs.importing.environments import place_environments
from portdocs.importing.found import Found
from portdocs.importing.places import draft_hosts, draft_suites, own_suite
from portdocs.importing.projects import tell_projects_apart
from portdocs.importing.reserved import draft_ranges
from portdocs.importing.service_drafts import ServiceDraft
from portdocs.importing.services import Services


def assemble(
    found: Found, exported: dict[str, Any] | None = None, *, host: str | None = None, suite: str | None = None
) -> Assembled:
    """The entries of the registry that pages give; `host` and `suite` stand where the pages name none."""
    place_environments(found)
    tell_projects_apart(found)
    services = Services(found)
    result = Assembled(services=services.add_all(), exported=exported or {})
    for one in result.services:
        first = next((str(run) for run in one.ports), None)
        one.id = ""
        one.facts.setdefault("port_id", f"service-{first}" if first else "service")
    suite_of = draft_suites(found, result, suite)
    draft_hosts(found, result, host)
    taken = set(result.exported.get("services", ()))
    _give_ids(result.services, taken)
    result.endpoints = link_endpoints(found, services, result.services)
    _give_ids(result.services, taken)
    for one in result.services:
        one.suite = own_suite(one, result) or suite_of(one.at)
    give_files(found, services, result)
    draft_ranges(found, result, suite_of)
    draft_claims(found, result, suite_of)
    used = {one.suite for kind in (result.services, result.ranges, result.claims) for one in kind}
    result.suites = {id: one for id, one in result.suites.items() if id in used or one.owner}
    _references(result, services, found)
    find_conflicts(result, services)
    find_drawn_alone(result, services)
    result.remarks = found.remarks
    return result


def _give_ids(services: Sequence[ServiceDraft], taken: set[str]) -> None:
    ids = names.Ids({*taken, *(one.id for one in services if one.id)})
    for one in services:
        if not one.id:
            otherwise = one.facts.pop("port_id", "service")
            plain = names.new_id(one.name, (), otherwise)
            # One name on several hosts, or in several suites: these tell them apart.
            apart = one.hosts[0] if one.hosts else one.facts.get("suite", "")
            one.id = ids.new(f"{plain} {apart}", otherwise) if plain in ids.taken and apart else ids.numbered(plain)


def _references(result: Assembled, services: Services, found: Found) -> None:
    for service in result.services:
        known = []
        for name in service.depends_on:
            other = services.named(name)
            if other is not None and other is not service and other.id not in known:
                known.append(other.id)
            elif other is None:
                service.notes.append(f"Depends on: {name}")
        service.depends_on = known
