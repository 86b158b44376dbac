"""Checks that are switched off or have another severity, and the baseline of accepted findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.claims import evaluate_claims
from portdocs.pages.cards.overview_card import overview_card
from portdocs.pages.generated import generated_pages
from portdocs.pages.inline import cell_text
from portdocs.pages.tables.finding_table import finding_table
from tests.command_line import portdocs
from tests.data import registry_of, write_data

SERVICE = 'services: {a: {listeners: [{port: 80, bind: "127.0.0.1", health: tcp}]}}\n'
UNOWNED = "a has neither an owner nor a suite; add `owner` or `suite`"
TODAY = {"SOURCE_DATE_EPOCH": "1795910400"}


def shown(yaml: str) -> list[str]:
    """The findings as `line: severity: check (reason)`."""
    return [
        f"{f.location.line}: {f.severity}: {f.check}" + (f" ({f.reason})" if f.reason else "")
        for f in run_checks(registry_of(yaml))
    ]


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ("{}", ["1: warning: unowned-service"]),
        ("{unowned-service: {severity: error, reason: x}}", ["1: error: unowned-service"]),
        ("{unowned-service: {severity: off, reason: x}}", []),
        (
            "{unowned-servic: {severity: off, reason: x}}",
            ["1: warning: unowned-service", "2: error: unknown-reference"],
        ),
    ],
)
def test_a_check_has_the_severity_of_the_registry(checks: str, expected: list[str]) -> None:
    assert shown(f"{SERVICE}checks: {checks}\n") == expected


def test_an_acceptance_counts_although_its_check_is_switched_off() -> None:
    accepting = SERVICE.replace("{a: {", "{a: {accept: {unowned-service: new}, ")
    assert shown(f"{accepting}checks: {{unowned-service: {{severity: off, reason: x}}}}") == []


@pytest.mark.parametrize(
    ("checks", "message"),
    [
        ("{unowned-service: {severity: off}}", "`reason` is missing; add `reason: ...`"),
        ("{unowned-service: {severity: of, reason: x}}", "invalid severity `of`; did you mean `off`?"),
        ("{unowned-service: {severty: off, reason: x}}", "unknown key `severty`; did you mean `severity`?"),
        ("{unowned-service: off}", "`unowned-service`: expected `key: value` lines, found `off`"),
    ],
)
def test_mistakes_in_settings(tmp_path: Path, checks: str, message: str) -> None:
    write_data(tmp_path, {"data/x.yml": f"{SERVICE}checks: {checks}\n"})
    result = portdocs(tmp_path, "check")
    assert result.returncode == 1
    assert message in result.stdout


def test_a_claim_that_relies_on_a_switched_off_check_is_unchecked() -> None:
    registry = registry_of(
        SERVICE
        + "claims: [{statement: All have owners, verified_by: [unowned-service]}]\n"
        + "checks: {unowned-service: {severity: off, reason: later}}\n"
    )
    (result,) = evaluate_claims(registry, run_checks(registry))
    assert (result.verdict, result.evidence[0].message) == ("unchecked", "unowned-service is switched off: later")


def baseline(check: str = "unowned-service", message: str = UNOWNED, more: str = "") -> str:
    entry = f"check: {check}, subject: service:a, message: {json.dumps(message)}, date: 2026-11-29{more}"
    return f"baseline:\n  - {{{entry}}}\n"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (baseline(), ["1: accepted: unowned-service (baseline of 2026-11-29)"]),
        (baseline(more=", reason: soon"), ["1: accepted: unowned-service (soon (baseline of 2026-11-29))"]),
        (
            baseline(message="a has neither an owner nor a suite"),
            ["1: accepted: unowned-service (baseline of 2026-11-29)"],
        ),
        (
            baseline(message="a has neither an owner nor a suite; other advice"),
            ["1: accepted: unowned-service (baseline of 2026-11-29)"],
        ),
        (baseline(message="other"), ["1: warning: unowned-service", "3: warning: unused-acceptance"]),
        (baseline("missing-health"), ["1: warning: unowned-service", "3: warning: unused-acceptance"]),
        (
            baseline("missing-health") + "checks: {missing-health: {severity: off, reason: x}}",
            ["1: warning: unowned-service"],
        ),
        (
            baseline("gone") + "checks: {unused-acceptance: {severity: off, reason: x}}",
            ["1: warning: unowned-service"],
        ),
    ],
)
def test_a_baseline_accepts_what_it_names_and_nothing_else(entries: str, expected: list[str]) -> None:
    assert shown(SERVICE + entries) == expected


def test_a_problem_with_a_semicolon() -> None:
    service = 'services: {a: {name: "A; B; C", listeners: [{port: 80, bind: "127.0.0.1", health: tcp}]}}\n'
    for message in ("A; B; C has neither an owner nor a suite", "A; B; C has neither an owner nor a suite; advice"):
        assert shown(service + baseline(message=message)) == ["1: accepted: unowned-service (baseline of 2026-11-29)"]


def test_what_to_do_has_a_semicolon() -> None:
    data = """\
