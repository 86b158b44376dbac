"""Every command in the README and the guide is run, in a project that has what the commands name.

A block of commands is one script. `/etc` and `/srv` are folders of the test, and `ss` prints sockets of the test.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portdocs.new_site import new_site_files
from tests.repository import new_repo
from tests.site.project import ROOT, Project, environment

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
NOT_RUN = re.compile(r"(uvx|pipx|pip|make|nft|python -m venv|mkdocs serve|git push)\b")
"""Other tools, and what would not end or needs a network: tests of the wheel install and serve it."""
USAGE_ERROR = 2
DATA = """\
suites: {shop: {name: The Shop, owner: Jo}}
hosts: {web: {addresses: [10.0.0.4]}}
services:
  nginx: {suite: shop, host: web, listeners: [{port: 443, protocol: https, bind: 0.0.0.0, health: tcp}]}
  shop-api: {suite: shop, host: web, listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: /health}]}
endpoints: [{url: "https://video.example.org", via: nginx, to: shop-api}]
ranges: {shop: {name: Shop range, ports: 8000-8099, purpose: the shop, suite: shop, host: web}}
"""
SOCKETS = """\
Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
tcp   LISTEN 0      128        127.0.0.1:8000      0.0.0.0:*    users:(("node",pid=3,fd=5))
"""
NGINX = """\
events {}
http { server {
  listen 443 ssl; server_name video.example.org; ssl_certificate c; ssl_certificate_key k;
  location / { proxy_pass http://127.0.0.1:8000; }
} }
"""
PAGE = "# Ports\n\n| Service | Port |\n|---|---|\n| Grafana | 3000 |\n| Loki | 3100 |\n"


def blocks(page: Path) -> Iterator[list[str]]:
    """The commands of each block; those of a site that a block makes are run in it."""
    for block in re.findall(r"^ *```console\n(.*?)```", page.read_text(), re.MULTILINE | re.DOTALL):
        yield re.findall(r"^ *\$ (.+)$", block, re.MULTILINE)


CASES = [(page.name, number, block) for page in PAGES for number, block in enumerate(blocks(page))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site in a repository with releases and a remote."""
    root = tmp_path_factory.mktemp("guide")
    project = Project(root / "project")
    files = new_site_files("Ports", example=False, gitlab=False) | {"data/ports.yml": DATA, "PORTS.md": PAGE}
    settings = files["mkdocs.yml"].replace("# site_url", "site_url")
    offline = "plugins:\n  - offline: {enabled: !ENV [DOCS_OFFLINE, false]}\n"
    project.write(files | {"mkdocs.yml": settings.replace("plugins:\n", offline)})
    project.write({"data/snapshots/.gitkeep": "", "docs/api/.gitkeep": ""})
    repo = new_repo(project.path)
    for number in range(4):
        repo.commit({"README.md": str(number)}, tag=f"v1.{number}")
    outside = {"theirs/ports.yml": DATA, "etc/nginx/nginx.conf": NGINX, "etc/systemd/system/x.service": "[Service]\n"}
    Project(root).write(outside | {"srv/app/compose.yml": "services: {cache: {image: redis}}\n", "bin/ss": _ss()})
    (root / "bin" / "ss").chmod(0o755)
    return project


def _ss() -> str:
    return f"#!/bin/sh\ncat <<'END'\n{SOCKETS}END\n"


@pytest.mark.parametrize(("page", "number", "commands"), CASES, ids=[f"{page}-{number}" for page, number, _ in CASES])
def test_the_commands_run(page: str, number: int, commands: list[str], project: Project) -> None:
    root, repo = project.path.parent, new_repo(project.path)
    repo.git("reset", "--quiet", "--hard")
    repo.git("clean", "--quiet", "-dfx")
    if page == "publishing.md":
        repo.git("update-ref", "-d", "refs/tags/v1.2")
    folders = [str(root / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    names = {f"GIT_{who}_{what}": "Jo" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    variables = names | {"PATH": os.pathsep.join(folders), "HOME": str(root / "home"), "EDITOR": "true"}
    for folder in (".zfunc", ".config/fish/completions"):
        (root / "home" / folder).mkdir(parents=True, exist_ok=True)
    runnable = [command for command in commands if not NOT_RUN.match(command)]
    script = "\n".join(f"{command}\n[ $? -lt {USAGE_ERROR} ] || exit 99" for command in runnable)
    script = re.sub(r"(?<=\s)/(etc|srv)/", rf"{root}/\1/", script)
    result = subprocess.run(
        ["bash", "-c", script], cwd=project.path, env=environment() | variables, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert result.returncode < USAGE_ERROR, f"{script}\n{result.stdout}{result.stderr}"
    assert "Traceback" not in result.stderr


def test_most_commands_are_run() -> None:
    commands = [command for _, _, block in CASES for command in block]
    assert len([command for command in commands if not NOT_RUN.match(command)]) > 30
