"""An acceptance has no effect: its check finds nothing there, or is unknown.

Every finding of a check, errors included, may be accepted with a reason on any entry that it is about. An acceptance on
a service applies to all of its listeners. Data that does not load cannot be accepted. An entry of the `baseline` that
matches no finding is reported, too; `portdocs check --baseline` removes it.

## Why it matters

The reason misleads readers, because the finding is gone, and hides the next finding of this kind.

## Fails

```yaml
services:
  api:
    owner: Shop Team
    listeners: [{port: 8000, bind: 127.0.0.1}]
    accept: {unowned-service: "the team is being set up"}
```

## Passes

```yaml
services:
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
    accept: {unowned-service: "the team is being set up"}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.checks._acceptance import acceptances
from portdocs.checks._catalog import Check, all_checks
from portdocs.checks._common import Problem
from portdocs.registry import Registry, Severity
from portdocs.registry.findings import Acceptance
from portdocs.registry.model import Entry
from portdocs.registry.suggest import Suggestions

SEVERITY = Severity.WARNING
INSPECTS = ("services",)

OWN_ID = "unused-acceptance"


def unused_acceptance(registry: Registry) -> Iterator[Problem]:
    """One problem for each acceptance. The accepted checks are run again: they are few."""
    checks = {check.id: check for check in all_checks()}
    declared = list(acceptances(registry))
    named = {acceptance.check for _, acceptance in declared} - {OWN_ID}
    used = {(id, entry) for id in named & checks.keys() for entry in _entries_with_problems(checks[id].find(registry))}
    problems = list(_unused(declared, checks, used, about_own=False))
    yield from problems
    # An acceptance of this check is used if it covers one of these problems.
    own = {(OWN_ID, entry) for entry in _entries_with_problems(problems)}
    yield from _unused(declared, checks, own, about_own=True)


def _entries_with_problems(problems: Iterable[Problem]) -> Iterator[int]:
    return (id(entry) for problem in problems for entry in problem.about)


def _unused(
    declared: list[tuple[tuple[Entry, ...], Acceptance]],
    checks: dict[str, Check],
    used: set[tuple[str, int]],
    *,
    about_own: bool,
) -> Iterator[Problem]:
    suggest = Suggestions()
    for about, acceptance in declared:
        if (acceptance.check == OWN_ID) is about_own and (acceptance.check, id(about[-1])) not in used:
            yield Problem(acceptance.location, *problem_and_fix(acceptance.check, checks, suggest), about)


def problem_and_fix(
    name: str, checks: dict[str, Check], suggest: Suggestions, problem: str = "finds nothing here"
) -> tuple[str, str]:
    """The problem with an acceptance of a check, and what to do."""
    if name not in checks:
        return f"unknown check `{name}`; {suggest(name, 'check', checks)}", "correct or remove it"
    return f"`{name}` {problem}", "remove it"
