"""The text report on pairs of data: exact lines, and pairs without changes."""

from __future__ import annotations

import re

import pytest

from portdocs.diff import ChangeReport, RegistryState, compare
from portdocs.registry import load_registry
from portdocs.reports import render
from tests.diff.cases import Case, read_cases

CASES = read_cases()


def printed(old: str, new: str) -> list[str]:
    before, after = (RegistryState(load_registry({"data/x.yml": text.encode()}, partial=True)) for text in (old, new))
    assert before.data.findings == after.data.findings == ()
    lines = render("diff", "text", ChangeReport("old", "new", compare(before, after))).splitlines()
    return [re.sub(r"\x1b\[[0-9;]*m| \(data/x\.yml:\d+\)", "", line) for line in lines[1:]]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_changes(case: Case) -> None:
    assert printed(case.old, case.new) == list(case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_only_quiet_cases_have_no_changes(case: Case) -> None:
    assert case.is_quiet == (not case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_equal_data_has_no_changes(case: Case) -> None:
    assert printed(case.old, case.old) == printed(case.new, case.new) == []
