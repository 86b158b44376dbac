"""Builds look for garbage rarely, and leave rarer settings alone."""

import gc
from collections.abc import Iterator

import pytest

from portdocs.plugin.garbage import MIN_NEW_OBJECTS, collect_rarely


@pytest.fixture(autouse=True)
def _same_afterwards() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(700, MIN_NEW_OBJECTS, id="the default of Python"),
        pytest.param(0, 0, id="switched off"),
        pytest.param(MIN_NEW_OBJECTS * 2, MIN_NEW_OBJECTS * 2, id="rarer already"),
    ],
)
def test_garbage_is_looked_for_rarely(before: int, after: int) -> None:
    gc.set_threshold(before, 10, 10)
    collect_rarely()
    assert gc.get_threshold() == (after, 10, 10)
