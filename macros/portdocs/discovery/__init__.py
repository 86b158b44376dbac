"""Finds what a package offers: each module gives the function of its own name, so adding one touches one file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any


@cache
def modules(package: str, suffix: str = "") -> dict[str, ModuleType]:
    """The modules of a package by name, sorted; those whose name starts with an underscore are its own business."""
    path = importlib.import_module(package).__path__
    names = sorted(found.name for found in pkgutil.iter_modules(path) if _is_offered(found.name, suffix))
    return {name: importlib.import_module(f"{package}.{name}") for name in names}


def _is_offered(name: str, suffix: str) -> bool:
    return name.endswith(suffix) and not name.startswith("_")


@cache
def functions(package: str, suffix: str = "") -> dict[str, Callable[..., Any]]:
    """The function that each module of a package is named after, of modules whose names end in `suffix`."""
    return {name: getattr(module, name) for name, module in modules(package, suffix).items()}
