"""Count what a program does: layouts, processes, data files read, table cells parsed, templates used.

As a script it runs a module of Python and writes what it counted, so that the program under test is a process of its
own as it always is: `python counting.py COUNTS.json mkdocs build --strict`.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any


def counted(project: Path, *command: str) -> Counter[str]:
    """Run a Python module in a project and return the counts. Raises CalledProcessError if it fails."""
    # This file also runs where the tests cannot be imported; only this function needs them.
    from tests.site.project import environment

    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts.json"
        subprocess.run(
            [sys.executable, __file__, str(counts), *command],
            cwd=project,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return Counter(json.loads(counts.read_bytes()))


def main() -> None:
    """Run the module given by the arguments and write the counts, even if it fails."""
    target, module = Path(sys.argv[1]), sys.argv[2]
    counts: Counter[str] = Counter()
    _count_calls(counts)
    sys.addaudithook(_auditor(counts, Path.cwd() / "data"))
    if sys.platform == "linux":
        os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # copies of the process would not be counted
    sys.argv = sys.argv[2:]
    sys.path[0] = str(Path.cwd())  # as with `python -m`
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    finally:
        target.write_text(json.dumps(counts), encoding="utf-8")


def _count_calls(counts: Counter[str]) -> None:
    import jinja2
    import markdown
    import pygraphviz
    from markdown.extensions.tables import TableProcessor

    for name in ("draw", "layout"):
        _wrap(pygraphviz.AGraph, name, lambda _: counts.update(["layouts"]))
    _wrap(markdown.Markdown, "__init__", lambda _: counts.update(["parsers of Markdown"]))
    _wrap(jinja2.Environment, "_load_template", lambda _: counts.update(["templates"]))
    _wrap(TableProcessor, "_split_row", lambda cells: counts.update({"table cells": len(cells)}))


def _wrap(owner: Any, name: str, note: Callable[[Any], None]) -> None:
    """Call `note` with the result of each call of a method."""
    method = getattr(owner, name)

    def noted(*args: Any, **kwargs: Any) -> Any:
        result = method(*args, **kwargs)
        note(result)
        return result

    setattr(owner, name, noted)


def _auditor(counts: Counter[str], data: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """Audit hook for opened files and started programs."""

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str) and Path(args[0]).absolute().parent == data:
            counts["data files"] += 1
        elif event == "subprocess.Popen":
            counts["processes"] += 1

    return audit


if __name__ == "__main__":
    main()
