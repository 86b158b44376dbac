"""The checks that are switched off, or have another severity, in this registry."""

from __future__ import annotations

from portdocs.checks import Check, all_checks
from portdocs.pages.cells import check_page
from portdocs.pages.inline import Badge, Cell, Code, PageLink, SourceIcon, Text
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry
from portdocs.registry.model import CheckSetting

COLUMNS = (
    Column("Check"),
    Column("Severity"),
    Column("Default"),
    Column("Reason"),
    Column("Declared", "source"),
)


def check_setting_table(registry: Registry, *, check: str | None = None) -> Table:
    """The entries of `checks`, all or that of one check."""
    rows = tuple(
        Row(_cells(one, registry.checks[one.id]))
        for one in all_checks()
        if one.id in registry.checks and check in (None, one.id)
    )
    return Table("check-settings", "Changed checks", COLUMNS, rows, "No check is switched off or changed.", complete="")


def _cells(check: Check, setting: CheckSetting) -> tuple[Cell, ...]:
    return (
        (PageLink(Code(check.id), check_page(check.id)),),
        (severity_badge(setting.severity),),
        (Text(check.severity),),
        (Text(setting.reason),),
        (SourceIcon(setting.location),),
    )


def severity_badge(severity: str) -> Badge:
    """The severity of a check in a registry; `off` if it is switched off."""
    return Badge("off", "unchecked", "Switched off") if severity == "off" else Badge(severity, severity)
