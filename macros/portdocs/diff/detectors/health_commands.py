"""Health commands: readers copy them from a page into a terminal, so a new one is reviewed like code."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Location, Service, Subject


def health_commands(comparison: Comparison) -> Iterator[Change]:
    """One change for each command that a service did not have before, with its text."""
    pairs: list[tuple[Service | None, Service]] = [*comparison.service_pairs]
    pairs += [(None, service) for service in comparison.added(Service)]
    for old, new in pairs:
        before = _commands(old) if old else {}
        for command, location in _commands(new).items():
            if command not in before:
                verb = "changed to" if before else "is"
                message = f"{new.title}: the health command that readers copy {verb} {command}"
                yield Change(ChangeLevel.DANGER, "health-command", Subject("service", new.id), message, new=location)


def _commands(service: Service) -> dict[str, Location]:
    """The commands of a service, each with the location of its first declaration."""
    found: dict[str, Location] = {}
    for listener in service.listeners or ():
        if (listener.health or "").startswith("$ "):
            found.setdefault(listener.health or "", listener.at.value_location("health"))
    return found
