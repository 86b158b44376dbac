"""The files for programs: below `/api/`, and for language models."""

from __future__ import annotations

import json

from portdocs.export import exports, site_files
from portdocs.registry import Registry, load_registry
from tests.site.project import ROOT, Project


def test_the_site_publishes_the_same_as_the_command_prints(small_site: Project) -> None:
    registry = load_registry(small_site.path / "data", small_site.path)
    assert isinstance(registry, Registry)
    api = small_site.site / "api"
    assert (api / "ports.json").read_bytes() == exports()["json"](registry).encode()
    assert (api / "ports.csv").read_bytes() == exports()["csv"](registry).encode()
    assert (api / "prometheus.json").read_bytes() == exports()["prometheus"](registry).encode()
    assert (small_site.site / "llms.txt").read_bytes() == exports()["llms"](registry).encode()
    assert (small_site.site / "llms-full.txt").read_bytes() == exports()["markdown"](registry).encode()
    assert len(list(site_files(registry))) == 5


def test_the_data_for_programs_has_a_version(small_site: Project) -> None:
    assert json.loads((small_site.site / "api" / "ports.json").read_bytes())["schema_version"] == 1


def test_the_schema_is_published_too(small_site: Project) -> None:
    schema = (small_site.site / "api" / "schema.json").read_bytes()
    assert schema == (ROOT / "docs" / "api" / "schema.json").read_bytes()
