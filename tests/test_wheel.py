"""The wheel: complete, licensed, and usable in an environment that has nothing else of the project."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.site.project import ROOT, environment

SOURCES = ("macros", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    checkout = folder / "checkout"
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *SOURCES]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in files.splitlines():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    build = ["-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", "dist"]
    subprocess.run([sys.executable, *build, "./checkout"], cwd=folder, check=True)
    (built,) = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def python(wheel: Path) -> Path:
    """The Python of an environment with the wheel, which shares the dependencies of the one that runs the tests."""
    venv = wheel.parent.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *install], check=True)
    (site_packages,) = (venv / "lib").glob("python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
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


def test_its_metadata(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    assert metadata["License-Expression"] == "MIT"
    assert [Path(name).name for name in metadata.get_all("License-File", [])] == [
        "LICENSE",
        "iframe-worker.LICENSE.txt",
    ]
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
