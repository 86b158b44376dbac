"""How the site says what was verified: when, against what, and where a machine differs. Never without its date, and
never an age: the build knows no time, `ages.js` works it out in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.inline import NOTHING, Badge, Cell, SourceLink, Text, lines, message
from portdocs.pages.links import Links
from portdocs.registry import Endpoint, Host, Listener, Location, Registry, Service
from portdocs.registry.verification import DriftKey, Observation
from portdocs.topology.verification_keys import endpoint_key, listener_key, transports_of

SOURCE_NAMES = {
    "nginx": "nginx",
    "systemd": "systemd units",
    "compose": "compose files",
    "sockets": "open sockets",
}
NEVER = Badge("never verified", "never", "No record says that a machine was compared with this")
ORDER = ("differs", "never verified", "verified")
"""What should be looked at first."""


@dataclass(frozen=True, slots=True)
class VerifiedAt:
    """The word verified, with the moment; the script turns it into an age, and the word where that is long ago."""

    at: str
    word: str = "verified"

    def html(self, links: Links) -> str:
        badge = f'<span class="pd-badge pd-badge--verified">{for_html(self.word)}</span> ' if self.word else ""
        days = links.settings.stale_after_days
        return f'<span class="pd-seen" data-portdocs-seen="{days}">{badge}{moment_html(self.at)}</span>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.text())

    def text(self) -> str:
        return f"{self.word} {day(self.at)}".strip()


@dataclass(frozen=True, slots=True)
class Observed:
    """Where a source says otherwise: a file of a machine, which the site cannot link to."""

    file: str
    line: int

    def html(self, links: Links) -> str:
        return f'<code class="pd-place">{for_html(self.text())}</code>'

    def markdown(self, links: Links) -> str:
        return for_markdown(self.text())

    def text(self) -> str:
        return f"{self.file}:{self.line}"


def moment_html(at: str) -> str:
    """A moment for the script: without one it is a date."""
    return f'<time class="pd-age" datetime="{for_html(at)}">{for_html(day(at))}</time>'


def day(at: str) -> str:
    """`2026-11-25` of `2026-11-25T08:00:00Z`."""
    return at[:10]


def source_names(sources: Iterable[str]) -> str:
    """`nginx and open sockets`."""
    given = set(sources)
    named = [name for source, name in SOURCE_NAMES.items() if source in given]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def listener_seen(registry: Registry, service: Service, listener: Listener, host: Host | None) -> Cell:
    """What is recorded of a listener on a host; nothing where that host has no record."""
    if host is None or service.status == "retired" or host.id not in registry.verification.hosts:
        return NOTHING
    keys = [listener_key(service, listener, transport) for transport in transports_of(listener)]
    return _together([registry.verification.seen(host.id, key) for key in keys], listener.location)


def endpoint_seen(registry: Registry, endpoint: Endpoint) -> Cell:
    """What is recorded of an endpoint; nothing where none of its hosts has a record."""
    hosts = [id for id in _hosts(registry, endpoint) if id in registry.verification.hosts]
    if not hosts:
        return NOTHING
    keys = [endpoint_key(registry, endpoint, url) for url in endpoint.url]
    found = [_over(registry, hosts, key) for key in keys]
    return _together(found, endpoint.at.value_location("url", 0))


def service_seen(registry: Registry, service: Service, host: Host) -> Cell:
    """What is recorded of all listeners of a service on a host, in one line."""
    if host.id not in registry.verification.hosts or service.status == "retired" or not service.listeners:
        return NOTHING
    keys = [listener_key(service, one, transport) for one in service.listeners for transport in transports_of(one)]
    seen = [registry.verification.seen(host.id, key) for key in keys]
    known = [one for one in seen if one and not any(sighting.differs for sighting in one.values())]
    differing = dict.fromkeys(sighting for one in seen for sighting in one.values() if sighting.differs)
    if differing:
        return lines(_told(one) for one in differing)
    if not known:
        return (NEVER,)
    part = (Text(f", {len(known)} of {len(seen)} listeners"),) if len(known) < len(seen) else ()
    return (*_agreeing(_oldest(known)), *part)


def _hosts(registry: Registry, endpoint: Endpoint) -> list[str]:
    named = endpoint.via or ((endpoint.to.service,) if endpoint.to else ())
    return [host.id for id in named for host in registry.hosts_of(registry.services[id])]


def _over(registry: Registry, hosts: Iterable[str], key: DriftKey) -> Mapping[str, Observation]:
    """Over several hosts a difference on one of them counts, then the oldest agreement of each source."""
    found: dict[str, Observation] = {}
    for host in hosts:
        for source, one in registry.verification.seen(host, key).items():
            known = found.get(source)
            if known is None or (one.differs and not known.differs) or (not known.differs and one.at < known.at):
                found[source] = one
    return found


def _together(found: list[Mapping[str, Observation]], declared: Location) -> Cell:
    """Several things that stand in one row: what differs, else what was never seen, else when all was."""
    differing = [one for each in found for one in each.values() if one.differs]
    if differing:
        return lines(_differing(one, declared) for one in dict.fromkeys(differing))
    known = [each for each in found if each]
    if not known:
        return (NEVER,)
    part = (Text(f", {len(known)} of {len(found)}"),) if len(known) < len(found) else ()
    return (*_agreeing(_oldest(known)), *part)


def _oldest(known: list[Mapping[str, Observation]]) -> Mapping[str, Observation]:
    return min(known, key=lambda each: max(one.at for one in each.values()))


def _agreeing(seen: Mapping[str, Observation]) -> Cell:
    """`verified 2026-11-25 against open sockets, 2026-11-01 against nginx`: latest first."""
    moments = sorted({one.at for one in seen.values()}, reverse=True)
    parts: list[Cell] = []
    for number, at in enumerate(moments):
        names = source_names(source for source, one in seen.items() if one.at == at)
        first: Cell = (VerifiedAt(at),) if number == 0 else (Text(", "), VerifiedAt(at, ""))
        parts.append((*first, Text(f" against {names}")))
    return tuple(part for cell in parts for part in cell)


def _differing(one: Observation, declared: Location) -> Cell:
    observed: Cell = (Text(" and "), Observed(one.file, one.line)) if one.file and one.line else NOTHING
    badge = Badge("differs", "differs", one.differs or "")
    return (badge, Text(" "), VerifiedAt(one.at, ""), Text(": "), SourceLink(declared), *observed)


def _told(one: Observation) -> Cell:
    """A difference in full; the message names both sides."""
    observed: Cell = (Text(" "), Observed(one.file, one.line)) if one.file and one.line else NOTHING
    return (Badge("differs", "differs"), Text(" "), VerifiedAt(one.at, ""), *message(f": {one.differs}"), *observed)


def never_recorded(registry: Registry) -> bool:
    """Whether no machine was ever compared."""
    return not registry.verification.hosts


def hosts_seen(registry: Registry) -> Iterator[tuple[Host, str, str]]:
    """Each host that was compared, when that was last, and against what."""
    for id, record in registry.verification.hosts.items():
        if record.sources:
            at = max(one.at for one in record.sources.values())
            yield registry.hosts[id], at, source_names(record.sources)
