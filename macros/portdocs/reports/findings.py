"""Findings for people and programs: one file for each form of `portdocs check --format`."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from portdocs.registry import Finding

FORMATS = ("text", "json", "github", "sarif")


def report(form: str, findings: Sequence[Finding]) -> str:
    """The findings in one of FORMATS, with a line end behind the last line."""
    text: str = import_module(f"{__name__}_{form}").render(findings)
    return text
