"""What a comparison of the registry with reality says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from portdocs.registry import Location
from portdocs.registry.drift_key import DriftKey
from portdocs.scan import SourceError, Unresolved

Kind: TypeAlias = Literal[
    "missing-listener",
    "undeclared-listener",
    "bind-differs",
    "holder-differs",
    "status-differs",
    "missing-route",
    "undeclared-route",
    "target-differs",
    "tls-differs",
]


@dataclass(frozen=True, slots=True)
class Verified:
    """Something declared that reality agrees with."""

    key: DriftKey
    subject: str
    location: Location
    by: tuple[str, ...]
    """The sources that show it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where registry and reality part: at least one of the two places is there."""

    kind: Kind
    subject: str
    message: str
    declared: Location | None
    observed: Location | None
    source: str
    key: DriftKey | None = None
    """What of the registry it contradicts; None for what is not declared."""

    @property
    def location(self) -> Location:
        """Where a reader begins: the declaration where there is one."""
        location = self.declared or self.observed
        assert location is not None
        return location


@dataclass(frozen=True, slots=True)
class Ignored:
    """A difference that is known."""

    difference: Difference
    reason: str
    until: datetime.date | None = None
    location: Location | None = None
    """Where the data says so; None for what is ignored unless it is declared."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything, each kind by place. What no source can see is in none of them, and counted in `unseen`."""

    host: str
    verified: tuple[Verified, ...] = ()
    drift: tuple[Difference, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    unseen: tuple[DriftKey, ...] = ()
    readable: bool = True
    sources: tuple[tuple[str, str], ...] = field(default=())
    """The name of the source and the file, of all that was read."""
