"""Writes what was understood as YAML of the registry, as a person would: in the order of the page, with its lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portdocs.importing.drafts import Assembled, ClaimDraft, HostDraft, RangeDraft, SuiteDraft
from portdocs.importing.endpoints import EndpointDraft
from portdocs.importing.found import At
from portdocs.importing.service_drafts import ListenerDraft, ServiceDraft
from portdocs.importing.yaml_tree import section_lines
from portdocs.registry.yaml_writer import printable, quoted, written, written_flow, written_id, written_ports

SCHEMA = "# yaml-language-server: $schema=../docs/api/schema.json"


def yaml_of(result: Assembled, files: list[str]) -> str:
    """The text of a data file."""
    return "".join(f"{line}\n" for line in _lines(result, files))


def _lines(result: Assembled, files: list[str]) -> Iterator[str]:
    exported = {name: list(section_lines(entries)) for name, entries in result.exported.items()}
    yield f"# Imported from {printable(', '.join(files))}: read it, correct it, then it is yours."
    sections: tuple[tuple[str, list[str]], ...] = (
        ("suites", [line for suite in result.suites.values() for line in _suite(suite)]),
        ("hosts", [line for host in result.hosts.values() for line in _host(host)]),
        ("services", list(_services(result))),
        ("endpoints", [line for endpoint in result.endpoints for line in _endpoint(endpoint)]),
        ("ranges", [line for one in result.ranges for line in _range(one)]),
        ("claims", [line for claim in result.claims for line in _claim(claim)]),
        ("ignore", []),
    )
    if not exported and not any(lines for _, lines in sections):
        yield "services: {}"
    for name, lines in sections:
        if both := exported.get(name, []) + lines:
            yield f"{name}:"
            yield from both


def _from(at: At | None) -> str:
    return f" # from {printable(str(at))}" if at else ""


def _suite(suite: SuiteDraft) -> Iterator[str]:
    yield f"  {written_id(suite.id)}:{_from(suite.at)}"
    yield f"    name: {written(suite.name)}"
    if suite.owner:
        yield f"    owner: {written(suite.owner[0])}{_from(suite.owner[1])}"


def _host(host: HostDraft) -> Iterator[str]:
    yield f"  {written_id(host.id)}:{_from(host.at)}{f' # {host.comment}' if host.comment else ''}"
    if host.name != host.id:
        yield f"    name: {written(host.name)}"
    if host.addresses:
        yield f"    addresses: [{', '.join(map(_bind, host.addresses))}]"


def _services(result: Assembled) -> Iterator[str]:
    group = ""
    for number, service in enumerate(result.services):
        if number:
            yield ""
        if service.group and service.group != group:
            group = service.group
            yield f"  # {printable(group)}"
        yield from _service(service)


def _service(service: ServiceDraft) -> Iterator[str]:
    for comment in service.comments:
        yield f"  # {printable(comment)}"
    facts = service.facts
    yield f"  {written_id(service.id)}:{_from(service.at)}"
    yield f"    name: {written(service.name)}"
    for name in ("description",):
        if facts.get(name):
            yield f"    {name}: {written(facts[name])}"
    if service.suite:
        yield f"    suite: {written_id(service.suite)}"
    if service.hosts:
        yield f"    host: {_one_or_list([written_id(host) for host in service.hosts])}"
    if facts.get("status") and facts["status"] != "active":
        yield f"    status: {facts['status']}"
    if facts.get("owner"):
        yield f"    owner: {written(facts['owner'])}"
    yield from _mapping("runtime", service.runtime)
    if service.listeners:
        yield "    listeners:"
        yield from (_listener(one, service.at) for one in service.listeners)
    for name in ("unit", "container"):
        if facts.get(name):
            yield f"    {name}: {written(facts[name])}"
    if service.files:
        yield "    files:"
        for path, purpose in service.files:
            yield f"      - {written_flow((('path', _flow(path)), ('purpose', _flow(purpose) if purpose else '')))}"
    if service.depends_on:
        yield f"    depends_on: [{', '.join(map(written_id, service.depends_on))}]"
    yield from _mapping("links", service.links)
    if service.notes:
        yield f"    notes: {written('; '.join(service.notes))}"


def _mapping(name: str, values: Mapping[str, str]) -> Iterator[str]:
    if values:
        yield f"    {name}:"
        for key, value in values.items():
            yield f"      {_flow(key)}: {written(value)}"


def _flow(text: str) -> str:
    return written(text) if "://" not in text else quoted(text)


def _one_or_list(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"[{', '.join(values)}]"


def _listener(one: ListenerDraft, at: At) -> str:
    fields = (
        ("port", written_ports(one.port) if one.port else ""),
        ("container_port", written_ports(one.inside) if one.inside else ""),
        ("transport", _one_or_list(list(one.transports)) if one.transports not in ((), ("tcp",)) else ""),
        ("protocol", _flow(one.protocol) if one.protocol else ""),
        ("bind", _one_or_list([_bind(bind) for bind in one.binds]) if one.binds else ""),
        ("health", _flow(one.health) if one.health else ""),
        ("purpose", _flow(one.purpose) if one.purpose else ""),
    )
    return f"      - {written_flow(fields)}{_from(one.at) if one.at != at else ''}"


def _bind(bind: str) -> str:
    return bind if bind[0].isdigit() and ":" not in bind else quoted(bind)


def _endpoint(one: EndpointDraft) -> Iterator[str]:
    if one.comment:
        yield f"  # {printable(one.comment)}"
    urls = [url if _is_plain_url(url) else quoted(url) for url in one.urls]
    yield f"  - url: {_one_or_list(urls if len(urls) == 1 else [quoted(url) for url in one.urls])}{_from(one.at)}"
    if one.via:
        yield f"    via: {written_id(one.via.id)}"
    goal = f"{one.to.id}:{one.listener}" if one.listener else one.to.id
    yield f"    to: {quoted(goal) if one.listener else written_id(goal)}"
    if one.target:
        yield f"    target: {one.target if one.target[0].isdigit() else quoted(one.target)}"
    if one.purpose:
        yield f"    purpose: {written(one.purpose)}"


def _is_plain_url(url: str) -> bool:
    return url.isascii() and not set(url) & set("#*'\"{}[],&|>%@`!")


def _range(one: RangeDraft) -> Iterator[str]:
    if one.comment:
        yield f"  # {printable(one.comment)}"
    yield f"  {written_id(one.id)}:{_from(one.at)}"
    yield f"    name: {written(one.name)}"
    yield f"    ports: {_one_or_list([str(run) for run in one.ports])}"
    if one.purpose:
        yield f"    purpose: {written(one.purpose)}"
    if one.suite:
        yield f"    suite: {written_id(one.suite)}"


def _claim(claim: ClaimDraft) -> Iterator[str]:
    yield f"  - statement: {written(claim.statement)}{_from(claim.at)}"
    if claim.suite:
        yield f"    suites: [{written_id(claim.suite)}]"
    if claim.ports:
        yield f"    ports: [{', '.join(map(str, claim.ports))}]"
    if claim.verified_by:
        yield f"    verified_by: [{', '.join(claim.verified_by)}]"
