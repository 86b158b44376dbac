"""Registries for tests, from YAML in the test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from portdocs.registry import LoadErrors, Registry, load_registry


def registry_of(yaml: str, file: str = "data/x.yml") -> Registry:
    """The registry that some YAML declares; the test fails where it has problems."""
    result = load_registry({file: dedent(yaml).encode()})
    assert not isinstance(result, LoadErrors), "\n".join(map(str, result.findings))
    return result


def write_data(folder: Path, files: Mapping[str, str]) -> None:
    """Writes files below a folder, by path."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
