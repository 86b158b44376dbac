"""The findings of every check in data files, and data in which it must find nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from portdocs.checks import all_checks, run_checks
from tests.checks.cases import Case, read_cases, shown
from tests.data import registry_of

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings(case: Case) -> None:
    found = run_checks(registry_of(case.data))
    assert [shown(finding) for finding in found if finding.check == case.check] == list(case.expected)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_quiet_cases_expect_no_findings(case: Case) -> None:
    assert case.is_quiet == (not case.expected)


def test_each_check_has_more_quiet_cases() -> None:
    counts = Counter((case.check, case.is_quiet) for case in CASES)
    assert {check for check, _ in counts} == {check.id for check in all_checks()}
    assert [check.id for check in all_checks() if counts[check.id, True] <= counts[check.id, False] + 1] == []


def test_cases_are_numbered() -> None:
    for check in {case.check for case in CASES}:
        titles = [case.title for case in CASES if case.check == check]
        assert [title.split(". ")[0] for title in titles] == [str(n + 1) for n in range(len(titles))], check
