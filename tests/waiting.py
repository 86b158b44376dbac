"""Wait for conditions, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which something will not happen any more."""


def wait_until(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for a condition. Raises AssertionError with what it is if it does not become true in time."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"not within {patience:.0f} seconds: {what}"
        time.sleep(0.05)


def wait_for(read: Callable[[], T], expected: object, patience: float = PATIENCE) -> None:
    """Wait until a value that is read again and again is the expected one; fails with the last one that was read."""
    end = time.monotonic() + patience
    while (value := read()) != expected and time.monotonic() < end:
        time.sleep(0.05)
    assert value == expected, f"{value!r} is not {expected!r} after {patience:.0f} seconds"
