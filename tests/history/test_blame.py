"""The last commit of each line, as in `git blame`, and its line on a page."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest

from portdocs.history.blame import blame_sources
from portdocs.pages.last_modified import LastModified
from portdocs.registry import Registry, load_registry
from portdocs.registry.loader import read_files
from tests.repository import Repo, new_repo

DATA = """services:
  a: {owner: Jo}
  # Of b.
  b:
    owner: Jo
    listeners:
      - {port: 8000, bind: 127.0.0.1}

endpoints:
  - {url: https://b.org, to: b}
"""


def last_modified(project: Path) -> LastModified:
    sources, _ = read_files(project / "data", project)
    registry = load_registry(sources)
    assert isinstance(registry, Registry)
    return LastModified(registry, blame_sources(project, project / "data", sources), sources)


def page_line(project: Path, page: str) -> str:
    return re.sub(r"<[^>]*>", "", last_modified(project).line(page, None))


def blamed(repo: Repo, path: str) -> list[str]:
    lines = repo.git("blame", "--first-parent", "--porcelain", "--", path).splitlines()
    return [line.split()[0] for line in lines if re.match(r"[0-9a-f]{40} \d+ \d+", line)]


def test_a_data_file_whose_name_is_not_utf_8(repo: Repo) -> None:
    first = repo.commit({os.fsdecode(b"data/caf\xe9.yml"): DATA}, date="2026-01-01")
    assert page_line(repo.path, "services/a.md") == f"Data last changed on 2026-01-01 by {first[:7]}"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return new_repo(tmp_path / "repo")


def test_each_page_shows_the_last_commit_of_its_lines(repo: Repo) -> None:
    first = repo.commit({"data/a.yml": DATA}, date="2026-01-01")
    second = repo.commit({"data/a.yml": DATA.replace("8000", "8001")}, date="2026-02-01")
    third = repo.commit(
        {"data/a.yml": DATA.replace("8000", "8001").replace("# Of b.", "# About b.")}, date="2026-03-01"
    )
    assert page_line(repo.path, "services/a.md") == f"Data last changed on 2026-01-01 by {first[:7]}"
    assert page_line(repo.path, "services/b.md") == f"Data last changed on 2026-02-01 by {second[:7]}"
    assert page_line(repo.path, "hosts/host.md") == f"Data last changed on 2026-02-01 by {second[:7]}"
    assert page_line(repo.path, "ports.md") == f"Data last changed on 2026-03-01 by {third[:7]}"


def test_uncommitted_changes(repo: Repo) -> None:
    first = repo.commit({"data/a.yml": DATA}, date="2026-01-01")
    (repo.path / "data" / "a.yml").write_text(DATA.replace("https://b.org", "https://c.org"))
    (repo.path / "data" / "z.yml").write_text("services: {z: {owner: Jo}}\n")
    assert page_line(repo.path, "services/b.md") == "The data has uncommitted changes"
    assert page_line(repo.path, "services/z.md") == "The data has uncommitted changes"
    assert page_line(repo.path, "services/a.md") == f"Data last changed on 2026-01-01 by {first[:7]}"


def test_a_shallow_clone_knows_only_its_own_commits(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"data/a.yml": DATA}, date="2026-01-01")
    repo.commit({"readme": "x"}, date="2026-01-15")
    second = repo.commit({"data/a.yml": DATA.replace("8000", "8001")}, date="2026-02-01")
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.path}", str(tmp_path / "copy"))
    assert page_line(tmp_path / "copy", "services/a.md") == "Last change of the data: unknown"
    assert page_line(tmp_path / "copy", "services/b.md") == f"Data last changed on 2026-02-01 by {second[:7]}"


def test_without_git_it_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yml").write_text(DATA)
    assert page_line(tmp_path, "services/a.md") == "Last change of the data: unknown"


def test_a_file_that_was_renamed_keeps_its_commits(repo: Repo) -> None:
    first = repo.commit({"ports/data/a.yml": DATA}, date="2026-01-01")
    repo.git("mv", "ports/data/a.yml", "ports/data/b [x].yml")
    repo.commit({}, date="2026-02-01")
    assert page_line(repo.path / "ports", "services/a.md") == f"Data last changed on 2026-01-01 by {first[:7]}"


def test_a_commit_links_to_the_repository(repo: Repo) -> None:
    id = repo.commit({"data/a.yml": DATA})
    for address, link in {
        "https://github.com/x/y": f"https://github.com/x/y/commit/{id}",
        "https://gitlab.x.org/y/": f"https://gitlab.x.org/y/-/commit/{id}",
    }.items():
        assert f'href="{link}"' in last_modified(repo.path).line("ports.md", address)
    assert "href" not in last_modified(repo.path).line("ports.md", "javascript:alert(1)")


def test_lines_match_git_blame(repo: Repo) -> None:
    """Edits, deletions, a merge, and lines that look like the header of a patch."""
    chance = random.Random(7)
    lines = [f"line {n}" for n in range(40)]
    for step in range(25):
        at = chance.randrange(len(lines))
        lines[at : at + chance.randrange(3)] = [f"-- a/x {step}", f"++ b/x {step}"][: chance.randrange(3)]
        repo.commit({"data/a.yml": "".join(f"{line}\n" for line in lines)})
        if step == 12:
            repo.git("checkout", "--quiet", "-b", "side")
            repo.commit({"data/a.yml": "".join(f"{line}\n" for line in ["side", *lines])})
            repo.git("checkout", "--quiet", "main")
            repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
            lines = ["side", *lines]
    content = (repo.path / "data" / "a.yml").read_bytes()
    found = blame_sources(repo.path, repo.path / "data", {"data/a.yml": content})["data/a.yml"]
    assert [commit.id if commit else "" for commit in found] == blamed(repo, "data/a.yml")


def test_settings_of_the_repository_change_no_dates(repo: Repo) -> None:
    repo.commit({"data/a.yml": DATA}, date="2026-01-01")
    before = page_line(repo.path, "services/a.md")
    for name, value in (("log.showRoot", "false"), ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true")):
        repo.git("config", name, value)
    assert page_line(repo.path, "services/a.md") == before
    assert "unknown" not in before


@pytest.mark.parametrize("driver", ["evil", "a=b", "with.dot"])
def test_nothing_that_the_repository_names_is_run(repo: Repo, driver: str) -> None:
    repo.commit({"data/a.yml": DATA}, date="2026-01-01")
    (repo.path / "data" / ".gitattributes").write_text(f"*.yml filter={driver} diff={driver}\n")
    command = f"touch {repo.path}/ran; cat"
    settings = ("filter.%s.clean", "filter.%s.smudge", "filter.%s.process", "diff.%s.command", "diff.%s.textconv")
    for setting in settings:
        repo.git("config", setting % driver, command)
    repo.git("config", f"filter.{driver}.required", "true")
    for setting in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "gpg.program"):
        repo.git("config", setting, command)
    (repo.path / "data" / "a.yml").write_text(DATA.replace("owner: Jo}", "owner: Ann}"))
    assert page_line(repo.path, "services/a.md") == "The data has uncommitted changes"
    assert not (repo.path / "ran").exists()
