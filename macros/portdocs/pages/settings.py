"""Settings that pages need: when a verification is outdated, and links to the tools that show live state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from portdocs.registry.suggest import did_you_mean

STALE_AFTER_DAYS = 30
PLACEHOLDERS = ("service", "host", "unit", "container")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class StatusLink:
    """A link to another tool that shows the live state of a service."""

    label: str
    pattern: str

    def urls(self, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The URLs for a service: one for each host, unit or container if the pattern contains that placeholder.

        Values are quoted, so that none can change the target of the link.
        """
        urls = [self.pattern] if values["service"] else []
        for name in PLACEHOLDERS:
            if f"{{{name}}}" in self.pattern:
                urls = [url.replace(f"{{{name}}}", quote(one, safe="")) for url in urls for one in values[name]]
        return tuple(dict.fromkeys(urls))


@dataclass(frozen=True, slots=True)
class Settings:
    """The validated settings."""

    stale_after_days: int = STALE_AFTER_DAYS
    status_links: tuple[StatusLink, ...] = ()
    redacted: frozenset[str] = frozenset()
    """The kinds of facts that the site leaves out."""


DEFAULTS = Settings()
"""The settings of a site that configures nothing."""


def status_link(label: str, pattern: Any) -> StatusLink:
    """The link for one entry of `status_links`. Raises ValueError if the pattern is not a URL with placeholders."""
    if not isinstance(pattern, str):
        raise ValueError(f"{label}: expected a URL, found `{pattern}`")
    for name in _PLACEHOLDER.findall(pattern):
        if name not in PLACEHOLDERS:
            raise ValueError(f"{label}: unknown placeholder `{{{name}}}`; {did_you_mean(name, PLACEHOLDERS)}")
    parts = urlsplit(pattern)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "{" in parts.netloc:
        raise ValueError(f"{label}: expected an http or https URL with a fixed host name, found `{pattern[:80]}`")
    if re.search(r"[\s<>\"'`\\^|\x00-\x1f]", pattern) or "{" not in pattern:
        expected = "a URL with {service} in it, without spaces and quotes"
        raise ValueError(f"{label}: expected {expected}, found `{pattern[:80]}`")
    return StatusLink(label, pattern)
