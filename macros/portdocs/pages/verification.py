"""Verification as cells: when something was verified, against which sources, and what differs.

Every date is written as a date. The build does not know the time; `relative-time.js` computes ages in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import NOTHING, Badge, Cell, Text, cell_text, join_cells, lines, message
from portdocs.pages.links import Links
from portdocs.registry import Endpoint, Host, Listener, Registry, Service
from portdocs.registry.verification import DriftKey, Observation, day_of
from portdocs.topology.verification_keys import endpoint_key, listener_key, transports_of

SOURCE_NAMES = {
    "nginx": "nginx",
    "systemd": "systemd units",
    "compose": "compose files",
    "sockets": "open sockets",
    "traefik": "Traefik",
    "caddy": "Caddy",
    "cloudflared": "cloudflared",
    "kubernetes": "Kubernetes manifests",
    "containers": "running containers",
    "firewall": "the firewall",
}
NEVER = Badge("never verified", "never", "Declared only; never compared with the host")
HOLDER_UNKNOWN = "open, holder unknown"
"""The badge of a listener that is open, but may be that of another service."""
ORDER = ("differs", HOLDER_UNKNOWN, "never verified", "verified")
"""The order in which a reader should look at them."""


@dataclass(frozen=True, slots=True)
class VerifiedAt:
    """The badge `verified`, or a weaker one, with its time; the script shows the age, and marks one that is too old."""

    at: str
    badge: str = "verified"
    hint: str = ""
    """The whole sentence with its sources, which a table shows as the hint of the badge."""

    def html(self, links: Links) -> str:
        kind = "verified" if self.badge == "verified" else "open"
        hint = f' title="{for_html(self.hint)}"' if self.hint else ""
        badge = f'<span class="pd-badge pd-badge--{kind}"{hint}>{for_html(self.badge)}</span> ' if self.badge else ""
        days = links.settings.stale_after_days
        return f'<span class="pd-seen" data-portdocs-seen="{days}">{badge}{time_html(self.at)}</span>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.text())

    def text(self) -> str:
        return self.hint or f"{self.badge} {day_of(self.at)}".strip()


@dataclass(frozen=True, slots=True)
class ObservedAt:
    """The line of a host's file that differs; the site cannot link to it."""

    file: str
    line: int

    def html(self, links: Links) -> str:
        return f'<code class="pd-place">{for_html(self.text())}</code>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.text())

    def text(self) -> str:
        return f"{self.file}:{self.line}"


def time_html(at: str) -> str:
    """A time for the script; without scripts it is a date."""
    return f'<time class="pd-age" datetime="{for_html(at)}">{for_html(day_of(at))}</time>'


def source_names(sources: Iterable[str]) -> str:
    """The names of sources in a sentence, such as `nginx and open sockets`."""
    wanted = set(sources)
    names = [name for source, name in SOURCE_NAMES.items() if source in wanted]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def listener_verification(registry: Registry, service: Service, listener: Listener, host: Host | None) -> Cell:
    """The verification of a listener on a host; empty if that host has no record."""
    if host is None or service.status == "retired" or host.id not in registry.verification.hosts:
        return NOTHING
    keys = [listener_key(service, listener, transport) for transport in transports_of(listener)]
    badge = HOLDER_UNKNOWN if _unknown_holders(registry, host, keys) else "verified"
    return _summary([registry.verification.seen(host.id, key) for key in keys], badge)


def endpoint_verification(registry: Registry, endpoint: Endpoint) -> Cell:
    """The verification of an endpoint; empty if none of its hosts has a record."""
    hosts = [id for id in _hosts(registry, endpoint) if id in registry.verification.hosts]
    if not hosts:
        return NOTHING
    keys = [endpoint_key(registry, endpoint, url) for url in endpoint.url]
    found = [_over_hosts(registry, hosts, key) for key in keys]
    return _summary(found)


def service_verification(registry: Registry, service: Service, host: Host) -> Cell:
    """The last verification of the listeners of a service on a host; empty if all of them differ."""
    keys = _keys(registry, service, host)
    seen = {key: registry.verification.seen(host.id, key) for key in keys}
    agreeing = {key: one for key, one in seen.items() if one and not any(each.differs for each in one.values())}
    if not seen or (not agreeing and any(seen.values())):
        return NOTHING
    unknown = _unknown_holders(registry, host, agreeing)
    verified = [one for key, one in agreeing.items() if key not in unknown]
    parts = [
        _part(verified, "verified", len(seen)),
        _part([agreeing[key] for key in unknown], HOLDER_UNKNOWN, len(seen)),
    ]
    return join_cells(filter(None, parts), "; ") or (NEVER,)


def _part(observed: list[Mapping[str, Observation]], badge: str, total: int) -> Cell:
    """The verification of some of the listeners of a service."""
    if not observed:
        return NOTHING
    count: Cell = (Text(f", {len(observed)} of {total} listeners"),) if len(observed) < total else NOTHING
    return (*_verified_at(_oldest(observed), badge), *count)


