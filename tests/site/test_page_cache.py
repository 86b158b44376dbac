"""Builds with the finished pages of an earlier one: the same bytes as a cold build, and few pages rendered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.plugin.minimal_site import CONFIG, minimal_site
from tests.repository import new_repo
from tests.site.cached_builds import PAGES, Edit, built_from_cache
from tests.site.project import Project
from tests.site.registries import SMALL

DATA = "data/shop.yml"
TEXT = SMALL["shop.yml"].replace("endpoints:\n", "  elsewhere: {external: true}\nendpoints:\n")
PLUGINS = "[search, macros, portdocs: {pages: [services, ports, findings]}]"
STEPS, THOROUGH_STEPS = 4, 60


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return minimal_site(tmp_path / "project", PLUGINS, {DATA: TEXT, ".gitignore": ".cache/\n"})


def generated(pages: list[str]) -> set[str]:
    """Those that are kept; all others are rendered by every build."""
    kinds = ("services", "hosts", "suites", "checks")
    return {page for page in pages if page.split("/")[0] in kinds and not page.endswith("/index.md")}


def test_a_build_renders_what_changed_and_writes_the_same_bytes(project: Project) -> None:
    edited = TEXT.replace("Orders and payments", "Orders, payments, invoices")
    longer = edited.replace("  shop-web:\n", "  new:\n    listeners: [{port: 20000, bind: 127.0.0.1}]\n  shop-web:\n")
    edits: dict[str, Edit] = {
        "cold": {},
        "nothing": {},
        "prose": {"docs/index.md": "# Start\n\nEdited.\n"},
        "a description": {DATA: edited},
        "a service more": {DATA: longer},
        "a page of the team in place of a generated one": {"docs/services/new.md": "# New\n"},
        "that page, edited": {"docs/services/new.md": "# New\n\nEdited.\n"},
        "a service less": {DATA: edited, "docs/services/new.md": None},
        "a title in the navigation": {"mkdocs.yml": f"{CONFIG}plugins: {PLUGINS}\ncopyright: Us\n"},
        "a hook, which may change every page": {
            "hook.py": "",
            "mkdocs.yml": f"{CONFIG}plugins: {PLUGINS}\nhooks: [hook.py]\n",
        },
    }
    done = dict(zip(edits, built_from_cache(project, *edits.values()), strict=True))
    for name, result in done.items():
        assert result["differs"] == [], name
    rendered = {name: generated(result["rendered"]) for name, result in done.items()}
    everything = rendered["cold"]
    assert rendered["nothing"] == rendered["prose"] == set()
    assert "services/shop-api.md" in rendered["a description"]
    assert "services/elsewhere.md" in everything - rendered["a description"]
    assert "services/postgres.md" in rendered["a service more"]  # it is declared on another line
    assert rendered["that page, edited"] == {"services/new.md"}
    assert rendered["a title in the navigation"] == everything
    assert rendered["a hook, which may change every page"] == everything


@pytest.mark.parametrize("steps", [STEPS, pytest.param(THOROUGH_STEPS, marks=pytest.mark.thorough)])
def test_random_edits_give_the_same_bytes_as_a_cold_build(project: Project, steps: int) -> None:
    edits = [{DATA: text} for text in _random_registries(random.Random(steps), steps)]
    for edit, result in zip(edits, built_from_cache(project, *edits), strict=True):
        assert result["differs"] == [], edit[DATA]


def _random_registries(chance: random.Random, steps: int) -> Iterator[str]:
    data = yaml.safe_load(TEXT)
    for number in range(steps):
        for edit in chance.sample(_EDITS, k=2):
            edit(data, chance, number)
        yield yaml.safe_dump(data, sort_keys=False)


def _describe(data: dict[str, Any], chance: random.Random, number: int) -> None:
    chance.choice([*data["services"].values()])["description"] = f"Text {number}"


def _rename(data: dict[str, Any], chance: random.Random, number: int) -> None:
    chance.choice([*data["services"].values()])["name"] = f"Name {number}"


def _add(data: dict[str, Any], chance: random.Random, number: int) -> None:
    listener = {"port": 20000 + number, "bind": chance.choice(["127.0.0.1", "127.0.0.2"])}
    new = {f"new-{number}": {"listeners": [listener], "depends_on": [chance.choice([*data["services"]])]}}
    data["services"] = new | data["services"]


def _remove(data: dict[str, Any], chance: random.Random, number: int) -> None:
    used = {id for service in data["services"].values() for id in service.get("depends_on", ())}
    unused = [id for id in data["services"] if id.startswith("new-") and id not in used]
    if unused:
        del data["services"][chance.choice(unused)]


def _rebind(data: dict[str, Any], chance: random.Random, number: int) -> None:
    data["services"]["shop-api"]["listeners"][0]["bind"] = chance.choice(["*", "127.0.0.1", "0.0.0.0"])


def _depend(data: dict[str, Any], chance: random.Random, number: int) -> None:
    data["services"]["shop-web"]["depends_on"] = chance.sample(["shop-api", "postgres", "nginx"], k=number % 3)


def _own(data: dict[str, Any], chance: random.Random, number: int) -> None:
    data["suites"]["shop"]["owner"] = f"Team {number}"


def _expose(data: dict[str, Any], chance: random.Random, number: int) -> None:
    data["endpoints"].append({"url": f"https://e{number}.shop.example", "to": "shop-api", "via": "nginx"})


_EDITS: list[Callable[[dict[str, Any], random.Random, int], None]] = [
    _describe, _rename, _add, _remove, _rebind, _depend, _own, _expose
]  # fmt: skip


def test_files_of_another_user_or_damaged_ones_are_not_used(project: Project) -> None:
    """A cache that came with a project shows nothing that the project does not."""
    assert project.build(PORTDOCS_CACHE_KEY="ours").returncode == 0
    page = project.site / "services" / "shop-api" / "index.html"
    expected = page.read_bytes()
    _rebuild_verbosely(project, "ours", reused=True)
    _rebuild_verbosely(project, "theirs", reused=False)  # signs all files again, as theirs
    for number, path in enumerate(sorted((project.path / PAGES).iterdir())):
        content = path.read_bytes()
        path.write_bytes((content[:-1], content[:20], b"", content[:-9] + bytes(9))[number % 4])
    _rebuild_verbosely(project, "theirs", reused=False)
    assert page.read_bytes() == expected


def _rebuild_verbosely(project: Project, key: str, *, reused: bool) -> None:
    result = project.build(PORTDOCS_CACHE_KEY=key)
    assert result.returncode == 0, result.stderr
    assert ("; reused: " in result.stderr) == reused, result.stderr


def test_committed_files_are_not_used(project: Project) -> None:
    project.write({".gitignore": ""})
    assert project.build(PORTDOCS_CACHE_KEY="known to all").returncode == 0
    new_repo(project.path).commit({})
    _rebuild_verbosely(project, "known to all", reused=False)
