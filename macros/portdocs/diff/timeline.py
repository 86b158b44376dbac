"""The history of services over several releases: since when each listens where, and who used a port before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from portdocs.diff.change import Change
from portdocs.diff.compare import RegistryState
from portdocs.diff.sockets import SocketKey, format_binds
from portdocs.registry.ports import Ports

_ServiceByRelease: TypeAlias = "Sequence[tuple[str, ServiceFacts | None]]"
"""A service in each release, oldest first."""

UNRELEASED = "not released yet"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """The facts about a service that its history contains."""

    title: str
    sockets: Mapping[str, str]
    """Each socket as text, with its binds; empty for one without binds."""
    ports: tuple[tuple[int, int, str], ...]
    """First port, last port and transport of each socket that uses ports of the host."""


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """The services of one release."""

    services: Mapping[str, ServiceFacts]
    problems: tuple[str, ...] = ()
    """Its load problems."""


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """The changes from one release to the next."""

    changes: tuple[Change, ...]
    renamed: Mapping[str, str]


NO_CHANGES = ReleaseDiff((), {})


@dataclass(frozen=True, slots=True)
class Release:
    """A release, with the changes since the previous one."""

    name: str
    date: str
    changes: tuple[Change, ...]
    count: int
    """The number of its services."""
    problems: tuple[str, ...] = ()
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class FormerPort:
    """Ports that a service no longer uses."""

    ports: tuple[int, int]
    transport: str
    title: str
    """The title that the service had."""
    service: str
    """Its current id, or its last one if it was removed."""
    until: str
    """The last release in which it used them."""


@dataclass(frozen=True, slots=True)
class History:
    """The releases of a registry; `unavailable` is the reason if there is no history."""

    unavailable: str = ""
    releases: tuple[Release, ...] = ()
    """Newest first."""
    unreleased: tuple[Change, ...] = ()
    timelines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By service id: phrases such as `8000 since v1.2`."""
    former: tuple[FormerPort, ...] = ()


def summarize(state: RegistryState) -> ReleaseSummary:
    """The facts about a state that the history needs."""
    services = {
        id: ServiceFacts(
            service.title,
            {str(key): format_binds(one.binds) if one.binds else "" for key, one in state.sockets[id].items()},
            tuple(_ports(key) for key in state.sockets[id] if key.kind == "port"),
        )
        for id, service in state.registry.services.items()
    }
    return ReleaseSummary(services, tuple(map(str, state.data.findings)))


def _ports(key: SocketKey) -> tuple[int, int, str]:
    assert isinstance(key.ports, Ports)
    return (key.ports.first, key.ports.last, key.transport)


def build_history(
    names: Sequence[tuple[str, str]],
    summaries: Sequence[ReleaseSummary],
    diffs: Sequence[ReleaseDiff],
    current: ReleaseSummary,
    unreleased: ReleaseDiff,
) -> History:
    """The history of the state `current`.

    `names` are the releases as name and date, oldest first; each has a summary and the diff from the previous release
    (empty for the first). `unreleased` is the diff from the newest release to `current`.
    """
    releases = [
        Release(name, date, diff.changes, len(summary.services), summary.problems, is_first=not number)
        for number, ((name, date), summary, diff) in enumerate(zip(names, summaries, diffs, strict=True))
    ]
    timeline = [(name, summary) for (name, _), summary in zip(names, summaries, strict=True)]
    renamed = _current_ids([*diffs[1:], unreleased]) if names else []
    timelines = {id: tuple(_timeline(id, facts, timeline, renamed)) for id, facts in current.services.items()}
    former = tuple(_former_ports(timeline, renamed, current))
    return History("", tuple(reversed(releases)), unreleased.changes, timelines, former)


def _current_ids(diffs: Sequence[ReleaseDiff]) -> list[dict[str, str]]:
    """For each release, the current id of every service that had another id then."""
    result: list[dict[str, str]] = []
    later: dict[str, str] = {}
    for diff in reversed(diffs):
        new_ids = set(diff.renamed.values())  # no service had these ids before
        unaffected = {id: current for id, current in later.items() if id not in new_ids}
        later = unaffected | {old: later.get(new, new) for old, new in diff.renamed.items()}
        result.append(later)
    return result[::-1]


def _timeline(
    id: str, facts: ServiceFacts, timeline: Sequence[tuple[str, ReleaseSummary]], renamed: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    past = [(name, _in_release(summary, id, ids)) for (name, summary), ids in zip(timeline, renamed, strict=True)]
    if not any(service for _, service in past):
        yield UNRELEASED
        return
    if not facts.sockets:
        yield _when(_since(past, lambda _: True))
    yield from (_socket_since(past, label, bind) for label, bind in facts.sockets.items())
    closed = {
        label: name for name, service in past if service for label in service.sockets if label not in facts.sockets
    }
    yield from (f"{label} until {name}" for label, name in closed.items())
    titles = {service.title: name for name, service in past if service and service.title != facts.title}
    yield from (f"called {title} until {name}" for title, name in titles.items())


def _socket_since(past: _ServiceByRelease, label: str, bind: str) -> str:
    opened = _since(past, lambda service: label in service.sockets)
    bound = _since(past, lambda service: service.sockets.get(label) == bind)
    also = f"; bound to {bind} {_when(bound)}" if bind and bound != opened else ""
    return f"{label} {_when(opened)}{also}"


def _in_release(summary: ReleaseSummary, id: str, renamed: Mapping[str, str]) -> ServiceFacts | None:
    """A current service in an older release."""
    old = next((before for before, after in renamed.items() if after == id), id)
    return summary.services.get(old)


def _since(past: _ServiceByRelease, applies: Callable[[ServiceFacts], bool]) -> str:
    """The first release of the uninterrupted run up to now in which something applied; empty if there is none."""
    first = ""
    for name, service in reversed(past):
        if service is None or not applies(service):
            break
        first = name
    return first


def _when(release: str) -> str:
    return f"since {release}" if release else f"({UNRELEASED})"


def _former_ports(
    timeline: Sequence[tuple[str, ReleaseSummary]], renamed: Sequence[Mapping[str, str]], current: ReleaseSummary
) -> Iterator[FormerPort]:
    """The ports that were given up, each with the newest release in which a service used it."""
    found: dict[tuple[str, tuple[int, int, str]], FormerPort] = {}
    for (name, summary), ids in zip(timeline, renamed, strict=True):
        for old, facts in summary.services.items():
            id = ids.get(old, old)
            for first, last, transport in facts.ports:
                found[id, (first, last, transport)] = FormerPort((first, last), transport, facts.title, id, name)
    for (id, ports), former in sorted(found.items()):
        if id not in current.services or ports not in current.services[id].ports:
            yield former
