"""The verdict on a claim, with its evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.claims import Verdict, evaluate_claims
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


def verdict_on(claim: str, data: str = DATA) -> tuple[str, list[str]]:
    """The verdict on the only claim, and the messages of its evidence."""
    registry = registry_of(f"{data}\nclaims: [{{statement: It is so, {claim}}}]")
    (result,) = evaluate_claims(registry, run_checks(registry))
    return result.verdict, [evidence.message for evidence in result.evidence]


@pytest.mark.parametrize(
    ("claim", "verdict", "evidence"),
    [
        # Inspected entries.
        ("suites: [s], verified_by: [wildcard-behind-proxy]", "verified", ["3 listeners, 2 endpoints"]),
        ("suites: [s], verified_by: [plain-http-endpoint]", "verified", ["2 endpoints"]),
        ("suites: [s], verified_by: [plain-http-endpoint, port-conflict]", "verified", ["3 listeners, 2 endpoints"]),
        ("ports: [8000], verified_by: [exposed-internal]", "verified", ["1 listener"]),
        ("suites: [s], ports: [443], verified_by: [endpoint-proxy-not-listening]", "verified", ["2 endpoints"]),
        # No check.
        ("suites: [s]", "unchecked", ["the claim names no check"]),
        # A declared firewall.
        (
            "suites: [t], ports: [5432], verified_by: [exposed-internal]",
            "unchecked",
            ["wall of h, as declared, closes 5432 of db"],
        ),
        # Unknown facts.
        (
            "ports: [5837, 6194], verified_by: [exposed-internal]",
            "inconclusive",
            ["no known service listens on 5837", "no known service listens on 6194"],
        ),
        ("ports: [9000], verified_by: [exposed-internal]", "inconclusive", ["no known service listens on 9000"]),
        ("ports: [7000], verified_by: [exposed-internal]", "inconclusive", ["unknown bind of bot (port 7000)"]),
        ("ports: [7000], verified_by: [port-conflict]", "inconclusive", ["unknown bind of bot (port 7000)"]),
        (
            "suites: [t], verified_by: [wildcard-behind-proxy]",
            "inconclusive",
            ["unknown bind of bot (port 7000)"],
        ),
        (
            "suites: [t], verified_by: [plain-http-endpoint]",
            "inconclusive",
            ["plain-http-endpoint has nothing to inspect"],
        ),
        ("suites: [s], verified_by: [range-overlap]", "inconclusive", ["range-overlap has nothing to inspect"]),
        ("suites: [s], verified_by: [port-conflit]", "inconclusive", ["unknown check port-conflit"]),
        ("suites: [s], verified_by: [endpoint-closed]", "inconclusive", ["i declares no firewall"]),
        # Contradicted, whatever is unknown.
        (
            "suites: [t], verified_by: [exposed-internal]",
            "contradicted",
            [
                "cache is exposed to the network at tcp 0.0.0.0:6379 on i, and has no endpoint;"
                " bind an internal address, close the port in a firewall, or declare the endpoint"
            ],
        ),
    ],
)
def test_verdict(claim: str, verdict: str, evidence: list[str]) -> None:
    assert verdict_on(claim) == (verdict, evidence)


def test_a_claim_without_scope_is_about_everything() -> None:
    verdict, evidence = verdict_on("verified_by: [unknown-bind]")
    assert (verdict, len(evidence)) == ("contradicted", 1)


def test_findings_about_other_suites_do_not_count() -> None:
    assert verdict_on("suites: [s], verified_by: [unknown-bind, exposed-internal]") == ("verified", ["3 listeners"])


ACCEPTED = """
hosts: {h: {name: The H, firewall: {name: wall, outside: true, open: [443%s]}}}
suites: {s: {}}
services:
  nginx: {listeners: [{port: 443, bind: "*"}]}
  api: {suite: s, listeners: [{port: 8000, bind: 0.0.0.0}], accept: {wildcard-behind-proxy: the wall closes it}}
