"""Owners and suites of services."""

from __future__ import annotations

from collections.abc import Iterator

from portdocs.diff.change import Change, ChangeLevel, change_of
from portdocs.diff.compare import Comparison
from portdocs.registry import Service, Suite


def ownership(comparison: Comparison) -> Iterator[Change]:
    """Changes of owners: once for a suite, and for those of its services that have an owner of their own."""
    old_suites, new_suites = comparison.old.registry.suites, comparison.new.registry.suites
    for id, suite in new_suites.items():
        if id in old_suites:
            yield from _suite(old_suites[id], suite)
    for old, new in comparison.service_pairs:
        before, after = comparison.old.registry.owner_of(old), comparison.new.registry.owner_of(new)
        if before != after and not _inherits(old, new):
            yield change_of(ChangeLevel.CHANGE, "owner-changed", f"{new.title} {_ownership(before, after)}", old, new)
        if old.suite != new.suite:
            message = f"{new.title} {_membership(comparison, new)}"
            yield change_of(ChangeLevel.CHANGE, "suite-changed", message, old, new)


def _inherits(old: Service, new: Service) -> bool:
    """True if the owner is that of its suite in both states; the change is reported for the suite."""
    return not (old.owner or new.owner) and old.suite == new.suite


def _suite(old: Suite, new: Suite) -> Iterator[Change]:
    if old.owner != new.owner:
        message = f"the suite {new.title} {_ownership(old.owner, new.owner)}"
        yield change_of(ChangeLevel.CHANGE, "owner-changed", message, old, new)


def _ownership(before: str | None, after: str | None) -> str:
    instead = f" instead of {before}" if before and after else f"; its owner was {before}" if before else ""
    return f"belongs to {after}{instead}" if after else f"has no owner{instead}"


def _membership(comparison: Comparison, service: Service) -> str:
    suite = comparison.new.registry.suite_of(service)
    return f"is in the suite {suite.title}" if suite else "is no longer in a suite"
