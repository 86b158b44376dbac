"""Plugins by file: each module of a package provides the function of its own name, so adding one touches one file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any


@cache
def modules(package: str, suffix: str = "") -> dict[str, ModuleType]:
    """The modules of a package whose names end in `suffix`, by name and sorted; not those that start with `_`."""
    path = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(path))
    return {
        name: importlib.import_module(f"{package}.{name}")
        for name in names
        if name.endswith(suffix) and not name.startswith("_")
    }


@cache
def functions(package: str, suffix: str = "") -> dict[str, Callable[..., Any]]:
    """The function that each of these modules is named after."""
    return {name: getattr(module, name) for name, module in modules(package, suffix).items()}
