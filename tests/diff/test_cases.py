"""`portdocs diff` against pairs of data: exactly what it prints, and where it must stay quiet."""

from __future__ import annotations

import re

import pytest

from portdocs.diff import RegistryState, compare
from portdocs.registry import load_registry
from portdocs.reports.diff import Report, report
from tests.diff.cases import Case, read_cases

CASES = read_cases()


def printed(old: str, new: str) -> list[str]:
    before, after = (RegistryState(load_registry({"data/x.yml": text.encode()}, partial=True)) for text in (old, new))
    assert before.data.findings == after.data.findings == ()
    lines = report("text", Report("old", "new", compare(before, after))).splitlines()
    return [re.sub(r"\x1b\[[0-9;]*m| \(data/x\.yml:\d+\)", "", line) for line in lines[1:]]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_changed(case: Case) -> None:
    assert printed(case.old, case.new) == list(case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_quiet_cases_are_those_in_which_nothing_changes(case: Case) -> None:
    assert case.is_quiet == (not case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_changes_between_a_world_and_itself(case: Case) -> None:
    assert printed(case.old, case.old) == printed(case.new, case.new) == []
