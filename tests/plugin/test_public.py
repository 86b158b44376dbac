"""Public sites: nothing that is left out may be anywhere in the site, and the build says what else it shows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from portdocs.registry.redaction import REDACTABLE
from tests.command_line import portdocs
from tests.plugin.minimal_site import minimal_site
from tests.site.project import Project
from tests.site.rebuilding import rebuilt

DATA = """\
zones:
  office: {name: Office, addresses: [10.211.0.0/16]}
hosts:
  web:
    name: Web
    addresses: [10.212.77.91, "fd12:77:91::4"]
    firewall: {name: ufw, outside: true, open: [443, {ports: 8000, from: office}]}
services:
  nginx:
    host: web
    listeners: [{port: 443, bind: "*", protocol: https}]
    runtime: {Process: nginx}
    files: [{path: /etc/nginx/file-mark-1.conf, purpose: purpose-mark-1}]
  api:
    name: API
    host: web
    listeners:
      - {port: 8000, bind: 10.213.77.91, protocol: http, health: "$ cmd-mark-1 -q --x 'a & b' \\"c\\""}
      - {socket: /run/socket-mark-1.sock, health: "$ true"}
      - {port: 8001, bind: "fd12:77:92::4", health: "$ cmd-mark-2"}
    unit: api.service
    notes: "was at 10.214.77.91 before (10.214.78.91?); see /etc/nginx/file-mark-1.conf"
    files: [{path: "/srv/file mark/file-mark-2.env", purpose: purpose-mark-2}]
  db:
    name: DB
    host: web
    listeners: [{port: 5432, bind: 10.212.77.91}, {port: 5433, bind: 0.0.0.0}]
  old:
    host: web
    status: retired
    retired_on: 2026-11-01
    listeners: [{port: 9999, bind: 10.219.77.91}]
    accept: {unowned-service: "10.220.77.91 is gone"}
endpoints:
  - {url: "https://x.example", via: nginx, to: "api:8000", target: "10.213.77.91:8000"}
  - {url: "https://y.example", via: nginx, to: api, target: "unix:/run/socket-mark-1.sock"}
  - {url: "https://z.example", via: nginx, to: db, target: "host-mark.internal:5432"}
  - {url: "http://10.215.77.91:8001", to: api}
ranges: {r: {ports: 8000-8010, purpose: "for 10.216.77.91"}}
claims: [{statement: "All is behind 10.217.77.91", verified_by: [exposed-internal]}]
ignore: [{listener: "tcp 10.218.77.91:99", reason: later}]
"""
SOCKETS = 'tcp LISTEN 0 128 10.230.77.91:7777 0.0.0.0:* users:(("foo",pid=1,fd=1))\n'
NGINX = "http { server { listen 443 ssl; server_name x.example; location / { proxy_pass http://10.232.77.91; } } }\n"
START = """\
# Start

{{ overview_card() }} {{ architecture_diagram() }} {{ port_finder() }} {{ file_table() }} {{ host_card("web") }}

{{ command_card("api") }}
"""
MARKS = {
    "addresses": r"10[.-]2[1-3]\d|77[.:-]9[12]|fd12|host-mark|211\.0\.0|socket-mark",
    "files": r"file-mark|purpose-mark|socket-mark|data-mark|nginx-mark|sockets-mark|file mark",
    "commands": r"cmd-mark|\$ true|journalctl -u api",
}


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with a mark in every field, in its history, and in what was compared with a host."""
    folder = tmp_path_factory.mktemp("public")
    site = minimal_site(folder, "[search, macros, portdocs]", {"docs/index.md": START, "sockets-mark.txt": SOCKETS})
    (folder / "data" / "shop.yml").unlink()
    former = DATA.replace("-mark-1", "-mark-7").replace("10.213.77.91", "10.221.77.91")
    git(folder, "init", "-q")
    for version, data in (("v1.0", former), ("v1.1", DATA)):
        site.write({"data/data-mark.yml": data, "nginx-mark/nginx.conf": NGINX})
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
        git(folder, "tag", version)
    sources = ("--sockets", "sockets-mark.txt", "--nginx", "nginx-mark", "--record", "data/verified/web.json")
    assert portdocs(folder, "drift", "--host", "web", *sources).returncode == 1
    return site


def build(project: Project, options: str) -> str:
    """The output of a strict build."""
    config = (project.path / "mkdocs.yml").read_text().partition("plugins:")[0]
    repository = "" if "repo_url" in config else "repo_url: https://code.example/x/y\n"
    project.write({"mkdocs.yml": f"{config}{repository}plugins: [search, macros, {{portdocs: {options}}}]\n"})
    result = project.build()
    assert result.returncode == 0, result.stderr
    return result.stderr


def found(site: Path, pattern: str) -> dict[str, set[str]]:
    """The files of a site that contain a pattern, with what matched."""
    texts = {path: path.read_bytes().decode("latin-1") for path in site.rglob("*.*") if path.is_file()}
    matches = {path: {match[0] for match in re.finditer(pattern, text)} for path, text in texts.items()}
    return {path.relative_to(site).as_posix(): one for path, one in matches.items() if one}


def test_each_mark_is_in_a_site_that_leaves_out_nothing(project: Project) -> None:
    printed = build(project, "{}")
    assert "[public]" not in printed
    for pattern in MARKS.values():
        missing = [one for one in pattern.split("|") if not found(project.site, one)]
        assert missing == []
    assert len(found(project.site, MARKS["addresses"])) > 10


@pytest.mark.parametrize("kinds", [REDACTABLE, *((kind,) for kind in REDACTABLE)], ids="-".join)
def test_nothing_that_is_left_out_is_anywhere(project: Project, kinds: tuple[str, ...]) -> None:
    build(project, f"{{redact: [{', '.join(kinds)}]}}")
    for kind in kinds:
        assert found(project.site, MARKS[kind]) == {}
    # What is derived from it stays.
    api = (project.site / "services" / "api" / "index.html").read_text()
    assert "Office" in api
    assert "8000" in api


def test_a_public_build_warns_with_locations(project: Project) -> None:
    printed = build(project, "{public: true}")
    assert "data/data-mark.yml:6:17: warning: internal address 10.212.77.91; this site is public;" in printed
    assert "data/data-mark.yml:2:" in printed
    assert "warning: unpublished port 8001 of API (closed); this site is public" in printed
    assert "port 443 " not in printed
    redacted = build(project, "{public: true, redact: [addresses]}")
    assert "internal address" not in redacted
    assert "unpublished port 8001 of API" in redacted


def test_serving_leaves_out_the_same_as_a_first_build(project: Project) -> None:
    build(project, f"{{redact: [{', '.join(REDACTABLE)}]}}")
    data = "data/data-mark.yml"
    edits = [
        [(data, "was at 10.214.77.91", "was at 10.222.77.91")],
        [(data, "name: API", "name: The API")],
        [("docs/index.md", "# Start", "# At 10.212.77.91")],
    ]
    assert [done["differs"] for done in rebuilt(project, *edits)] == [[], [], []]
