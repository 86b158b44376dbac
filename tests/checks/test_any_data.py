"""Checks and verdicts never raise, whatever valid data contains."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portdocs.checks import all_checks, run_checks
from portdocs.claims import evaluate_claims
from portdocs.registry import Finding, Registry, load_registry

SERVICES = ["a", "b", "c", "p", "q"]
HOSTS = ["h", "i"]
PORTS = st.sampled_from([22, 80, 443, 8000, "8000-8009", 40000, "1-65535"])
BINDS = st.sampled_from(["*", "0.0.0.0", "::", "127.0.0.1", "::1", "10.0.0.1", "unknown", "::ffff:127.0.0.1"])
ACCEPT = st.dictionaries(
    st.sampled_from([check.id for check in all_checks()] + ["nothing"]), st.just("a reason"), max_size=2
)
SUITE = st.sampled_from(["s", "t"])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Mappings with any of the keys."""
    return st.fixed_dictionaries({}, optional=fields)


LISTENER = st.one_of(
    st.fixed_dictionaries(
        {"port": PORTS},
        optional={
            "bind": st.lists(BINDS, min_size=1, max_size=2),
            "transport": st.lists(st.sampled_from(["tcp", "udp"]), min_size=1),
            "name": st.sampled_from(["http", "8000"]),
            "protocol": st.sampled_from(["http", "https", "amqp"]),
            "accept": ACCEPT,
        },
    ),
    st.fixed_dictionaries({"container_port": PORTS}),
    st.fixed_dictionaries({"socket": st.just("/run/a.sock")}, optional={"protocol": st.just("http")}),
)
OURS = some(
    host=st.lists(st.sampled_from(HOSTS), min_size=1, max_size=2).map(lambda hosts: list(dict.fromkeys(hosts))),
    suite=SUITE,
    status=st.sampled_from(["planned", "active", "deprecated", "retired"]),
    listeners=st.one_of(st.just("unknown"), st.lists(LISTENER, max_size=3)),
    container=st.sampled_from(["x", "y", ["x", "y"]]),
    depends_on=st.lists(st.sampled_from(SERVICES), max_size=2),
    accept=ACCEPT,
).map(lambda service: {"host": "h", **service})
THEIRS = some(listeners=st.lists(LISTENER, max_size=1)).map(lambda service: {**service, "external": True})
URL = st.sampled_from(
    [
        "https://x.org",
        "http://x.org:8000/",
        "udp://x.org:80",
        "tls://*:443",
        "https://*",
        "http://127.0.0.1",
        "ws://10.0.0.1",
    ]
)
ENDPOINT = st.tuples(
    st.fixed_dictionaries(
        {"url": st.lists(URL, min_size=1, max_size=2)},
        optional={"via": st.lists(st.sampled_from(SERVICES), min_size=1, max_size=2), "accept": ACCEPT},
    ),
    st.one_of(
        st.fixed_dictionaries({"redirect": st.sampled_from(["https://y.org", "http://y.org"])}),
        st.fixed_dictionaries(
            {"to": st.sampled_from([*SERVICES, "a:http", "b:8000", "c:none"])},
            optional={
                "target": st.sampled_from(
                    ["127.0.0.1:8000", "x:80", "unix:/run/a.sock", "10.0.0.1:80", "localhost:1", "z:80"]
                )
            },
        ),
    ),
).map(lambda parts: parts[0] | parts[1])
RANGE = st.fixed_dictionaries(
    {"ports": st.lists(PORTS, min_size=1, max_size=2)},
    optional={"suite": SUITE, "host": st.sampled_from(HOSTS), "accept": ACCEPT},
)
CLAIM = some(
    suites=st.lists(SUITE, max_size=2),
    ports=st.lists(st.sampled_from([80, 8000, 9999]), max_size=2),
    verified_by=st.lists(st.sampled_from([check.id for check in all_checks()] + ["nothing"]), max_size=3),
).map(lambda claim: {"statement": "It is so", **claim})
FIREWALL = some(
    outside=st.booleans(), open=st.lists(st.sampled_from([22, "80/tcp", "8000-8009", "53/udp"]), max_size=3)
)
HOST = some(addresses=st.just(["10.0.0.1"]), firewall=FIREWALL)

DATA = st.fixed_dictionaries(
    {
        "suites": st.just({"s": {"owner": "S"}, "t": {}}),
        "hosts": st.fixed_dictionaries(dict.fromkeys(HOSTS, HOST)),
        "services": st.fixed_dictionaries({service: st.one_of(OURS, OURS, OURS, THEIRS) for service in SERVICES}),
        "endpoints": st.lists(ENDPOINT, max_size=4),
        "ranges": st.dictionaries(st.sampled_from(["r", "s", "t"]), RANGE, max_size=3),
        "claims": st.lists(CLAIM, max_size=3),
    }
)


@given(DATA)
def test_all_findings_and_verdicts_are_complete(data: dict[str, Any]) -> None:
    registry = load_registry({"data/x.yml": json.dumps(data).encode()})
    assert isinstance(registry, Registry), registry
    findings = run_checks(registry)
    assert findings == run_checks(registry)
    for finding in findings:
        assert_is_complete(finding)
    for result in evaluate_claims(registry, findings):
        assert result.evidence
        assert all(evidence.message for evidence in result.evidence)


def assert_is_complete(finding: Finding) -> None:
    assert finding.message
    assert finding.message == " ".join(finding.message.split())
    assert "None" not in finding.message
    assert (finding.reason is not None) == (finding.severity == "accepted")
    assert finding.subjects or finding.check == "unknown-reference"
    assert finding.location not in finding.related
