"""Mistakes in `mkdocs.yml`: one line that says what to write and where, and exit code 1."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugin.minimal_site import CONFIG, minimal_site
from tests.site.test_serve import body, serve
from tests.waiting import wait_until

MISTAKES = {
    "[search, portdocs]": "mkdocs.yml: the plugin `portdocs` needs the plugin `macros`; add `- macros` to `plugins`",
    "[macros, {portdocs: {data_dri: x}}]": "option 'data_dri': unknown option; did you mean `data_dir`?",
    "[macros, {portdocs: {data_dir: ../x}}]": "`../x` is outside the project; use a folder below the one",
    "[macros, {portdocs: {data_dir: /etc}}]": "`/etc` is outside the project; use a folder below the one",
    "[macros, {portdocs: {data_dir: [x]}}]": "option 'data_dir': expected the name of a folder, found `['x']`",
    "[macros, {portdocs: {stale_after_days: soon}}]": "expected a number of days from 1 to 3650, found `soon`",
    "[macros, {portdocs: {prefix: /ports}}]": "expected a folder of the site such as `ports/`, found `/ports`",
    "[macros, {portdocs: {prefix: ../x/}}]": "expected a folder of the site such as `ports/`, found `../x/`",
    "[macros, {portdocs: {pages: [prots]}}]": "unknown page `prots`; did you mean `ports`?",
    "[macros, {portdocs: {pages: 3}}]": "expected true, false or a list of pages, found `3`",
    "[macros, {portdocs: {status_links: 3}}]": "option 'status_links': expected one `label: URL` per line",
    "[macros, {portdocs: [data_dir]}]": "Invalid config options for the 'portdocs' plugin.",
    "[macros, {portdocs: {preview_dir: dev}}]": "expected one folder such as `pr` that is not a version, found `dev`",
    "[macros, {portdocs: {preview_dir: ../x}}]": "expected one folder such as `pr` that is not a version, found `../x`",
    "[macros, {portdocs: {public: 1}}]": "option 'public': expected true or false, found `1`",
    "[macros, {portdocs: {redact: files}}]": "expected a list of addresses, files, commands, found `files`",
    "[macros, {portdocs: {redact: [file]}}]": "cannot redact `file`; did you mean `files`?",
    "[macros, portdocs, portdocs]": "the plugin `portdocs` is listed twice; remove one of its entries",
    "[macros, {portdocs: {data_dir: gone}}]": (
        "the folder `gone` is missing; create it with the YAML files of the registry, or set the option `data_dir` of "
        "the plugin `portdocs` in mkdocs.yml to the folder that contains them"
    ),
}


@pytest.mark.parametrize("plugins", MISTAKES)
def test_a_mistake_is_explained_in_one_line(tmp_path: Path, plugins: str) -> None:
    result = minimal_site(tmp_path, plugins).mkdocs("build")
    assert result.returncode == 1
    assert sum(MISTAKES[plugins] in line for line in result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "site" / "index.html").exists()


def test_a_data_folder_may_be_a_link_to_somewhere_else(tmp_path: Path) -> None:
    config = f"{CONFIG}plugins: [search, macros, portdocs]\nrepo_url: https://github.com/x/y\n"
    project = minimal_site(tmp_path / "site", "[]", {"mkdocs.yml": config})
    shutil.move(project.path / "data", tmp_path / "shared")
    (project.path / "data").symlink_to("../shared")
    project.must_build()
    page = (project.site / "services" / "api" / "index.html").read_text()
    assert "Shop API" in page
    assert "data/shop.yml" in page
    assert "/blob/" not in page  # the repository does not contain the line


def test_another_theme_is_refused(tmp_path: Path) -> None:
    config = "site_name: X\ntheme: readthedocs\nplugins: [macros, portdocs]\n"
    result = minimal_site(tmp_path, "[]", {"mkdocs.yml": config}).mkdocs("build")
    assert result.returncode == 1
    assert "needs the theme Material for MkDocs, found `readthedocs`; write `theme: {name: material}`" in result.stderr
    assert "Traceback" not in result.stderr


def test_serving_shows_a_missing_folder_and_recovers(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[macros, portdocs]", {"docs/ports.md": "# Ports\n\n{{ port_table() }}\n"})
    shutil.move(tmp_path / "data", tmp_path / "elsewhere")
    with serve(project) as address:
        assert "the folder `data` is missing" in (body(address + "ports/") or "")
        for _ in range(2):
            shutil.move(tmp_path / "elsewhere", tmp_path / "data")
            wait_until(lambda: "is missing" not in (body(address + "ports/") or "is missing"), "the data returns")
            assert "Shop API" in (body(address + "ports/") or "")
            shutil.move(tmp_path / "data", tmp_path / "elsewhere")
            wait_until(lambda: "is missing" in (body(address + "ports/") or ""), "the folder is reported")


def test_serving_recovers_from_a_mistake_in_mkdocs_yml(tmp_path: Path) -> None:
    project = minimal_site(tmp_path, "[macros, portdocs]", {"docs/ports.md": "# Ports\n\n{{ port_table() }}\n"})
    with serve(project) as address:
        config = tmp_path / "mkdocs.yml"
        good = config.read_text()
        config.write_text(good.replace("[macros, portdocs]", "[portdocs]"))
        wait_until(
            lambda: "needs the plugin `macros`" in (tmp_path / "serve.log").read_text(), "the mistake is explained"
        )
        config.write_text(good.replace("site_name: Ports", "site_name: Renamed"))
        wait_until(lambda: "Renamed" in (body(address + "ports/") or ""), "the site recovers")
    assert "Traceback" not in (tmp_path / "serve.log").read_text()
