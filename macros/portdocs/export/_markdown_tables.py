"""The tables of the page, by the heading above them; a table without rows is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portdocs.claims import ClaimResult, evaluate_claims
from portdocs.export._markdown import code, link, text
from portdocs.export._markdown_cells import (
    BREAK,
    acceptances,
    binds,
    codes,
    filled_table,
    location,
    maybe_code,
    port,
    urls,
    words,
)
from portdocs.pages.findings import findings_of
from portdocs.registry import Endpoint, Host, Registry
from portdocs.topology.exposure import is_proxied, listener_exposure
from portdocs.topology.port_usage import count_used, free_ports, used_ports
from portdocs.topology.routes import route

_MOST_EVIDENCE = 5


def suites(registry: Registry) -> str:
    """Who owns what."""
    rows = [
        (text(suite.title), code(suite.id), words(suite.owner), words(suite.contact))
        for suite in registry.suites.values()
    ]
    return filled_table(("Suite", "Id", "Owner", "Contact"), rows)


def hosts(registry: Registry) -> str:
    """The machines; nothing where one is only implied."""
    rows = [
        (text(host.title), code(host.id), codes(host.addresses), _firewall(host)) for host in registry.hosts.values()
    ]
    return filled_table(("Host", "Id", "Addresses", "Firewall"), rows if registry.declares_hosts else [])


def _firewall(host: Host) -> str:
    wall = host.firewall
    if wall is None:
        return ""
    where = "before the machine" if wall.outside else "on the machine"
    return f"{text(wall.name or 'firewall')} ({where}) opens {codes(wall.open) or 'nothing'}"


def ports(registry: Registry) -> str:
    """Every listener, lowest port first, one row for each host that it listens on."""
    titles = ("Service", "Host", "Port", "Protocol", "Bind", "Exposure", "Status", "Description")
    found = sorted(_listening(registry), key=lambda entry: entry[0])
    return filled_table(titles, [cells for _, cells in found])


def _listening(registry: Registry) -> Iterator[tuple[tuple[object, ...], tuple[str, ...]]]:
    for service in registry.services.values():
        status = "external" if service.external else service.status
        for listener in service.listeners or ():
            run = listener.port or listener.container_port
            for host in registry.hosts_of(service) or (None,):
                order = (run is None, str(run) if run is None else run, host.id if host else "", service.id)
                reach = ""
                if host and status != "retired":
                    reach = str(listener_exposure(registry, service, listener, host))
                    reach += ", proxied" if is_proxied(registry, service, listener) else ""
                shown_host = code(host.id) if host and registry.declares_hosts else ""
                yield (
                    (*order, listener.location),
                    (
                        text(service.title), shown_host, port(listener), words(listener.protocol), binds(listener),
                        reach, status, words(service.description),
                    ),
                )  # fmt: skip


def access(registry: Registry) -> str:
    """Where a request to each public address goes."""
    titles = ("URL", "Port", "TLS", "Via", "To", "Target", "Redirect", "Purpose", "Accept")
    return filled_table(titles, [_endpoint(registry, endpoint) for endpoint in registry.endpoints])


def _endpoint(registry: Registry, endpoint: Endpoint) -> tuple[str, ...]:
    target = route(registry, endpoint).target
    return (
        urls(endpoint.url),
        codes(dict.fromkeys(url.port for url in endpoint.url)),
        ", ".join(dict.fromkeys("yes" if url.tls else "no" for url in endpoint.url)),
        codes(endpoint.via),
        maybe_code(endpoint.to),
        maybe_code(target) + ("" if endpoint.target or not target else " (derived)"),
        link(endpoint.redirect) if endpoint.redirect else "",
        words(endpoint.purpose),
        acceptances(endpoint.accept),
    )


def ranges(registry: Registry) -> str:
    """Reserved ports, with how many are used and the lowest that is free."""
    titles = ("Range", "Id", "Ports", "Suite", "Host", "In use", "Next free", "Purpose", "Accept")
    rows = []
    for entry in registry.ranges.values():
        occupied = used_ports(registry, host=registry.hosts[entry.host] if entry.host else None)
        next_free = next(free_ports(entry.ports, occupied), None)
        rows.append(
            (
                text(entry.title), code(entry.id), codes(entry.ports), maybe_code(entry.suite), maybe_code(entry.host),
                f"{count_used(entry, occupied)} of {entry.size}", maybe_code(next_free) or "none", words(entry.purpose),
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
            words(file.purpose),
        )
        for service in registry.services.values()
        for file in service.files
    ]
    return filled_table(("File", "Host", "Service", "Purpose"), rows)


def claims(registry: Registry) -> str:
    """What the page claims, and whether the checks bear it out."""
    titles = ("Claim", "Verdict", "Evidence", "Suites", "Ports", "Verified by")
    rows = [
        (
            text(one.claim.statement), str(one.verdict), _evidence(one), codes(one.claim.suites),
            codes(one.claim.ports), codes(one.claim.verified_by),
        )
        for one in evaluate_claims(registry, findings_of(registry))
    ]  # fmt: skip
    return filled_table(titles, rows)


def _evidence(result: ClaimResult) -> str:
    shown = [
        text(one.message) + (f" ({location(one.location)})" if one.location else "")
        for one in result.evidence[:_MOST_EVIDENCE]
    ]
    if more := len(result.evidence[_MOST_EVIDENCE:]):
        shown.append(f"and {more} more")
    return BREAK.join(shown)


def ignored(registry: Registry) -> str:
    """Drift that is known."""
    rows = [
        (code(one.subject), words(one.process), maybe_code(one.host), words(one.reason), words(one.until))
        for one in registry.ignores
    ]
    return filled_table(("Listener or route", "Process", "Host", "Reason", "Until"), rows)


TABLES: dict[str, Callable[[Registry], str]] = {
    "Suites": suites,
    "Hosts": hosts,
    "Ports": ports,
    "Access": access,
    "Ranges": ranges,
    "Files": files,
    "Claims": claims,
    "Ignored drift": ignored,
}
