"""Data and a machine that agree: nothing differs. One change to either side: it is found, with both places."""

# ruff: noqa: E501 - a change is one line
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.drift.suite import SOURCES, changed, drift_of, files, line_of

DATA, PROXY, SITE, CONF = "data/creator-suite.yml", "data/nginx.yml", "nginx/sites/creator-suite", "nginx/nginx.conf"
API_UNIT, FRONTEND_UNIT, COMPOSE, SS = (
    "units/creator-suite-api.service",
    "units/creator-suite-frontend.service",
    "compose.yml",
    "ss.txt",
)
API = "port: 17354, protocol: http, bind: 0.0.0.0"
FRONTEND = 'port: 16532, protocol: http, bind: "*"'


@dataclass(frozen=True)
class Change:
    """One change, and what must be said of it: the kind, and a word of the line on each side (None: no such side)."""

    path: str
    old: str
    new: str
    kind: str
    declared: str | None
    observed: str | None
    observed_in: str = ""


API_LINE, FRONTEND_LINE, BOT_LINE = "port: 17354,", "port: 16532,", "port: 18938,"
CHANGES = {
    # The machine's side.
    "another port is open": Change(SS, "0.0.0.0:17354 ", "0.0.0.0:17355 ", "missing-listener", API_LINE, ":17355"),
    "an undeclared port": Change(SS, "0.0.0.0:17354 ", "0.0.0.0:17355 ", "undeclared-listener", API_LINE, ":17355"),
    "nothing is open": Change(SS, "tcp   LISTEN 0      2048         0.0.0.0:17354", "tcp   ESTAB 0 0 0.0.0.0:17354",
                           "missing-listener", API_LINE, None),
    "only the machine itself reaches it": Change(SS, "0.0.0.0:17354 ", "127.0.0.1:17354 ", "bind-differs", API_LINE, "127.0.0.1:17354"),
    "IPv6 too": Change(SS, "0.0.0.0:17354 ", "*:17354 ", "bind-differs", API_LINE, "*:17354"),
    "IPv4 only": Change(SS, " *:16532 ", " 0.0.0.0:16532 ", "bind-differs", FRONTEND_LINE, ":16532"),
    "one interface only": Change(SS, " *:16532 ", " 10.0.0.4:16532 ", "bind-differs", FRONTEND_LINE, ":16532"),
    "udp in place of tcp": Change(SS, "tcp   LISTEN 0      2048         0.0.0.0:17354", "udp   UNCONN 0 0 0.0.0.0:17354",
                               "missing-listener", API_LINE, ":17354"),
    "an extra listener": Change(SS, "udp   UNCONN 0      0            0.0.0.0:41234",
                             "tcp   LISTEN 0      128          0.0.0.0:6379", "undeclared-listener", None, ":6379"),
    "an extra listener on the loopback": Change(SS, "udp   UNCONN 0      0            0.0.0.0:41234",
                                             "tcp   LISTEN 0      128          127.0.0.1:5432",
                                             "undeclared-listener", None, ":5432"),
    "an internal port opens": Change(SS, "udp   UNCONN 0      0            0.0.0.0:41234",
                                  "tcp   LISTEN 0      128          0.0.0.0:5837", "undeclared-listener", None, ":5837"),
    "a second bind of the same program": Change(SS, "udp   UNCONN 0      0            0.0.0.0:41234      0.0.0.0:*",
                                             'tcp LISTEN 0 9 [::]:17354 [::]:* users:(("uvicorn",pid=911,fd=4))',
                                             "bind-differs", API_LINE, " [::]:17354"),
    "a server block is dropped": Change(SITE, "    server_name video-api.destinpq.com;\n", "    server_name other.destinpq.com;\n",
                                     "missing-route", "https://video-api.destinpq.com", None),
    "an undeclared server block": Change(SITE, "    server_name video-api.destinpq.com;\n",
                                          "    server_name other.destinpq.com;\n", "undeclared-route", None, "http://creator-api"),
    "a name more": Change(SITE, "server_name video.destinpq.com;", "server_name video.destinpq.com www.destinpq.com;",
                       "undeclared-route", None, "http://127.0.0.1:16532"),
    "TLS is removed": Change(SITE, "    listen 443 ssl;\n    listen [::]:443 ssl;\n    server_name video-api.destinpq.com;",
                          "    listen 80;\n    listen [::]:80;\n    server_name video-api.destinpq.com;",
                          "tls-differs", "https://video-api.destinpq.com", "http://creator-api"),
    "another public port": Change(SITE, "    listen 443 ssl;\n    listen [::]:443 ssl;\n    server_name video-api.destinpq.com;",
                               "    listen 8443 ssl;\n    listen [::]:8443 ssl;\n    server_name video-api.destinpq.com;",
                               "missing-route", "https://video-api.destinpq.com", "http://creator-api"),
    "an undeclared listener of nginx": Change(SITE, "    listen 443 ssl;\n    listen [::]:443 ssl;\n    server_name video-api",
                                               "    listen 443 ssl;\n    listen 8443 ssl;\n    listen [::]:443 ssl;\n    server_name video-api",
                                               "undeclared-listener", "nginx:", "listen 8443"),
    "a retargeted upstream": Change(SITE, "server 127.0.0.1:17354;", "server 127.0.0.1:17355;",
                                 "target-differs", "target: 127.0.0.1:17354", "http://creator-api"),
    "an upstream on another machine": Change(SITE, "server 127.0.0.1:17354;", "server 10.0.0.9:17354;",
                                          "target-differs", "target: 127.0.0.1:17354", "http://creator-api"),
    "a second server in the upstream": Change(SITE, "server 127.0.0.1:17354;", "server 127.0.0.1:17354; server 127.0.0.1:9999;",
                                           "target-differs", "target: 127.0.0.1:17354", "http://creator-api"),
    "a retargeted pass": Change(SITE, "http://127.0.0.1:16532", "http://127.0.0.1:17354",
                             "target-differs", "target: 127.0.0.1:16532", "http://127.0.0.1:17354"),
    "a pass to a name": Change(SITE, "http://127.0.0.1:16532", "http://frontend.internal:16532",
                            "target-differs", "target: 127.0.0.1:16532", "http://frontend.internal"),
    "a location that leads elsewhere": Change(SITE, "http://localhost:16532", "http://127.0.0.1:18938",
                                           "undeclared-route", None, "http://127.0.0.1:18938"),
    "maintenance": Change(SITE, "proxy_pass http://creator-api;", "return 503;",
                       "target-differs", "target: 127.0.0.1:17354", "return 503"),
    "a redirect in place of the service": Change(SITE, "proxy_pass http://creator-api;", "return 302 https://www.example.org/;",
                                              "target-differs", "target: 127.0.0.1:17354", "return 302"),
    "files in place of the service": Change(SITE, "proxy_pass http://creator-api;", "root /srv/old;",
                                         "target-differs", "target: 127.0.0.1:17354", "root /srv/old"),
    "plain http leads to a service": Change(CONF, "    include sites/*;",
                                         "    server { listen 80; server_name video.destinpq.com;\n"
                                         "        location / { proxy_pass http://127.0.0.1:16532; } }\n    include sites/*;",
                                         "undeclared-route", None, "proxy_pass http://127.0.0.1:16532"),
    "plain http redirects to another name": Change(CONF, "    include sites/*;",
                                                "    server { listen 80; server_name video.destinpq.com;\n"
                                                "        return 301 https://evil.example.org/; }\n    include sites/*;",
                                                "undeclared-route", None, "return 301 https://evil"),
    "nginx does not listen on 80": Change(CONF, "        listen 80 default_server;\n        listen [::]:80 default_server;\n",
                                       "        listen 443 ssl;\n", "missing-listener", "port: 80,", None),
    "a unit with another port": Change(API_UNIT, "--port 17354", "--port 17355", "undeclared-listener", API_LINE, "--port 17355"),
    "a unit with another bind": Change(API_UNIT, "--host 0.0.0.0", "--host 127.0.0.1", "bind-differs", API_LINE, "--host 127.0.0.1"),
    "a variable with another port": Change(FRONTEND_UNIT, "PORT=16532", "PORT=16533",
                                        "undeclared-listener", FRONTEND_LINE, "PORT=16533"),
    "a unit that takes another one's port": Change(FRONTEND_UNIT, "PORT=16532", "PORT=17354",
                                                "holder-differs", API_LINE, "PORT=17354"),
    "an undeclared compose port": Change(COMPOSE, '"18938:8000"', '"18939:8000"', "undeclared-listener", BOT_LINE, "18939:8000"),
    "a compose file publishes one more": Change(COMPOSE, '"18938:8000"', '"18938:8000"\n      - "9229:9229"',
                                             "undeclared-listener", BOT_LINE, "9229:9229"),
    "a compose file takes the port of another": Change(COMPOSE, '"18938:8000"', '"18938:8000"\n      - "127.0.0.1:17354:8000"',
                                                    "holder-differs", API_LINE, "127.0.0.1:17354"),
    # The registry's side.
    "another port is declared": Change(DATA, API, API.replace("17354", "17350"), "missing-listener", "port: 17350,", ":17354", SS),
    "another bind is declared": Change(DATA, API, API.replace("0.0.0.0", "127.0.0.1"), "bind-differs", API_LINE, "0.0.0.0:17354", SS),
    "IPv6 is declared, too": Change(DATA, API, API.replace("0.0.0.0", '"*"'), "bind-differs", API_LINE, "0.0.0.0:17354", SS),
    "udp is declared": Change(DATA, API, API + ", transport: udp", "undeclared-listener", API_LINE, "0.0.0.0:17354", SS),
    "nginx is declared on one address": Change(PROXY, "port: 443, protocol: https", "port: 443, protocol: https, bind: 10.0.0.4",
                                            "bind-differs", "port: 443,", "0.0.0.0:443", SS),
    "another target is declared": Change(DATA, "target: 127.0.0.1:17354", "target: 127.0.0.1:17350",
                                      "target-differs", "target: 127.0.0.1:17350", "http://creator-api", SITE),
    "another domain is declared": Change(DATA, "https://video-api.", "https://api.", "missing-route", "https://api.destinpq.com", None),
    "a domain is not declared": Change(DATA, "https://video-api.", "https://api.", "undeclared-route", None, "http://creator-api", SITE),
    "http is declared": Change(DATA, "https://video-api.", "http://video-api.", "tls-differs", "http://video-api", "http://creator-api", SITE),
    "a path is declared that leads elsewhere": Change(DATA, "url: https://video-api.destinpq.com", "url: https://video.destinpq.com/ws",
                                                   "target-differs", "target: 127.0.0.1:17354", "http://localhost:16532", SITE),
    "no proxy is declared": Change(DATA, "    via: nginx\n    to: creator-suite-api\n    target: 127.0.0.1:17354\n",
                                "    to: creator-suite-api\n", "target-differs", "https://video-api", "http://creator-api", SITE),
    "a redirect is declared": Change(DATA, "    to: creator-suite-api\n    target: 127.0.0.1:17354\n",
                                  "    redirect: https://video.destinpq.com\n", "target-differs", "redirect:", "http://creator-api", SITE),
    "a running service is planned": Change(DATA, "    description: FastAPI backend with uvicorn (4 workers)\n",
                                        "    status: planned\n", "status-differs", "status: planned", "0.0.0.0:17354", SS),
    "a running service is retired": Change(DATA, "    description: FastAPI backend with uvicorn (4 workers)\n",
                                        "    status: retired\n", "status-differs", "status: retired", "0.0.0.0:17354", SS),
    "a listener is not declared": Change(DATA, "      - {port: 18938, bind: unknown}", "      - {port: 18940, bind: unknown}",
                                      "undeclared-listener", "port: 18940,", "18938:8000", COMPOSE),
    "the wrong container is named": Change(DATA, "      - {port: 18938, bind: unknown}\n",
                                        "      - {port: 18938, bind: unknown}\n    container: other-bot\n",
                                        "holder-differs", BOT_LINE, "18938:8000", COMPOSE),
    "the wrong port of the container": Change(DATA, "      - {port: 18938, bind: unknown}\n",
                                           "      - {port: 18938, container_port: 9000}\n    container: creator-suite-bot\n",
                                           "target-differs", BOT_LINE, "18938:8000", COMPOSE),
    "the wrong unit is named": Change(DATA, "unit: creator-suite-api.service", "unit: creator-suite-frontend.service",
                                   "holder-differs", FRONTEND_LINE, "PORT=16532", FRONTEND_UNIT),
}  # fmt: skip


