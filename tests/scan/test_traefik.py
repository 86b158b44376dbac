"""Traefik: each form of labels, flags, static and dynamic files with the listeners and routes that it means."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.scan import Scan, read_sources
from portdocs.scan.compose.yaml import Scalar
from portdocs.scan.safe_files import Broken
from portdocs.scan.traefik.rule import Alternative, parse_rule
from portdocs.scan.traefik.toml import read_toml
from tests.scan.observed import errors, listeners, routes, scan, unresolved

RULES: list[tuple[str, list[str]]] = [
    ("Host(`a.org`)", ["a.org"]),
    ("Host(`a.org`, `b.org`)", ["a.org", "b.org"]),
    ("Host(`a.org`) || Host(`b.org`)", ["a.org", "b.org"]),
    ('Host("a.org")', ["a.org"]),
    ("Host(`a.org`) && PathPrefix(`/x`)", ["a.org/x"]),
    ("PathPrefix(`/x`) && Host(`a.org`)", ["a.org/x"]),
    ("Host(`a.org`) && (PathPrefix(`/x`) || Path(`/y`))", ["a.org/x", "a.org=/y"]),
    ("Host(`a.org`) && PathPrefix(`/x`, `/y`)", ["a.org/x", "a.org/y"]),
    ("(Host(`a.org`) || Host(`b.org`)) && PathPrefix(`/x`)", ["a.org/x", "b.org/x"]),
    ("Host(`a.org`) || Host(`b.org`) && Path(`/x`)", ["a.org", "b.org=/x"]),
    ("PathPrefix(`/x`)", ["/x"]),
    ("HostRegexp(`^[a-z]+\\.a\\.org$`)", ["^[a-z]+\\.a\\.org$"]),
    ("HostSNI(`*`)", [""]),
    ("Host(`a.org`) && Method(`GET`)", ["a.org?"]),
    ("Host(`a.org`) && !PathPrefix(`/x`)", ["a.org?"]),
    ("Host(`a.org`)&&Headers(`X-A`, `b`)", ["a.org?"]),
    ("Host:a.org,b.org;PathPrefix:/x", ["a.org/x", "b.org/x"]),
]


def _shown(one: Alternative) -> str:
    path = ("=" if one.is_exact else "") + one.path if one.path else ""
    return f"{one.host or ''}{path}{'?' if one.is_conditional else ''}"


@pytest.mark.parametrize(("rule", "expected"), RULES)
def test_a_rule(rule: str, expected: list[str]) -> None:
    assert [_shown(one) for one in parse_rule(rule)] == expected


@pytest.mark.parametrize("rule", [
    "", "Host(", "Host()", "Host(`a`", "Host(`a`) Host(`b`)", "&& Host(`a`)", "`a`", "Host(a)", "(" * 100,
    " && ".join(["(Host(`a`) || Host(`b`))"] * 20), "Host(`a`) ||", "!" * 200,
])  # fmt: skip
def test_a_wrong_rule_is_refused_in_bounded_time(rule: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_rule(rule)


@given(
    st.lists(
        st.sampled_from(["Host", "(", ")", "`a`", "&&", "||", "!", ",", "Path", " ", '"b"', ":", ";"]), max_size=20
    )
)
def test_any_words_make_a_rule_or_an_error(words: list[str]) -> None:
    with suppress(ValueError):
        assert parse_rule("".join(words))


PROXY = """\
  proxy:
    image: traefik
    command:
      - --entrypoints.web.address=:80
      - --entryPoints.secure.address=127.0.0.1:8443
      - --entrypoints.secure.http.tls=true
      - --entrypoints.dns.address=:53/udp
      - --entrypoints.traefik.address=:8080
