"""Pages that `mkdocs serve` renders again after an edit: all that the edit changes, and few others."""

from __future__ import annotations

from pathlib import Path

import pytest

from portdocs.checks import all_checks
from portdocs.pages.default_pages import DEFAULT_PAGES
from tests.benchmarks.registry import write_own
from tests.site.project import THEME, Project, copy_project
from tests.site.rebuilding import Edit, rebuilt

DATA = "data/team-0000.yml"
SERVICES, FEW = 30, 4


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return project_of(SERVICES, tmp_path)


def project_of(services: int, folder: Path) -> Project:
    # Every build renders the pages written by hand.
    copied = copy_project(folder, {}).without_guide()
    write_own(services, copied.path / "data")
    # A template of the team's own.
    copied.write({"overrides/main.html": (THEME / "portdocs.html").read_text(encoding="utf-8")})
    config = (copied.path / "mkdocs.yml").read_text(encoding="utf-8")
    copied.write({"mkdocs.yml": config.replace("  name: material\n", "  name: material\n  custom_dir: overrides\n")})
    copied.override("ports.md", "security.md")
    return copied


def made(pages: list[str]) -> set[str]:
    """Those that the registry makes."""
    return {page for page in pages if page.split("/")[0] in ("services", "hosts", "suites", "checks")} - {
        "services/index.md",
        "hosts/index.md",
        "suites/index.md",
        "checks/index.md",
    }


def test_an_edit_renders_the_pages_that_it_changes(project: Project) -> None:
    new = "  worker-new: {suite: team-0, host: machine-0, listeners: [{port: 20100, bind: 127.0.0.1}]}\n"
    first = "  worker-0:\n"
    edits: dict[str, list[Edit]] = {
        "prose": [("docs/security.md", "\n## ", "\nEdited.\n\n## ")],
        "a description": [(DATA, "Takes the work of number 7\n", "Edited\n")],
        "a mistake": [(DATA, "name: Worker 7\n", "nmae: Worker 7\n")],
        "fixed": [(DATA, "nmae: Worker 7\n", "name: Worker 7\n")],
        "another file": [("data/team-0001.yml", "name: Worker 26\n", "name: Twenty-six\n")],
        "a service more": [(DATA, first, new + first)],
        "a service less": [(DATA, new, "")],
    }
    rendered = {}
    did = dict(zip(edits, rebuilt(project, *edits.values()), strict=True))
    for name, done in did.items():
        assert done["differs"] == [], name
        rendered[name] = made(done["rendered"])
    assert_prose_touches_one_page(did["prose"], project.path / "docs" / "security.md")
    assert_data_touches_little(did["a description"])
    # The proxy before it draws it.
    around = {"hosts/machine-0.md", "suites/team-0.md", "services/proxy-0.md"}
    for name in ("prose", "a mistake", "fixed"):
        assert rendered[name] == set(), name
    assert rendered["a description"] == {"services/worker-7.md", *around}
    # Its name stands on the pages of those that it depends on and that depend on it.
    assert "services/worker-26.md" in rendered["another file"]
    assert len(rendered["another file"]) < 10
    assert "services/worker-new.md" in rendered["a service more"]
    # All that stands below it in its file is declared on another line now.
    assert {page for page in rendered["a service more"] if page.startswith("services/worker-3")} == {
        "services/worker-3.md"
    }
    assert "services/worker-new.md" not in rendered["a service less"]


def assert_prose_touches_one_page(done: dict[str, list[str]], edited: Path) -> None:
    """Only the macros of the page are called; the page and the search index are written."""
    assert done["rendered"] == ["security.md"]
    assert 0 < len(done["called"]) == (text := edited.read_text(encoding="utf-8")).count("{{"), text
    assert done["parsed"] == []
    assert {path for path in done["written"] if not path.startswith("search/")} == {"security/index.html"}
    # The page, and four templates in which Material looks up translations; those of the theme are kept.
    assert len(done["compiled"]) <= 1 + 4


def assert_data_touches_little(done: dict[str, list[str]]) -> None:
    """One file is parsed, and the pages around the entry are written, with those that show everything."""
    assert done["parsed"] == [DATA]
    lists = {"index.md", "ports.md", "services/index.md", "architecture.md", "security.md"}
    assert {page for page in done["rendered"] if "/" not in page or page in lists} <= lists
    assert len(done["called"]) <= 80
    assert len([path for path in done["written"] if path.startswith(("services/", "hosts/", "suites/"))]) <= 6


def test_the_site_links_to_a_default_page_that_is_added(project: Project) -> None:
    config = (project.path / "mkdocs.yml").read_text(encoding="utf-8")
    names = ", ".join(page.name for page in DEFAULT_PAGES if page.name != "access")
    config = config.replace("  - portdocs\n", f"  - portdocs: {{pages: [{names}]}}\n")
    # An entry of the navigation is on every page, and where all is rendered nothing is compared.
    project.write({"mkdocs.yml": config.replace("  - Endpoints: access.md\n", "")})
    (done,) = rebuilt(project, [("docs/access.md", "", "# Endpoints\n")])
    assert "assets/portdocs/search-data.json" in done["written"]
    assert len(made(done["rendered"])) > SERVICES
    assert done["differs"] == []


def test_an_edit_of_what_all_pages_show_renders_all(tmp_path: Path) -> None:
    project = project_of(FEW, tmp_path)
    written = "Takes the work of number 3\n"
    edits: list[Edit] = [
        ("mkdocs.yml", "- Ports: ports.md", "- All ports: ports.md"),
        ("docs/ports.md", "---\n", "---\nstatus: new\n"),
        ("overrides/main.html", "{% block header %}", "<!-- edited -->{% block header %}"),
        # From here on the heading of a page is its name in the navigation, and shows the data.
        ("mkdocs.yml", "- All ports: ports.md", "- ports.md"),
        ("docs/ports.md", "\n# Ports", '\n# {{ count("services") }} ports'),
        (DATA, written, "Edited\n"),
        # A plugin that may look at every page: all are rendered whatever is edited.
        ("mkdocs.yml", "  - macros:\n", "  - tags\n  - macros:\n"),
        ("docs/security.md", "\n## ", "\nEdited.\n\n## "),
    ]
    services = {f"services/worker-{number}.md" for number in range(FEW)}
    hosts, checks = {"hosts/machine-0.md"}, {f"checks/{check.id}.md" for check in all_checks()}
    for edit, done in zip(edits, rebuilt(project, *([edit] for edit in edits)), strict=True):
        assert made(done["rendered"]) >= services | hosts | checks, edit
