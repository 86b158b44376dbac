"""The reports on findings in all formats."""

from __future__ import annotations

import json
import os

from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif

from portdocs.registry import Finding, Location, Severity
from portdocs.reports import formats, render

FINDINGS = (
    Finding(
        Location("data/a b.yml", 3, 5), "port-conflict", "two, at once: 100%", related=(Location("data/c.yml", 7, 1),)
    ),
    Finding(Location("data/c.yml", 1, 1), "unknown-bind", "not known", Severity.WARNING),
    Finding(Location("data/c.yml", 2, 1), "open-unused", "open", Severity.ACCEPTED, reason="kept\nfor later"),
)


def test_text() -> None:
    assert click_free(render("findings", "text", FINDINGS)) == (
        "data/a b.yml:3:5: error: two, at once: 100% (see data/c.yml:7:1) [port-conflict]\n"
        "data/c.yml:1:1: warning: not known [unknown-bind]\n"
        "data/c.yml:2:1: accepted: open (accepted: kept\nfor later) [open-unused]\n"
    )


def click_free(text: str) -> str:
    import click

    return click.unstyle(text)


def test_json() -> None:
    first, _, last = json.loads(render("findings", "json", FINDINGS))
    assert first == {
        "check": "port-conflict",
        "severity": "error",
        "message": "two, at once: 100%",
        "file": "data/a b.yml",
        "line": 3,
        "column": 5,
        "related": [{"file": "data/c.yml", "line": 7, "column": 1}],
    }
    assert (last["severity"], last["reason"]) == ("accepted", "kept\nfor later")


def test_github() -> None:
    assert render("findings", "github", FINDINGS).splitlines() == [
        "::error file=data/a b.yml,line=3,col=5,title=port-conflict::two, at once: 100%25 (see data/c.yml:7:1)",
        "::warning file=data/c.yml,line=1,col=1,title=unknown-bind::not known",
        "::notice file=data/c.yml,line=2,col=1,title=open-unused::open (accepted: kept%0Afor later)",
    ]


def test_sarif() -> None:
    log = json.loads(render("findings", "sarif", FINDINGS))
    Sarif.model_validate(log)
    results = log["runs"][0]["results"]
    assert [result["level"] for result in results] == ["error", "warning", "note"]
    assert results[0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "data/a%20b.yml"},
        "region": {"startLine": 3, "startColumn": 5},
    }
    assert results[2]["suppressions"] == [{"kind": "inSource", "justification": "kept\nfor later"}]


def test_sarif_of_a_file_whose_name_is_not_utf_8() -> None:
    (result,) = json.loads(
        render("findings", "sarif", [Finding(Location(os.fsdecode(b"\xff.yml")), "unknown-bind", "x")])
    )["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "%FF.yml"}


def test_no_findings() -> None:
    assert {form: render("findings", form, ()) for form in ("text", "github", "json")} == {
        "text": "",
        "github": "",
        "json": "[]\n",
    }
    Sarif.model_validate(json.loads(render("findings", "sarif", ())))


ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(ANY, ANY, ANY)
def test_every_format_is_valid_for_any_text(file: str, message: str, reason: str) -> None:
    finding = Finding(Location(file, 1, 1), "open-unused", message, Severity.ACCEPTED, (Location(file, 2, 2),), reason)
    (shown,) = json.loads(render("findings", "json", [finding]))
    assert (shown["file"], shown["message"], shown["reason"]) == (file, finding.message, reason)
    assert not {"\n", "\r"} & set(finding.message), "a finding is one line"
    Sarif.model_validate(json.loads(render("findings", "sarif", [finding])))
    line = render("findings", "github", [finding])
    assert line.count("\n") == 1
    assert line.startswith("::notice file=")
    assert set(formats("findings")) == {"text", "json", "github", "sarif"}
