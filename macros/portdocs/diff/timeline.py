"""What happened over several releases: since when each service opens what it opens, and who had a port before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from portdocs.diff.change import Change
from portdocs.diff.compare import RegistryState
from portdocs.diff.sockets import Key, shown_binds
from portdocs.registry.ports import Ports

_Was: TypeAlias = "Sequence[tuple[str, ServiceFacts | None]]"
"""The releases, oldest first, each with a service as it was in it."""

UNRELEASED = "not released yet"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the history of a service is told of."""

    title: str
    opened: Mapping[str, str]
    """What it opens, and what that is bound to (nothing where it has no bind)."""
    ports: tuple[tuple[int, int, str], ...]
    """First port, last port and transport of each opening that takes ports of the host."""


@dataclass(frozen=True, slots=True)
class ReleaseSummary:
    """One state of the world."""

    services: Mapping[str, ServiceFacts]
    problems: tuple[str, ...] = ()
    """What of its data does not load."""


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """The way from one state to the next."""

    changes: tuple[Change, ...]
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Release:
    """A released version, with what changed since the one before."""

    name: str
    date: str
    changes: tuple[Change, ...]
    count: int
    """How many services it has."""
    problems: tuple[str, ...] = ()
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class FormerPort:
    """Ports that a service had, and has no more."""

    ports: tuple[int, int]
    transport: str
    title: str
    """What the service was called."""
    service: str
    """Its id now, where it is still there; else the last one."""
    until: str
    """The last release in which it had them."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the time before; `unknown` says why nothing is."""

    unknown: str = ""
    releases: tuple[Release, ...] = ()
    """Newest first."""
    unreleased: tuple[Change, ...] = ()
    stories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of a service: since when it opens what it opens, in sentences without an end."""
    former: tuple[FormerPort, ...] = ()


def snapshot(world: RegistryState) -> ReleaseSummary:
    """What the history needs of one state."""
    services = {
        id: ServiceFacts(
            service.title,
            {str(key): shown_binds(one.binds) if one.binds else "" for key, one in world.openings[id].items()},
            tuple(_ports(key) for key in world.openings[id] if key.kind == "port"),
        )
        for id, service in world.registry.services.items()
    }
    return ReleaseSummary(services, tuple(map(str, world.data.findings)))


def _ports(key: Key) -> tuple[int, int, str]:
    assert isinstance(key.ports, Ports)
    return (key.ports.first, key.ports.last, key.transport)


def past(
    names: Sequence[tuple[str, str]],
    snapshots: Sequence[ReleaseSummary],
    steps: Sequence[ReleaseDiff],
    now: ReleaseSummary,
    last: ReleaseDiff,
) -> History:
    """The past of the world `now`: releases as name and date, oldest first, each with its state and the step from the
    one before it (of the first: an empty one); `last` is the step from the newest release to now."""
    releases = [
        Release(name, date, step.changes, len(state.services), state.problems, is_first=not number)
        for number, ((name, date), state, step) in enumerate(zip(names, snapshots, steps, strict=True))
    ]
    timeline = [(name, state) for (name, _), state in zip(names, snapshots, strict=True)]
    before = _forward([*steps[1:], last]) if names else []
    stories = {id: tuple(_story(id, facts, timeline, before)) for id, facts in now.services.items()}
    return History("", tuple(reversed(releases)), last.changes, stories, tuple(_former(timeline, before, now)))


def _forward(steps: Sequence[ReleaseDiff]) -> list[dict[str, str]]:
    """For each release, the id that a service of it has today, where it has another one."""
    result: list[dict[str, str]] = []
    later: dict[str, str] = {}
    for step in reversed(steps):
        come = set(step.renamed.values())  # ids that nothing had before this step
        kept = {id: today for id, today in later.items() if id not in come}
        later = kept | {old: later.get(new, new) for old, new in step.renamed.items()}
        result.append(later)
    return result[::-1]


def _story(
    id: str, facts: ServiceFacts, timeline: Sequence[tuple[str, ReleaseSummary]], renamed: Sequence[Mapping[str, str]]
) -> Iterator[str]:
    was = [(name, _then(state, id, names)) for (name, state), names in zip(timeline, renamed, strict=True)]
    if not any(then for _, then in was):
        yield UNRELEASED
        return
    if not facts.opened:
        yield _when(_since(was, lambda _: True))
    yield from (_opened(was, label, bind) for label, bind in facts.opened.items())
    had = {label: name for name, then in was if then for label in then.opened if label not in facts.opened}
    yield from (f"{label} until {name}" for label, name in had.items())
    called = {then.title: name for name, then in was if then and then.title != facts.title}
    yield from (f"called {title} until {name}" for title, name in called.items())


def _opened(was: _Was, label: str, bind: str) -> str:
    since = _since(was, lambda then: label in then.opened)
    bound = _since(was, lambda then: then.opened.get(label) == bind)
    also = f"; bound to {bind} {_when(bound)}" if bind and bound != since else ""
    return f"{label} {_when(since)}{also}"


def _then(state: ReleaseSummary, id: str, renamed: Mapping[str, str]) -> ServiceFacts | None:
    """A service of today as it was."""
    old = next((before for before, after in renamed.items() if after == id), id)
    return state.services.get(old)


def _since(was: _Was, holds: Callable[[ServiceFacts], bool]) -> str:
    """The first of the releases from which on something held without a break; empty where none did."""
    first = ""
    for name, then in reversed(was):
        if then is None or not holds(then):
            break
        first = name
    return first


def _when(release: str) -> str:
    return f"since {release}" if release else f"({UNRELEASED})"


def _former(
    timeline: Sequence[tuple[str, ReleaseSummary]], renamed: Sequence[Mapping[str, str]], now: ReleaseSummary
) -> Iterator[FormerPort]:
    """Who had a port, the last one last: of each service and port the newest release counts."""
    found: dict[tuple[str, tuple[int, int, str]], FormerPort] = {}
    for (name, state), names in zip(timeline, renamed, strict=True):
        for old, facts in state.services.items():
            id = names.get(old, old)
            for first, last, transport in facts.ports:
                found[id, (first, last, transport)] = FormerPort((first, last), transport, facts.title, id, name)
    for (id, ports), former in sorted(found.items()):
        if id not in now.services or ports not in now.services[id].ports:
            yield former
