"""Builds a project again and again in one process, as `mkdocs serve` does: what each edit renders, and what comes out.

It runs in the project, as a process of its own. It is given the edits as lists of `[path, old, new]`, a list for each
build, and prints a list of `{"rendered": [page, ...], "written": [file, ...], "called": [macro, ...], "compiled":
[template, ...], "parsed": [data file, ...], "differs": [file, ...]}`: what each build did. `differs` names the files
of the site that are not what a first build makes; where all is rendered there is nothing to compare.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from tests.site.project import ROOT, Project, environment

Edit: TypeAlias = "tuple[str, str, str]"
"""A path in the project, and what is replaced by what; nothing is replaced in a new file."""


def rebuilt(project: Project, *edits: Sequence[Edit]) -> list[dict[str, list[str]]]:
    """The result of each build after the first."""
    return run_builds(__name__, project, edits)


def run_builds(module: str, project: Project, edits: object) -> list[dict[str, list[str]]]:
    """The results that a module of tests prints, run in the project as a process of its own."""
    result = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.append({str(ROOT)!r}); import {module} as m; m.main()"],
        cwd=project.path,
        env=environment(),
        input=json.dumps(edits),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    done: list[dict[str, list[str]]] = json.loads(result.stdout.splitlines()[-1])
    return done


def main() -> None:
    """Builds, and after each edit builds again."""
    from jinja2 import Environment
    from mkdocs.commands import build as commands
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    from portdocs.plugin.incremental import MacroCall
    from portdocs.registry import loader

    counts = {
        "rendered": _noted(commands, "_populate_page", lambda page, *_: page.file.src_uri),
        "called": _noted(MacroCall, "result", lambda call, *_: call.name),
        "compiled": _noted(Environment, "compile", lambda _, source, *__: str(source)[:40]),
        "parsed": _noted(loader, "_parse_file", lambda name, *_: name),
    }
    done = []
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder, "site")
        site.mkdir()
        config = load_config(site_dir=str(site))
        plugin: Any = config.plugins["portdocs"]
        config.plugins.on_startup(command="serve", dirty=False)

        def built() -> dict[str, bytes]:
            for noted in counts.values():
                noted.clear()
            build(load_config(site_dir=str(site)), serve_url="http://127.0.0.1/")
            return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}

        built()
        for edits in json.load(sys.stdin):
            for path, old, new in edits:
                text = Path(path).read_text(encoding="utf-8") if old else ""
                assert old in text, (path, old)
                Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")
            before = _versions(site)
            again = built()
            did = {name: sorted(noted) for name, noted in counts.items()}
            did["written"] = sorted(name for name, version in _versions(site).items() if before.get(name) != version)
            pages = did["rendered"]
            first = again
            if (
                len(pages) < len([name for name in again if name.endswith(".html")]) - 1
            ):  # the page of what is not found
                plugin.forget()
                first = built()
            differs = sorted(name for name in again.keys() | first.keys() if again.get(name) != first.get(name))
            done.append(did | {"differs": differs})
    print(json.dumps(done))


def _noted(owner: Any, name: str, note: Callable[..., str]) -> list[str]:
    """A list that gets what `note` returns for each call of a function."""
    called: list[str] = []
    function = getattr(owner, name)

    def noting(*args: Any, **kwargs: Any) -> Any:
        called.append(note(*args))
        return function(*args, **kwargs)

    setattr(owner, name, noting)
    return called


def _versions(site: Path) -> dict[str, tuple[int, int]]:
    """A value for each file that changes when it is written or moved there."""
    files = {path.relative_to(site).as_posix(): path.stat() for path in site.rglob("*") if path.is_file()}
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in files.items()}
