"""The checks that there are, each with its page: read from the modules beside this one."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from portdocs.checks._problem import Problem
from portdocs.discovery import modules
from portdocs.registry import Registry, Severity

INSPECTS = ("services", "ports", "binds", "exposure", "endpoints", "entries", "targets", "ranges", "firewalls")
"""What a check may look at: what was counted, and what may be unknown, when a claim rests on its silence.

`ports` are listeners, `binds` listeners with their addresses, `exposure` these with the firewall before them;
`entries` are endpoints with the port on which a request comes in, `targets` endpoints with where they lead.
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its id is the file's name in kebab-case, its page the module's docstring."""

    id: str
    title: str
    """The first sentence of the page."""
    severity: Severity
    acceptable: bool
    """Whether `accept` may name it: any warning, and the few errors that a team can have good reasons for."""
    inspects: tuple[str, ...]
    """A few of `INSPECTS`."""
    documentation: str
    """The page in Markdown, from its first sentence on; headings start at the second level."""
    failing: str
    """A complete data file in which the check finds something."""
    passing: str
    """The same mended."""
    find: Callable[[Registry], Iterator[Problem]]


@cache
def rules() -> tuple[Check, ...]:
    """All checks, sorted by id."""
    found = (_check(name, module) for name, module in modules("portdocs.checks").items())
    return tuple(sorted(found, key=lambda check: check.id))


def _check(name: str, module: ModuleType) -> Check:
    page = inspect.cleandoc(module.__doc__ or "")
    severity: Severity = module.SEVERITY
    return Check(
        id=name.replace("_", "-"),
        title=page.partition("\n")[0].removesuffix("."),
        severity=severity,
        acceptable=getattr(module, "ACCEPTABLE", severity is Severity.WARNING),
        inspects=module.INSPECTS,
        documentation=page,
        failing=_example(page, "Fails"),
        passing=_example(page, "Passes"),
        find=getattr(module, name),
    )


def _example(page: str, heading: str) -> str:
    match = re.search(rf"^## {heading}$.*?^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return match[1] if match else ""
