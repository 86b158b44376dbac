"""Reports: findings, changes, drift, scans and search results for people and programs.

Each module `<subject>_<format>.py` has a function `render` that returns the text of that format, with a line break at
the end of the last line, or the values of a JSON document. Adding a format is adding a file.
"""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module
from typing import Any

from portdocs.registry.findings import visible_json, visible_text


def formats(subject: str) -> list[str]:
    """The formats of a subject such as `findings`, in alphabetical order."""
    prefix = f"{subject}_"
    names = (module.name for module in pkgutil.iter_modules(__path__))
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def render(subject: str, format: str, *values: Any, **options: Any) -> str:
    """The report on a subject in one of its formats; only the module of that format is imported."""
    report: Any = import_module(f"{__name__}.{subject}_{format}").render(*values, **options)
    if not isinstance(report, str):
        return visible_json(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return visible_text(report) if format == "markdown" else report
