"""The progress of commands: on a terminal in place, in CI as lines, nothing where output is redirected."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from portdocs.publishing.versions import run_visibly
from tests.plugin.minimal_site import minimal_site
from tests.site.project import Project, environment

SCRIPT = """
import itertools, sys, time
seconds = itertools.count()
time.monotonic = lambda: next(seconds)  # each step takes a second
from {module} import {function} as main
main()
"""
UNIT = "[Socket]\nListenStream=127.0.0.1:{0}\n"
MANIFEST = "apiVersion: v1\nkind: Service\nmetadata: {{name: s{0}}}\nspec: {{ports: [{{port: {0}}}]}}\n"
COMPOSE = "services: {{s{0}: {{image: x, ports: ['127.0.0.1:{0}:80']}}}}\n"
NGINX = "server {{ listen 127.0.0.1:{0}; return 204; }}\n"
TABLE = "## Team {0}\n\n| Service | Port |\n|---|---|\n| api-{0} | {0} |\n\n"
PORTS = range(8000, 8020)
COMMANDS = {
    "Units": ["scan", "--systemd", "units"],
    "Manifests": ["scan", "--kubernetes", "manifests"],
    "Compose projects": ["scan", *(part for port in PORTS for part in ("--compose", f"compose/{port}/compose.yml"))],
    "nginx files": ["scan", "--nginx", "nginx"],
    "Caddyfiles": ["scan", *(part for port in PORTS for part in ("--caddy", f"caddy/{port}"))],
    "Traefik files": ["scan", *(part for port in PORTS for part in ("--traefik", f"traefik/{port}.yml"))],
    "Tunnels": ["scan", *(part for port in PORTS for part in ("--cloudflared", f"cloudflared/{port}.yml"))],
    "Lists of sockets": ["scan", *(part for port in PORTS for part in ("--sockets", f"sockets/{port}"))],
    "Firewalls": ["scan", *(part for port in PORTS for part in ("--firewall", f"firewall/{port}"))],
    "Lists of containers": ["scan", *(part for port in PORTS for part in ("--containers", f"containers/{port}.json"))],
    "Snapshots": ["scan", *(part for port in PORTS for part in ("--snapshot", f"snapshots/{port}"))],
    "Merging tables": ["import", "page.md", "--dry-run"],
    "Pages": ["export", "pages", "--output", "plain"],
}
BUILD = ["build"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {
        "page.md": "# Ports\n\n" + "".join(TABLE.format(port) for port in PORTS),
        "nginx/nginx.conf": "events {}\nhttp { include sites/*; }\n",
    }
    for port in PORTS:
        files |= {
            f"units/s{port}.socket": UNIT.format(port),
            f"manifests/s{port}.yml": MANIFEST.format(port),
            f"compose/{port}/compose.yml": COMPOSE.format(port),
            f"nginx/sites/{port}": NGINX.format(port),
            f"caddy/{port}": f"x.example.com:{port} {{\n\tfile_server\n}}\n",
            f"traefik/{port}.yml": f"entryPoints: {{web: {{address: ':{port}'}}}}\n",
            f"cloudflared/{port}.yml": f"tunnel: t\ningress: [{{service: http://127.0.0.1:{port}}}]\n",
            f"sockets/{port}": f"tcp LISTEN 0 128 127.0.0.1:{port} 0.0.0.0:*\n",
            f"firewall/{port}": f"Status: active\n\n{port}/tcp ALLOW IN Anywhere\n",
            f"containers/{port}.json": "[]\n",
            f"snapshots/{port}": "{}\n",
        }
    return minimal_site(tmp_path_factory.mktemp("project"), "[macros, portdocs]", files)


def on_terminal(project: Project, arguments: list[str]) -> str:
    """The output of a command on a terminal."""
    ours, theirs = pty.openpty()
    with _started(project, arguments, theirs):
        os.close(theirs)
        parts = []
        while part := _read(ours):
            parts.append(part)
    os.close(ours)
    return b"".join(parts).decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux reports an error once the other end is closed
        return b""


def redirected(project: Project, arguments: list[str], **variables: str) -> str:
    """The output of a command in a pipe."""
    _, errors = _started(project, arguments, subprocess.PIPE, **variables).communicate()
    return errors.decode()


def _started(project: Project, arguments: list[str], errors: int, **variables: str) -> subprocess.Popen[bytes]:
    module, function = ("mkdocs.__main__", "cli") if arguments == BUILD else ("portdocs.cli", "main")
    script = SCRIPT.format(module=module, function=function)
    inherited = {name: value for name, value in environment().items() if name != "CI"}
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=project.path,
        env=inherited | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )


@pytest.mark.parametrize(("what", "arguments"), [*COMMANDS.items(), ("Pages", BUILD)])
def test_a_terminal_shows_how_far_a_command_is(project: Project, what: str, arguments: list[str]) -> None:
    text = on_terminal(project, [*arguments, *_force(arguments)])
    assert re.search(rf"\r\x1b\[K{what}: \d+ %, about \d+ s left\r", text), text
    # The line is removed, so that what follows starts on an empty one.
    assert re.search(rf"{what}: \d+ %[^\r\n]*\r(\r\x1b\[K)[^\n]*", text), text


@pytest.mark.parametrize(("what", "arguments"), [("Units", COMMANDS["Units"]), ("Pages", BUILD)])
def test_a_pipe_shows_it_in_ci_only_and_as_lines(project: Project, what: str, arguments: list[str]) -> None:
    arguments = [*arguments, *_force(arguments)]
    assert f"{what}: " not in redirected(project, arguments)
    text = redirected(project, arguments, CI="true")
    assert re.search(rf"^{what}: \d+ %, about \d+ s left$", text, re.MULTILINE), text
    assert "\x1b" not in text


def _force(arguments: list[str]) -> list[str]:
    return ["--force"] if "--output" in arguments else []


@pytest.mark.parametrize(("variables", "shown"), [({}, ""), ({"CI": "true"}, "Pages: 10 %\n")])
def test_a_release_shows_the_progress_of_its_build(
    capsys: pytest.CaptureFixture[str], variables: dict[str, str], shown: str
) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "CI"}
    command = [sys.executable, "-c", "import sys; print('Pages: 10 %', file=sys.stderr); sys.exit(int(sys.argv[1]))"]
    assert run_visibly([*command, "0"], inherited | variables) == 0
    assert capsys.readouterr().err == shown
    assert run_visibly([*command, "1"], inherited | variables) == 1
    assert "Pages: 10 %\n" in capsys.readouterr().err  # the messages of a build that fails are always shown
