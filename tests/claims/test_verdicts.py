"""The verdict on a claim, with its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.claims import Verdict, judgements
from portdocs.registry import Registry, load_registry
from tests.data import registry_of

DATA = """
suites: {s: {}, t: {}}
hosts:
  h: {firewall: {name: wall, open: [22, 443]}}
  i: {}
services:
  nginx: {host: [h, i], listeners: [{port: 443, bind: "*"}]}
  web: {host: i, suite: s, listeners: [{port: 8000, bind: 127.0.0.1, protocol: http}]}
  api: {host: i, suite: s, listeners: [{name: main, port: 8001, bind: 127.0.0.1}, {socket: /run/a.sock}]}
  db: {host: h, suite: t, listeners: [{port: 5432, bind: 0.0.0.0}]}
  cache: {host: i, suite: t, listeners: [{port: 6379, bind: 0.0.0.0}]}
  bot: {host: i, suite: t, listeners: [{port: 7000}]}
  old: {host: i, suite: s, status: retired, listeners: [{port: 9000, bind: 0.0.0.0}]}
endpoints:
  - {url: https://web.org, via: nginx, to: web}
  - {url: https://api.org, via: nginx, to: api:main}
"""


def judged(claim: str, data: str = DATA) -> tuple[str, list[str]]:
    """The verdict on the only claim, and what its evidence says."""
    registry = registry_of(f"{data}\nclaims: [{{statement: It is so, {claim}}}]")
    (judgement,) = judgements(registry, run_checks(registry))
    return judgement.verdict, [evidence.message for evidence in judgement.evidence]


@pytest.mark.parametrize(
    ("claim", "verdict", "evidence"),
    [
        # What was looked at.
        ("suites: [s], verified_by: [wildcard-behind-proxy]", "verified", ["3 listeners, 2 endpoints"]),
        ("suites: [s], verified_by: [plain-http-endpoint]", "verified", ["2 endpoints"]),
        ("suites: [s], verified_by: [plain-http-endpoint, port-conflict]", "verified", ["3 listeners, 2 endpoints"]),
        ("ports: [8000], verified_by: [exposed-internal]", "verified", ["1 listener"]),
        ("suites: [s], ports: [443], verified_by: [endpoint-proxy-not-listening]", "verified", ["2 endpoints"]),
        # No check.
        ("suites: [s]", "stated", ["no check is named that could verify it"]),
        # A declared firewall.
        (
            "suites: [t], ports: [5432], verified_by: [exposed-internal]",
            "stated",
            ["wall of h, as declared, closes 5432 of db"],
        ),
        # Not known.
        (
            "ports: [5837, 6194], verified_by: [exposed-internal]",
            "cannot tell",
            ["nothing known listens on 5837", "nothing known listens on 6194"],
        ),
        ("ports: [9000], verified_by: [exposed-internal]", "cannot tell", ["nothing known listens on 9000"]),
        ("ports: [7000], verified_by: [exposed-internal]", "cannot tell", ["7000 of bot: its bind is not known"]),
        ("ports: [7000], verified_by: [port-conflict]", "cannot tell", ["7000 of bot: its bind is not known"]),
        (
            "suites: [t], verified_by: [wildcard-behind-proxy]",
            "cannot tell",
            ["7000 of bot: its bind is not known"],
        ),
        (
            "suites: [t], verified_by: [plain-http-endpoint]",
            "cannot tell",
            ["plain-http-endpoint has nothing to look at"],
        ),
        ("suites: [s], verified_by: [range-overlap]", "cannot tell", ["range-overlap has nothing to look at"]),
        ("suites: [s], verified_by: [port-conflit]", "cannot tell", ["there is no check port-conflit"]),
        ("suites: [s], verified_by: [endpoint-closed]", "cannot tell", ["no firewall of i is declared"]),
        # Contradicted, whatever else is not known.
        (
            "suites: [t], verified_by: [exposed-internal]",
            "contradicted",
            [
                "cache can be reached from the network at tcp 0.0.0.0:6379 on i, and no endpoint leads to it;"
                " bind an internal address, close the port in a firewall, or declare the endpoint"
            ],
        ),
    ],
)
def test_verdict(claim: str, verdict: str, evidence: list[str]) -> None:
    assert judged(claim) == (verdict, evidence)


def test_a_claim_about_nothing_in_particular_is_about_everything() -> None:
    verdict, evidence = judged("verified_by: [unknown-bind]")
    assert (verdict, len(evidence)) == ("contradicted", 1)


def test_other_suites_findings_say_nothing() -> None:
    assert judged("suites: [s], verified_by: [unknown-bind, exposed-internal]") == ("verified", ["3 listeners"])


ACCEPTED = """
hosts: {h: {name: The H, firewall: {name: wall, outside: true, open: [443%s]}}}
suites: {s: {}}
services:
  nginx: {listeners: [{port: 443, bind: "*"}]}
  api: {suite: s, listeners: [{port: 8000, bind: 0.0.0.0}], accept: {wildcard-behind-proxy: the wall closes it}}
endpoints: [{url: https://x.org, via: nginx, to: api}]
"""
WILD = (
    "api listens on 0.0.0.0:8000, all interfaces, although nginx fronts it on The H: it can be reached past the proxy"
)


def test_an_accepted_finding_contradicts() -> None:
    verdict, evidence = judged("suites: [s], verified_by: [wildcard-behind-proxy]", ACCEPTED % ", 8000")
    assert (verdict, evidence) == ("contradicted", [f"{WILD}; bind 127.0.0.1"])


def test_one_that_rests_on_a_declared_firewall_is_stated() -> None:
    verdict, evidence = judged("suites: [s], verified_by: [wildcard-behind-proxy]", ACCEPTED % "")
    assert verdict == "stated"
    assert evidence == [
        f"{WILD}; bind 127.0.0.1; accepted (the wall closes it), and wall of The H, as declared, closes the port"
    ]


def test_a_finding_that_is_not_accepted_contradicts_whatever_the_firewall_closes() -> None:
    data = (ACCEPTED % "").replace(", accept: {wildcard-behind-proxy: the wall closes it}", "")
    assert judged("suites: [s], verified_by: [wildcard-behind-proxy]", data)[0] == "contradicted"


BY_TURNS = """
hosts: {h: {firewall: {open: [22]}}}
services:
  a: {listeners: [{port: 80, bind: "*"}], accept: {port-conflict: by turns}}
  b: {listeners: [{port: 80, bind: "*"}]}
"""


def test_what_is_accepted_for_another_reason_than_a_bind_contradicts_behind_a_firewall() -> None:
    assert judged("ports: [80], verified_by: [port-conflict]", BY_TURNS)[0] == "contradicted"


PORTS = """
suites: {s: {}, t: {}}
hosts: {h: {}, i: {}, k: {firewall: {open: [8000]}}}
services:
  a: {host: h, suite: s, listeners: [{port: 80, bind: 127.0.0.1}]}
  b: {host: h, suite: t, listeners: [{port: 81, bind: 0.0.0.0}]}
  c: {host: i, suite: t, listeners: [{port: 80, bind: 0.0.0.0}, {port: 82, bind: 0.0.0.0}]}
  d: {host: k, listeners: [{port: 8000-8009, bind: "*"}]}
endpoints:
  - {url: "tcp://x.org:8000", to: d}
  - {url: "http://x.org:80", to: c}
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("suites: [s], ports: [80], verified_by: [exposed-internal]", "verified"),  # c listens on another host
        ("suites: [s], ports: [81], verified_by: [exposed-internal]", "contradicted"),  # whoever listens on h
        ("suites: [s], ports: [82], verified_by: [exposed-internal]", "cannot tell"),
        ("ports: [80], verified_by: [exposed-internal]", "contradicted"),
        ("suites: [s], ports: [80], verified_by: [plain-http-endpoint]", "cannot tell"),  # no endpoint on h
        ("suites: [t], ports: [80], verified_by: [plain-http-endpoint]", "contradicted"),
        ("suites: [t], ports: [80], verified_by: [unowned-service]", "contradicted"),
        ("ports: [8000], verified_by: [exposed-internal]", "contradicted"),
        ("ports: [8005], verified_by: [exposed-internal]", "stated"),  # of the run only 8000 is open
        ("ports: [80, 99], verified_by: [port-conflict]", "cannot tell"),
    ],
)
def test_claims_about_ports_are_about_the_hosts_of_their_suites(claim: str, verdict: str) -> None:
    assert judged(claim, PORTS)[0] == verdict


UNKNOWN = """
suites: {s: {}, t: {}}
hosts: {h: {}, i: {}}
services:
  nginx: {host: h, listeners: unknown}
  cdn: {external: true}
  a: {host: h, suite: s, listeners: unknown}
  b: {host: i, suite: t, listeners: [{port: 8000, bind: 0.0.0.0}]}
endpoints:
  - {url: https://a.org, via: nginx, to: a}
  - {url: https://b.org, via: cdn, to: b}
"""


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("suites: [s], verified_by: [endpoint-target-not-listening]", ["where a listens is not known"]),
        ("suites: [s], verified_by: [endpoint-proxy-not-listening]", ["where nginx listens is not known"]),
        (
            "suites: [t], verified_by: [endpoint-proxy-not-listening, endpoint-target-not-listening]",
            ["where cdn listens is not known", "the target of https://b.org is not known"],
        ),
        (
            "suites: [s], verified_by: [port-conflict]",
            ["where a listens is not known"],
        ),
    ],
)
def test_listeners_and_targets_that_are_not_known(claim: str, evidence: list[str]) -> None:
    assert judged(claim, UNKNOWN) == ("cannot tell", evidence)