"""


def labelled(folder: Path, *labels: str, proxy: str = PROXY, env: str = "") -> Scan:
    """The scan of a service `app` with labels, the first on line 4."""
    (folder / ".env").write_text(env)
    text = "services:\n  app:\n    labels:\n" + indent("\n".join(labels), "      ") + "\n" + proxy
    return scan("compose", folder, {"compose.yml": text})


R, S = "traefik.http.routers.r", "traefik.http.services.s.loadbalancer"
LABELS: dict[str, tuple[list[str], list[str]]] = {
    "a list": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {S}.server.port=8000"],
               ["4 a.org on *:80 None proxy app:8000"]),
    "a map": ([f"{R}.rule: Host(`a.org`)", f"{R}.entrypoints: web", f"{S}.server.port: 8000"],
              ["4 a.org on *:80 None proxy app:8000"]),
    "any case": (["- traefik.HTTP.Routers.R.Rule=Host(`a.org`)", "- traefik.http.routers.r.EntryPoints=web",
                  "- traefik.http.Services.S.LoadBalancer.Server.Port=8000"], ["4 a.org on *:80 None proxy app:8000"]),
    "a map inside of a list": ([f"- {R}.rule: Host(`a.org`)", f"- {R}.entrypoints=web"],
                               ["4 a.org on *:80 None proxy app"]),
    "every entry point but udp and its own": ([f"- {R}.rule=Host(`a.org`)"],
        ["4 a.org on *:80 None proxy app", "4 a.org on 127.0.0.1:8443 tls None proxy app"]),
    "an entry point of another file": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=other"],
                                       ["4 a.org on unknown:None tls? None proxy app"]),
    "tls of the router": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.tls.certresolver=le"],
                          ["4 a.org on *:80 tls None proxy app"]),
    "tls switched off": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=secure", f"- {R}.tls=false"],
                         ["4 a.org on 127.0.0.1:8443 None proxy app"]),
    "two hosts": ([f"- {R}.rule=Host(`a.org`) || Host(`b.org`)", f"- {R}.entrypoints=web"],
                  ["4 a.org on *:80 None proxy app", "4 b.org on *:80 None proxy app"]),
    "a path": ([f"- {R}.rule=Host(`a.org`) && PathPrefix(`/x`)", f"- {R}.entrypoints=web"],
               ["4 a.org on *:80 /x proxy app"]),
    "a path without a host": ([f"- {R}.rule=PathPrefix(`/x`)", f"- {R}.entrypoints=web"], ["4 - on *:80 /x proxy app"]),
    "several services": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.service=t",
                          f"- {S}.server.port=8000", "- traefik.http.services.t.loadbalancer.server.port=9000"],
                         ["4 a.org on *:80 None proxy app:9000"]),
    "its own dashboard": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.service=api@internal"],
                          ["4 a.org on *:80 None status -"]),
    "a redirect to https": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.middlewares=x,m@docker",
                             "- traefik.http.middlewares.m.redirectscheme.scheme=https"],
                            ["4 a.org on *:80 None redirect https://$host$request_uri"]),
    "a redirect by pattern": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.middlewares=c",
                               "- traefik.http.middlewares.c.chain.middlewares=m",
                               "- traefik.http.middlewares.m.redirectregex.regex=.*",
                               "- traefik.http.middlewares.m.redirectregex.replacement=https://b.org/$${1}"],
                              ["4 a.org on *:80 None redirect https://b.org/${1}"]),
    "tcp": (["- traefik.tcp.routers.r.rule=HostSNI(`*`)", "- traefik.tcp.routers.r.entrypoints=web",
             "- traefik.tcp.services.s.loadbalancer.server.port=5432"], ["4 - on *:80 None proxy app:5432"]),
    "tcp with tls": (["- traefik.tcp.routers.r.rule=HostSNI(`a.org`)", "- traefik.tcp.routers.r.entrypoints=web",
                      "- traefik.tcp.routers.r.tls=true"], ["4 a.org on *:80 tls None proxy app"]),
    "tcp passed through": (["- traefik.tcp.routers.r.rule=HostSNI(`a.org`)", "- traefik.tcp.routers.r.entrypoints=web",
                            "- traefik.tcp.routers.r.tls.passthrough=true"],
                           ["4 a.org on *:80 passthrough None proxy app"]),
    "udp": (["- traefik.udp.routers.r.entrypoints=dns", "- traefik.udp.services.s.loadbalancer.server.port=53"],
            ["4 - on udp *:53 None proxy app:53"]),
    "a variable with a default": ([f"- {R}.rule=Host(`${{SUB:-www}}.$DOMAIN`)", f"- {R}.entrypoints=web"],
                                  ["4 www.a.org on *:80 None proxy app"]),
    "a variable in a key": (["- traefik.http.routers.${APP}-x.rule=Host(`a.org`)",
                             "- traefik.http.routers.${APP}-x.entrypoints=web"], ["4 a.org on *:80 None proxy app"]),
    "version 1": (["- traefik.frontend.rule=Host:a.org;PathPrefix:/x", "- traefik.port=8000",
                   "- traefik.frontend.entryPoints=web"], ["4 a.org on *:80 /x proxy app:8000"]),
    "switched off": (["- traefik.enable=false", f"- {R}.rule=Host(`a.org`)"], []),
    "commented": ([f"#- {R}.rule=Host(`a.org`)", "- other=1"], []),
    "domains of a certificate": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web",
                                  f"- {R}.tls.domains[0].main=b.org"], ["4 a.org on *:80 tls None proxy app"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LABELS)
def test_labels(tmp_path: Path, name: str) -> None:
    labels, expected = LABELS[name]
    found = labelled(tmp_path, *labels, env="DOMAIN=a.org\n")
    assert [one.removeprefix("compose.yml:") for one in routes(found)] == expected
    assert (errors(found), unresolved(found), listeners(found)) == ([], [], [])


UNCLEAR = {
    "a host": ([f"- {R}.rule=Host(`$X`)", f"- {R}.entrypoints=web"], ["4 - on *:80 None proxy app"], [4]),
    "a whole rule": ([f"- {R}.rule=${{X:?no rule}}", f"- {R}.entrypoints=web"], ["4 - on *:80 None proxy app"], [4]),
    "a port": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {S}.server.port=$X"],
               ["4 a.org on *:80 None proxy -"], [6]),
    "a service of another file": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {R}.service=x@file"],
                                  ["4 a.org on *:80 None proxy -"], [4]),
    "two services": ([f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web", f"- {S}.server.port=1",
                      "- traefik.http.services.t.loadbalancer.server.port=2"], ["4 a.org on *:80 None proxy -"], [4]),
    "no rule": ([f"- {R}.entrypoints=web"], [], [4]),
    "no router": (["- traefik.enable=true", f"- {S}.server.port=1"], [], [4]),
}  # fmt: skip


@pytest.mark.parametrize("name", UNCLEAR)
def test_what_labels_leave_open_is_not_guessed(tmp_path: Path, name: str) -> None:
    labels, expected, lines = UNCLEAR[name]
    found = labelled(tmp_path, *labels)
    assert [one.removeprefix("compose.yml:") for one in routes(found)] == expected
    assert [one.line for one in found.unresolved] == lines


def test_a_route_with_unknown_names_is_not_the_default(tmp_path: Path) -> None:
    known, unknown = f"- {R}.rule=PathPrefix(`/x`)", f"- {R}.rule=Host(`$X`)"
    (one,) = labelled(tmp_path, known, f"- {R}.entrypoints=web").routes
    (other,) = labelled(tmp_path, unknown, f"- {R}.entrypoints=web").routes
    assert (one.is_default, one.names_unknown, one.proxy, one.source) == (True, False, "proxy", "traefik")
    assert (other.is_default, other.names_unknown) == (False, True)


def test_exposed_by_default_is_followed(tmp_path: Path) -> None:
    proxy = PROXY + "      - --providers.docker.exposedByDefault=false\n"
    labels = (f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web")
    assert routes(labelled(tmp_path, *labels, proxy=proxy)) == []
    assert len(routes(labelled(tmp_path, "- traefik.enable=true", *labels, proxy=proxy))) == 1


def test_an_entry_point_that_redirects_answers_for_its_routers(tmp_path: Path) -> None:
    proxy = PROXY + "      - --entrypoints.web.http.redirections.entrypoint.to=secure\n"
    found = labelled(tmp_path, f"- {R}.rule=Host(`a.org`)", proxy=proxy)
    assert routes(found) == [
        "compose.yml:4 a.org on 127.0.0.1:8443 tls None proxy app",
        "compose.yml:13 - on *:80 None redirect https://$host:8443$request_uri",
    ]


COMMANDS = [
    "command: --entrypoints.web.address=:80",
    "command: [--entryPoints.web.Address=:80]",
    "command: ['--entrypoints.web.address', ':80']",
    "command: >\n      --api\n      --entrypoints.web.address=:80",
    "environment: {TRAEFIK_ENTRYPOINTS_WEB_ADDRESS: ':80'}",
    "environment: ['TRAEFIK_ENTRYPOINTS_WEB_ADDRESS=:80']",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_line_defines_the_ports(tmp_path: Path, command: str) -> None:
    labels = (f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=web")
    found = labelled(tmp_path, *labels, proxy=f"  proxy:\n    image: traefik\n    {command}\n")
    assert routes(found) == ["compose.yml:4 a.org on *:80 None proxy app"]


def test_swarm_extends_and_overrides(tmp_path: Path) -> None:
    base = f"""\
    services:
      base: {{labels: ["{S}.server.port=8000"]}}
      app:
        extends: base
        deploy: {{labels: ["{R}.rule=Host(`a.org`)"]}}
    """
    override = f"services:\n  app:\n    labels:\n      {R}.rule: Host(`b.org`)\n"
    found = scan("compose", tmp_path, {"compose.yml": base, "over.yml": override}, "compose.yml", "over.yml")
    assert routes(found) == ["over.yml:4 b.org on unknown:None tls? None proxy app:8000"]


def test_secrets_in_labels_are_not_shown(tmp_path: Path) -> None:
    found = labelled(
        tmp_path, f"- {R}.rule=Host(`a.org`)", "- traefik.http.middlewares.a.basicauth.users=admin:hunter2$$x",
        "- traefik.http.middlewares.h.headers.customrequestheaders.Authorization=hunter2", f"- {S}.server.port=hunter2",
    )  # fmt: skip
    assert "hunter2" not in str(found).replace("`hunter2` is not a port", "")


STATIC = """\
entryPoints:
  web:
    address: ":80"
    http: {redirections: {entryPoint: {to: websecure, scheme: https}}}
  websecure:
    address: ":443"
    http3: {}
    http: {tls: {certResolver: le}}
  db: {address: "10.0.0.4:5432/tcp"}
  broken: {address: "nowhere"}
