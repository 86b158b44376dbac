"""What changed in the world from release to release."""

from __future__ import annotations

from macros.diff.history import Past
from macros.registry import Registry
from macros.render.change_log import ChangeLog
from macros.render.past import past_of


def change_list(registry: Registry) -> ChangeLog:
    """Each released version, newest first, with what changed since the one before."""
    return ChangeLog(past_of(registry) or Past(unknown="nobody asked git"))
