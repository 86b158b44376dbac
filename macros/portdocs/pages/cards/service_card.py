"""A service's incident sheet: what is wrong, its state in a paragraph, the paths to it, and the first commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portdocs.pages.cards.command_card import first_commands, quick_commands
from portdocs.pages.cells import (
    address,
    check_page,
    endpoint_badges,
    exposure_badges,
    host_link,
    owner,
    proxy_links,
    service_link,
    service_page,
    status_badge,
    suite_link,
    target,
    url_link,
)
from portdocs.pages.commands.shell import Command
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.findings import findings_on
from portdocs.pages.inline import (
    NOTHING,
    Badge,
    Cell,
    Code,
    Inline,
    PageLink,
    Text,
    cell_html,
    cell_markdown,
    join_cells,
    list_some,
    message,
)
from portdocs.pages.links import Links
from portdocs.pages.markdown import code_block
from portdocs.pages.status_links import status_links
from portdocs.pages.verification import (
    NEVER,
    endpoint_verification,
    is_never_verified,
    service_differences,
    service_verification,
)
from portdocs.registry import Endpoint, Listener, Registry, Service, Severity
from portdocs.registry.addresses import UNKNOWN
from portdocs.registry.findings import Subject
from portdocs.topology.bindings import shown_bind
from portdocs.topology.exposure import Exposure
from portdocs.topology.impact import impact
from portdocs.topology.routes import route

MAX_ALERTS = 3
MAX_PATHS = 3
MAX_NAMES = 3
"""Sockets, hosts or services that a sentence names; the others are counted, and are in the sections below."""


def service_card(registry: Registry, service: str) -> ServiceSheet:
    """A service's problems, state, owner, impact, paths and most important commands."""
    entry = registry.services[service]
    problems = alerts(registry, entry)
    more = len(problems) - MAX_ALERTS
    rest: Cell = (PageLink(Text(f"and {more} more"), f"{service_page(entry)}#findings"),)
    sentences = (
        _state(registry, entry),
        _listening(registry, entry),
        _ownership(registry, entry),
        _impact(registry, entry),
    )
    return ServiceSheet(
        tuple([*problems[:MAX_ALERTS], rest] if more > 0 else problems),
        entry.description or "",
        join_cells(sentences, " "),
        tuple(_path(registry, endpoint) for endpoint in registry.endpoints_to(entry)[:MAX_PATHS]),
        first_commands(registry, entry),
    )


def alerts(registry: Registry, service: Service) -> list[Cell]:
    """The differences from the hosts, then the findings, errors first."""
    hosts = registry.hosts_of(service)
    found = [difference for host in hosts for difference in service_differences(registry, service, host)]
    findings = [f for f in findings_on(registry, Subject("service", service.id)) if f.severity is not Severity.ACCEPTED]
    for one in sorted(findings, key=lambda finding: list(Severity).index(finding.severity)):
        check = PageLink(Code(one.check), check_page(one.check))
        found.append((Badge(one.severity, one.severity), Text(" "), *message(one.message), Text(" "), check))
    return found


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """The sheet as a value."""

    alerts: tuple[Cell, ...]
    description: str
    state: Cell
    """The paragraph."""
    paths: tuple[Cell, ...]
    commands: tuple[Command, ...]

    def html(self, links: Links) -> str:
        """The blocks, most urgent first."""
        description = f'<p class="pd-sheet__about">{for_html(self.description)}</p>' if self.description else ""
        state = f'<p class="pd-sheet__state">{cell_html(self.state, links)}</p>'
        problems, paths = _list("alerts", self.alerts, links), _list("paths", self.paths, links)
        return f'<div class="pd-sheet">{problems}{description}{state}{paths}{quick_commands(self.commands)}</div>'

    def markdown(self, links: Links) -> str:
        """The sheet as paragraphs, lists and code blocks."""
        problems, paths = (
            "\n".join(f"- {cell_markdown(cell, links)}" for cell in cells) for cells in (self.alerts, self.paths)
        )
        commands = [f"{command.with_note(command.topic)}:\n\n{code_block(command.text)}" for command in self.commands]
        description = for_markdown(self.description, starts_block=True)
        return "\n\n".join(filter(None, (problems, description, cell_markdown(self.state, links), paths, *commands)))


def _list(name: str, cells: Sequence[Cell], links: Links) -> str:
    items = "".join(f"<li>{cell_html(cell, links)}</li>" for cell in cells)
    return f'<ul class="pd-sheet__{name}">{items}</ul>' if items else ""


def _path(registry: Registry, endpoint: Endpoint) -> Cell:
    """An endpoint with its proxies and target: `https://x.org → nginx → 127.0.0.1:8000`."""
    path = route(registry, endpoint)
    urls = join_cells((url_link(url) for url in endpoint.url), ", ")
    proxies = [service_link(proxy) for proxy in path.proxies]
    steps = join_cells(
        [
            (*urls, *endpoint_badges(registry, endpoint)),
            *proxies,
            *([] if path.is_direct else [target(registry, endpoint)]),
        ],
        " → ",
    )
    purpose: Cell = (Text(f" ({endpoint.purpose})"),) if endpoint.purpose else NOTHING
    verified = endpoint_verification(registry, endpoint)
    return (*steps, *purpose, *((Text(" "), *verified) if verified else NOTHING))


