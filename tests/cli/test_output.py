"""`--output -` is stdout or refused, and an output is never one of the inputs."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import ROOT, portdocs
from tests.data import write_data

FILES = {
    "data/a.yml": "services:\n  web: {listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]}\n",
    "docs/index.md": "# Home\n",
    "page.md": "| Service | Port |\n| --- | --- |\n| Shop | 8000 |\n",
    "empty.md": "Nothing\n",
    "compose.yml": "services: {app: {ports: ['8080:80']}}\n",
    "nginx/nginx.conf": "http { server { listen 80; } }\n",
    "site/index.html": "<p>\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_data(tmp_path, FILES)
    (tmp_path / "link.yml").symlink_to(tmp_path / "compose.yml")
    (tmp_path / "hard.yml").hardlink_to(tmp_path / "compose.yml")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "call",
    [
        "export csv",
        "export gatus",
        "schema",
        "import page.md",
        "import empty.md",
        "scan --as-registry --compose compose.yml",
    ],
)
def test_a_hyphen_is_stdout(project: Path, call: str) -> None:
    before = contents(project)
    result = portdocs(project, *call.split(), "--output", "-")
    assert (result.returncode, result.stdout) == (
        portdocs(project, *call.split()).returncode,
        portdocs(project, *call.split()).stdout,
    )
    assert result.stdout
    assert contents(project) == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("export pages --output -", "`pages` writes a folder; add --output DIR"),
        ("import page.md --plan -", "`-` is not possible here"),
        ("drift --compose compose.yml --record -", "`-` is not possible here"),
        ("offline site -", "`-` is not possible here"),
        ("import page.md --output page.md --force", "page.md is an input"),
        ("import page.md --output ./nginx/../page.md --force", "page.md is an input"),
        ("import page.md --plan page.md", "page.md is an input"),
        ("import page.md --plan plan --output plan --force", "plan is an input"),
        ("scan --as-registry --compose compose.yml --output compose.yml", "compose.yml is an input"),
        ("scan --as-registry --compose compose.yml --output link.yml", "link.yml is an input"),
        ("scan --as-registry --compose compose.yml --output hard.yml", "hard.yml is an input"),
        ("scan --as-registry --nginx nginx --output nginx/x.yml", "nginx/x.yml is inside an input"),
        ("drift --compose compose.yml --record compose.yml", "compose.yml is an input"),
        ("export json --output data/a.yml --force", "data/a.yml would be read as data"),
        ("export gatus --output data/gatus.yaml", "data/gatus.yaml would be read as data"),
        ("export json --output data/verified/x.json", "data/verified/x.json would be read as data"),
        ("export pages --output data --force", "data is an input"),
        ("offline site site/site.zip", "site/site.zip is inside an input"),
    ],
)
def test_an_output_that_is_an_input_is_refused(project: Path, call: str, message: str) -> None:
    before = contents(project)
    result = portdocs(project, *call.split())
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
    assert contents(project) == before


@pytest.mark.parametrize("variables", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("call", ["schema", "export json", "show 8000", "rules"])
def test_a_full_disk_is_not_success(project: Path, call: str, variables: dict[str, str]) -> None:
    limit = 20
    with (project / "out").open("wb") as out:
        result = subprocess.run(
            [sys.executable, "-m", "portdocs", *call.split()],
            cwd=project,
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"} | variables,  # or Python writes damaged ones
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
    assert result.returncode == 2
    assert result.stderr.decode() == "portdocs: error: File too large; the command was stopped\n"
