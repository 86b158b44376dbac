"""The tables of the exported page by their heading; one without rows is an empty text."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from portdocs.claims import ClaimResult, evaluate_claims
from portdocs.export._markdown_cells import (
    BREAK,
    acceptances,
    binds,
    code_or_empty,
    codes,
    filled_table,
    location,
    port,
    text_or_empty,
    urls,
)
from portdocs.pages.escape import for_markdown
from portdocs.pages.findings import findings_of
from portdocs.pages.markdown import code, link
from portdocs.registry import Endpoint, Host, Listener, Registry, Service
from portdocs.registry.openings import INTERNET
from portdocs.topology.exposure import is_proxied, listener_exposure
from portdocs.topology.port_usage import count_used, free_ports, possible_users, used_ports
from portdocs.topology.routes import route

_MAX_EVIDENCE = 5


def suites(registry: Registry) -> str:
    """The suites with their owners."""
    rows = [
        (for_markdown(suite.title), code(suite.id), text_or_empty(suite.owner), text_or_empty(suite.contact))
        for suite in registry.suites.values()
    ]
    return filled_table(("Suite", "Id", "Owner", "Contact"), rows)


def hosts(registry: Registry) -> str:
    """The hosts; empty if the data declares none."""
    rows = [
        (for_markdown(host.title), code(host.id), codes(host.addresses), _firewall(host), acceptances(host.accept))
        for host in registry.hosts.values()
    ]
    return filled_table(("Host", "Id", "Addresses", "Firewall", "Accept"), rows if registry.declares_hosts else [])


def _firewall(host: Host) -> str:
    wall = host.firewall
    if wall is None:
        return ""
    where = "in front of the host" if wall.outside else "on the host"
    return f"{for_markdown(wall.name or 'firewall')} ({where}) opens {codes(wall.open) or 'nothing'}"


def zones(registry: Registry) -> str:
    """The networks that requests come from."""
    rows = [(for_markdown(zone.title), code(zone.id), codes(zone.addresses)) for zone in registry.zones.values()]
    return filled_table(("Zone", "Id", "Addresses"), rows)


def ports(registry: Registry) -> str:
    """Every listener, lowest port first, with one row for each host."""
    titles = ("Service", "Host", "Port", "Protocol", "Bind", "Exposure", "Status", "Description")
    found = [row for service in registry.services.values() for row in registry.of_entry(_listeners, service)]
    return filled_table(titles, [cells for _, cells in sorted(found, key=itemgetter(0))])


def _listeners(registry: Registry, service: Service) -> tuple[tuple[tuple[object, ...], tuple[str, ...]], ...]:
    """The rows of a service, each with its sort key."""
    return tuple(
        (_order(service, listener, host), _listener(registry, service, listener, host))
        for listener in service.listeners or ()
        for host in registry.hosts_of(service) or (None,)
    )


def _order(service: Service, listener: Listener, host: Host | None) -> tuple[object, ...]:
    run = listener.port or listener.container_port
    return (run is None, str(run) if run is None else run, host.id if host else "", service.id, listener.location)


def _listener(registry: Registry, service: Service, listener: Listener, host: Host | None) -> tuple[str, ...]:
    status = "external" if service.external else service.status
    exposure = ""
    if host and status != "retired":
        exposure = str(listener_exposure(registry, service, listener, host))
        exposure += ", proxied" if is_proxied(registry, service, listener) else ""
    return (
        for_markdown(service.title), code(host.id) if host and registry.declares_hosts else "", port(listener),
        text_or_empty(listener.protocol), binds(listener), exposure, status, text_or_empty(service.description),
    )  # fmt: skip


def access(registry: Registry) -> str:
    """The endpoints with their routes."""
    titles = (
        "URL", "Port", "TLS", "From", "Status", "Via", "To", "Target", "Redirect", "TLS ends at", "Purpose", "Accept",
    )  # fmt: skip
    return filled_table(titles, [registry.of_entry(_endpoint, endpoint) for endpoint in registry.endpoints])


def _endpoint(registry: Registry, endpoint: Endpoint) -> tuple[str, ...]:
    target = route(registry, endpoint).target
    return (
        urls(endpoint.url),
        codes(dict.fromkeys(url.port for url in endpoint.url)),
        ", ".join(dict.fromkeys("yes" if url.tls else "no" for url in endpoint.url)),
        codes(endpoint.from_) if endpoint.from_ != (INTERNET,) else "",
        endpoint.status if endpoint.status != "active" else "",
        codes(endpoint.via),
        code_or_empty(endpoint.to),
        code_or_empty(target) + ("" if endpoint.target or not target else " (derived)"),
        link(endpoint.redirect) if endpoint.redirect else "",
        code_or_empty(endpoint.tls_ends_at),
        text_or_empty(endpoint.purpose),
        acceptances(endpoint.accept),
    )


def ranges(registry: Registry) -> str:
    """The reserved ranges, with their use and lowest free port."""
    titles = ("Range", "Id", "Ports", "Suite", "Host", "In use", "Next free", "Purpose", "Accept")
    rows = []
    for entry in registry.ranges.values():
        host = registry.hosts[entry.host] if entry.host else None
        used = used_ports(registry, host=host)
        next_free = next(free_ports(entry.ports, used), None)
        doubt = " (may be in use)" if next_free and possible_users(registry, host) else ""
        rows.append(
            (
                for_markdown(entry.title), code(entry.id), codes(entry.ports), code_or_empty(entry.suite),
                code_or_empty(entry.host), f"{count_used(entry, used)} of {entry.size}",
                (code_or_empty(next_free) or "none") + doubt, text_or_empty(entry.purpose),
                acceptances(entry.accept),
            )
        )  # fmt: skip
    return filled_table(titles, rows)


def files(registry: Registry) -> str:
    """Configuration files by host."""
    rows = [
        (
            code(file.path),
            codes(host.id for host in registry.hosts_of(service)) if registry.declares_hosts else "",
            code(service.id),
            text_or_empty(file.purpose),
        )
        for service in registry.services.values()
        for file in service.files
    ]
    return filled_table(("File", "Host", "Service", "Purpose"), rows)


def claims(registry: Registry) -> str:
    """The claims with their verdicts."""
    titles = ("Claim", "Verdict", "Evidence", "Suites", "Ports", "Verified by")
    rows = [
        (
            for_markdown(one.claim.statement), str(one.verdict), _evidence(one), codes(one.claim.suites),
            codes(one.claim.ports), codes(one.claim.verified_by),
        )
        for one in evaluate_claims(registry, findings_of(registry))
    ]  # fmt: skip
    return filled_table(titles, rows)


def _evidence(result: ClaimResult) -> str:
    shown = [
        for_markdown(one.message) + (f" ({location(one.location)})" if one.location else "")
        for one in result.evidence[:_MAX_EVIDENCE]
    ]
    if more := len(result.evidence[_MAX_EVIDENCE:]):
        shown.append(f"and {more} more")
    return BREAK.join(shown)


def known_drift(registry: Registry) -> str:
    """Known differences."""
    rows = [
        (
            code(one.subject),
            text_or_empty(one.process),
            code_or_empty(one.host),
            text_or_empty(one.reason),
            text_or_empty(one.until),
        )
        for one in registry.ignores
    ]
    return filled_table(("Listener or route", "Process", "Host", "Reason", "Until"), rows)


def check_settings(registry: Registry) -> str:
    """Checks with another severity."""
    rows = [(code(id), setting.severity, for_markdown(setting.reason)) for id, setting in registry.checks.items()]
    return filled_table(("Id", "Severity", "Reason"), rows)


def baseline(registry: Registry) -> str:
    """Findings that are accepted for now."""
    rows = [
        (
            code(one.check),
            code_or_empty(one.subject),
            for_markdown(one.message),
            str(one.date),
            text_or_empty(one.reason),
        )
        for one in registry.baseline
    ]
    return filled_table(("Check", "Subject", "Message", "Date", "Reason"), rows)


TABLES: dict[str, Callable[[Registry], str]] = {
    "Suites": suites,
    "Hosts": hosts,
    "Zones": zones,
    "Ports": ports,
    "Access": access,
    "Ranges": ranges,
    "Files": files,
    "Claims": claims,
    "Ignored drift": known_drift,
    "Check settings": check_settings,
    "Baseline": baseline,
}