endpoints: [{url: https://x.org, via: nginx, to: api}]
"""
WILD = (
    "api listens on 0.0.0.0:8000, all interfaces, although nginx is its proxy on The H:"
    " it can be reached around the proxy"
)


def test_an_accepted_finding_contradicts() -> None:
    verdict, evidence = verdict_on("suites: [s], verified_by: [wildcard-behind-proxy]", ACCEPTED % ", 8000")
    assert (verdict, evidence) == ("contradicted", [f"{WILD}; bind 127.0.0.1"])


def test_an_accepted_finding_behind_a_declared_firewall_is_unchecked() -> None:
    verdict, evidence = verdict_on("suites: [s], verified_by: [wildcard-behind-proxy]", ACCEPTED % "")
    assert verdict == "unchecked"
    assert evidence == [
        f"{WILD}; bind 127.0.0.1; accepted (the wall closes it), and wall of The H, as declared, closes the port"
    ]


def test_a_finding_that_is_not_accepted_contradicts_behind_a_firewall() -> None:
    data = (ACCEPTED % "").replace(", accept: {wildcard-behind-proxy: the wall closes it}", "")
    assert verdict_on("suites: [s], verified_by: [wildcard-behind-proxy]", data)[0] == "contradicted"


BY_TURNS = """
hosts: {h: {firewall: {open: [22]}}}
services:
  a: {listeners: [{port: 80, bind: "*"}], accept: {port-conflict: by turns}}
  b: {listeners: [{port: 80, bind: "*"}]}
"""


def test_an_accepted_finding_not_about_a_bind_contradicts_behind_a_firewall() -> None:
    assert verdict_on("ports: [80], verified_by: [port-conflict]", BY_TURNS)[0] == "contradicted"


def test_a_claim_that_relies_on_a_firewall_for_zones_is_unchecked() -> None:
    data = """
zones: {ts: {name: Tailscale}}
hosts: {h: {firewall: {name: wall, open: [{ports: 5432, from: ts}]}}}
services: {db: {listeners: [{port: 5432, bind: 0.0.0.0}]}}
"""
    assert verdict_on("ports: [5432], verified_by: [exposed-internal]", data) == (
        "unchecked",
        ["wall of h, as declared, opens to some zones only 5432 of db"],
    )
    bound = data.replace("zones: {ts: {name: Tailscale}}", "zones: {ts: {addresses: 10.0.0.0/8}}")
    bound = bound.replace("bind: 0.0.0.0", "bind: 10.0.0.4").replace(
        "firewall: {name: wall, open: [{ports: 5432, from: ts}]}", ""
    )
    assert verdict_on("ports: [5432], verified_by: [exposed-internal]", bound) == ("verified", ["1 listener"])


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
        ("suites: [s], ports: [82], verified_by: [exposed-internal]", "inconclusive"),
        ("ports: [80], verified_by: [exposed-internal]", "contradicted"),
        ("suites: [s], ports: [80], verified_by: [plain-http-endpoint]", "inconclusive"),  # no endpoint on h
        ("suites: [t], ports: [80], verified_by: [plain-http-endpoint]", "contradicted"),
        ("suites: [t], ports: [80], verified_by: [unowned-service]", "contradicted"),
        ("ports: [8000], verified_by: [exposed-internal]", "contradicted"),
        ("ports: [8005], verified_by: [exposed-internal]", "unchecked"),  # of the run only 8000 is open
        ("ports: [80, 99], verified_by: [port-conflict]", "inconclusive"),
    ],
)
def test_claims_about_ports_are_about_the_hosts_of_their_suites(claim: str, verdict: str) -> None:
    assert verdict_on(claim, PORTS)[0] == verdict


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
        ("suites: [s], verified_by: [endpoint-target-not-listening]", ["unknown listeners of a"]),
        ("suites: [s], verified_by: [endpoint-proxy-not-listening]", ["unknown listeners of nginx"]),
        (
            "suites: [t], verified_by: [endpoint-proxy-not-listening, endpoint-target-not-listening]",
            ["unknown listeners of cdn", "unknown target of https://b.org"],
        ),
        (
            "suites: [s], verified_by: [port-conflict]",
            ["unknown listeners of a"],
        ),
    ],
)
def test_unknown_listeners_and_targets(claim: str, evidence: list[str]) -> None:
    assert verdict_on(claim, UNKNOWN) == ("inconclusive", evidence)


def test_evidence_has_a_location_and_the_finding() -> None:
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
    first, second = evaluate_claims(registry, run_checks(registry))
    assert (first.verdict, first.claim.statement) == (Verdict.CONTRADICTED, "All binds are known")
    assert first.evidence[0].finding is not None
    assert first.evidence[0].location == first.evidence[0].finding.location
    assert [str(evidence.location) for evidence in second.evidence] == ["data/x.yml:8:17", "data/x.yml:2:35"]


def test_a_registry_without_claims() -> None:
    registry = registry_of("services: {a: {}}")
    assert evaluate_claims(registry, run_checks(registry)) == ()


def test_the_claims_of_this_project() -> None:
    root = Path(__file__).parents[2]
    registry = load_registry(root / "data", root)
    assert isinstance(registry, Registry)
    findings = run_checks(registry)
    assert "error" not in {finding.severity for finding in findings}
    assert {(f.check, id) for f in findings for id in f.names("service")} >= {
        ("wildcard-behind-proxy", "creator-suite-frontend"),
        ("wildcard-behind-proxy", "creator-suite-api"),
        ("drawn-but-unreachable", "creator-suite-bot"),
    }
    verdicts = {result.claim.ports: result for result in evaluate_claims(registry, findings)}
    assert verdicts[5837, 6194].verdict is Verdict.INCONCLUSIVE
    assert [evidence.message for evidence in verdicts[5837, 6194].evidence] == [
        "no known service listens on 5837",
        "no known service listens on 6194",
    ]