def test_the_unchanged_pair_is_clean(tmp_path: Path) -> None:
    found = drift_of(tmp_path, files(), SOURCES)
    assert (found.drift, found.errors, found.unresolved, found.unknown) == ((), (), (), ())
    assert [(one.subject, one.by) for one in found.verified] == [
        ("creator-suite-frontend tcp *:16532", ("sockets",)),
        ("creator-suite-api tcp 0.0.0.0:17354", ("sockets",)),
        ("creator-suite-bot tcp 18938", ("compose", "sockets")),
        ("https://video.destinpq.com", ("nginx",)),
        ("https://video-api.destinpq.com", ("nginx",)),
        ("nginx tcp 80", ("nginx", "sockets")),
        ("nginx tcp 443", ("nginx", "sockets")),
    ]


@pytest.mark.parametrize("name", CHANGES)
def test_every_difference_is_found_with_both_locations(name: str, tmp_path: Path) -> None:
    change = CHANGES[name]
    all_files = changed(change.path, change.old, change.new)
    found = drift_of(tmp_path, all_files, SOURCES)
    locations = {(one.kind, one.declared and (one.declared.file, one.declared.line),
               one.observed and (one.observed.file, one.observed.line)) for one in found.drift}  # fmt: skip
    seen_in = change.observed_in or change.path
    data = PROXY if change.declared in ("nginx:", "port: 80,", "port: 443,") else DATA
    declared = (data, line_of(all_files[data], change.declared)) if change.declared else None
    observed = (seen_in, line_of(all_files[seen_in], change.observed)) if change.observed else None
    assert (change.kind, declared, observed) in locations, "\n".join(map(str, found.drift))


def test_swapped_domains_are_both_found(tmp_path: Path) -> None:
    all_files = changed(SITE, "server_name video-api.destinpq.com;", "server_name SWAP;")
    site = all_files[SITE].replace("video.destinpq.com", "video-api.destinpq.com").replace("SWAP", "video.destinpq.com")
    found = drift_of(tmp_path, all_files | {SITE: site}, SOURCES)
    assert [(one.kind, one.subject) for one in found.drift] == [
        ("target-differs", "https://video.destinpq.com"),
        ("target-differs", "https://video-api.destinpq.com"),
    ]


def test_only_the_difference_is_reported(tmp_path: Path) -> None:
    """One change is one difference, or two where something is gone and something else has come."""
    counts = {}
    for number, (name, change) in enumerate(CHANGES.items()):
        found = drift_of(tmp_path / str(number), changed(change.path, change.old, change.new), SOURCES)
        counts[name] = len(found.drift)
    assert {name: count for name, count in counts.items() if count > 3} == {}
