"""The history of data in real repositories: releases, timelines of services, former ports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portdocs.checks import run_checks
from portdocs.diff.timeline import History
from portdocs.history import load_history
from portdocs.history.releases import version_of
from portdocs.registry import Registry, load_registry
from portdocs.registry.loader import read_files
from tests.repository import Repo, new_repo


def data(port: int = 8000, bind: str = "127.0.0.1", id: str = "api", name: str = "Shop API", more: str = "") -> str:
    listeners = f"[{{port: {port}, bind: {bind}}}{more}]"
    return f"services:\n  {id}: {{name: {name}, owner: Jo, listeners: {listeners}}}\n"


def history_of(project: Path, cache: Path | None = None) -> History:
    sources, _ = read_files(project / "data", project)
    registry = load_registry(sources)
    assert isinstance(registry, Registry)
    return load_history(project, project / "data", sources, registry, run_checks(registry), cache or project / ".cache")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return new_repo(tmp_path / "repo")


def test_the_release_of_a_port_and_of_its_bind(repo: Repo) -> None:
    repo.commit({"data/a.yml": data(17000)}, tag="v1.0", date="2026-01-01")
    repo.commit({"data/a.yml": data(17354)}, tag="v1.1", date="2026-02-01")
    repo.commit({"data/a.yml": data(17354, "0.0.0.0")}, tag="v1.2", date="2026-03-01")
    history = history_of(repo.path)
    assert history.timelines == {"api": ("17354 since v1.1; bound to 0.0.0.0 since v1.2", "17000 until v1.0")}
    assert [(r.name, r.date, r.count, r.is_first) for r in history.releases] == [
        ("v1.2", "2026-03-01", 1, False),
        ("v1.1", "2026-02-01", 1, False),
        ("v1.0", "2026-01-01", 1, True),
    ]
    assert history.releases[0].changes[0].kind == "newly-reachable"
    assert [change.kind for change in history.releases[1].changes] == ["port-moved"]
    assert [(f.ports, f.title, f.until) for f in history.former] == [((17000, 17000), "Shop API", "v1.0")]


def test_a_renamed_service_keeps_its_history(repo: Repo) -> None:
    repo.commit({"data/a.yml": data(id="old", name="Old One")}, tag="v1")
    repo.commit({"data/a.yml": data(id="newer", name="Newer One")}, tag="v2")
    repo.commit({"data/a.yml": data(id="now", name="Now One")})
    history = history_of(repo.path)
    assert history.timelines == {"now": ("8000 since v1", "called Old One until v1", "called Newer One until v2")}
    assert history.former == ()


def test_uncommitted_changes_are_unreleased(repo: Repo) -> None:
    repo.commit({"data/a.yml": data()}, tag="v1")
    text = data(more=", {port: 9000, bind: 127.0.0.1}") + "  web: {owner: Jo}\n"
    (repo.path / "data" / "a.yml").write_text(text)
    history = history_of(repo.path)
    assert history.timelines == {
        "api": ("8000 since v1", "9000 (not released yet)"),
        "web": ("not released yet",),
    }
    assert [change.kind for change in history.unreleased] == ["listener-added", "service-added"]


def test_former_ports(repo: Repo) -> None:
    repo.commit({"data/a.yml": data() + "  web: {owner: Jo, listeners: [{port: 80, bind: '*'}]}\n"}, tag="v1")
    repo.commit({"data/a.yml": data()}, tag="v2")
    assert [(f.ports, f.transport, f.service, f.until) for f in history_of(repo.path).former] == [
        ((80, 80), "tcp", "web", "v1")
    ]


def test_releases_are_sorted_by_version_and_other_tags_ignored(repo: Repo) -> None:
    for tag in ("v1.9", "vision", "v1.10", "1.11", "v1.10rc1", "v", "v2.x"):
        repo.commit({"data/a.yml": data()}, tag=tag)
    assert [release.name for release in history_of(repo.path).releases] == ["v1.10", "v1.10rc1", "v1.9"]


@pytest.mark.parametrize("tag", ["v", "vv1", "v-1", "v1 2", "v1/2", "v1\u0662", "va", "w1", "v1..2"])
def test_invalid_tags(tag: str) -> None:
    assert version_of(tag) is None


def test_later_releases_are_ignored(repo: Repo) -> None:
    repo.commit({"data/a.yml": data()}, tag="v1")
    repo.commit({"data/a.yml": data(9000)}, tag="v2")
    repo.git("checkout", "--quiet", "v1")
    assert [release.name for release in history_of(repo.path).releases] == ["v1"]
    assert history_of(repo.path).unreleased == ()


def test_a_release_with_data_that_does_not_load(repo: Repo) -> None:
    repo.commit({"data/a.yml": data()}, tag="v1")
    repo.commit({"data/a.yml": "services: {api: {ports: 1}, web: {owner: Jo}}\n"}, tag="v2")
    repo.commit({"data/a.yml": data()}, tag="v3")
    newest, broken, _ = history_of(repo.path).releases
    assert broken.problems[0].startswith("data/a.yml:1:18: error: unknown key `ports`")
    assert [change.kind for change in broken.changes] == ["service-added"]
    assert [change.kind for change in newest.changes] == ["service-removed"]


def test_releases_without_data_are_omitted(repo: Repo) -> None:
    repo.commit({"readme": "x"}, tag="v0.1")
    repo.commit({"data/a.yml": data()}, tag="v1")
    assert [release.name for release in history_of(repo.path).releases] == ["v1"]


def test_without_tags_nothing_is_released(repo: Repo) -> None:
    repo.commit({"data/a.yml": data()})
    history = history_of(repo.path)
    assert (history.unavailable, history.releases, history.unreleased) == ("", (), ())
    assert history.timelines == {"api": ("not released yet",)}


def test_a_project_in_a_folder_of_the_repository(repo: Repo) -> None:
    repo.commit({"ports/data/a.yml": data()}, tag="v1")
    assert history_of(repo.path / "ports").timelines == {"api": ("8000 since v1",)}


def test_without_git_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.yml").write_text(data())
    assert history_of(tmp_path).unavailable == "this folder is not in a git repository"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert history_of(tmp_path).unavailable == "git is not installed, or not on the PATH; install it"


def test_empty_and_shallow_repositories_have_no_history(repo: Repo, tmp_path: Path) -> None:
    (repo.path / "data").mkdir()
    (repo.path / "data" / "a.yml").write_text(data())
    assert history_of(repo.path).unavailable == "malformed object name HEAD"
    for port in (8000, 8001):
        repo.commit({"data/a.yml": data(port)}, tag=f"v{port}")
    copy = tmp_path / "copy"
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(copy))
    assert history_of(copy) == History(unavailable="this clone of the repository is shallow")


def test_cached_results_are_reused_and_equal(repo: Repo, tmp_path: Path) -> None:
    for number, port in enumerate((8000, 8001, 8001)):
        repo.commit({"data/a.yml": data(port, "0.0.0.0")}, tag=f"v{number}")
    cache = tmp_path / "cache"
    first = history_of(repo.path, cache)
    kept = sorted(path.name for path in cache.iterdir())
    assert len(kept) == 3  # two different states, one difference
    assert history_of(repo.path, cache) == first
    assert sorted(path.name for path in cache.iterdir()) == kept
    for path in cache.iterdir():
        path.write_text("[")
    assert history_of(repo.path, cache) == first


DAMAGE = ["{}", "[]", '{"changes": 1}', '{"services": {"api": 1}, "problems": []}', '{"services": {}, "problems": [1]}']
DAMAGE += [
    '{"changes": [{"level": "x"}], "renamed": {}}',
    '{"changes": [], "renamed": [], "services": [], "problems": 0}',
]


@pytest.mark.parametrize("content", DAMAGE)
def test_a_damaged_cache_is_derived_again(repo: Repo, content: str) -> None:
    repo.commit({"data/a.yml": data(17000)}, tag="v1.0", date="2026-01-01")
    repo.commit({"data/a.yml": data(17354)}, tag="v1.1", date="2026-02-01")
    expected = history_of(repo.path)
    files = sorted((repo.path / ".cache").rglob("*.json"))
    assert files
    for path in files:
        path.write_text(content)
    assert repr(history_of(repo.path)) == repr(expected)
    assert content not in [path.read_text() for path in files]


def test_a_cache_that_came_with_a_project_is_not_believed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"data/a.yml": data(17000)}, tag="v1.0", date="2026-01-01")
    repo.commit({"data/a.yml": data(17354)}, tag="v1.1", date="2026-02-01")
    expected = history_of(repo.path)
    for path in (repo.path / ".cache").rglob("*.json"):
        path.write_text(path.read_text().replace("17354", "22"))
    assert repr(history_of(repo.path)) != repr(expected)  # whoever knows the secret is believed
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo.path.parent / "another user"))
    assert repr(history_of(repo.path)) == repr(expected)
    monkeypatch.setenv("XDG_CACHE_HOME", str(repo.path / "inside"))
    assert repr(history_of(repo.path)) == repr(expected)


def test_a_data_file_whose_name_is_not_utf_8(repo: Repo) -> None:
    name = os.fsdecode(b"data/caf\xe9.yml")
    repo.commit({name: data(17000)}, tag="v1.0")
    repo.commit({name: data(17001)}, tag="v1.1")
    repo.commit({name: "services: {api: {listeners: [{port: 17002}]}}\n"})
    for _ in range(2):  # derived, then from the cache
        history = history_of(repo.path)
        assert [release.name for release in history.releases] == ["v1.1", "v1.0"]
        assert [change.kind for change in history.releases[0].changes] == ["port-moved"]
