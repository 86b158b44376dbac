"""`portdocs diff` as a process, on real repositories."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.command_line import portdocs
from tests.data import write_data
from tests.repository import Repo, new_repo

SAFE = "services:\n  api: {owner: Jo, listeners: [{port: 8000, bind: 127.0.0.1}]}\n"
OPEN = "services:\n  api: {owner: Jo, listeners: [{port: 8000, bind: 0.0.0.0}]}\n"
BAD = "services:\n  api: {owner: Jo, listeners: [{port: 70000}]}\n  web: {owner: Jo}\n"
NEWLY = "danger: api on 8000 is newly reachable from the network: bound to 0.0.0.0 instead of 127.0.0.1"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = new_repo(tmp_path / "repo")
    made.commit({"data/a.yml": SAFE}, tag="v1.0")
    made.commit({"data/a.yml": OPEN}, tag="v1.1")
    return made


def test_two_revisions(repo: Repo) -> None:
    result = portdocs(repo.path, "diff", "v1.0", "v1.1")
    assert (result.returncode, result.stderr) == (1, "")
    assert result.stdout.splitlines()[:2] == [
        "2 changes, 1 dangerous from v1.0 to v1.1",
        f"{NEWLY} (data/a.yml:2) [newly-reachable]",
    ]
    assert portdocs(repo.path, "diff", "HEAD~1", "v1.0").returncode == 0
    assert portdocs(repo.path, "diff", "v1.1", "HEAD").stdout == "No changes from v1.1 to HEAD\n"


def test_a_revision_and_the_working_tree(repo: Repo) -> None:
    write_data(repo.path, {"data/a.yml": SAFE})
    assert portdocs(repo.path, "diff", "v1.0").stdout == "No changes from v1.0 to the working tree\n"
    result = portdocs(repo.path, "diff", "v1.1", "--format", "json")
    assert result.returncode == 1
    answer = json.loads(result.stdout)
    assert (answer["old"], answer["new"]) == ("v1.1", "the working tree")
    assert answer["changes"][0] == {
        "level": "better",
        "kind": "no-longer-reachable",
        "subject": "service:api",
        "message": "api on 8000 is no longer reachable from the network: bound to 127.0.0.1 instead of 0.0.0.0",
        "old": {"file": "data/a.yml", "line": 2, "column": 51},
        "new": {"file": "data/a.yml", "line": 2, "column": 51},
    }
    assert answer["problems"] == {"old": [], "new": []}


def test_two_folders_need_no_git(tmp_path: Path) -> None:
    write_data(tmp_path, {"one/a.yml": SAFE, "two/data/a.yml": OPEN})
    result = portdocs(tmp_path, "diff", "one", "two", PATH="")
    assert (result.returncode, result.stderr) == (1, "")
    assert NEWLY in result.stdout


def test_a_project_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    repo = new_repo(tmp_path)
    repo.commit({"ports/data/a.yml": SAFE, "data/b.yml": BAD}, tag="v1.0")
    write_data(tmp_path, {"ports/data/a.yml": OPEN})
    assert NEWLY in portdocs(tmp_path / "ports", "diff", "v1.0").stdout
    assert NEWLY in portdocs(tmp_path, "diff", "v1.0", "--data", "ports/data").stdout


@pytest.mark.parametrize("bad", ["v9", "--output=x", "-h~1", "v1.0\nv1.1", "", "v1.0:data", "\x1b[31m", "a b"])
def test_an_unknown_revision_exits_with_2(repo: Repo, bad: str) -> None:
    result = portdocs(repo.path, "diff", "--", bad)
    assert (result.returncode, result.stdout) == (2, "")
    assert "is neither a folder nor a git revision; see `git tag` and `git log`" in result.stderr
    assert "\x1b" not in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in repo.path.iterdir()) == [".git", "data"]


def test_without_git_a_revision_cannot_be_looked_up(repo: Repo, tmp_path: Path) -> None:
    result = portdocs(repo.path, "diff", "v1.0", PATH=str(tmp_path))
    assert result.returncode == 2
    assert "git is not installed" in result.stderr
    write_data(tmp_path, {"data/a.yml": SAFE})
    result = portdocs(tmp_path, "diff", "v1.0")
    assert result.returncode == 2
    assert "this folder is not in a git repository; name two folders" in result.stderr


def test_a_revision_without_data_exits_with_2(tmp_path: Path) -> None:
    repo = new_repo(tmp_path)
    repo.commit({"readme": "x"}, tag="v0.1")
    write_data(tmp_path, {"data/a.yml": SAFE})
    result = portdocs(tmp_path, "diff", "v0.1")
    assert (result.returncode, result.stdout) == (2, "")
    assert "`v0.1` has no data files in `data`" in result.stderr


def test_data_that_does_not_load_is_reported_and_the_rest_is_compared(repo: Repo) -> None:
    repo.commit({"data/a.yml": BAD, "data/b.yml": "services: {db: {owner: Jo}}\n"})
    result = portdocs(repo.path, "diff", "v1.1", "HEAD")
    assert result.returncode == 1
    assert (
        "HEAD does not load completely; these parts are not compared:\n  data/a.yml:2:39: error: port 70000"
        in result.stderr
    )
    # api is not reported as removed, because it could not be read.
    assert result.stdout.splitlines() == [
        "2 changes from v1.1 to HEAD",
        "change: db was added (data/b.yml:1) [service-added]",
        "change: web was added (data/a.yml:3) [service-added]",
    ]
    answer = json.loads(portdocs(repo.path, "diff", "v1.1", "HEAD", "--format", "json").stdout)
    assert [problem["check"] for problem in answer["problems"]["new"]] == ["invalid-value"]


def test_a_file_that_is_not_yaml_affects_no_other_file(repo: Repo) -> None:
    repo.commit({"data/b.yml": "services: {db: {owner: Jo}}\n"}, tag="v1.2")
    repo.commit({"data/a.yml": "services: [\n"})
    result = portdocs(repo.path, "diff", "v1.2", "HEAD")
    assert (result.returncode, result.stdout) == (1, "No changes in the parts that load from v1.2 to HEAD\n")
    assert "data/a.yml:2:1: error: not valid YAML" in result.stderr


def test_a_link_in_the_data_is_not_followed(repo: Repo) -> None:
    (repo.path / "data" / "b.yml").symlink_to("/etc/hostname")
    repo.commit({}, tag="v1.2")
    result = portdocs(repo.path, "diff", "v1.2", "v1.1")
    assert result.returncode == 1
    assert "data/b.yml:1:1: error: it is not a regular file" in result.stderr


def test_markdown_is_collapsed_and_escaped(tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> @octo #12 `x` [a](http://b.org) | ${{ github.token }}"
    write_data(tmp_path, {"one/a.yml": SAFE, "two/a.yml": f"services:\n  web: {{name: '{name}', owner: Jo}}\n"})
    result = portdocs(tmp_path, "diff", "one", "two", "--format", "markdown")
    assert result.returncode == 1
    first, *_ = result.stdout.splitlines()
    assert first == "**2 changes** from one to two."
    assert "<details open>\n<summary>Breaking changes (1)</summary>\n\n- api was removed" in result.stdout
    assert "<details>\n<summary>Other changes (1)</summary>" in result.stdout
    assert "&#35;<!-- -->12" in result.stdout
    for active in ("<img", "@octo", " #12", "`x`", "](", "http:", "${{"):
        assert active not in result.stdout
    assert portdocs(tmp_path, "diff", "one", "one", "--format", "markdown").stdout == (
        "**No changes** from one to one.\n"
    )


def test_markdown_of_many_changes_fits_a_comment(tmp_path: Path) -> None:
    many = "".join(f"  s{n}: {{name: '{'@' * 3000}'}}\n" for n in range(400))
    write_data(tmp_path, {"one/a.yml": SAFE, "two/a.yml": f"services:\n{many}"})
    assert len(portdocs(tmp_path, "diff", "one", "two", "--format", "markdown").stdout) < 60_000


def test_many_files_take_two_processes_per_revision(repo: Repo, tmp_path: Path) -> None:
    repo.commit({f"data/s{n}.yml": f"services: {{s{n}: {{owner: Jo}}}}\n" for n in range(300)}, tag="v2.0")
    log = tmp_path / "log"
    wrapper = tmp_path / "bin" / "git"
    write_data(tmp_path, {"bin/git": f'#!/bin/sh\necho x >> {log}\nPATH="{os.environ["PATH"]}" exec git "$@"\n'})
    wrapper.chmod(0o755)
    result = portdocs(repo.path, "diff", "v2.0", "v2.0", PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    assert (result.returncode, result.stderr) == (0, "")
    assert log.read_text().count("x") == 4  # two for each revision
