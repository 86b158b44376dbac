"""Whom to ask: owners of suites and services."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.compare import Comparison
from portdocs.registry import Service, Suite


def ownership(comparison: Comparison) -> Iterator[Change]:
    """Changes of owners: of a suite once, and of its services only where they do not follow it."""
    old_suites, new_suites = comparison.old.registry.suites, comparison.new.registry.suites
    for id, suite in new_suites.items():
        if id in old_suites:
            yield from _suite(old_suites[id], suite)
    for old, new in comparison.services:
        before, after = comparison.old.registry.owner_of(old), comparison.new.registry.owner_of(new)
        if before != after and not _follows(old, new):
            message = f"{new.title} {_belongs(before, after)}"
            yield Change(ChangeLevel.CHANGE, "owner-changed", f"service:{new.id}", message, old.location, new.location)
        if old.suite != new.suite:
            message = f"{new.title} is {_in(comparison, new)}"
            yield Change(ChangeLevel.CHANGE, "suite-changed", f"service:{new.id}", message, old.location, new.location)


def _follows(old: Service, new: Service) -> bool:
    """Whether its suite's owner is its own, then and now: the change is told of the suite."""
    return not (old.owner or new.owner) and old.suite == new.suite


def _suite(old: Suite, new: Suite) -> Iterator[Change]:
    if old.owner != new.owner:
        message = f"the suite {new.title} {_belongs(old.owner, new.owner)}"
        yield Change(ChangeLevel.CHANGE, "owner-changed", f"suite:{new.id}", message, old.location, new.location)


def _belongs(before: str | None, after: str | None) -> str:
    instead = f" instead of {before}" if before and after else f"; it belonged to {before}" if before else ""
    return f"belongs to {after or 'nobody'}{instead}"


def _in(comparison: Comparison, service: Service) -> str:
    suite = comparison.new.registry.suite_of(service)
    return f"in the suite {suite.title}" if suite else "in no suite"
