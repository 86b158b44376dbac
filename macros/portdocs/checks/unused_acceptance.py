"""An acceptance accepts nothing: its check finds nothing there, does not exist, or may not be accepted.

Any warning may be accepted; of the errors only `port-conflict`, `range-overlap` and `range-trespass`. An acceptance on
a service holds for all of its listeners.

## Why it matters

A reason for what is no longer there misleads the reader, and hides the next finding of its kind.

## Fails

```yaml
services:
  api:
    owner: Shop Team
    listeners: [{port: 8000, bind: 127.0.0.1}]
    accept: {unowned-service: "the team is being founded"}
```

## Passes

```yaml
services:
  api:
    listeners: [{port: 8000, bind: 127.0.0.1}]
    accept: {unowned-service: "the team is being founded"}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.checks._problem import Problem
from portdocs.checks._registry import Check, rules
from portdocs.checks._suppressions import acceptances
from portdocs.checks._words import join_names
from portdocs.registry import Registry, Severity
from portdocs.registry.fields import Acceptance
from portdocs.registry.model import Entry
from portdocs.registry.suggest import did_you_mean

SEVERITY = Severity.WARNING
INSPECTS = ("services",)

ITSELF = "unused-acceptance"


def unused_acceptance(registry: Registry) -> Iterator[Problem]:
    """One problem for each acceptance. The checks that are named are run again: there are few of them."""
    checks = {check.id: check for check in rules()}
    declared = list(acceptances(registry))
    named = {acceptance.check for _, acceptance in declared} - {ITSELF}
    used = {
        (id, entry)
        for id in named & checks.keys()
        if checks[id].acceptable
        for entry in _found_about(checks[id].find(registry))
    }
    problems = list(_unused(declared, checks, used, of_itself=False))
    yield from problems
    # An acceptance of this check is used where it covers one of the problems just found.
    yield from _unused(declared, checks, {(ITSELF, entry) for entry in _found_about(problems)}, of_itself=True)


def _found_about(problems: Iterable[Problem]) -> Iterator[int]:
    return (id(entry) for problem in problems for entry in problem.about)


def _unused(
    declared: list[tuple[tuple[Entry, ...], Acceptance]],
    checks: dict[str, Check],
    used: set[tuple[str, int]],
    *,
    of_itself: bool,
) -> Iterator[Problem]:
    for about, acceptance in declared:
        if (acceptance.check == ITSELF) is of_itself and (acceptance.check, id(about[-1])) not in used:
            yield Problem(acceptance.location, _message(acceptance.check, checks), about)


def _message(name: str, checks: dict[str, Check]) -> str:
    if name not in checks:
        return f"there is no check `{name}`; {did_you_mean(name, checks)}; correct or remove it"
    if not checks[name].acceptable:
        errors = join_names(
            check.id for check in checks.values() if check.acceptable and check.severity is Severity.ERROR
        )
        return f"`{name}` may not be accepted, expected a warning, or one of {errors}; mend what it finds instead"
    return f"`{name}` finds nothing here, expected something to accept; remove it"
