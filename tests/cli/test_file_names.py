"""Names of files that contain escape sequences, workflow commands or bytes that are not UTF-8."""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from portdocs.cli import portdocs as group
from tests.command_line import portdocs, portdocs_process
from tests.data import write_data

NAMES = [
    "\x1b[31mred", "a\n::error::x", "::set-output name=x::y", "##[error]x", "\x9b31m", "x\u202ey", "\udcff",
    "\ufeff\u2060x",
]  # fmt: skip
FILES = {
    "compose": ("x.yml", "services: {app: {ports: ['8080:80', '${X}:80', 'x:y:z']}}\n"),
    "nginx": ("x.conf", "server { listen 80; listen $x; } server { listen 80 default_server; } }\n"),
    "systemd": ("x.socket", "[Socket]\nListenStream=80\nListenStream=${X}\nListenStream=a:b:c\n"),
    "sockets": ("x.txt", "tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\ntcp LISTEN 0 128 x y\n"),
    "caddy": ("Caddyfile", "a.org {\nreverse_proxy {env.X}\n"),
    "traefik": ("x.yml", "http: {routers: {a: {rule: 'Host(`a`', service: b}}}\n"),
    "firewall": ("x.txt", "-A INPUT -p tcp --dport x -j ACCEPT\n"),
    "kubernetes": ("x.yml", "kind: Service\nspec: [\n"),
    "cloudflared": ("x.yml", "ingress: [{service: 'http://x:y'}]\n"),
}
CALLS = [
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "--format", "github"],
    ["show", "8000"],
    ["diff", "data", "good"],
    ["diff", "good", "data"],
    *(["export", form] for form in ("json", "csv", "markdown", "prometheus", "services")),
]


def assert_harmless(text: str, call: object) -> None:
    assert not [line for line in text.splitlines() if line.startswith("##[")], call
    commands = [line for line in text.splitlines() if line.startswith("::")]
    assert all(re.match("::(error|warning|notice) (file|title)=", line) for line in commands), call
    assert all(character.isprintable() or character in "\n\t\u202f\xa0" for character in text), call


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_a_data_file_controls_nothing(tmp_path: Path, name: str) -> None:
    write_data(tmp_path, {f"data/{name}.yml": "services: {a: {nmae: x}}\n", "good/a.yml": "services: {a: {}}\n"})
    for call in CALLS:
        result = portdocs(tmp_path, *call)
        assert_harmless(result.stdout + result.stderr, call)


@pytest.mark.parametrize("source", FILES)
@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_a_source_controls_nothing(tmp_path: Path, name: str, source: str) -> None:
    file, text = FILES[source]
    folder = f"{name}-d"
    write_data(tmp_path, {f"{folder}/{file}": text, "data/a.yml": "services: {a: {listeners: [{port: 8000}]}}\n"})
    given = [f"--{source}", folder if source in ("systemd", "kubernetes") else f"{folder}/{file}"]
    for call in (
        *(["scan", "--format", form] for form in ("text", "json", "snapshot")),
        ["scan", "--as-registry"],
        *(["drift", "--format", form] for form in ("text", "json", "github", "markdown")),
    ):
        result = portdocs(tmp_path, *call, *given)
        assert_harmless(result.stdout + result.stderr, (call, given))
        if call[-1] == "json":
            json.loads(result.stdout)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize(
    "call",
    [
        "import {}",
        "import page.md --output {}",
        "export csv --output {}/x",
        "export pages --docs {}",
        "export pages --output {}",
        "offline {} x.zip",
        "offline data {}",
        "check --data {}",
        "show {}",
        "diff {} x",
        "init {}",
        "init new/{}",
        "next --range {}",
        "rules {}",
        "scan --compose {}",
        "drift --compose x --record {}",
        "{}",
    ],
)
def test_an_argument_controls_nothing(tmp_path: Path, call: str, name: str) -> None:
    write_data(tmp_path, {"data/a.yml": "services: {a: {}}\n", "page.md": "- a: 80\n", f"{name}": "x"})
    result = portdocs(tmp_path, *(part.format(name) for part in call.split()))
    assert_harmless(result.stdout + result.stderr, call)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_name_of_a_snapshot_controls_nothing(tmp_path: Path, name: str) -> None:
    snapshot = {"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z"}
    for content in (json.dumps(snapshot), "{"):
        write_data(tmp_path, {f"snapshots/{name}.json": content, "data/a.yml": "services: {a: {}}\n"})
        for form in ("text", "json", "github", "markdown"):
            result = portdocs(tmp_path, "drift", "--snapshots", "snapshots", "--format", form)
            assert_harmless(result.stdout + result.stderr, form)


def test_errors_on_a_terminal_have_no_remains_of_colours(tmp_path: Path) -> None:
    write_data(tmp_path, {"data/a.yml": "services: {a: {nmae: x}}\n"})
    with contextlib.chdir(tmp_path):
        result = CliRunner().invoke(group, ["show", "8000"], color=True)  # as a terminal: colours are not removed
    assert result.stderr.startswith("data/a.yml:1:16: error: unknown key `nmae`")


@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_output_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    name = os.fsdecode(b"caf\xe9.yml")
    write_data(tmp_path, {f"data/{name}": "services: {a: {nmae: x}}\n"})
    for call in (["check"], ["check", "--format", "json"], ["show", "a"], ["check", "--format", "github"]):
        result = portdocs_process(tmp_path, *call, PYTHONIOENCODING=encoding)
        assert (result.returncode, b"Traceback" in result.stderr) == (1, False), call
