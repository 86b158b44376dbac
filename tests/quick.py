"""Find the tests that start processes, build sites, make repositories or drive browsers: `--quick` excludes them."""

from __future__ import annotations

import inspect
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest


def is_slow(item: pytest.Item) -> bool:
    """True if a test or one of its fixtures uses `subprocess` or a browser, itself or through helpers in `tests`."""
    return _is_slow(frozenset(_functions(item)))


@cache
def _is_slow(functions: frozenset[FunctionType]) -> bool:
    waiting = [*functions]
    seen: set[CodeType] = set()
    while waiting:
        function = waiting.pop()
        if function.__code__ not in seen:
            seen.add(function.__code__)
            names = [*_names(function.__code__)]
            used = [function.__globals__.get(name) for name in names]
            if "getfixturevalue" in names or any(map(_is_slow_value, used)):  # the fixture is a site
                return True
            waiting += [helper for value in used for helper in _helpers(value)]
    return False


def _functions(item: pytest.Item) -> Iterator[FunctionType]:
    assert isinstance(item, pytest.Function)
    fixtures = item._fixtureinfo.name2fixturedefs.values()
    found: list[Callable[..., Any]] = [item.function, *(one.func for same in fixtures for one in same)]
    for function in found:
        inner = inspect.unwrap(function)
        # Hypothesis keeps the test that it calls with examples.
        inner = getattr(getattr(inner, "hypothesis", None), "inner_test", inner)
        if isinstance(inner, FunctionType):
            yield inner


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_slow_value(value: object) -> bool:
    return value is subprocess or str(getattr(value, "__module__", "")).startswith("playwright.")


def _helpers(value: object) -> Iterator[FunctionType]:
    if isinstance(value, ModuleType) or not str(getattr(value, "__module__", "")).startswith("tests."):
        return
    members = vars(value).values() if isinstance(value, type) else [value]
    yield from (inspect.unwrap(one) for one in members if isinstance(one, FunctionType))
