"""Names that a release changed, and what to write instead. Entries stay: teams skip releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from portdocs.registry.findings import Finding, Location
from portdocs.registry.mkdocs_yml import read_nodes, settings_file

MAX_DEPTH = 4
"""Settings are not nested deeper. An alias may contain itself."""
Keys = Mapping[tuple[str, ...], str]

RENAMED_KEYS: Keys = {}
"""The remedy for a key of the data, by the fields that lead to it: `("services", "listeners", "old")`. So far, every
key of every release is still valid."""

RENAMED_SETTINGS: Keys = {
    ("extra", "portdocs"): "its options belong to the plugin now; move them below `- portdocs:` in `plugins`",
    ("plugins", "macros", "module_name", "macros"): "the plugin `portdocs` brings the macros; remove it",
    ("theme", "custom_dir", "macros/theme"): "the templates are part of the package; remove it",
    ("hooks", "macros/hooks.py"): "the plugin replaces the hooks; add `- portdocs` to `plugins`, and remove the file",
    ("watch", "macros"): "the plugin watches the data; remove it",
    ("extra_css", "assets/portdocs/drawing.css"): "the plugin adds its styles; remove all below assets/portdocs/",
    (
        "extra_javascript",
        "assets/portdocs/drawing.js",
    ): "the plugin adds its scripts; remove all below assets/portdocs/",
}
"""The remedy for a setting in `mkdocs.yml`, by the keys that lead to it, with or without its value."""


def renamed_key(fields: tuple[str, ...], table: Keys = RENAMED_KEYS) -> str | None:
    """The remedy for an unknown key that a previous release had; None for any other key."""
    return table.get(fields)


def renamed_settings(folder: Path) -> Iterator[Finding]:
    """A finding for each setting in the `mkdocs.yml` of a folder that a previous release had."""
    for path, node in _settings(read_nodes(folder), ()):
        if remedy := RENAMED_SETTINGS.get(path):
            location = Location(settings_file(folder).name, node.start_mark.line + 1, node.start_mark.column + 1)
            yield Finding(location, "renamed-setting", f"`{': '.join(path)}` no longer has an effect; {remedy}")


def _settings(node: yaml.Node | None, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], yaml.Node]]:
    """Each key and each value of a list, with the keys that lead to it. Items of a list share the path of the list."""
    if len(path) > MAX_DEPTH:
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key
            yield from _settings(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _settings(item, path)
    elif isinstance(node, yaml.ScalarNode):
        yield (*path, node.value), node
