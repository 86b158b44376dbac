"""A site made with a previous release builds with this one, or `portdocs check` says what to write instead.

Each folder here is a site of one release, and is never edited. The one with the name of the release uses every key,
macro and option; those with `init` are as `portdocs init` wrote them. `before-0.1.0` is a copy of the repository from
before the package, and `before-0.1.0-upgraded` the same after the changes that the changelog asks for.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from portdocs.cli import portdocs
from portdocs.discovery import functions
from portdocs.pages.macros import PACKAGES
from portdocs.registry.renamed import RENAMED_SETTINGS, Keys, renamed_key, renamed_settings
from tests.site.project import ROOT, Project

FOLDER = Path(__file__).parent
COPIED = "before-0.1.0"
SITES = sorted({path.parent.name for path in FOLDER.glob("*/mkdocs.yml")} - {COPIED})
WORKFLOWS = sorted(FOLDER.glob("*/.git*/**/*.yml")) + sorted(FOLDER.glob("*/.gitlab-ci.yml"))
CURRENT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.mark.parametrize("site", SITES)
def test_a_site_of_a_previous_release_builds_and_checks(site: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "site")
    shutil.copytree(FOLDER / site, project.path)
    project.must_build()
    result = project.run("portdocs", "check")
    assert (result.returncode, "error" in result.stdout) == (0, False), result.stdout


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_a_workflow_of_a_previous_release_calls_commands_that_exist(workflow: Path) -> None:
    for line in re.findall(r"portdocs ((?:check|drift|publish|preview) .*|check$)", workflow.read_text(), re.MULTILINE):
        command: click.Command = portdocs
        context, arguments = click.Context(portdocs), shlex.split(line)
        while isinstance(command, click.Group):
            name, found, arguments = command.resolve_command(context, arguments)
            assert found is not None
            context, command = click.Context(found, info_name=name, parent=context), found
        command.parse_args(context, arguments)


def test_the_current_version_has_a_site_with_every_macro() -> None:
    assert CURRENT in SITES, f"add tests/upgrades/{CURRENT}/ with every key, macro and option"
    page = (FOLDER / CURRENT / "docs" / "macros.md").read_text()
    called = set(re.findall(r"\{\{ (\w+)\(", page))
    assert called == {name for where in PACKAGES for name in functions(*where)}


def test_the_changelog_has_a_section_about_upgrading() -> None:
    assert "\n### Upgrading\n" in (ROOT / "CHANGELOG.md").read_text()


def test_every_setting_from_before_the_package_is_reported_with_its_line() -> None:
    folder = FOLDER / COPIED
    lines = (folder / "mkdocs.yml").read_text().splitlines()
    found = list(renamed_settings(folder))
    assert len(found) == len(RENAMED_SETTINGS)
    for finding in found:
        name = re.findall(r"`([^`]+)`", finding.message)[0].split(": ")[-1]
        assert name in lines[finding.location.line - 1]
        assert "; " in finding.message


def test_check_reports_them(tmp_path: Path) -> None:
    project = Project(tmp_path / "site")
    shutil.copytree(FOLDER / COPIED, project.path)
    project.write({"data/a.yml": "services: {a: {owner: Jo}}\n"})
    result = project.run("portdocs", "check")
    assert result.returncode == 1
    assert (
        "mkdocs.yml:6:3: error: `extra: portdocs` no longer has an effect; its options belong to the plugin now; "
        "move them below `- portdocs:` in `plugins` [renamed-setting]\n"
    ) in result.stdout


@pytest.mark.parametrize("text", ["", "- a list\n", "extra: &x {portdocs: *x}\n", "a: [\n", "\x00"])
def test_other_settings_are_not_reported(text: str, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(text)
    assert [finding.check for finding in renamed_settings(tmp_path)] in ([], ["renamed-setting"])


def test_a_renamed_key_has_a_remedy() -> None:
    table: Keys = {("services", "listeners", "adress"): "write `bind`"}
    assert renamed_key(("services", "listeners", "adress"), table) == "write `bind`"
    assert renamed_key(("services", "adress"), table) is None
