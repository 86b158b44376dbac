"""A file system that is really full: one line that says so, and no file that is half-written."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portdocs.publishing.transaction import undo_unfinished
from tests.plugin.minimal_site import minimal_site
from tests.repository import Repo, new_repo
from tests.site.project import environment

# A mount namespace of its own (unshare(1)): whatever happens, nothing stays mounted.
NAMESPACE = ["unshare", "--mount", "--map-root-user"]
FILL = """
mount -t tmpfs -o size=$1 tmpfs disk && cp -a project/. disk && cd disk && shift || exit 99
head -c 100M /dev/zero > fill 2>/dev/null
truncate -s -$1 fill && shift
"$@" > ../stdout 2> ../stderr; code=$?
rm fill && cp -a . ../after; exit $code
"""


def _may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    tried = [*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not _may_mount(), reason="this system does not let its users mount file systems")


def run(folder: Path, call: str, left: int, size: str = "400k") -> tuple[int, str]:
    """The exit code and the errors of a command in a copy of a project on a disk with few bytes left."""
    (folder / "disk").mkdir()
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", FILL, "sh", size, str(left), sys.executable, "-m", *call.split()],
        cwd=folder,
        env=environment() | {"PYTHONDONTWRITEBYTECODE": "1", "GITHUB_EVENT_PATH": "event.json"},
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode != 99
    return done.returncode, (folder / "stderr").read_text()


def contents(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "compose.yml": "services:\n" + "".join(f"  c{n}: {{ports: ['{n + 9000}:80']}}\n" for n in range(200)),
        "page.md": "| Name | Port |\n|---|---|\n" + "".join(f"| p{n} | {n + 9000} |\n" for n in range(200)),
        "snapshots/vm.json": '{"schema_version": 1, "taken_at": "2026-11-25T08:00:00Z", "files": '
        '[{"source": "sockets", "file": "x", "sees": ["tcp"]}]}',
        "event.json": '{"pull_request": {"number": 7, "head": {"sha": "' + "a" * 40 + '"}}}',
        "data/unknown.yml": "services: {x: {listeners: [{port: 9000}]}}\n",
        "built/index.html": "<p>",
    }
    minimal_site(tmp_path / "project", "[search, macros, portdocs]", files)
    (tmp_path / "project" / "built" / "large.bin").write_bytes(os.urandom(50_000))
    return tmp_path


CALLS = [
    "check --baseline",
    "scan --compose compose.yml --as-registry --output data/found.yml",
    "import page.md --output data/page.yml",
    "import page.md --plan page.plan",
    "drift --snapshot snapshots/vm.json --record data/verified/vm.json",
    "drift --snapshots snapshots --record data/verified --summary summary.md",
    "drift --snapshots snapshots --summary summary.md",
    "export json --output x.json",
    "export pages --docs docs --output pages",
    "schema --output x.json",
    "init new",
    "offline built built.zip",
    "preview pack built packed",
]


@pytest.mark.parametrize("call", CALLS)
def test_a_command_writes_nothing(project: Path, call: str) -> None:
    code, errors = run(project, f"portdocs {call}", left=0)
    assert (code, "Traceback" in errors) == (2, False)
    assert "No space left on device" in errors
    assert contents(project / "after") == contents(project / "project")


@pytest.mark.parametrize("call", ["check", "show 8000", "scan --compose compose.yml", "export csv"])
def test_a_command_that_writes_no_file_works(project: Path, call: str) -> None:
    code, errors = run(project, f"portdocs {call}", left=0)
    assert (code, "Traceback" in errors) == (0, False)
    assert contents(project / "after") == contents(project / "project")


def test_a_build_names_the_file_that_is_missing(project: Path) -> None:
    code, errors = run(project, "mkdocs build", left=0)
    assert (code, "Traceback" in errors) == (1, False)
    assert "/disk/site/" in errors
    assert "cannot be read or written (No space left on device); the build was stopped" in errors


def test_a_release_is_undone_by_the_next_one(project: Path) -> None:
    folder = project / "project"
    (folder / "mkdocs.yml").write_text((folder / "mkdocs.yml").read_text() + "site_url: https://x.org/\n")
    (folder / ".gitignore").write_text("site\n.cache\nfill\n")
    repo = new_repo(folder)
    repo.commit({})
    before = repo.git("for-each-ref")
    code, errors = run(project, "portdocs publish release 1.0", left=40_000, size="2m")
    assert (code, "Traceback" in errors) == (2, False)
    with contextlib.chdir(project / "after"):
        undo_unfinished()
    assert Repo(project / "after").git("for-each-ref") == before