"""
STATIC_TOML = """\
[entryPoints]
  [entryPoints.web]
    address = ":80"
    [entryPoints.web.http.redirections.entryPoint]
      to = "websecure"
      scheme = "https"
  [entryPoints.websecure]
    address = ":443"
    http3 = {}
    [entryPoints.websecure.http.tls]
      certResolver = "le"
[entryPoints.db]
address = "10.0.0.4:5432/tcp"
[entryPoints.broken]
address = "nowhere"
"""


@pytest.mark.parametrize(("name", "text", "lines"), [
    ("traefik.yml", STATIC, [3, 4, 6, 6, 9, 10]),
    ("traefik.toml", STATIC_TOML, [3, 5, 8, 8, 13, 15]),
])  # fmt: skip
def test_a_static_file(tmp_path: Path, name: str, text: str, lines: list[int]) -> None:
    web, to, secure, quic, db, broken = lines
    found = scan("traefik", tmp_path, {name: text})
    assert listeners(found) == [
        f"{name}:{web} tcp *:80 traefik", f"{name}:{secure} tcp *:443 traefik", f"{name}:{quic} udp *:443 traefik",
        f"{name}:{db} tcp 10.0.0.4:5432 traefik",
    ]  # fmt: skip
    assert routes(found) == [f"{name}:{to} - on *:80 None redirect https://$host$request_uri"]
    assert [one.line for one in found.errors] == [broken]


DYNAMIC = """\
http:
  routers:
    app: {rule: "Host(`a.org`) && PathPrefix(`/x`)", service: app, entryPoints: [websecure]}
    plain: {rule: "Host(`b.org`)", service: both@file, middlewares: [to-https], entryPoints: [web]}
    weighted: {rule: "Host(`c.org`)", service: both, tls: {}}
    gone: {rule: "Host(`d.org`)", service: gone, tls: {}}
  middlewares:
    to-https: {redirectScheme: {scheme: https, permanent: true}}
  services:
    app:
      loadBalancer:
        servers:
          - url: "http://10.0.0.5:8000/"
          - url: "h2c://10.0.0.6"
    both: {weighted: {services: [{name: app, weight: 3}, {name: old, weight: 1}]}}
    old: {loadBalancer: {servers: [{url: "https://old.internal"}]}}
