"""The pages of the checks: complete, and with examples that do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import portdocs.checks
from portdocs.checks import Check, rules, run_checks
from portdocs.checks._registry import INSPECTS
from portdocs.registry import Severity
from tests.data import registry_of

ERRORS = {
    "port-conflict",
    "duplicate-endpoint",
    "endpoint-target-not-listening",
    "endpoint-target-unreachable",
    "endpoint-proxy-not-listening",
    "endpoint-closed",
    "range-overlap",
    "range-trespass",
    "retired-still-used",
}
WARNINGS = {
    "wildcard-behind-proxy",
    "exposed-internal",
    "outside-range",
    "unknown-bind",
    "unowned-service",
    "plain-http-endpoint",
    "ephemeral-port",
    "missing-health",
    "drawn-but-unreachable",
    "range-nearly-full",
    "open-unused",
    "unused-acceptance",
}


def test_the_checks_that_there_are() -> None:
    assert {check.id: check.severity for check in rules()} == {
        **dict.fromkeys(ERRORS, Severity.ERROR),
        **dict.fromkeys(WARNINGS, Severity.WARNING),
    }
    assert [check.id for check in rules()] == sorted(ERRORS | WARNINGS)


def test_of_the_errors_only_three_may_be_accepted() -> None:
    acceptable = {check.id for check in rules() if check.acceptable}
    assert acceptable == WARNINGS | {"port-conflict", "range-overlap", "range-trespass"}


@pytest.mark.parametrize("check", rules(), ids=lambda check: check.id)
def test_a_page_has_all_its_parts(check: Check) -> None:
    assert re.findall("^## (.*)$", check.documentation, re.MULTILINE) == ["Why it matters", "Fails", "Passes"]
    assert check.documentation.startswith(f"{check.title}.\n\n")
    assert check.inspects
    assert set(check.inspects) <= set(INSPECTS)


@pytest.mark.parametrize("check", rules(), ids=lambda check: check.id)
def test_the_failing_example_fails(check: Check) -> None:
    found = [finding for finding in run_checks(registry_of(check.failing)) if finding.check == check.id]
    assert [finding.severity for finding in found] == [check.severity]


@pytest.mark.parametrize("check", rules(), ids=lambda check: check.id)
def test_the_passing_example_passes(check: Check) -> None:
    assert check.passing
    assert [finding for finding in run_checks(registry_of(check.passing)) if finding.check == check.id] == []


def test_an_error_in_a_failing_example_is_the_one_that_it_is_about() -> None:
    for check in rules():
        for data in (check.failing, check.passing):
            errors = {finding.check for finding in run_checks(registry_of(data)) if finding.severity is Severity.ERROR}
            assert errors <= {check.id}, check.id


def test_checks_see_the_registry_and_each_other_only() -> None:
    for path in Path(portdocs.checks.__file__).parent.glob("*.py"):
        modules = set(re.findall(r"^(?:from|import) (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        ours = {module for module in modules if module.startswith("portdocs")}
        assert all(re.match(r"portdocs\.(registry|topology|checks|discovery)\b", module) for module in ours), path.name
        assert not modules & {"mkdocs", "click", "diagrams", "pygraphviz"}, path.name
