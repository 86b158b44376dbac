"""`portdocs scan` as people and scripts call it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
import pytest

from portdocs.cli import _adopt
from portdocs.drift.adoption import adopt
from portdocs.scan import read_sources, sources
from portdocs.scan.scaffold import Draft, draft, yaml_of
from tests.command_line import portdocs
from tests.data import registry_of, write_data

SITE = """\
server {
    listen 80;
    server_name video.example.org;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    server_name video.example.org;
    location / { proxy_pass http://127.0.0.1:16532; }
    location /api/ { proxy_pass http://app:8000; }
    location ~ \\.png$ { proxy_pass http://127.0.0.1:16533; }
}
server { listen 443 ssl; server_name old.example.org; return 301 https://video.example.org; }
"""
SS = """\
tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=11,fd=6))
tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=11,fd=6))
tcp LISTEN 0 511 127.0.0.1:16532 0.0.0.0:* users:(("node",pid=12,fd=6))
tcp LISTEN 0 511 0.0.0.0:9000 0.0.0.0:* users:(("docker-proxy",pid=13,fd=6))
tcp LISTEN 0 511 127.0.0.1:17354 0.0.0.0:* users:(("python",pid=14,fd=6))
udp UNCONN 0 0 0.0.0.0:40000 0.0.0.0:* users:(("resolver",pid=15,fd=6))
"""
COMPOSE = "services:\n  app:\n    environment: {PASSWORD: hunter2}\n    ports: ['9000:8000']\n"
UNIT = "[Service]\nEnvironment=PASSWORD=hunter2\nExecStart=/bin/uvicorn --port 17354\n"
FILES = {"site": SITE, "ss.txt": SS, "compose.yml": COMPOSE, "api.service": UNIT}
ALL = ["--nginx", "site", "--sockets", "ss.txt", "--compose", "compose.yml", "--systemd", "api.service"]


def test_json_has_the_documented_shape(tmp_path: Path) -> None:
    write_data(tmp_path, {**FILES, "bad": "server {"})
    result = portdocs(
        tmp_path, "scan", "--nginx", "site", "--nginx", "bad", "--compose", "compose.yml", "--format", "json"
    )
    found = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (1, "")
    assert list(found) == ["listeners", "routes", "openings", "unresolved", "errors"]
    assert found["listeners"][0] == {
        "transport": "tcp",
        "address": "*",
        "port": 9000,
        "port_end": None,
        "container_port": 8000,
        "name": "app",
        "source": "compose",
        "file": "compose.yml",
        "line": 4,
        "certain": True,
    }
    assert found["routes"][1] == {
        "server_names": ["video.example.org"],
        "listen_address": "0.0.0.0",
        "listen_port": 443,
        "transport": "tcp",
        "tls": True,
        "location": "/",
        "action": "proxy",
        "targets": ["127.0.0.1:16532"],
        "file": "site",
        "line": 9,
    }
    assert list(found["unresolved"][0]) == ["file", "line", "text", "reason"] if found["unresolved"] else True
    assert [(error["file"], error["line"]) for error in found["errors"]] == [("bad", 1)]


def test_text_has_one_line_per_observation(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    result = portdocs(tmp_path, "scan", *ALL[:6])
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "compose.yml:4 listener tcp *:9000 app -> 8000 in the container" in lines
    assert "site:9 route tcp 0.0.0.0:443 tls video.example.org / proxy 127.0.0.1:16532" in lines
    assert (result.returncode, len(lines)) == (0, 1 + 2 + 6 + 5)


def test_errors_and_unresolved_items_go_to_stderr(tmp_path: Path) -> None:
    write_data(tmp_path, {"site": "server { location / { proxy_pass http://$x; } }\n", "bad": "}\n"})
    result = portdocs(tmp_path, "scan", "--nginx", "site", "--nginx", "bad")
    assert result.returncode == 1
    unclear, error = result.stderr.splitlines()
    assert unclear.startswith("site:1: unresolved: proxy_pass http://$x: ")
    assert error.startswith("bad:1: error: ")


@pytest.mark.parametrize("name", sources())
def test_nothing_readable_exits_with_2(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "locked").write_text("x")
    (tmp_path / "locked").chmod(0)
    given = ["fifo", "gone", "."] + ([] if os.access(tmp_path / "locked", os.R_OK) else ["locked"])  # root reads all
    arguments = [argument for path in given for argument in (f"--{name}", path)]
    result = portdocs(tmp_path, "scan", *arguments)
    assert (result.returncode, len(result.stderr.splitlines())) == (2, len(given))
    assert "Traceback" not in result.stderr


def test_a_missing_source_is_a_usage_error(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "scan")
    assert result.returncode == 2
    assert "name at least one: --here, --" + ", --".join(sources()) in result.stderr


DRAFT = """\
# Left out: 1 UDP sockets on ephemeral ports.
services:
  api: # api.service:3
    unit: api.service
    listeners:
      - {port: 17354, bind: 127.0.0.1} # api.service:3
  app: # compose.yml:3
    compose: app
    listeners:
      - {port: 9000, container_port: 8000, bind: 0.0.0.0} # compose.yml:4
  nginx:
    listeners:
      - {port: 80, bind: 0.0.0.0} # site:2
      - {port: 443, bind: 0.0.0.0} # site:7
  node: # ss.txt:3
    listeners:
      - {port: 16532, bind: 127.0.0.1} # ss.txt:3
