"""Running the checks: severities, acceptance, order, and who a finding is about."""

from __future__ import annotations

import pytest

from portdocs.checks import findings_about, index_by_subject, run_checks, subject_keys
from portdocs.registry import Finding, Severity, load_registry
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


def test_an_acceptance_on_a_listener_holds_for_it_alone() -> None:
    yaml = """
    services:
      a:
        listeners:
          - {port: 80, accept: {unknown-bind: later}}
          - {port: 81}
    """
    assert found(yaml, "unknown-bind") == [("accepted", "later"), ("warning", None)]


def test_an_acceptance_on_a_service_holds_for_all_of_its_listeners_and_no_other_service() -> None:
    yaml = """
    services:
      a: {accept: {unknown-bind: later}, listeners: [{port: 80}, {port: 81}]}
      b: {listeners: [{port: 82}]}
    """
    assert found(yaml, "unknown-bind") == [("accepted", "later"), ("accepted", "later"), ("warning", None)]


def test_acceptances_on_ranges_and_endpoints() -> None:
    yaml = """
    services: {a: {listeners: [{port: 80}]}}
    endpoints: [{url: "http://x.org", to: a, accept: {plain-http-endpoint: old clients}}]
    ranges:
      r: {ports: 1-10}
      s: {ports: 10-20, accept: {range-overlap: on purpose}}
    """
    assert found(yaml, "plain-http-endpoint") == [("accepted", "old clients")]
    assert found(yaml, "range-overlap") == [("accepted", "on purpose")]


def test_an_error_that_may_not_be_accepted_stays_one() -> None:
    yaml = """
    services: {a: {status: retired, accept: {retired-still-used: never mind}}}
    endpoints: [{url: https://x.org, to: a, accept: {retired-still-used: never mind}}]
    """
    assert found(yaml, "retired-still-used") == [("error", None)]
    assert len(found(yaml, "unused-acceptance")) == 2


def test_an_unused_acceptance_can_be_accepted_but_not_by_itself() -> None:
    yaml = """
    services: {a: {owner: Team, accept: {unowned-service: soon, unused-acceptance: from next week on}}}
    """
    assert found(yaml, "unused-acceptance") == [("accepted", "from next week on")]
    assert found("services: {a: {owner: Team, accept: {unused-acceptance: x}}}", "unused-acceptance") == [
        ("warning", None)
    ]


def test_a_reason_and_a_message_are_one_line_whatever_the_data_holds() -> None:
    registry = registry_of('services: {a: {name: "A\\nB", accept: {unowned-service: "nobody\\n  yet"}}}')
    finding = next(finding for finding in run_checks(registry) if finding.check == "unowned-service")
    assert finding.message.startswith("A B has no owner")
    assert finding.reason == "nobody yet"


def test_an_unknown_check_in_a_claim_is_an_unknown_reference() -> None:
    findings = run_checks(registry_of("claims: [{statement: x, verified_by: [port-conflict, port-conflit]}]"))
    assert [str(finding) for finding in findings] == [
        "data/x.yml:1:54: error: no check is called `port-conflit`; did you mean `port-conflict`?; correct or remove it"
        " [unknown-reference]"
    ]


def test_findings_come_in_reading_order_over_all_files() -> None:
    sources = {f"data/{name}.yml": f"services: {{{name}: {{listeners: [{{port: 80}}]}}}}".encode() for name in "cab"}
    registry = load_registry(sources)
    assert isinstance(registry, Registry)
    findings = run_checks(registry)
    assert list(findings) == sorted(findings, key=lambda finding: finding.location)
    assert {finding.location.file for finding in findings} == set(sources)


LOOKED_UP = """
hosts: {h: {firewall: {open: [22]}}}
services:
  a: {owner: Team, listeners: [{port: 8000-8009}]}
  b: {listeners: [{port: 9000, bind: 127.0.0.1}]}
endpoints: [{url: ["http://x.org", "https://x.org"], to: b}]
ranges: {r: {ports: 8000-8009}}
"""


def test_who_a_finding_is_about() -> None:
    registry = registry_of(LOOKED_UP)
    findings = run_checks(registry)

    def checks(about: tuple[Finding, ...]) -> set[str]:
        return {finding.check for finding in about}

    services, endpoint = registry.services, registry.endpoints[0]
    assert checks(findings_about(findings, services["a"])) == {"unknown-bind"}
    assert checks(findings_about(findings, services["b"])) == {
        "unowned-service",
        "endpoint-proxy-not-listening",
        "plain-http-endpoint",
    }
    assert checks(findings_about(findings, endpoint)) == {"endpoint-proxy-not-listening", "plain-http-endpoint"}
    assert checks(findings_about(findings, registry.ranges["r"])) == {"range-nearly-full"}
    assert checks(findings_about(findings, registry.hosts["h"])) == {"open-unused"}
    assert checks(findings_about(findings, (services["a"].listeners or ())[0])) == {"unknown-bind"}
    assert findings_about(findings, registry.hosts["h"]) == index_by_subject(findings)["host:h"]


def test_subjects() -> None:
    registry = registry_of(LOOKED_UP)
    listener = (registry.services["a"].listeners or ())[0]
    entries = (registry.services["a"], listener, registry.endpoints[0], registry.ranges["r"], registry.hosts["h"])
    assert [subject_keys(entry) for entry in entries] == [
        ("service:a",),
        ("port:8000-8009",),
        ("endpoint:http://x.org", "endpoint:https://x.org"),
        ("range:r",),
        ("host:h",),
    ]
    assert {finding.subjects for finding in run_checks(registry) if finding.check == "plain-http-endpoint"} == {
        ("endpoint:http://x.org", "endpoint:https://x.org", "service:b", "port:80")
    }


def test_nothing_declared_nothing_found() -> None:
    registry = load_registry({"data/x.yml": b"suites: {s: {}}"})
    assert isinstance(registry, Registry)
    assert run_checks(registry) == ()


def test_severities_are_those_of_the_contract() -> None:
    assert {finding.severity for finding in run_checks(registry_of(LOOKED_UP))} == {Severity.ERROR, Severity.WARNING}