tcp:
  routers:
    db: {rule: "HostSNI(`*`)", service: db, entryPoints: [db]}
  services:
    db: {loadBalancer: {servers: [{address: "10.0.0.7:5432"}]}}
tls:
  certificates: [{certFile: /a.pem, keyFile: /b.pem}]
"""
DYNAMIC_TOML = """\
[http.routers.app]
  rule = "Host(`a.org`) && PathPrefix(`/x`)"
  service = "app"
[[http.services.app.loadBalancer.servers]]
  url = "http://10.0.0.5:8000/"
[[http.services.app.loadBalancer.servers]]
  url = "http://10.0.0.6:8000/"
"""


def test_a_dynamic_file(tmp_path: Path) -> None:
    found = scan("traefik", tmp_path, {"dynamic.yml": DYNAMIC})
    assert [one.removeprefix("dynamic.yml:") for one in routes(found)] == [
        "3 a.org on unknown:None tls? /x proxy 10.0.0.5:8000,10.0.0.6:80",
        "4 b.org on unknown:None tls? None redirect https://$host$request_uri",
        "5 c.org on unknown:None tls None proxy 10.0.0.5:8000,10.0.0.6:80,old.internal:443",
        "6 d.org on unknown:None tls None proxy -",
        "19 - on unknown:None None proxy 10.0.0.7:5432",
    ]
    assert [one.line for one in found.unresolved] == [6]


def test_a_static_file_with_it_has_its_ports(tmp_path: Path) -> None:
    found = scan("traefik", tmp_path, {"dynamic.yml": DYNAMIC, "traefik.yml": STATIC}, "dynamic.yml", "traefik.yml")
    assert "dynamic.yml:3 a.org on *:443 tls /x proxy 10.0.0.5:8000,10.0.0.6:80" in routes(found)
    assert "dynamic.yml:19 - on 10.0.0.4:5432 None proxy 10.0.0.7:5432" in routes(found)


def test_a_dynamic_file_in_toml(tmp_path: Path) -> None:
    found = scan("traefik", tmp_path, {"dynamic.toml": DYNAMIC_TOML})
    assert routes(found) == ["dynamic.toml:2 a.org on unknown:None tls? /x proxy 10.0.0.5:8000,10.0.0.6:8000"]


def test_templates_are_unresolved_and_the_rest_is_read(tmp_path: Path) -> None:
    text = """\
    http:
      routers:
        {{ range $i, $e := until 10 }}
        r{{ $i }}: {rule: "Host(`{{ env "HOST" }}`)", service: app, tls: {}}
        {{ end }}
        s: {rule: "Host(`a.org`)", service: app, tls: {}}
      services:
        app: {loadBalancer: {servers: [{url: "http://{{ env "IP" }}:80"}]}}
    """
    found = scan("traefik", tmp_path, {"dynamic.yml": text})
    assert [one.removeprefix("dynamic.yml:") for one in routes(found)] == [
        "4 - on unknown:None tls None proxy -",
        "6 a.org on unknown:None tls None proxy -",
    ]
    assert sorted({one.line for one in found.unresolved}) == [4, 8]


def test_a_compose_file_gives_entry_points_to_labels(tmp_path: Path) -> None:
    text = f"services:\n  app:\n    labels: ['{R}.rule=Host(`a.org`)', '{R}.entrypoints=web']\n{PROXY}"
    found = scan("traefik", tmp_path, {"compose.yml": text})
    assert routes(found) == ["compose.yml:3 a.org on *:80 None proxy app"]
    both = read_sources({name: [str(tmp_path / "compose.yml")] for name in ("compose", "traefik")}, tmp_path)
    assert routes(both) == routes(found)


def test_labels_have_the_ports_of_a_static_file(tmp_path: Path) -> None:
    (tmp_path / "traefik.yml").write_text(STATIC.split("  broken")[0])
    labelled(tmp_path, f"- {R}.rule=Host(`a.org`)", f"- {R}.entrypoints=websecure", proxy="")
    given = {"compose": [str(tmp_path / "compose.yml")], "traefik": [str(tmp_path / "traefik.yml")]}
    assert routes(read_sources(given, tmp_path))[0] == "compose.yml:4 a.org on *:443 tls None proxy app"
    labelled(tmp_path, f"- {R}.rule=Host(`a.org`)", proxy="")
    found = [one for one in routes(read_sources(given, tmp_path)) if one.startswith("compose")]
    assert found == [
        "compose.yml:4 a.org on *:443 tls None proxy app", "compose.yml:4 a.org on 10.0.0.4:5432 None proxy app",
    ]  # fmt: skip


BAD = {
    "a list": ("dynamic.yml", "- a\n", 1),
    "broken yaml": ("dynamic.yml", "http:\n  routers: [\n", 3),
    "broken toml": ("traefik.toml", "[entryPoints]\nweb = \n", 2),
    "a wrong rule": ("dynamic.yml", "http:\n  routers:\n    a:\n      rule: 'Host('\n", 4),
    "binary": ("dynamic.yml", "\0", 1),
    "deep toml": ("traefik.toml", "a = " + "[" * 5000, 1),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_broken_is_an_error_with_its_line(tmp_path: Path, name: str) -> None:
    file, text, line = BAD[name]
    found = scan("traefik", tmp_path, {file: text, "good.yml": STATIC.split("  broken")[0]}, file, "good.yml")
    assert [(one.file, one.line) for one in found.errors] == [(file, line)]
    assert len(found.listeners) == 4


TOML = """\
# a comment with [brackets]
top = "x" # and [more]
[a.b]
list = [
  1,
  "]",
]
"quoted key".c = 1
[[t]]
x = 1
[[t]]
  y = '''
[not a table]
'''
[t.sub]
z = true
"""


def test_toml_keeps_its_lines() -> None:
    tree = read_toml(TOML)
    found = {}

    def walk(value: object, path: str) -> None:
        for key, one in getattr(value, "values", {}).items():
            walk(one, f"{path}.{key}")
        for number, one in enumerate(getattr(value, "items", ())):
            walk(one, f"{path}[{number}]")
        if isinstance(value, Scalar):
            found[path] = value.line

    walk(tree, "")
    assert found == {
        ".top": 2, ".a.b.list[0]": 4, ".a.b.list[1]": 4, ".a.b.quoted key.c": 8, ".t[0].x": 10, ".t[1].y": 12,
        ".t[1].sub.z": 16,
    }  # fmt: skip


@given(st.text(alphabet="ab=[].\"'#\n{},1 ", max_size=40))
def test_any_toml_is_read_or_refused(text: str) -> None:
    with suppress(Broken):
        read_toml(text)


VERSION_1 = """\
[entryPoints]
  [entryPoints.http]
  address = ":80"
    [entryPoints.http.redirect]
    entryPoint = "https"
  [entryPoints.https]
  address = ":443"
    [entryPoints.https.tls]
