"""What changed in the world from release to release."""

from __future__ import annotations

from portdocs.diff.timeline import History
from portdocs.pages.change_log import ChangeLog
from portdocs.pages.history import past_of
from portdocs.registry import Registry


def change_list(registry: Registry) -> ChangeLog:
    """Each released version, newest first, with what changed since the one before."""
    return ChangeLog(past_of(registry) or History(unavailable="git was not read"))