services: {a: {suite: s, listeners: [{port: 80, bind: "127.0.0.1", health: tcp}]}}
suites: {s: {name: Shop, owner: Jo}}
ranges: {r: {name: "Web; internal", suite: s, ports: 8000-8009}}
"""
    problem = "a listens on 80, outside the ranges of Shop"
    subject = "service:a port:80 host:host"
    entry = {"check": "outside-range", "message": problem, "subject": subject, "date": "2026-11-29"}
    assert shown(f"{data}baseline: [{json.dumps(entry)}]\n") == ["1: accepted: outside-range (baseline of 2026-11-29)"]


def test_an_entry_accepts_one_finding() -> None:
    twice = "services: {a: {owner: Jo, listeners: [{port: 80, health: tcp}, {port: 80, health: tcp}]}}\n"
    findings = [one for one in run_checks(registry_of(twice)) if one.check == "unknown-bind"]
    (finding,) = {(one.message, " ".join(map(str, one.subjects))) for one in findings}
    entry = {"check": "unknown-bind", "message": finding[0], "subject": finding[1], "date": "2026-11-29"}
    accepted = [one for one in shown(f"{twice}baseline: [{json.dumps(entry)}]\n") if "unknown-bind" in one]
    assert accepted == ["1: accepted: unknown-bind (baseline of 2026-11-29)", "1: warning: unknown-bind"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["No errors and 1 warning", "1 warning in services without a suite"]),
        (baseline(), ["The checks found nothing", "1 known finding is not counted"]),
        (
            baseline() + "checks: {missing-health: {severity: off, reason: x}}",
            ["The checks found nothing", "1 known finding and 1 switched-off check are not counted"],
        ),
    ],
)
def test_the_start_page_says_what_is_not_counted(more: str, expected: list[str]) -> None:
    card = overview_card(registry_of(SERVICE + more))
    assert [card.verdict, *map(cell_text, card.attention)] == expected


def test_the_page_of_a_changed_check_says_so() -> None:
    settings = "checks: {missing-health: {severity: off, reason: x}, unknown-bind: {severity: error, reason: x}}\n"
    registry = registry_of(SERVICE + settings)
    pages = {page.source: page.markdown for page in generated_pages(registry)}
    assert "Severity: **off** in this registry, **warning** by default." in pages["checks/missing-health.md"]
    assert 'check_setting_table(check="missing-health")' in pages["checks/missing-health.md"]
    assert "Severity: **error** in this registry, **warning** by default." in pages["checks/unknown-bind.md"]
    assert "Severity: **warning**." in pages["checks/unowned-service.md"]
    assert finding_table(registry, check="missing-health").empty == "This check is switched off."
    assert finding_table(registry, check="unknown-bind").empty == "The checks found nothing."


FILES = {"data/x.yml": 'services:\n  a: {listeners: [{port: 80, bind: "*"}, {port: 80}]}\n'}


def test_the_command_accepts_everything_wherever_it_moves(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    assert portdocs(tmp_path, "check").returncode == 1
    result = portdocs(tmp_path, "check", "--strict", "--baseline", **TODAY)
    assert (result.returncode, result.stdout.count(": accepted: ")) == (0, len(result.stdout.splitlines()))
    assert result.stderr.startswith("data/baseline.yml: ")
    written = (tmp_path / "data" / "baseline.yml").read_text()
    assert written.count("date: 2026-11-29") == written.count("- check: ") == len(result.stdout.splitlines())
    (tmp_path / "data" / "x.yml").rename(tmp_path / "data" / "moved.yml")
    moved = (tmp_path / "data" / "moved.yml").read_text()
    write_data(tmp_path, {"data/moved.yml": f"\n\n{moved}  b: {{owner: Jo, listeners: [{{port: 90}}]}}\n"})
    visible = [line for line in portdocs(tmp_path, "check").stdout.splitlines() if ": accepted: " not in line]
    assert {line.split(":")[1] for line in visible} == {"5"}
    assert {line.rpartition("[")[2] for line in visible} == {"unknown-bind]"}


def test_the_command_keeps_dates_and_reasons_and_removes_what_is_fixed(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/x.yml": SERVICE, "data/baseline.yml": baseline(more=", reason: soon")})
    path = tmp_path / "data" / "baseline.yml"
    result = portdocs(tmp_path, "check", "--baseline", SOURCE_DATE_EPOCH="0")
    assert result.stderr == "data/baseline.yml: unchanged, 1 accepted finding in total\n"
    assert tuple(line.strip() for line in path.read_text().splitlines()[-2:]) == ("date: 2026-11-29", "reason: soon")
    write_data(tmp_path, {"data/x.yml": SERVICE.replace("{a: {", "{a: {owner: Jo, ")})
    assert "[unused-acceptance]" in portdocs(tmp_path, "check").stdout
    result = portdocs(tmp_path, "check", "--baseline")
    assert (result.returncode, result.stdout) == (0, "")
    assert "1 removed" in result.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("files", "code", "message"),
    [
        ({"data/baseline.yml": "hosts: {h: {}}\n", **FILES}, 2, "data/baseline.yml also declares `hosts`"),
        ({"data/x.yml": "services: {a: {port: 1}}\n"}, 1, "data that does not load cannot be accepted"),
        ({}, 2, "The baseline was not written"),
    ],
)
def test_the_command_writes_nothing(tmp_path: Path, files: dict[str, str], code: int, message: str) -> None:
    write_data(tmp_path, files)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yml")}
    result = portdocs(tmp_path, "check", "--baseline")
    assert (result.returncode, message in result.stderr) == (code, True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yml")} == before
