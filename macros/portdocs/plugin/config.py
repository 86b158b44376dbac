"""The options of the plugin in `mkdocs.yml`; mkdocs checks them before anything is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings, ValidationError
from mkdocs.config.config_options import Type

from portdocs.pages.settings import STALE_AFTER_DAYS, Settings, StatusLink, status_link
from portdocs.registry.suggest import did_you_mean

MAX_STALE_DAYS = 3650


class _Days(BaseConfigOption[int]):
    """A number of days."""

    def __init__(self, default: int) -> None:
        super().__init__()
        self.default = default

    def run_validation(self, value: object, /) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_STALE_DAYS:
            raise ValidationError(f"expected days from 1 to {MAX_STALE_DAYS}, found `{value}`")
        return value


class _StatusLinks(BaseConfigOption[tuple[StatusLink, ...]]):
    """Links to other tools, as `label: URL pattern`."""

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


class PortdocsConfig(Config):  # type: ignore[no-untyped-call] # of mkdocs
    """The options of the plugin."""

    data_dir = Type(str, default="data")
    """The folder of the registry's YAML files, relative to `mkdocs.yml`."""
    stale_after_days = _Days(default=STALE_AFTER_DAYS)
    """Age from which a verification is shown as outdated."""
    status_links = _StatusLinks()
    """Links from each service to the tools that show its live state."""

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """mkdocs only warns about an unknown option, and a misspelt one would go unnoticed: make it an error."""
        errors, warnings = super().validate()
        options = [name for name, _ in self._schema]
        unknown = [key for key in self if key not in options]
        errors += [(key, ValidationError(f"unknown option; {did_you_mean(str(key), options)}")) for key in unknown]
        return errors, [warning for warning in warnings if warning[0] not in unknown]

    @property
    def settings(self) -> Settings:
        """The options that pages show something of."""
        return Settings(self.stale_after_days, self.status_links)
