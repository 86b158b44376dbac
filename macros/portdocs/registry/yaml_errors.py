"""The messages for text that is not YAML: the cause and the fix, in place of the parser's own words."""

from __future__ import annotations

import yaml

# A part of libyaml's or PyYAML's message, and the cause and fix for people.
_REMEDIES = (
    ("mapping values are not allowed", "`: ` inside a value, or a wrong indent; quote the value or align the keys"),
    ("did not find expected key", "a line that is not `key: value`; align it with the keys above, or quote the value"),
    ("expected <block end>", "a line that is not `key: value`; align it with the keys above, or quote the value"),
    ("did not find expected '-' indicator", "a list item without `- `; align it with the items above"),
    ("could not find expected ':'", "a key without `:`; write `key: value`"),
    ("expected ',' or", "an open `{` or `[`; close it, or put a comma between its values"),
    ("cannot start any token", "a character that no value starts with; quote the value"),
    ("unexpected end of stream", "a quote that is never closed; close it"),
    ("escape", "an unknown escape; double the backslash or use single quotes"),
    ("alias", "a `*` that starts a value; quote the value"),
    ("anchor", "a `&` that starts a value; quote the value"),
)


def explain(error: yaml.MarkedYAMLError, text: str, number: int) -> str:
    """The cause of an error on that line, and the fix."""
    problem = " ".join((error.problem or "cannot be read").split())
    lines = text.splitlines()
    line = lines[number - 1] if number <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab in the indent, expected spaces; replace it"
    if "{{" in line:
        return "`{{ }}` without quotes; quote the value"
    said = f"{problem} {error.context or ''}"
    remedy = next((remedy for known, remedy in _REMEDIES if known in said), "look at this line and the one above")
    return f"not valid YAML ({problem}): {remedy}"
