"""The options of the plugin in `mkdocs.yml`; mkdocs checks them before anything is built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings, ValidationError

from portdocs.pages.default_pages import PAGE_NAMES
from portdocs.pages.settings import STALE_AFTER_DAYS, Settings, StatusLink, status_link
from portdocs.registry.mkdocs_yml import DEFAULT_DATA_DIR, DEFAULT_PREVIEW_DIR, checked_preview_dir
from portdocs.registry.redaction import REDACTABLE
from portdocs.registry.suggest import did_you_mean

MAX_STALE_DAYS = 3650
_PREFIX = re.compile(r"([a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*/?)?")


class _DataDir(BaseConfigOption[str]):
    """A folder below the one of `mkdocs.yml`."""

    def __init__(self, default: str) -> None:
        super().__init__()
        self.default = default

    def run_validation(self, value: object, /) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValidationError(f"expected the name of a folder, found `{value}`")
        path = PurePath(value)
        if path.is_absolute() or ".." in path.parts:
            raise ValidationError(f"`{value}` is outside the project; use a folder below the one of mkdocs.yml")
        return value


class _Prefix(BaseConfigOption[str]):
    """A folder of the site, with a trailing slash; empty for the root."""

    def __init__(self) -> None:
        super().__init__()
        self.default = ""

    def run_validation(self, value: object, /) -> str:
        if not isinstance(value, str) or not _PREFIX.fullmatch(value):
            raise ValidationError(f"expected a folder of the site such as `ports/`, found `{value}`")
        return value.rstrip("/") + "/" if value else ""


class _Pages(BaseConfigOption[bool | tuple[str, ...]]):
    """All default pages (true), none (false), or a list of their names."""

    def __init__(self) -> None:
        super().__init__()
        self.default: Any = True

    def run_validation(self, value: object, /) -> bool | tuple[str, ...]:
        if isinstance(value, bool):
            return value
        if not isinstance(value, list | tuple):
            raise ValidationError(f"expected true, false or a list of pages, found `{value}`")
        for name in value:
            if name not in PAGE_NAMES:
                raise ValidationError(f"unknown page `{name}`; {did_you_mean(str(name), PAGE_NAMES)}")
        return tuple(value)


class _Days(BaseConfigOption[int]):
    """A number of days."""

    def __init__(self, default: int) -> None:
        super().__init__()
        self.default = default

    def run_validation(self, value: object, /) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_STALE_DAYS:
            raise ValidationError(f"expected a number of days from 1 to {MAX_STALE_DAYS}, found `{value}`")
        return value


class _StatusLinks(BaseConfigOption[tuple[StatusLink, ...]]):
    """Links to other tools, written as `label: URL pattern`."""

    def __init__(self) -> None:
        super().__init__()
        self.default: Any = ()

    def run_validation(self, value: object, /) -> tuple[StatusLink, ...]:
        if value == ():
            return ()
        if not isinstance(value, Mapping):
            raise ValidationError("expected one `label: URL` per line")
        try:
            return tuple(status_link(str(label), pattern) for label, pattern in value.items())
        except ValueError as error:
            raise ValidationError(str(error)) from None


class _PreviewDir(BaseConfigOption[str]):
    """A folder of the published branch."""

    def __init__(self) -> None:
        super().__init__()
        self.default = DEFAULT_PREVIEW_DIR

    def run_validation(self, value: object, /) -> str:
        try:
            return checked_preview_dir(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class _Switch(BaseConfigOption[bool]):
    """True or false."""

    def __init__(self) -> None:
        super().__init__()
        self.default = False

    def run_validation(self, value: object, /) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"expected true or false, found `{value}`")
        return value


class _Redact(BaseConfigOption[frozenset[str]]):
    """The kinds of facts to leave out."""

    def __init__(self) -> None:
        super().__init__()
        self.default: Any = ()

    def run_validation(self, value: object, /) -> frozenset[str]:
        if not isinstance(value, list | tuple):
            raise ValidationError(f"expected a list of {', '.join(REDACTABLE)}, found `{value}`")
        for kind in value:
            if kind not in REDACTABLE:
                raise ValidationError(f"cannot redact `{kind}`; {did_you_mean(str(kind), REDACTABLE)}")
        return frozenset(value)


class PortdocsConfig(Config):  # type: ignore[no-untyped-call] # of mkdocs
    """The options of the plugin."""

    data_dir = _DataDir(default=DEFAULT_DATA_DIR)
    """The folder of the registry's YAML files, relative to `mkdocs.yml`."""
    prefix = _Prefix()
    """The folder of the site for all pages of the package, such as `ports/`."""
    pages = _Pages()
    """The default pages to add."""
    stale_after_days = _Days(default=STALE_AFTER_DAYS)
    """Age from which a verification is shown as outdated."""
    status_links = _StatusLinks()
    """Links from each service to the tools that show its live state."""
    public = _Switch()
    """True if anyone can read the site: the build warns about internal addresses and unpublished ports."""
    preview_dir = _PreviewDir()
    """The folder of the published branch with the previews of pull requests; `portdocs preview` reads it."""
    redact = _Redact()
    """The kinds of facts that the site leaves out: `addresses`, `files`, `commands`."""

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Turn unknown options, which mkdocs only warns about, into errors."""
        errors, warnings = super().validate()
        options = [name for name, _ in self._schema]
        unknown = [key for key in self if key not in options]
        errors += [(key, ValidationError(f"unknown option; {did_you_mean(str(key), options)}")) for key in unknown]
        return errors, [warning for warning in warnings if warning[0] not in unknown]

    @property
    def settings(self) -> Settings:
        """The options that pages use."""
        return Settings(self.stale_after_days, self.status_links, self.redact)
