"""Drift: the registry compared with observations. Three-valued: verified, different, or inconclusive.

A source never reports as missing what it cannot see. Socket listings, nginx, `.socket` units and compose files are
certain; ports in command lines are hints.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from portdocs.drift.coverage import SOURCES, Coverage
from portdocs.drift.declared_listeners import DeclaredListener, declared_on
from portdocs.drift.firewall import compare_firewall, observed_openings
from portdocs.drift.ignores import ignored_listener, ignored_route
from portdocs.drift.listeners import ListenerComparison, SourceComparison
from portdocs.drift.port_hints import compare_hints
from portdocs.drift.proxy_coverage import ProxyCoverage, proxy_coverages
from portdocs.drift.result import Difference, Drift, Ignored, Kind, Verified
from portdocs.drift.routes import RouteComparison, compare_routes
from portdocs.drift.undeclared_listeners import pair_moved, undeclared
from portdocs.drift.unknown import unknown_endpoints, unknown_listeners
from portdocs.registry import Host, Ports, Registry
from portdocs.registry.verification import DriftKey
from portdocs.scan import Scan, Unresolved

__all__ = ["Difference", "Drift", "Ignored", "Kind", "Verified", "compare"]


def compare(registry: Registry, host: Host, scan: Scan, today: datetime.date | None = None) -> Drift:
    """Compare a declared host with a scan of it. Ignores that end on or before `today` have expired; without `today`
    none has."""
    coverage = Coverage(registry, host, scan)
    declared = declared_on(registry, host)
    proxies = {one.proxy_source: one for one in proxy_coverages(coverage)}
    found = [ListenerComparison(_coverage(coverage, proxies, source), source, declared).run() for source in SOURCES]
    hinted = list(compare_hints(coverage, declared))
    extra = list(undeclared(coverage, declared, {one.source: one.unmatched for one in found}))
    judged = [ignored_listener(difference, seen, host, registry.ignores, today) for difference, seen in extra]
    gone, new = pair_moved(_missing(found), [one for one in judged if isinstance(one, Difference)])
    result = _all_routes(coverage, proxies.values())
    openings = list(compare_firewall(coverage))
    routes = [ignored_route(one, host, registry.ignores, today) for one in result.differences]
    differences = [
        *gone,
        *(difference for one in found for _, difference in one.differences),
        *(one for one in hinted if isinstance(one, Difference)),
        *new,
        *(one for one in routes if isinstance(one, Difference)),
        *(one for one in openings if isinstance(one, Difference)),
    ]
    ignored = [one for one in (*judged, *routes) if isinstance(one, Ignored)]
    noted = (one for one in (*hinted, *openings) if isinstance(one, Unresolved))
    unclear = dict.fromkeys((*scan.unresolved, *result.unresolved, *noted))
    contradicted = {one.key for one in differences if one.key}
    verified = [one for one in (*_verified(found), *result.verified) if one.key not in contradicted]
    seen = contradicted | {one.key for one in verified}
    unknown = [*unknown_listeners(coverage, declared), *unknown_endpoints(registry, result.keys, scan)]
    return Drift(
        host=host.id,
        verified=tuple(sorted(verified, key=lambda one: (one.location, one.subject))),
        drift=_once(differences),
        ignored=tuple(sorted(ignored, key=lambda one: (one.difference.location, one.difference.subject))),
        unresolved=tuple(sorted(unclear, key=lambda one: (one.file, one.line, one.text, one.reason))),
        errors=scan.errors,
        unknown=tuple(dict.fromkeys(one for one in unknown if one.key not in seen)),
        readable=scan.readable,
        openings=observed_openings(coverage),
        sources=tuple(dict.fromkeys((one.source, one.file) for one in scan.files)),
    )


def _coverage(coverage: Coverage, proxies: Mapping[str, ProxyCoverage], source: str) -> Coverage:
    """The coverage that knows the services of a source's sockets; those of a cluster are named after services."""
    return proxies.get(source, coverage) if source != "kubernetes" else coverage


def _all_routes(coverage: Coverage, proxies: Iterable[ProxyCoverage]) -> RouteComparison:
    """The routes of nginx and of all other proxies, compared one by one."""
    result = compare_routes(coverage)
    for proxy in proxies:
        other = compare_routes(proxy)
        result.verified += other.verified
        result.differences += other.differences
        result.unresolved += [*other.unresolved, *proxy.incomparable]
        result.keys += other.keys
    return result


def _verified(found: Sequence[SourceComparison]) -> list[Verified]:
    holders: dict[DriftKey, dict[str, str | None]] = defaultdict(dict)
    entries: dict[DriftKey, DeclaredListener] = {}
    for one in found:
        for declared, holder in one.verified:
            entries.setdefault(declared.key, declared)
            holders[declared.key].setdefault(one.source, holder)
    return [
        Verified(key, one.subject, one.location, tuple(holders[key]), tuple(holders[key].values()))
        for key, one in entries.items()
    ]


def _missing(found: Sequence[SourceComparison]) -> list[Difference]:
    """One difference for each missing listener, naming all sources that miss it."""
    missing: dict[int, tuple[DeclaredListener, list[Ports], list[str]]] = {}
    for one in found:
        for declared, ports in one.missing:
            _, _, sources = missing.setdefault(id(declared), (declared, ports, []))
            sources.append(one.source)
    return [_not_there(declared, ports, sources) for declared, ports, sources in missing.values()]


_SHOWN_BY = {
    "containers": "its container",
    "compose": "its compose file",
    "systemd": "its unit",
    "nginx": "nginx's configuration",
    "caddy": "its Caddyfile",
    "cloudflared": "the tunnel's configuration",
    "sockets": "open sockets",
}


def _not_there(one: DeclaredListener, ports: list[Ports], sources: list[str]) -> Difference:
    names = " and ".join(_SHOWN_BY[source] for source in sources)
    part = "" if not ports or ports == [one.ports] else f" on {', '.join(map(str, ports))}"
    message = (
        f"`{one.service.id}` is declared on {one.socket}, but {names} {_verb(sources)} "
        f"nothing there{part}; start it, or correct the data"
    )
    return Difference("missing-listener", one.subject, message, one.location, None, sources[-1], one.key)


def _verb(sources: list[str]) -> str:
    return "show" if len(sources) > 1 or sources == ["sockets"] else "shows"


def _once(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Sort by location and keep one of the differences that several sources report, from the most reliable source."""
    first: dict[object, Difference] = {}
    for one in differences:
        same = (one.kind, one.subject, one.declared) if one.kind in ("holder-differs", "status-differs") else one
        first.setdefault(same, one)
    return tuple(sorted(first.values(), key=lambda one: (one.location, one.kind, one.subject, one.message)))
