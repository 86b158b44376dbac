"""Builds that render their pages in several processes: the same site, messages and errors as one process gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugin.minimal_site import minimal_site
from tests.site.project import ROOT, Project, environment

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="needs Linux and two processors"
)

SERVICES = 12
NAMES = [f"service-{number}" for number in range(SERVICES)]
DATA = "hosts: {vm: {}}\nservices:\n" + "".join(
    f"  {name}: {{listeners: [{{port: {20000 + number}, bind: 127.0.0.1}}]}}\n" for number, name in enumerate(NAMES)
)
FEW_FOR_EACH = "from portdocs.plugin import processes; processes.ITEMS_PER_PROCESS = 4;"
ON_ONE_PROCESSOR = "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]);"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    files = {"data/shop.yml": DATA, "docs/index.md": "# Start\n"}
    return minimal_site(tmp_path / "project", "[search, macros, portdocs]", files)


def _python(project: Project, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.append({str(ROOT)!r}); {code}", *arguments],
        cwd=project.path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _build(project: Project, before: str = "", *options: str) -> subprocess.CompletedProcess[str]:
    return _python(project, f"{FEW_FOR_EACH} {before} from mkdocs.__main__ import cli; cli()", "build", *options)


def _files(project: Project) -> dict[str, bytes]:
    pages = project.path / ".cache" / "portdocs" / "pages"
    folders = (project.site, pages)
    return {
        path.name if path.parent == pages else str(path): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_several_processes_make_the_same_files_as_one(project: Project) -> None:
    script = "import os; fork = os.fork; os.fork = lambda: fork() or print('copy', file=sys.stderr) or 0;"
    several = _build(project, script, "--strict")
    assert several.returncode == 0, several.stderr
    assert "copy\n" in several.stderr
    files = _files(project)
    again = _build(project, script, "--strict")
    assert "copy\n" not in again.stderr  # all pages are those of the first build
    for path in (project.path / ".cache" / "portdocs" / "pages").iterdir():
        path.unlink()
    one = _build(project, ON_ONE_PROCESSOR + script, "--strict")
    assert one.returncode == 0, one.stderr
    assert "copy\n" not in one.stderr
    assert _files(project) == files


def test_links_to_pages_of_all_processes_are_checked(project: Project) -> None:
    links = "".join(f"[{name}](services/{name}.md#missing)\n" for name in NAMES[:10])
    project.write({"docs/index.md": f"# Start\n\n{links}"})
    project.write({"mkdocs.yml": (project.path / "mkdocs.yml").read_text() + "validation: {anchors: warn}\n"})
    result = _build(project, "", "--strict")
    assert result.returncode == 1
    assert [result.stderr.count(f"'services/{name}.md' does not contain an anchor") for name in NAMES[:10]] == [1] * 10


def test_a_warning_of_any_process_stops_a_strict_build(project: Project) -> None:
    warn = "logging.getLogger('mkdocs.test').warning('page %s', page.file.src_uri)"
    before = (
        "import logging; from portdocs.plugin.plugin import PortdocsPlugin as P; old = P.on_page_content;"
        f"P.on_page_content = lambda self, html, *, page, **more: ({warn}, old(self, html, page=page, **more))[1];"
    )
    result = _build(project, before, "--strict")
    assert result.returncode == 1
    assert [result.stderr.count(f"page services/{name}.md\n") for name in NAMES] == [1] * SERVICES


@pytest.mark.parametrize("service", NAMES[:3])
@pytest.mark.parametrize(
    ("failure", "shown"),
    [
        ("OSError(28, 'No space left on device', 'x')", "x cannot be read or written (No space left on device)"),
        ("ValueError('a mistake in the code')", "in on_page_content"),
    ],
)
def test_an_error_of_any_process_stops_the_build(project: Project, service: str, failure: str, shown: str) -> None:
    code = f"""
from portdocs.plugin.plugin import PortdocsPlugin
old = PortdocsPlugin.on_page_content
def on_page_content(self, html, *, page, **more):
    if page.file.src_uri == "services/{service}.md":
        raise {failure}
    return old(self, html, page=page, **more)
PortdocsPlugin.on_page_content = on_page_content
"""
    result = _build(project, f"exec({code!r});")
    assert result.returncode == 1
    assert shown in result.stderr


def test_a_process_that_is_killed_stops_the_build(project: Project) -> None:
    kill = "import os, signal; fork = os.fork; os.fork = lambda: fork() or os.kill(os.getpid(), signal.SIGKILL);"
    result = _build(project, kill)
    assert result.returncode == 1
    assert "a process that renders pages was killed; build again, with more free memory" in result.stderr
