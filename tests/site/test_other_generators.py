"""ProperDocs builds the same site as mkdocs, and Zensical builds the pages that `portdocs export pages` writes."""

from __future__ import annotations

import filecmp
import re
import subprocess
from pathlib import Path

from tests.plugin.existing_site import compatibility_python
from tests.repository import new_repo
from tests.site.project import FIXED_CLOCK, Project, copy_project, environment
from tests.site.registries import SMALL

_GENERATOR = re.compile(rb'<meta name="generator"[^>]*>')
CONFIG = "site_name: Ports\ntheme: {name: material, font: false}\n"


def run(folder: Path, *command: str) -> None:
    """A command of the compatibility environment. Raises AssertionError with its output if it fails."""
    python = compatibility_python()
    path = f"{python.parent}:{environment()['PATH']}"
    variables = environment() | FIXED_CLOCK | {"PATH": path, "DOCS_STRICT": "true"}
    result = subprocess.run(
        [str(python), "-m", *command], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def relative_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_properdocs_builds_the_same_site(tmp_path: Path) -> None:
    compatibility_python()
    project = copy_project(tmp_path, SMALL)
    project.must_build()
    run(tmp_path, "properdocs", "build", "--strict", "--site-dir", "other")
    expected, built = project.site, tmp_path / "other"
    assert relative_files(built) == relative_files(expected)
    names = [name for name in relative_files(expected) if not filecmp.cmp(expected / name, built / name, shallow=False)]
    for name in names:
        pages = [_GENERATOR.sub(b"", (folder / name).read_bytes()) for folder in (expected, built)]
        assert pages[0] == pages[1], name
    assert all(name.endswith(".html") for name in names)


def test_mike_publishes_with_properdocs(tmp_path: Path) -> None:
    compatibility_python()
    copy_project(tmp_path, SMALL).without_guide()
    repo = new_repo(tmp_path)
    repo.commit({".gitignore": "/site/\n/.cache/\n"})
    run(tmp_path, "portdocs", "publish", "dev")
    assert "ProperDocs" in repo.git("show", "gh-pages:dev/ports/index.html")


def test_zensical_builds_the_exported_pages(small_site: Project, tmp_path: Path) -> None:
    compatibility_python()
    exported = small_site.run("portdocs", "export", "pages", "--output", str(tmp_path / "docs"))
    assert exported.returncode == 0, exported.stderr
    (tmp_path / "mkdocs.yml").write_text(CONFIG)
    run(tmp_path, "zensical", "build", "--strict")
    page = (tmp_path / "site" / "services" / "shop-api" / "index.html").read_text(encoding="utf-8")
    assert "zensical" in page
    assert "17001" in page
    assert (tmp_path / "site" / "services" / "shop-api.svg").is_file()
