"""`portdocs export` and `portdocs schema` as people and scripts call them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from portdocs.export import exports
from tests.command_line import portdocs_bytes as portdocs
from tests.command_line import portdocs_process
from tests.data import write_data
from tests.site.project import ROOT

DATA = "services:\n  web: {name: Büro, listeners: [{port: 8000, protocol: http, bind: 127.0.0.1}]}\n"
FORMS = [
    "backstage",
    "csv",
    "gatus",
    "homepage",
    "json",
    "llms",
    "markdown",
    "pages",
    "portlist",
    "prometheus",
    "services",
]
FILES = [form for form in FORMS if form != "pages"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_data(tmp_path, {"data/a.yml": DATA, "docs/index.md": "# Home\n\n{{ service_table() }}\n", "file": ""})
    return tmp_path


def test_every_format_is_found() -> None:
    assert sorted(exports()) == FORMS


@pytest.mark.parametrize(
    ("form", "language"), [*((form, "C") for form in FILES), ("markdown", "C.UTF-8"), ("markdown", "POSIX")]
)
def test_a_format_goes_to_stdout_as_utf_8(project: Path, form: str, language: str) -> None:
    result = portdocs_process(project, "export", form, LC_ALL=language)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("utf-8").endswith("\n")
    assert form in ("prometheus", "gatus", "homepage", "portlist") or "Büro" in result.stdout.decode("utf-8")


@pytest.mark.parametrize("form", FILES)
def test_a_name_of_a_file_need_not_be_utf_8(project: Path, form: str) -> None:
    (project / "data/a.yml").rename(project / os.fsdecode(b"data/\xff.yml"))
    result = portdocs(project, "export", form)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("utf-8").endswith("\n")


def test_pages_of_a_file_whose_name_is_not_utf_8(project: Path) -> None:
    (project / "data/a.yml").rename(project / os.fsdecode(b"data/\xff.yml"))
    assert portdocs(project, "export", "pages", "--output", "out").stderr == b""
    assert "Büro" in (project / "out/index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("settings", ["mkdocs.yml", "mkdocs.yaml"])
def test_pages_are_read_from_the_docs_dir_of_the_site(project: Path, settings: str) -> None:
    (project / "text").mkdir()
    (project / "docs").rename(project / "text" / "pages")
    repository = "https://example.org/ports"
    (project / settings).write_text(f"docs_dir: text/pages\nrepo_url: {repository}\n")
    assert portdocs(project, "export", "pages", "--output", "out").stderr == b""
    assert "# Home" in (project / "out/index.md").read_text(encoding="utf-8")
    assert repository in (project / "out/services/web.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", FILES)
def test_output_is_what_stdout_is(project: Path, form: str) -> None:
    assert portdocs(project, "export", form, "--output", "out").returncode == 0
    assert (project / "out").read_bytes() == portdocs(project, "export", form).stdout


def test_a_file_is_overwritten_with_force_only(project: Path) -> None:
    out = project / "PORTS.md"
    out.write_text("mine")
    refused = portdocs(project, "export", "markdown", "--output", "PORTS.md")
    assert refused.returncode == 2
    assert b"PORTS.md exists; add --force to overwrite it" in refused.stderr
    assert out.read_text() == "mine"
    assert portdocs(project, "export", "markdown", "--output", "PORTS.md", "--force").returncode == 0
    assert out.read_text().startswith("# Port documentation\n")


def test_a_server_may_read_the_file_and_its_mode_stays(project: Path) -> None:
    out = project / "targets.json"
    portdocs(project, "export", "prometheus", "--output", str(out))
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(out.stat().st_mode) == 0o666 & ~umask
    out.chmod(0o640)
    portdocs(project, "export", "prometheus", "--output", str(out), "--force")
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_a_link_stays_a_link(project: Path) -> None:
    (project / "real").write_text("old")
    (project / "out").symlink_to(project / "real")
    assert portdocs(project, "export", "csv", "--output", "out", "--force").returncode == 0
    assert (project / "out").is_symlink()
    assert (project / "real").read_text().startswith("service,")


def test_nothing_is_left_beside_the_file(project: Path) -> None:
    before = {path.name for path in project.iterdir()}
    portdocs(project, "export", "csv", "--output", "out")
    assert {path.name for path in project.iterdir()} == before | {"out"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["csv", "--output", "no/such/folder/out"], "no/such/folder/out cannot be written (No such file or directory)"),
        (["csv", "--output", "data", "--force"], "data cannot be written (it is not a regular file)"),
        (["xml"], "'xml' is not one of"),
        ([], "Missing argument '{backstage|csv|gatus"),
        (["pages"], "`pages` writes a folder; add --output DIR"),
        (
            ["pages", "--output", "out", "--docs", "nowhere"],
            "nowhere: the folder with the handwritten pages",
        ),
        (["pages", "--output", "docs", "--force"], "docs is an input; name another output"),
        (["pages", "--output", "docs/out"], "docs/out is inside an input"),
        (["pages", "--output", "data", "--force"], "data is an input"),
        (["pages", "--output", "file", "--force"], "file is not a folder"),
    ],
)
def test_wrong_use_exits_with_2(project: Path, arguments: list[str], message: str) -> None:
    result = portdocs(project, "export", *arguments)
    assert result.returncode == 2
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert result.stdout == b""
    assert (project / "data" / "a.yml").read_text() == DATA


@pytest.mark.parametrize("form", FORMS)
def test_invalid_data_exits_with_1_and_writes_nothing(project: Path, form: str) -> None:
    write_data(project, {"data/b.yml": "services: {a: {listeners: [{port: 70000}]}}\n"})
    result = portdocs(project, "export", form, "--output", "out")
    assert result.returncode == 1
    assert result.stderr.startswith(b"data/b.yml:1:35: error: port 70000 does not exist")
    assert not (project / "out").exists()


def test_no_data_exits_with_2(tmp_path: Path) -> None:
    result = portdocs(tmp_path, "export", "json")
    assert result.returncode == 2
    assert result.stderr.startswith(b"data:1:1: error: no such folder")


def test_pages_are_written_below_the_folder(project: Path) -> None:
    result = portdocs(project, "export", "pages", "--output", "new/site")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert "| [Büro](services/web.md) |" in (project / "new" / "site" / "index.md").read_text(encoding="utf-8")
    assert (project / "new" / "site" / "services" / "web.svg").is_file()
    again = portdocs(project, "export", "pages", "--output", "new/site")
    assert again.returncode == 2
    assert b"new/site is not empty" in again.stderr


def test_with_force_other_files_stay(project: Path) -> None:
    write_data(project, {"out/mine.md": "mine", "out/index.md": "old"})
    assert portdocs(project, "export", "pages", "--output", "out", "--force").returncode == 0
    assert (project / "out" / "mine.md").read_text() == "mine"
    assert (project / "out" / "index.md").read_text().startswith("# Home")


def test_a_link_in_the_folder_leads_nothing_out_of_it(project: Path) -> None:
    (project / "elsewhere").mkdir()
    (project / "out").mkdir()
    (project / "out" / "services").symlink_to(project / "elsewhere")
    result = portdocs(project, "export", "pages", "--output", "out", "--force")
    assert result.returncode == 2
    assert b"is outside the folder; nothing was written" in result.stderr
    assert list((project / "elsewhere").iterdir()) == []
    assert [path.name for path in (project / "out").iterdir()] == ["services"]


def test_a_mistake_in_a_page_exits_with_1(project: Path) -> None:
    write_data(project, {"docs/index.md": "# Home\n\n{{ port_tabel() }}\n"})
    result = portdocs(project, "export", "pages", "--output", "out")
    assert result.returncode == 1
    assert result.stderr.decode() == (
        "docs/index.md:3: error: unknown macro `port_tabel`; did you mean `port_table`?\n"
    )
    assert not (project / "out").exists()


def test_only_pages_pay_for_templates_and_drawings(project: Path) -> None:
    code = """
import sys
from portdocs.cli import portdocs
for form in sys.argv[1:]:
    portdocs.main(["export", form], standalone_mode=False)
heavy = ("mkdocs", "mkdocs_macros", "jinja2", "pygraphviz", "diagrams")
print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""
    result = subprocess.run(
        [sys.executable, "-c", code, *FILES],
        cwd=project, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stderr == "[]\n"


def test_the_schema_is_overwritten_with_force_only(project: Path) -> None:
    assert portdocs(project, "schema", "--output", "s.json").returncode == 0
    assert json.loads((project / "s.json").read_bytes())["$schema"].endswith("2020-12/schema")
    assert portdocs(project, "schema", "--output", "s.json").returncode == 2
    assert portdocs(project, "schema", "--output", "s.json", "--force").returncode == 0
