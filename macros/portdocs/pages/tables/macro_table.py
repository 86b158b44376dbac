"""The macros that pages can call, from their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from portdocs.discovery import functions
from portdocs.pages.inline import Cell, Code, message
from portdocs.pages.table import Column, Row, Table
from portdocs.registry import Registry

COLUMNS = (Column("Call"), Column("Shows"))


def macro_table(registry: Registry) -> Table:
    """Every macro that pages can call, with its arguments."""
    # Not at the top: that module imports the tables.
    from portdocs.pages.macros import PACKAGES, page_signature

    macros = ((name, function) for where in PACKAGES for name, function in functions(*where).items())
    rows = tuple(Row(_cells(name, function, page_signature(function))) for name, function in macros)
    return Table("macros", "Macros", COLUMNS, rows, "There are no macros.", True)


def _cells(name: str, function: Callable[..., Any], signature: inspect.Signature) -> tuple[Cell, ...]:
    parameters = signature.parameters.values()
    shown = ", ".join(p.name if p.default is inspect.Parameter.empty else f"{p.name}=…" for p in parameters)
    about = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return (Code(f"{name}({shown})"),), message(about)