[frontends.web]
backend = "web"
  [frontends.web.routes.main]
  rule = "Host:a.org,b.org;PathPrefix:/x"
[backends.web.servers.one]
url = "http://10.0.0.5:8000"
"""


def test_a_file_of_version_1(tmp_path: Path) -> None:
    found = scan("traefik", tmp_path, {"traefik.toml": VERSION_1})
    assert listeners(found) == ["traefik.toml:3 tcp *:80 traefik", "traefik.toml:7 tcp *:443 traefik"]
    assert routes(found) == [
        "traefik.toml:5 - on *:80 None redirect https://$host$request_uri",
        "traefik.toml:12 a.org on *:443 tls /x proxy 10.0.0.5:8000",
        "traefik.toml:12 b.org on *:443 tls /x proxy 10.0.0.5:8000",
    ]


def test_hostile_sizes_end(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("a" + ".a" * 100_000 + " = 1\n")
    (error,) = read_sources({"traefik": [str(tmp_path / "x.toml")]}, tmp_path).errors
    assert "parts" in error.message
    rule = " || ".join(f"Host(`h{n}.org`)" for n in range(400))
    points = "".join(f"  e{n}: {{address: ':{n + 1}'}}\n" for n in range(400))
    (tmp_path / "x.yml").write_text(f"entryPoints:\n{points}http:\n  routers:\n    r: {{rule: '{rule}', service: s}}\n")
    found = read_sources({"traefik": [str(tmp_path / "x.yml")]}, tmp_path)
    assert (len(found.routes) < 25_000, len(found.errors)) == (True, 1)
