"""The wheel: complete, licensed, and usable in an environment that has nothing else of the project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.repository import new_repo
from tests.site.project import ROOT, Project, environment
from tests.site.test_serve import body, serve
from tests.waiting import wait_until

SOURCES = ("macros", "pyproject.toml", "README.md", "LICENSE")


NEXT_VERSION = "99.0"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel") / "checkout"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCES]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in files.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def build_wheel(checkout: Path, folder: Path) -> Path:
    """A wheel of the sources; SOURCE_DATE_EPOCH is the time of its files."""
    build = ["-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir"]
    subprocess.run(
        [sys.executable, *build, str(folder), "./checkout"],
        cwd=checkout.parent, env=environment(), check=True,
    )  # fmt: skip
    (built,) = folder.iterdir()
    return built


def install(wheel: Path, python: Path) -> None:
    command = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *command], check=True)


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> Path:
    return build_wheel(checkout, checkout.parent / "dist")


@pytest.fixture(scope="module")
def next_wheel(checkout: Path, wheel: Path) -> Path:
    """A wheel of the next release, which is the same but for its version."""
    metadata = checkout / "pyproject.toml"
    metadata.write_text(re.sub(r"^version = .*", f'version = "{NEXT_VERSION}"', metadata.read_text(), flags=re.M))
    return build_wheel(checkout, checkout.parent / "next")


@pytest.fixture(scope="module")
def python(wheel: Path) -> Path:
    """The Python of an environment with the wheel, which shares the dependencies of the one that runs the tests."""
    venv = wheel.parent.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    install(wheel, python)
    (site_packages,) = (venv / "lib").glob("python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    mkdocs = python.parent / "mkdocs"  # mike runs it
    mkdocs.write_text(f"#!{python}\nfrom mkdocs.__main__ import cli\n\ncli()\n")
    mkdocs.chmod(0o755)
    return python


def test_it_contains_every_file_of_the_package(wheel: Path) -> None:
    package = ROOT / "macros" / "portdocs"
    expected = {
        f"portdocs/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == expected


def test_the_same_sources_give_the_same_wheel(checkout: Path, wheel: Path) -> None:
    for path in checkout.rglob("*.py"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert build_wheel(checkout, checkout.parent / "again").read_bytes() == wheel.read_bytes()


def test_its_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "MIT"
    vendored = sorted(path.name for path in (ROOT / "macros").rglob("*.LICENSE.txt"))
    assert vendored
    assert [Path(name).name for name in metadata.get_all("License-File", [])] == ["LICENSE", *vendored]
    assert {url.split(",")[0] for url in metadata.get_all("Project-URL", [])} == {
        "Changelog", "Documentation", "Issues", "Source",
    }  # fmt: skip
    assert metadata["Description-Content-Type"] == "text/markdown"


def test_it_creates_checks_and_builds_a_site_in_an_environment_of_its_own(python: Path, tmp_path: Path) -> None:
    site = tmp_path / "my-ports"
    where = "import portdocs; print(portdocs.__file__)"
    for folder, command, expected in (
        (tmp_path, ("-c", where), f"{python.parent.parent}{os.sep}"),
        (tmp_path, ("-m", "portdocs", "init", "my-ports", "--example"), "Created "),
        (site, ("-m", "portdocs", "check", "--strict"), ""),
        (site, ("-m", "mkdocs", "build", "--strict"), ""),
    ):
        result = subprocess.run(
            [str(python), *command], cwd=folder, env=environment(), capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
        assert result.stdout.startswith(expected)
    assert "Shop API" in (site / "site" / "services" / "shop-api" / "index.html").read_text()
    assert (site / "site" / "assets" / "portdocs" / "portdocs.css").is_file()


@pytest.mark.thorough
def test_a_team_goes_from_the_first_day_to_the_next_release(python: Path, next_wheel: Path, tmp_path: Path) -> None:
    start = Project(tmp_path, str(python)).run("portdocs", "init", "my-ports", "--example")
    assert start.returncode == 0, start.stderr
    project = Project(tmp_path / "my-ports", str(python))
    project.must_build()
    unpublished = (project.path / "mkdocs.yml").read_text()
    project.write({"mkdocs.yml": unpublished.replace("# site_url:", "site_url:")})
    ports = project.path / "data" / "ports.yml"
    with serve(project) as address:
        assert "Shop API" in (body(f"{address}services/shop-api/") or "")
        ports.write_text(ports.read_text().replace("name: Shop API", "name: Renamed API"))
        wait_until(lambda: "Renamed API" in (body(f"{address}services/shop-api/") or ""), "the edit is shown")
    check = project.run("portdocs", "check", "--strict")
    assert check.returncode == 0, check.stdout
    repo = new_repo(project.path)
    repo.commit({})
    published = project.run("portdocs", "publish", "dev")
    assert published.returncode == 0, published.stderr
    assert "Renamed API" in repo.git("show", "gh-pages:dev/services/shop-api/index.html")
    install(next_wheel, python)
    assert NEXT_VERSION in project.run("portdocs", "--version").stdout
    check = project.run("portdocs", "check", "--strict")
    assert check.returncode == 0, check.stdout
    project.must_build()
