"""What a page can call: this project's own macros, from their docstrings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from macros.discovery import functions
from macros.registry import Registry
from macros.render.inline import Cell, Code, Text
from macros.render.table import Column, Row, Table

COLUMNS = (Column("Call"), Column("What it shows"))
PACKAGES = ("macros.render.tables", "macros.render.cards", "macros.render.drawings", "macros.render.words")


def macro_table(registry: Registry) -> Table:
    """Every macro that pages can call, with its arguments."""
    rows = tuple(Row(_cells(name, function)) for package in PACKAGES for name, function in functions(package).items())
    return Table("macros", "What a page can call", COLUMNS, rows, "There are none.", True)


def _cells(name: str, function: Callable[..., Any]) -> tuple[Cell, ...]:
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "registry"]
    shown = ", ".join(p.name if p.default is inspect.Parameter.empty else f"{p.name}=…" for p in parameters)
    about = " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())
    return (Code(f"{name}({shown})"),), (Text(about),)
