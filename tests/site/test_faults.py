"""A full disk, and folders that cannot be written: one line that says so, and nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugin.minimal_site import minimal_site
from tests.site.project import Project, environment

LIMIT_BYTES = 10_000
# Root may write anywhere, unless it gives up the right to.
_AS_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []
needs_a_user = pytest.mark.skipif(bool(_AS_USER) and not shutil.which("setpriv"), reason="root, and setpriv is missing")


def run(
    folder: Path, *arguments: str, limit: int | None = None, as_user: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a module of Python where files have a limited size, or without the rights of root."""

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [*(_AS_USER if as_user else []), sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment() | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        preexec_fn=restrict,
    )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return minimal_site(tmp_path, "[macros, portdocs]")


def test_a_build_on_a_full_disk(project: Project) -> None:
    result = run(project.path, "mkdocs", "build", limit=LIMIT_BYTES)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "cannot be read or written (File too large); the build was stopped" in result.stderr


READ_ONLY: dict[str, Callable[[Path], object]] = {
    "the site": lambda path: (path / "site").mkdir(mode=0o500),
    "the project": lambda path: path.chmod(0o500),
    "the cache": lambda path: (path / ".cache").mkdir(mode=0o500),
    "a page": lambda path: (path / "docs" / "index.md").chmod(0),
    "an image": lambda path: (path / "docs" / "x.png").touch(mode=0),
    "the data": lambda path: (path / "data").chmod(0),
    "a data file": lambda path: (path / "data" / "shop.yml").chmod(0),
}


@needs_a_user
@pytest.mark.parametrize("what", READ_ONLY)
def test_a_build_without_the_rights(project: Project, what: str) -> None:
    READ_ONLY[what](project.path)
    result = run(project.path, "mkdocs", "build", as_user=True)
    for path in (project.path, project.path / "site"):
        if path.exists():
            path.chmod(0o700)
    assert "Traceback" not in result.stderr
    if what == "the cache":
        assert result.returncode == 0, result.stderr
    else:
        assert result.returncode == 1
        assert "ermission denied" in result.stderr


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<p>\n")
    (tmp_path / "site" / "large.bin").write_bytes(os.urandom(10 * LIMIT_BYTES))
    (tmp_path / "out").mkdir()
    return tmp_path


def test_an_archive_on_a_full_disk(packed: Path) -> None:
    (packed / "out" / "site.zip").write_text("the old one")
    result = run(packed, "portdocs", "offline", "site", "out/site.zip", limit=LIMIT_BYTES)
    assert (result.returncode, result.stdout) == (2, "")
    assert "out/site.zip cannot be written (File too large)" in result.stderr
    assert "Traceback" not in result.stderr
    assert [(path.name, path.read_text()) for path in (packed / "out").iterdir()] == [("site.zip", "the old one")]


@needs_a_user
@pytest.mark.parametrize("what", ["out", "site/large.bin", "site"])
def test_an_archive_without_the_rights(packed: Path, what: str) -> None:
    (packed / what).chmod(0o500 if what == "out" else 0)
    result = run(packed, "portdocs", "offline", "site", "out/site.zip", as_user=True)
    (packed / what).chmod(0o700)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "Permission denied" in result.stderr or "is not readable" in result.stderr
    assert list((packed / "out").iterdir()) == []


@pytest.mark.parametrize(
    "call", ["export json --output out/x", "schema --output out/x", "export pages --docs docs --output out", "init out"]
)
@pytest.mark.parametrize("fault", ["full", pytest.param("read-only", marks=needs_a_user)])
def test_a_command_writes_all_or_nothing(project: Project, call: str, fault: str) -> None:
    out = project.path / "out"
    out.mkdir(mode=0o700 if fault == "full" else 0o500)
    result = run(
        project.path, "portdocs", *call.split(), limit=300 if fault == "full" else None, as_user=fault == "read-only"
    )
    out.chmod(0o700)
    assert result.returncode == 2 or "pages" in call, (result.stdout, result.stderr)
    assert result.returncode > 0
    assert "Traceback" not in result.stderr
    if "pages" not in call:
        assert list(out.iterdir()) == []
    assert not [path for path in out.rglob("*") if path.suffix in (".tmp", ".part")]
