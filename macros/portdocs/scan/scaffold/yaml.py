"""Writes a draft as YAML of the registry (DESIGN section 4): every text quoted, every entry with where it was seen."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.yaml_writer import printable, quoted, written_flow, written_id, written_ports
from portdocs.scan.scaffold.entries import Draft, DraftEndpoint, DraftListener, DraftService


def yaml_of(draft: Draft) -> str:
    """The text of a data file; comments say what is left to fill in."""
    return "".join(line + "\n" for line in _lines(draft))


def _lines(draft: Draft) -> Iterator[str]:
    if not draft.services and not draft.endpoints:
        yield "# Nothing was seen that is not declared already."
        yield "services: {}"
    if draft.left_out:
        yield f"# Left out: {draft.left_out} UDP sockets on ports that the system hands out."
    if draft.services:
        yield "services:"
        for service in draft.services:
            yield from _service(service, draft.needs_host)
    if draft.endpoints:
        yield "endpoints:"
        for endpoint in draft.endpoints:
            yield from _endpoint(endpoint)


def _service(service: DraftService, needs_host: bool) -> Iterator[str]:
    yield f"  {written_id(service.id)}:"
    if service.extends:
        yield f"    # `{service.extends}` is declared already: is this the same? Then move the listeners there."
    if service.external:
        yield "    external: true # it answers at another address; if that is a machine of yours, declare its host"
    else:
        yield "    # owner: who answers for it?"
        if needs_host:
            yield "    # host: which machine is it on?"
    if service.unit:
        yield f"    unit: {_text(service.unit)}"
    if service.container:
        yield f"    container: {_text(service.container)}"
    yield "    listeners:"
    yield from map(_listener, service.listeners)


def _listener(one: DraftListener) -> str:
    fields = (
        ("socket", _text(one.socket) if one.socket else ""),
        ("port", written_ports(one.port) if one.port else ""),
        ("container_port", written_ports(one.container_port) if one.container_port else ""),
        ("transport", one.transport if not one.socket and one.transport != "tcp" else ""),
        ("bind", _text(one.bind) if not one.socket and one.bind != UNKNOWN else ""),
    )
    hint = "" if one.certain else ", a hint: check it"
    return f"      - {written_flow(fields)} # {printable(one.seen)}{hint}"


def _endpoint(one: DraftEndpoint) -> Iterator[str]:
    yield f"  - url: {_text(one.url)} # {printable(one.seen)}"
    yield f"    via: {written_id(one.via)}"
    if one.redirect:
        yield f"    redirect: {_text(one.redirect)}"
    if one.to:
        yield f"    to: {written_id(one.to)}"
    if one.target:
        yield f"    target: {_text(one.target)}"


def _text(text: str) -> str:
    return quoted(printable(text))