def _unknown_holders(registry: Registry, host: Host, keys: Iterable[DriftKey]) -> list[DriftKey]:
    return [key for key in keys if registry.verification.has_unknown_holder(host.id, key)]


def service_differences(registry: Registry, service: Service, host: Host) -> list[Cell]:
    """The differences between the listeners of a service and a host."""
    seen = (registry.verification.seen(host.id, key) for key in _keys(registry, service, host))
    observations = (one for each in seen for one in each.values())
    return [_full_difference(one) for one in dict.fromkeys(observations) if one.differs]


def _keys(registry: Registry, service: Service, host: Host) -> list[DriftKey]:
    """The key of each listener; none if the host has no record."""
    if host.id not in registry.verification.hosts or service.status == "retired":
        return []
    listeners = service.listeners or ()
    return [listener_key(service, one, transport) for one in listeners for transport in transports_of(one)]


def _hosts(registry: Registry, endpoint: Endpoint) -> list[str]:
    services = endpoint.via or ((endpoint.to.service,) if endpoint.to else ())
    return [host.id for id in services for host in registry.hosts_of(registry.services[id])]


def _over_hosts(registry: Registry, hosts: Iterable[str], key: DriftKey) -> Mapping[str, Observation]:
    """For each source a difference on any of the hosts, else the oldest verification."""
    found: dict[str, Observation] = {}
    for host in hosts:
        for source, one in registry.verification.seen(host, key).items():
            known = found.get(source)
            if known is None or (one.differs and not known.differs) or (not known.differs and one.at < known.at):
                found[source] = one
    return found


def _summary(found: list[Mapping[str, Observation]], badge: str = "verified") -> Cell:
    """Several things in one row: their differences, else that none was verified, else when they were."""
    differing = [one for each in found for one in each.values() if one.differs]
    if differing:
        return lines(_difference(one) for one in dict.fromkeys(differing))
    known = [each for each in found if each]
    if not known:
        return (NEVER,)
    seen = _oldest(known)
    part: Cell = (Text(f", {len(known)} of {len(found)}"),) if len(known) < len(found) else NOTHING
    return (VerifiedAt(max(one.at for one in seen.values()), badge, cell_text(_verified_at(seen, badge))), *part)


def _oldest(known: list[Mapping[str, Observation]]) -> Mapping[str, Observation]:
    return min(known, key=lambda each: max(one.at for one in each.values()))


def _verified_at(seen: Mapping[str, Observation], badge: str) -> Cell:
    """`verified 2026-11-25 against open sockets, 2026-11-01 against nginx`: latest first."""
    latest, *earlier = sorted({one.at for one in seen.values()}, reverse=True)
    times = [VerifiedAt(latest, badge), *(VerifiedAt(at, "") for at in earlier)]
    sources = ([source for source, one in seen.items() if one.at == time.at] for time in times)
    against = (Text(f" against {source_names(names)}") for names in sources)
    return join_cells(zip(times, against, strict=True), ", ")


def _difference(one: Observation) -> Cell:
    return (Badge("differs", "differs", one.differs or ""), Text(" "), VerifiedAt(one.at, ""))


def _full_difference(one: Observation) -> Cell:
    """A difference in full; its message names both sides."""
    observed: Cell = (Text(" "), ObservedAt(one.file, one.line)) if one.file and one.line else NOTHING
    return (Badge("differs", "differs"), Text(" "), VerifiedAt(one.at, ""), *message(f": {one.differs}"), *observed)


def is_never_verified(registry: Registry) -> bool:
    """True if no host was ever compared."""
    return not registry.verification.hosts


def verified_hosts(registry: Registry) -> Iterator[tuple[Host, str, str]]:
    """Each host that was compared, the time of its last comparison, and its sources."""
    for id, record in registry.verification.hosts.items():
        if record.sources:
            at = max(one.at for one in record.sources.values())
            yield registry.hosts[id], at, source_names(record.sources)


def last_verified(registry: Registry, host: Host) -> Cell:
    """The differences and the last comparison of a host; empty if no host was ever compared."""
    if is_never_verified(registry):
        return NOTHING
    for one, at, names in verified_hosts(registry):
        if one.id == host.id:
            count, unknown = difference_count(registry, host.id), unknown_holder_count(registry, host.id)
            differences: Cell = (Badge(f"{count} differ", "differs"), Text(" ")) if count else NOTHING
            doubts: Cell = (Text(f"; {unknown} {HOLDER_UNKNOWN}"),) if unknown else NOTHING
            badge = "compared" if count or unknown else "verified"
            return (*differences, VerifiedAt(at, badge), Text(f" against {names}"), *doubts)
    return (NEVER,)


def unknown_holder_count(registry: Registry, host: str) -> int:
    """The number of listeners on a host that are open, with an unknown holder."""
    entries = registry.verification.hosts[host].entries
    return sum(registry.verification.has_unknown_holder(host, entry.key) for entry in entries)


def difference_count(registry: Registry, host: str) -> int:
    """The number of differences and undeclared items on a host."""
    record = registry.verification.hosts[host]
    differing = sum(any(one.differs for one in entry.seen.values()) for entry in record.entries)
    return differing + len(record.undeclared)
