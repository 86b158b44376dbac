"""Puts together what pages say: services with ids and hosts, then what refers to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from macros.importing import names
from macros.importing.endpoints import EndpointDraft, link_endpoints
from macros.importing.environments import place_environments
from macros.importing.found import At, ClaimMention, Found, Remark
from macros.importing.projects import tell_projects_apart
from macros.importing.services import ServiceDraft, Services
from macros.importing.urls import address_in
from macros.importing.words.proxy_words import PROXY
from macros.registry.addresses import addresses
from macros.registry.ports import Ports


@dataclass(slots=True)
class SuiteDraft:
    """A suite before it is written."""

    id: str
    name: str
    at: At | None
    owner: tuple[str, At] | None = None


@dataclass(slots=True)
class HostDraft:
    """A host before it is written."""

    id: str
    name: str
    at: At | None
    addresses: list[str] = field(default_factory=list)
    comment: str | None = None


@dataclass(slots=True)
class RangeDraft:
    """A range before it is written."""

    id: str
    name: str
    ports: list[Ports]
    at: At
    purpose: str | None
    suite: str | None
    comment: str | None = None


@dataclass(slots=True)
class ClaimDraft:
    """A claim before it is written."""

    statement: str
    ports: tuple[int, ...]
    suite: str | None
    verified_by: tuple[str, ...]
    at: At


@dataclass
class Assembled:
    """Everything that is written, and what is reported."""

    suites: dict[str, SuiteDraft] = field(default_factory=dict)
    hosts: dict[str, HostDraft] = field(default_factory=dict)
    services: list[ServiceDraft] = field(default_factory=list)
    endpoints: list[EndpointDraft] = field(default_factory=list)
    ranges: list[RangeDraft] = field(default_factory=list)
    claims: list[ClaimDraft] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    exported: dict[str, Any] = field(default_factory=dict)
    """Sections of pages that were exported: entries by id, or lists of them."""


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
    suite_of = _suites(found, result, suite)
    _hosts(found, result, host)
    taken = set(result.exported.get("services", ()))
    _give_ids(result.services, taken)
    result.endpoints = link_endpoints(found, services, result.services)
    _give_ids(result.services, taken)
    for one in result.services:
        one.suite = _own_suite(one, result) or suite_of(one.at)
    _files(found, services, result)
    _ranges(found, result, suite_of)
    _claims(found, result, suite_of)
    used = {one.suite for kind in (result.services, result.ranges, result.claims) for one in kind}
    result.suites = {id: one for id, one in result.suites.items() if id in used or one.owner}
    _references(result, services, found)
    _conflicts(result, services)
    _drawn_alone(result, services)
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


# --- suites and hosts


def _suites(found: Found, result: Assembled, given: str | None) -> Callable[[At], str | None]:
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


def _own_suite(service: ServiceDraft, result: Assembled) -> str | None:
    """The suite that a column names."""
    name = service.facts.pop("suite", None)
    if name is None:
        return None
    id = names.new_id(name, (), "suite")
    result.suites.setdefault(id, SuiteDraft(id, name, service.at))
    return id


def _hosts(found: Found, result: Assembled, given: str | None) -> None:
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
    elif without and len(result.hosts) > 1:
        _place(result, without, found)


def _hosts_in(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\s*(?:[,;&+、]|\band\b|\s/\s)\s*", text) if part.strip()] or [text]


def _place(result: Assembled, without: Sequence[ServiceDraft], found: Found) -> None:
    """Where several hosts are declared each service must name one: those of which the page says none have their own."""
    id = names.new_id("not stated", result.hosts)
    draft = HostDraft(
        id, "Not stated", None, comment="stands for the host of services of which the page names none; --host names it"
    )
    result.hosts[id] = draft
    for service in without:
        service.hosts = [id]
    first = without[0]
    who = f"host of {first.name}" + (f" and {len(without) - 1} more" if len(without) > 1 else "")
    text = f"{who}: the page names several hosts and none for them; `{id}` stands for it"
    found.remarks.append(Remark(first.at, "not imported", text))


# --- files, ranges, claims


def _files(found: Found, services: Services, result: Assembled) -> None:
    for file in found.files:
        service = _file_owner(file.name, file.path, result.services)
        if service is None:
            found.remarks.append(
                Remark(file.at, "not imported", f"{file.path}: no service on the page is the one that it belongs to")
            )
            continue
        unit = re.search(r"/systemd/.*?([^/]+\.(?:service|socket))$", file.path)
        if unit:
            service.facts.setdefault("unit", unit[1])
        entry = (file.path, file.name)
        if entry not in service.files:
            service.files = [one for one in service.files if one[0] != file.path] + [entry]


def _file_owner(name: str, path: str, services: Sequence[ServiceDraft]) -> ServiceDraft | None:
    noise = {
        "config",
        "configuration",
        "conf",
        "file",
        "files",
        "unit",
        "systemd",
        "settings",
        "yml",
        "yaml",
        "json",
        "env",
        "compose",
    }
    for text in (name, path.rstrip("/").rsplit("/", 1)[-1], path):
        wanted = names.words(re.sub(r"[/._-]", " ", text)) - noise if text else frozenset()
        scores = [(len(wanted & names.words(one.name)), one) for one in services]
        best = max((score for score, _ in scores), default=0)
        owners = [one for score, one in scores if score == best]
        if best and len(owners) == 1:
            return owners[0]
    return None


def _ranges(found: Found, result: Assembled, suite_of: Callable[[At], str | None]) -> None:
    taken = set(result.exported.get("ranges", ()))
    owned = [run for one in result.services for run in one.ports]
    by_ports: dict[tuple[Ports, ...], RangeDraft] = {}
    for mention in sorted(found.ranges, key=lambda one: not one.known):
        ports = list(dict.fromkeys(mention.ports))
        if not mention.known:
            kept = [run for draft in result.ranges for run in draft.ports] + owned
            ports = [run for run in ports if not any(other.covers(run) for other in kept)]
        if mention.known and all(len(run) == 1 and _is_held(run, mention.name, result) for run in ports):
            continue  # the reservation is the service's own
        if not ports:
            continue
        if mention.known and _sums_up(ports, owned):
            text = f"{mention.name} ({', '.join(map(str, ports))}): it sums up ports that services of the page have"
            numbers = tuple(number for run in ports for number in (run.first, run.last))
            found.remarks.append(Remark(mention.at, "not imported", text, numbers))
            continue
        same = by_ports.get(tuple(ports))
        if same is not None:
            same.purpose = same.purpose or mention.purpose
            if names.key(same.name) != names.key(mention.name) and mention.known:
                same.comment = same.comment or f"{mention.at} calls it {mention.name}"
            continue
        id = names.new_id(mention.name, taken, f"range-{ports[0]}")
        taken.add(id)
        own = names.new_id(mention.name, (), "suite")
        suite = own if own in result.suites else suite_of(mention.at) if len(result.suites) == 1 else None
        draft = RangeDraft(id, mention.name, ports, mention.at, mention.purpose, suite)
        if not mention.known:
            draft.comment = "named as taken; nothing on the page owns them"
            listed = ", ".join(map(str, ports))
            found.remarks.append(
                Remark(
                    mention.at,
                    "contradiction",
                    f"ports {listed} are said to be taken, and no service on the page has them",
                )
            )
        by_ports[tuple(ports)] = draft
        result.ranges.append(draft)
    result.ranges.sort(key=lambda one: (one.at.file, one.at.line))
    _without_umbrellas(found, result)
    _without_single_ports(found, result)
    _overlapping(found, result.ranges)


def _without_umbrellas(found: Found, result: Assembled) -> None:
    """A run that holds several ranges of the page is what they have in common, and is none of them."""
    for draft in list(result.ranges):
        held = [
            one
            for one in result.ranges
            if one is not draft and all(any(run.covers(own) for run in draft.ports) for own in one.ports)
        ]
        if len(held) >= 2:
            result.ranges.remove(draft)
            names_of = ", ".join(one.name for one in held[:4]) + (f" and {len(held) - 4} more" if len(held) > 4 else "")
            listed = ", ".join(map(str, draft.ports))
            text = f"{draft.name} ({listed}): it holds other ranges of the page ({names_of})"
            found.remarks.append(
                Remark(draft.at, "not imported", text, tuple(n for run in draft.ports for n in (run.first, run.last)))
            )


def _without_single_ports(found: Found, result: Assembled) -> None:
    """A port that is kept within a range of the page: ranges do not nest."""
    runs = sorted((run, one.name) for one in result.ranges for run in one.ports if len(run) > 1)
    for draft in list(result.ranges):
        for port in [run for run in draft.ports if len(run) == 1]:
            around = next((name for run, name in runs if run.covers(port)), None)
            if around is not None:
                draft.ports.remove(port)
                text = f"{port} for {draft.name}: it lies in {around}, and a port is in one range"
                found.remarks.append(Remark(draft.at, "not imported", text, (port.first,)))
        if not draft.ports:
            result.ranges.remove(draft)


def _overlapping(found: Found, ranges: Sequence[RangeDraft]) -> None:
    runs = sorted(((run, draft) for draft in ranges for run in draft.ports), key=lambda one: one[0])
    for (first, one), (second, other) in pairwise(runs):
        if one is not other and first.meets(second):
            found.remarks.append(
                Remark(
                    other.at,
                    "contradiction",
                    f"{other.name} ({second}) overlaps {one.name} ({first}) at {one.at}; both are kept",
                )
            )


def _sums_up(ports: Sequence[Ports], owned: Sequence[Ports]) -> bool:
    """Whether several runs are those that services have, told once more by what they are for: nothing is kept free."""
    singles = [run for run in ports if len(run) == 1]
    return len(ports) > 1 and bool(singles) and 2 * sum(run in owned for run in singles) >= len(singles)


def _is_held(run: Ports, name: str, result: Assembled) -> bool:
    return any(run in one.ports and names.share_words(one.name, name) for one in result.services)


_VERIFIES = (
    (
        r"\ball\b.*\b(?:traffic|requests?|access)\b.*\b(?:nginx|proxy|caddy|traefik|haproxy|gateway)|\b(?:traffic|access)\b.*\bonly\b.*\bproxy",
        "wildcard-behind-proxy",
    ),
    (r"\bnot\b.*\b(?:expos|reach|public|accessible)|\b(?:internal|loopback|localhost)\b.*\bonly\b", "exposed-internal"),
    (r"\b(?:ssl|tls|https)\b", "plain-http-endpoint"),
)


def _claims(found: Found, result: Assembled, suite_of: Callable[[At], str | None]) -> None:
    seen: set[str] = set()
    for claim in found.claims:
        if claim.statement in seen:
            continue
        seen.add(claim.statement)
        checks = tuple(check for pattern, check in _VERIFIES if re.search(pattern, claim.statement, re.IGNORECASE))
        result.claims.append(ClaimDraft(claim.statement, claim.ports, suite_of(claim.at), checks, claim.at))
        if "wildcard-behind-proxy" in checks:
            _all_traffic(found, result, claim)


def _all_traffic(found: Found, result: Assembled, claim: ClaimMention) -> None:
    """Who says that all traffic passes a proxy, and binds every interface, says two things."""
    for service in result.services:
        for one in service.listeners:
            is_open = any(addresses(bind).is_wildcard for bind in one.binds)
            if is_open and not PROXY.search(service.name) and service.at.file == claim.at.file:
                where = f"{', '.join(one.binds)}, port {one.port}"
                says = f"although {claim.at} says: {claim.statement}"
                text = f"{service.name} listens on every interface ({where}), {says}"
                found.remarks.append(
                    Remark(one.at if one.at.file == claim.at.file else claim.at, "contradiction", text)
                )
                service.comments.append(
                    f"{claim.at}: contradiction: it listens on every interface, and the page says: {claim.statement}"
                )


# --- what services say of each other


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


def _conflicts(result: Assembled, services: Services) -> None:
    """Two services at one port of one host."""
    at_port: dict[tuple[str, str], list[tuple[Ports, ServiceDraft, int]]] = defaultdict(list)
    for service in result.services:
        if service.facts.get("status") == "retired":
            continue
        for number, one in enumerate(service.listeners):
            if one.port:
                for host in service.hosts or [""]:
                    for transport in one.spoken:
                        at_port[host, transport].append((one.port, service, number))
    for entries in at_port.values():
        entries.sort(key=lambda entry: (entry[0], entry[1].at))
        for (first, holder, n), (second, other, m) in pairwise(entries):
            if holder is other or not first.meets(second):
                continue
            ours, theirs = holder.listeners[n], other.listeners[m]
            if any(
                addresses(a).meets(addresses(b)) for a in ours.binds or ["unknown"] for b in theirs.binds or ["unknown"]
            ):
                services.contradict(
                    other,
                    theirs.at,
                    f"port {second} is taken by {other.name} here, and by {holder.name} at {ours.at}; both are kept",
                )


def _drawn_alone(result: Assembled, services: Services) -> None:
    """Services that only a drawing shows, on a page that lists others."""
    listed = {one.at.file for one in result.services if one.kinds - {"drawing"}}
    for service in result.services:
        if service.kinds == {"drawing"} and service.at.file in listed:
            ports = ", ".join(str(one.port or one.inside) for one in service.listeners)
            services.contradict(
                service, service.at, f"{service.name} ({ports}) is drawn, and no table or list of the page has it"
            )
