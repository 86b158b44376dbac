"""The name under which something declared is verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class DriftKey:
    """A listener of a service, or an endpoint's URL; `keys` says which one is whose."""

    kind: Literal["listener", "endpoint"]
    of: str
    """The service's id, or the URL."""
    what: str
    """The socket, or the way."""
