"""The entries of `checks:`."""

from __future__ import annotations

from typing import Literal

from portdocs.registry.fields import Text
from portdocs.registry.model.entry import Entry


class CheckSetting(Entry):
    """A different severity for a check, in the whole registry."""

    severity: Literal["error", "warning", "off"]
    """The severity of its findings: `error` or `warning`; `off` reports none."""
    reason: Text
    """The reason, which the site shows."""
