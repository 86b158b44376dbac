"""`portdocs init`: the new site builds, checks and runs only commands that exist; nothing is overwritten."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from mkdocs.utils.yaml import yaml_load

from portdocs.cli import portdocs
from portdocs.new_site import new_site_files
from portdocs.plugin.config import PortdocsConfig
from tests.plugin.minimal_site import minimal_site
from tests.site.project import ROOT, Project, environment

HOSTILE = "a: [b] {c} #d '\"\\ {{ 7*7 }} <script>x</script> @org"

DEFAULTS = {name: option.default for name, option in PortdocsConfig._schema}


def init(folder: Path, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(portdocs, ["init", *arguments])


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "options", [[], ["--example", "--gitlab"], ["--example", "--public"]], ids=["empty", "example", "public"]
)
def test_the_site_checks_and_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    result = init(tmp_path, "my-ports", "--name", HOSTILE, *options, monkeypatch=monkeypatch)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("Next:\n  cd my-ports\n  mkdocs serve\n")
    site = Project(tmp_path / "my-ports")
    files = [path for path in site.path.rglob("*") if path.is_file()]
    assert len(files) <= 15
    assert len((site.path / "mkdocs.yml").read_text().splitlines()) <= 40
    checked = site.run("portdocs", "check", "--strict")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    built = site.build()
    assert built.returncode == 0, built.stderr
    page = (site.site / "ports" / "index.html").read_text()
    assert ("No service is declared yet" in page) == (not options)
    assert ("Shop API" in page) == bool(options)
    assert ("redact: [addresses, files, commands]" in (site.path / "mkdocs.yml").read_text()) == ("--public" in options)
    assert ("unpublished port 8000 of Shop API" in built.stderr) == ("--public" in options)
    assert not [path for path in site.site.rglob("*.html") if "```" in path.read_text()]
    start = (site.site / "index.html").read_text()
    assert ("No service is declared yet" in start) == (not options)
    assert "<script>x" not in start
    assert "49" not in re.sub(r"<[^>]*>", "", start).split("Suites")[0]
    assert "7*7" in start


def test_the_name_comes_from_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "our_team-ports").mkdir()
    result = init(tmp_path / "our_team-ports", monkeypatch=monkeypatch)
    assert result.stdout.endswith("Next:\n  portdocs check\n  mkdocs serve\n")
    assert "site_name: Our team ports\n" in Path("mkdocs.yml").read_text()


def test_default_pages_need_no_markdown_extension_of_the_site(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[macros, portdocs]")
    project.must_build()
    assert not [path for path in project.site.rglob("*.html") if "```" in path.read_text()]


def _contains(ours: object, theirs: object) -> bool:
    """True if settings are a superset of other settings, options of the plugin that have their default aside."""
    if isinstance(theirs, dict):
        options = ours if isinstance(ours, dict) else {}
        return all(_contains(options.get(key, DEFAULTS.get(key)), value) for key, value in theirs.items())
    if isinstance(theirs, list):
        return isinstance(ours, list) and all(any(_contains(one, each) for one in ours) for each in theirs)
    return ours == theirs


def test_this_repository_has_the_settings_of_a_new_site() -> None:
    written = yaml_load(new_site_files("Ports", example=False, gitlab=False)["mkdocs.yml"])
    ours = yaml_load((ROOT / "mkdocs.yml").read_text())
    ours["plugins"] = [{one: {}} if isinstance(one, str) else one for one in ours["plugins"]]
    missing = {key for key, value in written.items() if not _contains(ours.get(key), value)}
    assert missing == {"site_name"}


@pytest.mark.parametrize(
    ("head", "arguments", "expected"),
    [
        (None, ["--branch", "trunk"], "trunk"),
        ("develop", [], "develop"),
        ("develop", ["--branch", "release/1.x"], "release/1.x"),
        ("odd+name", [], "main"),
    ],
)
def test_workflows_publish_the_default_branch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str | None, arguments: list[str], expected: str
) -> None:
    if head:
        subprocess.run(["git", "init", "-q", "--initial-branch", head, tmp_path], check=True)
    init(tmp_path, "x", *arguments, monkeypatch=monkeypatch)
    workflow = yaml.safe_load((tmp_path / "x" / ".github" / "workflows" / "publish.yml").read_text())
    assert workflow[True]["push"]["branches"] == [expected]


@pytest.mark.parametrize(("answer", "is_public"), [("y\n", True), ("\n", False)])
def test_someone_at_a_terminal_is_asked_whether_the_site_is_public(
    tmp_path: Path, answer: str, is_public: bool
) -> None:
    pty = pytest.importorskip("pty", reason="terminals are tested on Unix only")
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    command = [sys.executable, "-m", "portdocs", "init", "x"]
    result = subprocess.run(command, cwd=tmp_path, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE, check=False)
    assert result.returncode == 0
    assert b"Will anyone be able to read the site" in os.read(ours, 10_000)
    assert ("public: true" in (tmp_path / "x" / "mkdocs.yml").read_text()) == is_public


def test_an_existing_site_gets_the_lines_to_add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    result = init(tmp_path, monkeypatch=monkeypatch)
    assert (result.exit_code, tree(tmp_path)) == (1, {"mkdocs.yml"})
    (entry,) = [plugin for plugin in yaml.safe_load(result.stdout)["plugins"] if isinstance(plugin, dict)]
    assert entry == {"portdocs": {"prefix": "ports/"}}
    assert "mkdocs.yml exists; add these lines to it" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["file"], "file is not a folder; choose another name"),
        (["full"], "full is not empty (it contains notes.txt); choose a new folder"),
        (["file/inside"], "nothing was written"),
        (["new", "--branch", "a b"], "--branch: invalid branch `a b`, expected letters, digits and `._/-`"),
        (["new", "--name", "a\nb"], "--name: invalid name, expected one line"),
        (["new", "--name", "x" * 101], "--name: invalid name, expected one line"),
        (["new", "--name", "\x1b[31m"], "--name: invalid name, expected one line"),
    ],
)
def test_a_mistake_is_explained_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("x")
    before = tree(tmp_path)
    result = init(tmp_path, *arguments, monkeypatch=monkeypatch)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert tree(tmp_path) == before


def test_a_conflict_with_a_hidden_file_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    result = init(tmp_path, monkeypatch=monkeypatch)
    assert (result.exit_code, tree(tmp_path)) == (2, {".gitignore"})
    assert ".gitignore: File exists; nothing was written" in result.stderr
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


def test_pipelines_run_only_commands_that_exist(tmp_path: Path) -> None:
    files = new_site_files("Ports", example=False, gitlab=True)
    commands = set()
    for name, text in files.items():
        if name.startswith(".git") and name.endswith(".yml"):
            commands |= set(_commands(yaml.safe_load(text)))
    portdocs_commands = {command for command in commands if command.startswith("portdocs ")}
    assert len(portdocs_commands) >= 6
    assert {shlex.split(command)[0] for command in commands} == {"pip", "portdocs", "mkdocs", "true", "cat"}
    for command in sorted(portdocs_commands):
        words = [word for word in shlex.split(command)[1:] if not word.startswith("-")]
        depth = 2 if words[0] in ("preview", "publish") else 1
        result = CliRunner().invoke(portdocs, [*words[:depth], "--help"])
        assert result.exit_code == 0, command


def _commands(value: object) -> list[str]:
    """The values of `run`, `script` and `before_script` of a pipeline."""
    if isinstance(value, list):
        return [command for one in value for command in _commands(one)]
    if not isinstance(value, dict):
        return []
    found = [value["run"]] if isinstance(value.get("run"), str) else []
    for key in ("script", "before_script"):
        found += value.get(key, [])
    return found + [command for one in value.values() for command in _commands(one)]


def test_the_scripts_of_the_gitlab_pipeline_run(tmp_path: Path) -> None:
    files = new_site_files("Ports", example=True, gitlab=True)
    Project(tmp_path).write(files)
    pipeline = yaml.safe_load(files[".gitlab-ci.yml"])
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    sockets = ["*:80 *:*", "*:443 *:*", *(f"127.0.0.1:{port} 0.0.0.0:*" for port in (3000, 8000, 5432))]
    (tmp_path / "ss.txt").write_text("".join(f"tcp LISTEN 0 128 {one}\n" for one in sockets))
    (tmp_path / "data" / "snapshots").mkdir()
    taken = CliRunner().invoke(portdocs, ["scan", "--sockets", str(tmp_path / "ss.txt"), "--format", "snapshot"])
    (tmp_path / "data" / "snapshots" / "web-1.json").write_text(taken.stdout)
    for job in ("check", "preview", "drift"):
        script = "\n".join(pipeline[job]["script"])
        result = subprocess.run(
            ["bash", "-e", "-c", script], cwd=tmp_path, env=environment() | {"PATH": path},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
    assert (tmp_path / "public" / "index.html").is_file()
    assert "1 host as declared" in (tmp_path / "drift.md").read_text()
    assert '"clean": true' in (tmp_path / "drift.json").read_text()


def test_zizmor_finds_nothing_in_the_workflows(tmp_path: Path) -> None:
    Project(tmp_path).write(new_site_files("Ports", example=False, gitlab=False))
    zizmor = str(Path(sys.executable).parent / "zizmor")
    command = [zizmor, "--offline", "--persona=pedantic", "--no-progress", str(tmp_path / ".github")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
