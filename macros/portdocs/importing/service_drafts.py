"""Services and their listeners while they are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from portdocs.importing.found import CONFIDENCE, At, Mention
from portdocs.registry.ports import Ports


@dataclass(slots=True)
class ListenerDraft:
    """A listener before it is written."""

    port: Ports | None
    inside: Ports | None
    transports: tuple[str, ...]
    binds: list[str]
    protocol: str | None
    label: str
    at: At
    purpose: str | None = None
    health: str | None = None

    @property
    def spoken(self) -> tuple[str, ...]:
        """The transports, `tcp` where none is said."""
        return self.transports or ("tcp",)


@dataclass(slots=True)
class ServiceDraft:
    """A service before it is written."""

    name: str
    at: At
    group: str = ""
    id: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    runtime: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    listeners: list[ListenerDraft] = field(default_factory=list)
    by_run: dict[Ports, dict[int, ListenerDraft]] = field(default_factory=dict)
    """The listeners by the ports that they have, those inside containers too."""
    kinds: set[str] = field(default_factory=set)
    blocks: dict[int, Mention] = field(default_factory=dict)
    """Where it was met: the first mention in each block."""
    comments: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    suite: str | None = None
    assumed: bool = False

    def add(self, one: ListenerDraft) -> None:
        """A listener more."""
        self.listeners.append(one)
        self.know(one)

    def know(self, one: ListenerDraft) -> None:
        """Lets a listener be found by the ports that it has by now."""
        for run in filter(None, (one.port, one.inside)):
            self.by_run.setdefault(run, {})[id(one)] = one

    def at_port(self, run: Ports | None) -> Iterable[ListenerDraft]:
        """The listeners that have these ports."""
        return self.by_run.get(run, {}).values() if run else ()

    @property
    def confidence(self) -> str:
        """How sure it is that the page means a service that listens there."""
        if self.assumed:
            return "low"
        return min((CONFIDENCE[kind] for kind in self.kinds), key=("high", "medium", "low").index)

    @property
    def ports(self) -> Iterator[Ports]:
        """All ports on its host."""
        return (one.port for one in self.listeners if one.port)
