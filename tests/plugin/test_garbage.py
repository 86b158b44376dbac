"""Builds look for garbage rarely, and leave rarer settings alone."""

import gc
from collections.abc import Iterator

import pytest

from portdocs.plugin.processes import MIN_NEW_OBJECTS, SURVIVORS_CHECKED, collect_rarely


@pytest.fixture(autouse=True)
def _same_afterwards() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(
    ("before", "serving", "after"),
    [
        pytest.param(700, False, (MIN_NEW_OBJECTS, SURVIVORS_CHECKED, 10), id="the default of Python"),
        pytest.param(700, True, (MIN_NEW_OBJECTS, 10, 10), id="rebuilds replace what survived"),
        pytest.param(0, False, (0, 10, 10), id="switched off"),
        pytest.param(MIN_NEW_OBJECTS * 2, False, (MIN_NEW_OBJECTS * 2, 10, 10), id="rarer already"),
    ],
)
def test_garbage_is_looked_for_rarely(before: int, serving: bool, after: tuple[int, int, int]) -> None:
    gc.set_threshold(before, 10, 10)
    collect_rarely(serving=serving)
    assert gc.get_threshold() == after
