"""The result of comparing the registry with observations."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from portdocs.registry import Location
from portdocs.registry.openings import Opening
from portdocs.registry.urls import Url
from portdocs.registry.verification import DriftKey
from portdocs.scan import ObservedListener, SourceError, Unresolved

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
    "firewall-differs",
]

KIND_TITLES: dict[str, str] = {
    "missing-listener": "Declared, but not open",
    "undeclared-listener": "Open, but not declared",
    "bind-differs": "Open on other addresses than declared",
    "holder-differs": "Held by something else than declared",
    "status-differs": "Declared as planned or retired, but open",
    "missing-route": "Endpoint that the proxy does not serve",
    "undeclared-route": "Served by the proxy, but not declared",
    "target-differs": "Leads to another target than declared",
    "tls-differs": "TLS differs from what is declared",
    "firewall-differs": "Firewall differs from what is declared",
}
"""Each kind as a heading."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A declaration that observations confirm."""

    key: DriftKey
    subject: str
    location: Location
    by: tuple[str, ...]
    """The sources that show it."""
    holders: tuple[str | None, ...] = ()
    """The holder that each of these sources names; None if it cannot tell."""

    @property
    def held_by(self) -> str | None:
        """The holder, as the most reliable source names it; None for "open, holder unknown"."""
        return next(filter(None, self.holders), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between registry and observations; at least one location is set."""

    kind: Kind
    subject: str
    message: str
    declared: Location | None
    observed: Location | None
    source: str
    key: DriftKey | None = None
    """The contradicted declaration; None for undeclared items."""
    binds: tuple[str, ...] = ()
    """The observed addresses, if they differ from the declared ones."""
    found: ObservedListener | Url | None = None
    """The undeclared socket, or the URL of an undeclared route."""
    fact: str = ""
    """The observation as a clause, for the reason of an `ignore` entry; only of undeclared items."""

    @property
    def location(self) -> Location:
        """The declaration if there is one, else the observation."""
        location = self.declared or self.observed
        assert location is not None
        return location


@dataclass(frozen=True, slots=True)
class Unknown:
    """A declaration that no source can confirm or contradict, with the reason."""

    key: DriftKey
    subject: str
    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A difference that is ignored."""

    difference: Difference
    reason: str
    until: datetime.date | None = None
    location: Location | None = None
    """The `ignore` entry; None for a built-in default."""


@dataclass(frozen=True, slots=True)
class Drift:
    """All results, each list sorted by location. `unknown` lists declarations that no source can show."""

    host: str
    verified: tuple[Verified, ...] = ()
    drift: tuple[Difference, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    errors: tuple[SourceError, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    readable: bool = True
    openings: tuple[Opening, ...] | None = None
    """The openings in the firewall, by zone; None if it was not read, or if the data cannot tell."""
    sources: tuple[tuple[str, str], ...] = field(default=())
    """Source name and file of everything that was read."""
