"""cloudflared: each form of a rule with the route that it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scan.observed import listeners, routes, scan

# A rule in flow style, and its route.
RULES = [
    ("{hostname: a.org, service: http://localhost:8000}", "a.org on unknown:443 tls None proxy localhost:8000"),
    ("{hostname: a.org, service: http://app}", "a.org on unknown:443 tls None proxy app:80"),
    ("{hostname: a.org, service: https://app/}", "a.org on unknown:443 tls None proxy app:443"),
    ("{hostname: '*.a.org', service: 'http://192.0.2.1:81'}", "*.a.org on unknown:443 tls None proxy 192.0.2.1:81"),
    ('{hostname: "a.org", service: "http://[::1]:81"}', "a.org on unknown:443 tls None proxy [::1]:81"),
    ("{hostname: a.org, path: /api/.*, service: http://app:1}", "a.org on unknown:443 tls /api/.* proxy app:1"),
    ("{path: '\\.png$', service: http://app:1}", "- on unknown:443 tls \\.png$ proxy app:1"),
    ("{service: http://app:1, hostname: a.org}", "a.org on unknown:443 tls None proxy app:1"),
    ("{hostname: a.org, service: ssh://localhost:22}", "a.org on unknown:443 tls None proxy localhost:22"),
    ("{hostname: a.org, service: ssh://localhost}", "a.org on unknown:443 tls None proxy localhost:22"),
    ("{hostname: a.org, service: tcp://db:5432}", "a.org on unknown:443 tls None proxy db:5432"),
    ("{hostname: a.org, service: rdp://pc}", "a.org on unknown:443 tls None proxy pc:3389"),
    ("{hostname: a.org, service: 'unix:/run/app.sock'}", "a.org on unknown:443 tls None proxy -"),
    ("{hostname: a.org, service: hello_world}", "a.org on unknown:443 tls None status -"),
    ("{service: http_status:404}", "- on unknown:443 tls None status -"),
    ("{hostname: a.org, service: http://app:1, originRequest: {noTLSVerify: true, httpHostHeader: b.org}}",
     "a.org on unknown:443 tls None proxy app:1"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_a_rule(tmp_path: Path, rule: str, expected: str) -> None:
    found = scan("cloudflared", tmp_path, {"config.yml": f"tunnel: x\ncredentials-file: /x\ningress:\n  - {rule}\n"})
    assert routes(found) == [f"config.yml:4 {expected}"]
    assert (found.errors, found.unresolved, found.listeners) == ((), (), ())
    assert [one.source for one in found.routes] == ["cloudflared"]


METRICS = [("0.0.0.0:2000", "0.0.0.0:2000"), ("localhost:2000", "127.0.0.1:2000"), (":2000", "*:2000")]


@pytest.mark.parametrize(("value", "expected"), METRICS)
def test_metrics_are_a_listener(tmp_path: Path, value: str, expected: str) -> None:
    found = scan("cloudflared", tmp_path, {"config.yml": f"tunnel: x\nmetrics: '{value}'\ningress: []\n"})
    assert listeners(found) == [f"config.yml:2 tcp {expected} cloudflared"]


def test_a_tunnel_of_one_service(tmp_path: Path) -> None:
    found = scan("cloudflared", tmp_path, {"config.yml": "tunnel: x\nhostname: a.org\nurl: http://localhost:8000\n"})
    assert routes(found) == ["config.yml:2 a.org on unknown:443 tls None proxy localhost:8000"]


@pytest.mark.parametrize("service", ["nowhere", "tcp://db", "http://{{ host }}:80", "gopher://x:1"])
def test_a_service_that_is_not_known_is_unresolved(tmp_path: Path, service: str) -> None:
    text = f"ingress:\n  - hostname: a.org\n    service: {service}\n"
    found = scan("cloudflared", tmp_path, {"config.yml": text})
    assert routes(found) == ["config.yml:2 a.org on unknown:443 tls None proxy -"]
    assert [one.line for one in found.unresolved] == [3]


BAD = [
    ("- a\n", 1), ("ingress: x\n", 1), ("ingress:\n  - hostname: a.org\n", 2), ("metrics: x\n", 1), ("a: [\n", 2),
    ("\0", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line"), BAD)
def test_what_is_broken_is_an_error_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    good = "ingress:\n  - service: http_status:404\n"
    found = scan("cloudflared", tmp_path, {"bad.yml": text, "good.yml": good}, "bad.yml", "good.yml")
    assert [(one.file, one.line) for one in found.errors] == [("bad.yml", line)]
    assert len(routes(found)) == 1
