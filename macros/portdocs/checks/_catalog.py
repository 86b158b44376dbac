"""All checks, each with its page: read from the modules in this folder."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from portdocs.checks._common import Problem
from portdocs.discovery import modules
from portdocs.registry import Registry, Severity

INSPECTS = ("services", "ports", "binds", "exposure", "endpoints", "entries", "targets", "ranges", "firewalls")
"""The facts that a check may inspect. A claim that relies on it counts them, and is inconclusive if one is unknown.

`ports` are listeners, `binds` listeners with their addresses, `exposure` listeners with the firewall in front of them;
`entries` are endpoints with the port on which requests arrive, `targets` endpoints with their target.
"""


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its id is the file's name in kebab-case, its page the docstring of the module."""

    id: str
    title: str
    """The first sentence of the page."""
    severity: Severity
    inspects: tuple[str, ...]
    """A few of `INSPECTS`."""
    documentation: str
    """The page in Markdown; headings start at the second level."""
    failing: str
    """A complete data file with a finding of the check."""
    passing: str
    """The same file, corrected."""
    find: Callable[[Registry], Iterator[Problem]]

    def severity_in(self, registry: Registry) -> Severity | None:
        """The severity that a registry gives it; None if it is switched off there."""
        setting = registry.checks.get(self.id)
        if setting is None:
            return self.severity
        return None if setting.severity == "off" else Severity(setting.severity)


@cache
def all_checks() -> tuple[Check, ...]:
    """All checks, sorted by id."""
    checks = (_check(name, module) for name, module in modules("portdocs.checks").items())
    return tuple(sorted(checks, key=lambda check: check.id))


def _check(name: str, module: ModuleType) -> Check:
    page = inspect.cleandoc(module.__doc__ or "")
    severity: Severity = module.SEVERITY
    return Check(
        id=name.replace("_", "-"),
        title=page.partition("\n")[0].removesuffix("."),
        severity=severity,
        inspects=module.INSPECTS,
        documentation=page,
        failing=_example(page, "Fails"),
        passing=_example(page, "Passes"),
        find=getattr(module, name),
    )


def _example(page: str, heading: str) -> str:
    match = re.search(rf"^## {heading}$.*?^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""
