"""The page of each check: complete, with examples that fail and pass as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import portdocs.checks
from portdocs.checks import Check, all_checks, run_checks
from portdocs.checks._catalog import INSPECTS
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
    "unsafe-health-command",
    "unused-acceptance",
    "look-alike",
}


def test_the_list_of_checks() -> None:
    assert {check.id: check.severity for check in all_checks()} == {
        **dict.fromkeys(ERRORS, Severity.ERROR),
        **dict.fromkeys(WARNINGS, Severity.WARNING),
    }
    assert [check.id for check in all_checks()] == sorted(ERRORS | WARNINGS)


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_page_has_all_its_parts(check: Check) -> None:
    assert re.findall("^## (.*)$", check.documentation, re.MULTILINE) == ["Why it matters", "Fails", "Passes"]
    assert check.documentation.startswith(f"{check.title}.\n\n")
    assert check.inspects
    assert set(check.inspects) <= set(INSPECTS)


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_the_failing_example_fails(check: Check) -> None:
    found = [finding for finding in run_checks(registry_of(check.failing)) if finding.check == check.id]
    assert [finding.severity for finding in found] == [check.severity]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_the_passing_example_passes(check: Check) -> None:
    assert check.passing
    assert [finding for finding in run_checks(registry_of(check.passing)) if finding.check == check.id] == []


def test_examples_have_no_other_errors() -> None:
    for check in all_checks():
        for data in (check.failing, check.passing):
            errors = {finding.check for finding in run_checks(registry_of(data)) if finding.severity is Severity.ERROR}
            assert errors <= {check.id}, check.id


def test_checks_import_only_the_registry_and_topology() -> None:
    for path in Path(portdocs.checks.__file__).parent.glob("*.py"):
        modules = set(re.findall(r"^(?:from|import) (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        ours = {module for module in modules if module.startswith("portdocs")}
        assert all(re.match(r"portdocs\.(registry|topology|checks|discovery)\b", module) for module in ours), path.name
        assert not modules & {"mkdocs", "click", "diagrams", "pygraphviz"}, path.name