def _state(registry: Registry, service: Service) -> Cell:
    """The status, the last verification, and links to live state."""
    words = f" on {service.retired_on}" if service.status == "retired" else f", until {service.retired_on}"
    retired: Cell = (Text(words),) if service.retired_on else NOTHING
    return (*status_badge(service), *retired, *_verified(registry, service), status_links(registry, service))


def _verified(registry: Registry, service: Service) -> Cell:
    hosts = registry.hosts_of(service)
    if service.status == "retired" or not hosts:
        return (Text("."),)
    if is_never_verified(registry):
        return (Text(" as declared, never verified."),)
    several = len(hosts) > 1
    found = [(host, cell) for host in hosts if (cell := service_verification(registry, service, host))]
    on_hosts = [(*cell, Text(f" on {host.title}")) if several else cell for host, cell in found if cell != (NEVER,)]
    missing = any(cell == (NEVER,) for _, cell in found)
    parts = [list_some(on_hosts, MAX_NAMES)] * bool(on_hosts) + [(NEVER,)] * missing
    return (*((Text(" "), *join_cells(parts, "; ")) if parts else NOTHING), Text("."))


def _listening(registry: Registry, service: Service) -> Cell:
    if service.listeners is None:
        return (Text("Its listeners are unknown."),)
    if not service.listeners:
        return (Text("It has no listeners."),)
    verb = {"planned": "Will listen on ", "retired": "Listened on "}.get(service.status, "Listens on ")
    hosts = registry.hosts_of(service)
    where = [socket for one in service.listeners for socket in _sockets(registry, service, one)]
    on: Cell = (Text(" on "), *list_some([host_link(host) for host in hosts], MAX_NAMES)) if hosts else NOTHING
    return (Text(verb), *list_some(where, MAX_NAMES), *on, *_behind(registry, service), Text("."))


def _sockets(registry: Registry, service: Service, listener: Listener) -> Iterator[Cell]:
    """The addresses of a listener, the last one with its exposure."""
    if listener.port:
        shown: list[Cell] = [(Code(shown_bind(bind, listener.port)),) for bind in listener.bind]
        unknown = (Text(" "), Badge("bind unknown", "unknown", "No bind address is declared"))
        shown[-1] += unknown if UNKNOWN in listener.bind else NOTHING
    else:
        shown = [address(listener)]
    exposures = {
        tuple(_named(part) for part in badges): None
        for host in registry.hosts_of(service)
        if (badges := exposure_badges(registry, service, listener, host))
    }
    yield from shown[:-1]
    yield join_cells([shown[-1], *exposures], " ")


def _named(part: Inline) -> Inline:
    """A badge that says what is unknown, as the head of a column does in a table."""
    if isinstance(part, Badge) and part.word == Exposure.UNKNOWN:
        return replace(part, word="exposure unknown")
    return part


def _behind(registry: Registry, service: Service) -> Cell:
    """The outermost proxies of its endpoints."""
    paths = [route(registry, endpoint) for endpoint in registry.endpoints_to(service)]
    proxies = {proxy_links(path)[:1]: None for path in paths if path.proxies}
    return (Text(", behind "), *list_some(list(proxies), MAX_NAMES)) if proxies else NOTHING


def _ownership(registry: Registry, service: Service) -> Cell:
    suite = registry.suite_of(service)
    contact: Cell = (Text(f" ({suite.contact})"),) if suite and suite.contact else NOTHING
    member: Cell = (Text(", suite "), *suite_link(suite)) if suite else NOTHING
    return (Text("Owner: "), *owner(registry, service), *contact, *member, Text("."))


def _impact(registry: Registry, service: Service) -> Cell:
    """The services and endpoints that stop with it, as far as the data declares them."""
    if service.status == "retired":
        return NOTHING
    stopped = impact(registry, service)
    if not (stopped.services or stopped.endpoints):
        return (Text("No declared service or endpoint depends on it."),)
    own = {id(one) for one in registry.endpoints_to(service)}  # comparing entries by value takes long
    others = [one for one in stopped.endpoints if id(one) not in own]
    counts = [(len(stopped.services), "service"), (len(stopped.endpoints), "endpoint")]
    counted = " and ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
    verb = "stops" if len(stopped.services) + len(stopped.endpoints) == 1 else "stop"
    at_least = "" if stopped.complete else "at least "
    names = [*(service_link(one) for one in stopped.services), *(url_link(one.url[0]) for one in others)]
    named: Cell = (Text(": "), *list_some(names, MAX_NAMES)) if names else NOTHING
    return (Text(f"If it stops, {at_least}{counted} {verb} too"), *named, Text("."))