def test_evidence_has_its_place_and_the_finding() -> None:
    yaml = """
    services: {a: {listeners: [{port: 80}]}}
    claims:
      - statement: All binds are known
        ports: [80, 81]
        verified_by: [unknown-bind]
      - statement: The port is internal
        ports: [80, 81]
        verified_by: [exposed-internal]
    """
    registry = registry_of(yaml)
    first, second = judgements(registry, run_checks(registry))
    assert (first.verdict, first.claim.statement) == (Verdict.CONTRADICTED, "All binds are known")
    assert first.evidence[0].finding is not None
    assert first.evidence[0].location == first.evidence[0].finding.location
    assert [str(evidence.location) for evidence in second.evidence] == ["data/x.yml:8:17", "data/x.yml:2:35"]


def test_no_claims_no_verdicts() -> None:
    registry = registry_of("services: {a: {}}")
    assert judgements(registry, run_checks(registry)) == ()


def test_what_the_registry_of_this_project_says() -> None:
    root = Path(__file__).parents[2]
    registry = load_registry(root / "data", root)
    assert isinstance(registry, Registry)
    findings = run_checks(registry)
    assert "error" not in {finding.severity for finding in findings}
    assert {(f.check, s) for f in findings for s in f.subjects if s.startswith("service:")} >= {
        ("wildcard-behind-proxy", "service:creator-suite-frontend"),
        ("wildcard-behind-proxy", "service:creator-suite-api"),
        ("drawn-but-unreachable", "service:creator-suite-bot"),
    }
    verdicts = {judgement.claim.ports: judgement for judgement in judgements(registry, findings)}
    assert verdicts[5837, 6194].verdict is Verdict.CANNOT_TELL
    assert [evidence.message for evidence in verdicts[5837, 6194].evidence] == [
        "nothing known listens on 5837",
        "nothing known listens on 6194",
    ]
