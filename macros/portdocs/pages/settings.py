"""What a site may set under `extra: {portdocs: ...}` in its mkdocs.yml. It is checked before anything is built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from macros.registry.suggest import did_you_mean

STALE_AFTER_DAYS = 30
PLACEHOLDERS = ("service", "host", "unit", "container")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class StatusLink:
    """Where another tool shows the live state of a service."""

    label: str
    pattern: str

    def urls(self, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The URLs for a service, one for each host, unit or container that the pattern asks for; none where the
        service has no such thing. Values are quoted, so that none can lead elsewhere."""
        urls = [self.pattern] if values["service"] else []
        for name in PLACEHOLDERS:
            if f"{{{name}}}" in self.pattern:
                urls = [url.replace(f"{{{name}}}", quote(one, safe="")) for url in urls for one in values[name]]
        return tuple(dict.fromkeys(urls))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, checked."""

    stale_after_days: int = STALE_AFTER_DAYS
    status_links: tuple[StatusLink, ...] = ()


DEFAULTS = Settings()
"""Of a site that sets nothing."""


def read_settings(given: Any) -> Settings:
    """The settings of `extra.portdocs`. Raises ValueError that says what is wrong and what to write."""
    if given is None:
        return DEFAULTS
    if not isinstance(given, Mapping):
        raise ValueError("extra.portdocs: expected keys with values")
    known = ("stale_after_days", "status_links")
    for key in given:
        if key not in known:
            raise ValueError(f"extra.portdocs: no setting is called `{key}`; {did_you_mean(str(key), known)}")
    return Settings(_days(given.get("stale_after_days", STALE_AFTER_DAYS)), _links(given.get("status_links") or {}))


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_DAYS:
        raise ValueError(f"extra.portdocs.stale_after_days: expected days from 1 to {_MOST_DAYS}, found `{value}`")
    return value


def _links(value: Any) -> tuple[StatusLink, ...]:
    if not isinstance(value, Mapping):
        raise ValueError("extra.portdocs.status_links: expected `label: URL`, one a line")
    return tuple(StatusLink(str(label), _pattern(str(label), pattern)) for label, pattern in value.items())


def _pattern(label: str, pattern: Any) -> str:
    where = f"extra.portdocs.status_links.{label}"
    if not isinstance(pattern, str):
        raise ValueError(f"{where}: expected a URL, found `{pattern}`")
    for name in _PLACEHOLDER.findall(pattern):
        if name not in PLACEHOLDERS:
            raise ValueError(f"{where}: nothing is called `{{{name}}}`; {did_you_mean(name, PLACEHOLDERS)}")
    parts = urlsplit(pattern)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "{" in parts.netloc:
        raise ValueError(f"{where}: expected an http or https URL with a host of its own, found `{pattern[:80]}`")
    if re.search(r"[\s<>\"'`\\^|\x00-\x1f]", pattern) or "{" not in pattern:
        expected = "a URL with {service} in it, without spaces and quotes"
        raise ValueError(f"{where}: expected {expected}, found `{pattern[:80]}`")
    return pattern
