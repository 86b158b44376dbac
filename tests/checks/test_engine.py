"""Run the checks: severities, acceptances, order and subjects."""

from __future__ import annotations

import pytest

from portdocs.checks import Check, all_checks, index_by_subject, run_checks, subject_keys
from portdocs.registry import Ports, Severity, load_registry
from portdocs.registry.findings import Subject
from portdocs.registry.registry import Registry
from tests.data import registry_of


def found(yaml: str, check: str) -> list[tuple[str, str | None]]:
    return [(finding.severity, finding.reason) for finding in run_checks(registry_of(yaml)) if finding.check == check]


CONFLICT = """
services:
  a: {{listeners: [{{port: 80, bind: "*"{listener}}}], owner: Team{a}}}
  b: {{listeners: [{{port: 80, bind: "*"}}], owner: Team{b}}}
"""
ACCEPT = ", accept: {port-conflict: by turns}"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, ("error", None)),
        ({"a": ACCEPT}, ("accepted", "by turns")),
        ({"b": ACCEPT}, ("accepted", "by turns")),
        ({"listener": ACCEPT}, ("accepted", "by turns")),
        ({"a": ACCEPT, "b": ", accept: {port-conflict: the other reason}"}, ("accepted", "by turns")),
        ({"a": ", accept: {exposed-internal: wanted}"}, ("error", None)),
    ],
)
def test_a_conflict_is_accepted_on_either_side(where: dict[str, str], expected: tuple[str, str | None]) -> None:
    assert found(CONFLICT.format(**{"a": "", "b": "", "listener": "", **where}), "port-conflict") == [expected]


def test_an_acceptance_on_a_listener_applies_to_it_alone() -> None:
    yaml = """
    services:
      a:
        listeners:
          - {port: 80, accept: {unknown-bind: later}}
          - {port: 81}
    """
    assert found(yaml, "unknown-bind") == [("accepted", "later"), ("warning", None)]


def test_an_acceptance_on_a_service_applies_to_all_of_its_listeners() -> None:
    yaml = """
    services:
      a: {accept: {unknown-bind: later}, listeners: [{port: 80}, {port: 81}]}
      b: {listeners: [{port: 82}]}
    """
    assert found(yaml, "unknown-bind") == [("accepted", "later"), ("accepted", "later"), ("warning", None)]


def test_acceptances_on_ranges_endpoints_and_hosts() -> None:
    yaml = """
    services: {a: {listeners: [{port: 80}]}}
    endpoints: [{url: "http://x.org", to: a, accept: {plain-http-endpoint: old clients}}]
    ranges:
      r: {ports: 1-10}
      s: {ports: 10-20, accept: {range-overlap: on purpose}}
    """
    assert found(yaml, "plain-http-endpoint") == [("accepted", "old clients")]
    assert found(yaml, "range-overlap") == [("accepted", "on purpose")]
    host = "hosts: {h: {firewall: {open: [22]}, accept: {open-unused: soon}}}"
    assert found(host, "open-unused") == [("accepted", "soon")]


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_every_finding_can_be_accepted_on_an_entry_that_it_is_about(check: Check) -> None:
    registry = registry_of(check.failing)
    (problem,) = check.find(registry)
    assert any("accept" in type(entry).model_fields for entry in problem.about)


def test_an_accepted_error_is_no_error() -> None:
    yaml = """
    services: {a: {status: retired}}
    endpoints: [{url: https://x.org, to: a, accept: {retired-still-used: until the new year}}]
    """
    assert found(yaml, "retired-still-used") == [("accepted", "until the new year")]
    assert found(yaml, "unused-acceptance") == []


def test_an_unused_acceptance_can_be_accepted_but_not_by_itself() -> None:
    yaml = """
    services: {a: {owner: Team, accept: {unowned-service: soon, unused-acceptance: from next week on}}}
    """
    assert found(yaml, "unused-acceptance") == [("accepted", "from next week on")]
    assert found("services: {a: {owner: Team, accept: {unused-acceptance: x}}}", "unused-acceptance") == [
        ("warning", None)
    ]


def test_messages_and_reasons_are_one_line() -> None:
    registry = registry_of('services: {a: {name: "A\\nB", accept: {unowned-service: "nobody\\n  yet"}}}')
    finding = next(finding for finding in run_checks(registry) if finding.check == "unowned-service")
    assert finding.message.startswith("A B has neither")
    assert finding.reason == "nobody yet"


def test_an_unknown_check_in_a_claim_is_an_unknown_reference() -> None:
    findings = run_checks(registry_of("claims: [{statement: x, verified_by: [port-conflict, port-conflit]}]"))
    assert [str(finding) for finding in findings] == [
        "data/x.yml:1:54: error: unknown check `port-conflit`; did you mean `port-conflict`?; correct or remove it"
        " [unknown-reference]"
    ]


def test_findings_are_sorted_across_files() -> None:
    sources = {f"data/{name}.yml": f"services: {{{name}: {{listeners: [{{port: 80}}]}}}}".encode() for name in "cab"}
    registry = load_registry(sources)
    assert isinstance(registry, Registry)
    findings = run_checks(registry)
    assert list(findings) == sorted(findings, key=lambda finding: finding.location)
    assert {finding.location.file for finding in findings} == set(sources)


DATA = """
hosts: {h: {firewall: {open: [22]}}}
services:
  a: {owner: Team, listeners: [{port: 8000-8009}]}
  b: {listeners: [{port: 9000, bind: 127.0.0.1}]}
endpoints: [{url: ["http://x.org", "https://x.org"], to: b}]
ranges: {r: {ports: 8000-8009}}
"""


def test_findings_are_indexed_by_subject() -> None:
    index = index_by_subject(run_checks(registry_of(DATA)))
    checks = {str(subject): {finding.check for finding in findings} for subject, findings in index.items()}
    assert checks["service:a"] == checks["port:8000-8009"] - {"range-nearly-full"} == {"unknown-bind"}
    assert checks["service:b"] == {"unowned-service", "endpoint-proxy-not-listening", "plain-http-endpoint"}
    assert checks["endpoint:https://x.org"] == {"endpoint-proxy-not-listening", "plain-http-endpoint"}
    assert checks["range:r"] == {"range-nearly-full"}
    assert checks["host:h"] == {"open-unused"}


def test_subjects() -> None:
    registry = registry_of(DATA)
    listener = (registry.services["a"].listeners or ())[0]
    entries = (registry.services["a"], listener, registry.endpoints[0], registry.ranges["r"], registry.hosts["h"])
    assert [subject_keys(entry) for entry in entries] == [
        (Subject("service", "a"),),
        (Subject("port", Ports(8000, 8009)),),
        (Subject("endpoint", "http://x.org"), Subject("endpoint", "https://x.org")),
        (Subject("range", "r"),),
        (Subject("host", "h"),),
    ]
    (subjects,) = {f.subjects for f in run_checks(registry) if f.check == "plain-http-endpoint"}
    assert list(map(str, subjects)) == ["endpoint:http://x.org", "endpoint:https://x.org", "service:b", "port:80"]


def test_an_empty_registry_has_no_findings() -> None:
    registry = load_registry({"data/x.yml": b"suites: {s: {}}"})
    assert isinstance(registry, Registry)
    assert run_checks(registry) == ()


def test_severities() -> None:
    assert {finding.severity for finding in run_checks(registry_of(DATA))} == {Severity.ERROR, Severity.WARNING}
