"""Suites and hosts: whose services are, and where they run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from portdocs.importing import names
from portdocs.importing.drafts import Assembled, HostDraft, SuiteDraft
from portdocs.importing.found import At, Found, Remark
from portdocs.importing.service_drafts import ServiceDraft
from portdocs.importing.urls import address_in, host_of


def draft_suites(found: Found, result: Assembled, given: str | None) -> Callable[[At], str | None]:
    """Makes the suites; gives the one of a place."""
    by_file: dict[str, str] = {}
    for file in dict.fromkeys([*found.suites, *found.owners]):
        named = (given, None) if given else found.suites.get(file)
        owner = found.owners.get(file)
        if named and any(one.at.file == file for one in result.services):
            id = names.new_id(named[0], (), "suite")
            draft = result.suites.setdefault(id, SuiteDraft(id, named[0], named[1]))
            draft.owner = draft.owner or owner
            by_file[file] = id
        elif owner:
            for one in result.services:
                if one.at.file == file:
                    one.facts.setdefault("owner", owner[0])
    if given:
        id = names.new_id(given, (), "suite")
        result.suites.setdefault(id, SuiteDraft(id, given, None))
        return lambda _at: id
    return lambda at: by_file.get(at.file)


def own_suite(service: ServiceDraft, result: Assembled) -> str | None:
    """The suite that a column names."""
    name = service.facts.pop("suite", None)
    if name is None:
        return None
    id = names.new_id(name, (), "suite")
    result.suites.setdefault(id, SuiteDraft(id, name, service.at))
    return id


def draft_hosts(found: Found, result: Assembled, given: str | None) -> None:
    known = {names.key(one.name): one for one in found.hosts}
    by_address = {one.address: one for one in found.hosts if one.address}
    for service in result.services:
        text = service.facts.pop("host", None)
        for part in _hosts_in(text) if text else ():
            address = address_in(part)
            bare = " ".join(re.sub(r"[()\[\]`]", " ", part.replace(address or "\0", " ")).split()).strip(" :-–—/")
            mention = by_address.get(address) if address else known.get(names.key(bare))
            name = bare or (mention.name if mention else address or part)
            id = names.new_id(name, (), "host")
            draft = result.hosts.setdefault(id, HostDraft(id, name, mention.at if mention else service.at))
            address = address or (mention.address if mention else None)
            if address and address not in draft.addresses:
                draft.addresses.append(address)
            if id not in service.hosts:
                service.hosts.append(id)
    without = [service for service in result.services if not service.hosts]
    if given and without:
        id = names.new_id(given, (), "host")
        result.hosts.setdefault(id, HostDraft(id, given, None))
        for service in without:
            service.hosts = [id]
    elif without and _is_told_apart(result, without, found):
        _location(result, without, found)


def _is_told_apart(result: Assembled, without: Sequence[ServiceDraft], found: Found) -> bool:
    """Whether the hosts of a page are none of those services that name none.

    One machine that only an address gives may be where all of them run; one that a heading or a table names is not.
    """
    is_named = any(names.new_id(one.name, (), "host") in result.hosts for one in found.hosts)
    return len(result.hosts) > 1 or is_named or (bool(result.hosts) and any(map(_is_here, without)))


def _is_here(service: ServiceDraft) -> bool:
    """Whether a page opens the service on the machine itself, which is none of those that have an address there."""
    return any(host_of(url) in ("localhost", "127.0.0.1") for url in service.links.values())


def _hosts_in(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\s*(?:[,;&+、]|\band\b|\s/\s)\s*", text) if part.strip()] or [text]


def _location(result: Assembled, without: Sequence[ServiceDraft], found: Found) -> None:
    """Services of which the page names no host, beside others that have one: nothing says that they run there too."""
    named = "several hosts and none for them" if len(result.hosts) > 1 else "a host for others and none for them"
    id = names.new_id("not stated", result.hosts)
    draft = HostDraft(
        id, "Not stated", None, comment="stands for the host of services of which the page names none; --host names it"
    )
    result.hosts[id] = draft
    for service in without:
        service.hosts = [id]
    first = without[0]
    who = f"host of {first.name}" + (f" and {len(without) - 1} more" if len(without) > 1 else "")
    text = f"{who}: the page names {named}; `{id}` stands for it"
    found.remarks.append(Remark(first.at, "not imported", text))
