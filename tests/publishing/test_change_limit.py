"""The size of a change: the services that it removes or edits, and not those that only get a finding of it."""

from __future__ import annotations

import pytest

from portdocs.diff.compare import RegistryState
from portdocs.publishing.change_limit import ChangeSize, change_size
from portdocs.registry import load_registry

BEFORE = """
services:
  api: {owner: Jo, listeners: [{port: 8000, bind: 127.0.0.1}]}
  web: {owner: Jo, listeners: [{port: 8001, bind: 127.0.0.1}]}
  db: {owner: Jo, listeners: [{port: 8002, bind: 127.0.0.1}]}
"""


@pytest.mark.parametrize(
    ("old", "new", "removed", "changed"),
    [
        ("", "", 0, 0),
        ("8001", "8000", 0, 1),  # it conflicts with `api`, which has a finding, too, and is not edited
        ("8001, bind: 127.0.0.1", "8001", 0, 1),
        ("  db: {owner: Jo, listeners: [{port: 8002, bind: 127.0.0.1}]}\n", "", 1, 0),
        ("Jo, listeners: [{port: 800", "Ann, listeners: [{port: 900", 0, 3),
    ],
)
def test_a_finding_is_not_a_change_of_its_service(old: str, new: str, removed: int, changed: int) -> None:
    texts = (BEFORE, BEFORE.replace(old, new) if old else BEFORE)
    states = [RegistryState(load_registry({"data/x.yml": text.encode()}, partial=True)) for text in texts]
    assert change_size(*states) == ChangeSize(3, removed, changed)