endpoints:
  - url: https://old.example.org # site:13
    via: nginx
    redirect: https://video.example.org
  - url: https://video.example.org # site:9
    via: nginx
    to: node
    target: 127.0.0.1:16532
  - url: https://video.example.org/api/ # site:10
    via: nginx
    to: app
    target: app:8000
ignore:
  - {route: https://video.example.org (~ \\.png$), reason: "site:11: a pattern that only nginx can evaluate leads to 127.0.0.1:16533"}
"""  # noqa: E501 - an entry is one line


def test_as_registry_joins_services_and_their_routes(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    result = portdocs(tmp_path, "scan", *ALL, "--as-registry")
    assert result.stdout == DRAFT
    assert "hunter2" not in result.stdout + result.stderr
    registry = registry_of(result.stdout)
    assert [endpoint.to.service for endpoint in registry.endpoints if endpoint.to] == ["node", "app"]


@pytest.mark.parametrize("declared", [{}, {"data/schema.json": "{}"}, {"data": ""}], ids=["none", "empty", "a file"])
def test_nothing_needs_to_be_declared_yet(tmp_path: Path, declared: dict[str, str]) -> None:
    write_data(tmp_path, {**FILES, **declared})
    result = portdocs(tmp_path, "scan", *ALL, "--as-registry")
    assert (result.returncode, result.stdout) == (0, DRAFT)


def test_a_firewall_alone_is_counted(tmp_path: Path) -> None:
    write_data(tmp_path, {"ufw.txt": "Status: active\n\nTo Action From\n-- ------ ----\n443/tcp ALLOW Anywhere\n"})
    result = portdocs(tmp_path, "scan", "--firewall", "ufw.txt", "--as-registry", "--output", "x.yml")
    assert result.stderr.endswith("x.yml: added 1 firewall opening\n")


def test_a_pattern_on_both_ip_versions_is_ignored_once(tmp_path: Path) -> None:
    site = "server { listen 80; listen [::]:80; server_name a.org; location ~ [.]x$ { proxy_pass http://b.org; } }\n"
    write_data(tmp_path, {"site": site})
    result = portdocs(tmp_path, "scan", "--nginx", "site", "--as-registry", "--output", "x.yml")
    assert (tmp_path / "x.yml").read_text().count("- {route: ") == 1
    assert result.stderr.endswith("x.yml: added 1 service, 1 ignored\n")


DATA = """\
services:
  proxy: {listeners: [{port: 80, bind: 0.0.0.0}, {port: 443, bind: 0.0.0.0}]} # the front
  node:
    listeners:
      - port: 16532
        purpose: web # keep
  app: {listeners: [{port: 9000, container_port: 8000, bind: 0.0.0.0}]}
endpoints:
  - {url: https://VIDEO.example.org/, via: proxy, to: node}
"""


def test_as_registry_writes_nothing_twice(tmp_path: Path) -> None:
    write_data(tmp_path, {**FILES, "data/x.yml": DATA})
    result = portdocs(tmp_path, "scan", *ALL[:6], "--as-registry")
    assert "video.example.org/api/" in result.stdout
    assert "via: proxy" in result.stdout
    assert "to: app" in result.stdout
    assert "16532" not in result.stdout.replace(":16533", "")
    assert "9000" not in result.stdout


def test_missing_keys_of_declared_services_are_patches(tmp_path: Path) -> None:
    write_data(tmp_path, {**FILES, "data/x.yml": DATA})
    first = portdocs(tmp_path, "scan", *ALL[:6], "--as-registry", "--output", "data/found.yml")
    assert first.stdout == (
        "data/x.yml:7: add compose: app (compose.yml:3)\ndata/x.yml:5: add bind: 127.0.0.1 (ss.txt:3)\n"
    )
    assert "to write 2 keys to your files, add --apply" in first.stderr
    assert (tmp_path / "data/x.yml").read_text() == DATA
    portdocs(tmp_path, "scan", *ALL[:6], "--as-registry", "--output", "data/found.yml", "--apply")
    changed = DATA.replace("web # keep\n", "web # keep\n        bind: 127.0.0.1\n").replace(
        "}]}\nend", "}], compose: app}\nend"
    )
    assert (tmp_path / "data/x.yml").read_text() == changed
    last = portdocs(tmp_path, "scan", *ALL[:6], "--as-registry", "--output", "data/found.yml")
    assert (last.returncode, last.stdout) == (0, "")
    assert "nothing to add" in last.stderr


MACHINE = {
    "compose.yml": """\
services:
  db:
    image: postgres
    container_name: database
    ports: ["127.0.0.1:5432:5433", "127.0.0.1:9187:9187"]
    expose: [7000]
""",
    "units/app.service": "[Service]\nExecStart=/usr/bin/app\n",
    "units/app.socket": "[Socket]\nListenStream=127.0.0.1:8080\n",
    "data/x.yml": """\
services:
  database: # ours
    listeners:
      - {port: 5432, bind: 127.0.0.1}
  web:
    listeners:
      - port: 8080
        bind: 127.0.0.1
""",
}
APPLIED = """\
services:
  database: # ours
    listeners:
      - {port: 5432, bind: 127.0.0.1, container_port: 5433}
      - {container_port: 7000}
      - {port: 9187, container_port: 9187, bind: 127.0.0.1}
    container: database
    compose: db
  web:
    listeners:
      - port: 8080
        bind: 127.0.0.1
    unit: app.socket
"""


def test_what_a_machine_shows_of_declared_services_is_added_to_them(tmp_path: Path) -> None:
    write_data(tmp_path, MACHINE)
    sources = ("--compose", "compose.yml", "--systemd", "units")
    found = portdocs(tmp_path, "scan", *sources, "--as-registry", "--output", "data/found.yml", "--apply")
    assert len(found.stdout.splitlines()) == 6
    assert (tmp_path / "data/x.yml").read_text() == APPLIED
    assert not (tmp_path / "data/found.yml").exists()
    assert portdocs(tmp_path, "drift", *sources).returncode == 0


UFW = """\
Status: active
Default: deny (incoming), allow (outgoing), disabled (routed)

To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere
443/tcp                    ALLOW IN    Anywhere
8080/tcp                   ALLOW IN    100.64.0.0/10
9090/tcp                   ALLOW IN    10.1.0.0/16
"""
HOSTS = """\
zones:
  tailnet: {addresses: [100.64.0.0/10]}
hosts:
  web01:
    name: Web # ours
"""


@pytest.mark.parametrize(
    ("declared", "patch", "applied"),
    [
        (
            "    firewall: {open: [22, 443]}\n",
            [
                "data/x.yml:4: add open: {ports: 8080/tcp, from: tailnet} (ufw.txt:8)",
                "data/x.yml:4: add open: {ports: 9090/tcp, from: 10-1-0-0-16} (ufw.txt:9)",
            ],
            "open: [22, 443, {ports: 8080/tcp, from: tailnet}, {ports: 9090/tcp, from: 10-1-0-0-16}]",
        ),
        ("", ["data/x.yml:4: add firewall: {open: [22/tcp, 443/tcp, "], "firewall: {open: [22/tcp, 443/tcp, {ports:"),
        (
            "    firewall:\n      open:\n        - 22\n        - {ports: 8080, from: tailnet}\n",
            ["data/x.yml:4: add open: 443/tcp (ufw.txt:7)", "data/x.yml:4: add open: {ports: 9090/tcp, from: "],
            "from: tailnet}\n        - 443/tcp\n        - {ports: 9090/tcp, from: 10-1-0-0-16}\n",
        ),
        ("    firewall: {outside: true, open: [22]}\n", [], "open: [22]"),
    ],
)
def test_openings_that_a_declared_host_lacks_are_patches(
    tmp_path: Path, declared: str, patch: list[str], applied: str
) -> None:
    write_data(tmp_path, {"ufw.txt": UFW, "data/x.yml": HOSTS + declared})
    arguments = ("scan", "--firewall", "ufw.txt", "--as-registry", "--output", "data/found.yml")
    first = portdocs(tmp_path, *arguments)
    assert len(first.stdout.splitlines()) == len(patch)
    assert all(
        line.replace('"', "").startswith(start) for line, start in zip(first.stdout.splitlines(), patch, strict=True)
    )
    portdocs(tmp_path, *arguments, "--apply")
    changed = (tmp_path / "data/x.yml").read_text()
    assert changed.startswith(HOSTS)
    assert applied in changed.replace('"', "")
    assert portdocs(tmp_path, "check").returncode == 0
    last = portdocs(tmp_path, *arguments)
    assert (last.returncode, last.stdout) == (0, "")
    assert portdocs(tmp_path, "drift", "--firewall", "ufw.txt").returncode == 0


def test_a_firewall_is_written_next_to_declared_zones(tmp_path: Path) -> None:
    write_data(tmp_path, {"ufw.txt": UFW, "data/x.yml": "zones: {tailnet: {addresses: [100.64.0.0/10]}}\n"})
    result = portdocs(tmp_path, "scan", "--firewall", "ufw.txt", "--as-registry")
    assert '{ports: "8080/tcp", from: tailnet}' in result.stdout
    assert "tailnet:" not in result.stdout


@pytest.mark.parametrize("how", ["link", "read-only"])
def test_patches_are_refused_as_a_whole(tmp_path: Path, how: str) -> None:
    write_data(tmp_path, {**FILES, "data/x.yml": DATA})
    if how == "link":
        (tmp_path / "data/x.yml").rename(tmp_path / "elsewhere.yml")
        (tmp_path / "data/x.yml").symlink_to(tmp_path / "elsewhere.yml")
    elif os.geteuid() == 0:
        pytest.skip("root may write to read-only files")
    else:
        (tmp_path / "data/x.yml").chmod(0o444)
    result = portdocs(tmp_path, "scan", *ALL[:6], "--as-registry", "--output", "data/found.yml", "--apply")
    assert result.returncode == 2
    assert "nothing was applied" in result.stderr
    assert (tmp_path / "data/x.yml").read_text() == DATA
    assert not (tmp_path / "data/found.yml").exists()


def test_patches_are_refused_if_a_file_changed_in_the_meantime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_data(tmp_path, {**FILES, "data/x.yml": DATA})
    edited = DATA + "# someone else was faster\n"

    def adopt_slowly(*arguments: Any) -> Draft:
        (tmp_path / "data/x.yml").write_text(edited)
        return adopt(*arguments)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_adopt, "adopt", adopt_slowly)
    scan = read_sources({ALL[n].removeprefix("--"): [ALL[n + 1]] for n in range(0, 6, 2)})
    with pytest.raises(click.UsageError, match=r"data/x\.yml changed in the meantime; nothing was applied"):
        _adopt.write_registry(scan, Path("data"), None, Path("data/found.yml"), apply=True)
    assert (tmp_path / "data/x.yml").read_text() == edited
    assert not (tmp_path / "data/found.yml").exists()


@pytest.mark.parametrize("output", ["data/found.yml", "found.yml"])
@pytest.mark.parametrize("data", [None, "services: {other: {listeners: [{port: 5}]}}\n", "hosts: {}\n"])
def test_a_second_run_has_nothing_left_to_write(tmp_path: Path, output: str, data: str | None) -> None:
    write_data(tmp_path, {**FILES, **({"data/x.yml": data} if data else {})})
    arguments = ("scan", *ALL[:6], "--as-registry", "--output", output)
    assert portdocs(tmp_path, *arguments).returncode == 0
    written = (tmp_path / output).read_text()
    edited = written.replace("services:\n", "services:\n  # ours\n", 1)
    (tmp_path / output).write_text(edited)
    result = portdocs(tmp_path, *arguments)
    assert (result.returncode, result.stdout) == (0, "")
    assert (tmp_path / output).read_text() == edited


def test_an_existing_file_is_appended_to(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    portdocs(tmp_path, "scan", *ALL[2:4], "--as-registry", "--output", "data/found.yml")
    before = (tmp_path / "data/found.yml").read_text()
    portdocs(tmp_path, "scan", *ALL[:4], "--as-registry", "--output", "data/found.yml")
    after = (tmp_path / "data/found.yml").read_text()
    assert after.startswith(before)
    assert "endpoints:" in after
    assert portdocs(tmp_path, "check", "--format", "json").returncode == 0


def test_output_without_as_registry_is_a_usage_error(tmp_path: Path) -> None:
    write_data(tmp_path, FILES)
    assert portdocs(tmp_path, "scan", *ALL[:2], "--output", "x.yml").returncode == 2


def test_one_of_several_hosts_must_be_named(tmp_path: Path) -> None:
    write_data(tmp_path, {**FILES, "data/x.yml": "hosts: {a: {}, b: {}}\nservices: {x: {host: a}}\n"})
    assert portdocs(tmp_path, "scan", *ALL[:2], "--as-registry").returncode == 2
    result = portdocs(tmp_path, "scan", *ALL[:2], "--as-registry", "--host", "b")
    assert "    host: b\n" in result.stdout


def test_an_unreadable_listing_writes_nothing(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "scan", "--sockets", "gone", "--as-registry")
    assert (result.returncode, result.stdout) == (2, "")


def test_services_that_only_a_proxy_knows(tmp_path: Path) -> None:
    write_data(tmp_path, {"site": SITE + "server { listen 81; server_name x.example.org; "
                          "location / { proxy_pass http://far.example.net; } }\n"})  # fmt: skip
    result = portdocs(tmp_path, "scan", "--nginx", "site", "--as-registry")
    registry = registry_of(result.stdout)
    assert set(registry.services) == {"nginx", "video", "app", "far-example-net"}
    assert registry.services["far-example-net"].external
    assert [listener.port.first for listener in registry.services["video"].listeners or () if listener.port] == [16532]


HOSTILE = [
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("a: {{ x }} # <b> \\" \\n",pid=1,fd=1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("\u061c\u202e\ufeff",pid=1,fd=1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("null",1,1))\ntcp LISTEN 0 1 127.0.0.1:2 *:* users:(("123",1,1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("-a",1,1))\ntcp LISTEN 0 1 127.0.0.1:2 *:* users:(("a",1,1))\n',
    'tcp LISTEN 0 1 127.0.0.1:1 0.0.0.0:* users:(("' + "x" * 500 + '",pid=1,fd=1))\n',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_as_registry_of_hostile_names_loads(tmp_path: Path, text: str) -> None:
    write_data(tmp_path, {"ss\u202e": text})
    registry_of(yaml_of(draft(read_sources({"sockets": [str(tmp_path / "ss\u202e")]}))))
