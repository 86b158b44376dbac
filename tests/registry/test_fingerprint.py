"""Fingerprints: equal values have the same one in every process, other values have another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.registry import Registry, load_registry
from portdocs.registry.fingerprint import Known, canonical_text, fingerprint
from portdocs.registry.tracking import Read
from tests.data import registry_of
from tests.site.project import environment
from tests.site.registries import SMALL, hostile_registry

ATOMS = st.none() | st.booleans() | st.integers() | st.text() | st.binary()
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.tuples(inner, inner) | st.dictionaries(st.text(), inner) | st.frozensets(ATOMS),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_two_values_share_a_text_only_if_they_are_equal(one: Any, other: Any) -> None:
    if canonical_text(one) == canonical_text(other):
        assert one == other
    assert canonical_text(one) == canonical_text(one)


class Level(Enum):
    LOW = 1
    HIGH = 2


class Colour(Enum):
    LOW = 1


@dataclass(frozen=True)
class Point:
    x: int


@dataclass(frozen=True)
class Size:
    x: int


class Name(str):
    __slots__ = ()


DIFFERENT: dict[str, tuple[object, object]] = {
    "the order of keys": ({1: 2, 3: 4}, {3: 4, 1: 2}),
    "kinds of collections": ({}, frozenset()),
    "members of an enumeration": (Level.LOW, Level.HIGH),
    "enumerations": (Level.LOW, Colour.LOW),
    "classes with the same fields": (Point(1), Size(1)),
    "values of a field": (Point(1), Point(2)),
    "a class of texts": (Name("x"), "x"),
    "numbers and truth values": (1, True),
    "arguments of a function": (partial(max, 1), partial(max, 2)),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_different_values_have_different_fingerprints(what: str) -> None:
    one, other = DIFFERENT[what]
    assert fingerprint(one) != fingerprint(other)


def test_an_entry_in_several_values_is_read_once() -> None:
    services = registry_of("services: {a: {listeners: [{port: 80}]}, b: {}}").services
    known: Known = {}
    fingerprint([services["a"]], known)
    read = len(known)
    assert fingerprint(services["a"], known) == fingerprint(services["a"])
    assert len(known) == read
    assert fingerprint(services["a"], known) != fingerprint(services["b"], known)


@given(st.frozensets(st.text()))
def test_a_set_has_one_text_in_any_order(values: frozenset[str]) -> None:
    assert canonical_text(values) == canonical_text(frozenset(sorted(values, reverse=True)))


@pytest.mark.parametrize("value", [object(), lambda: 1, Path("a"), {"a": [object()]}, partial(lambda: 1)])
def test_unknown_objects_have_none(value: object) -> None:
    with pytest.raises(TypeError):
        fingerprint(value)


def test_other_processes_get_the_same(tmp_path: Path) -> None:
    """Neither the order of sets nor addresses of objects count."""
    script = f"""
from tests.registry.test_fingerprint import registry_fingerprint
print(registry_fingerprint({"hostile"!r}), registry_fingerprint({"small"!r}))
"""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=environment() | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert outputs == {f"{registry_fingerprint('hostile')} {registry_fingerprint('small')}\n"}


def registry_fingerprint(name: str) -> str:
    """The fingerprint of all services and endpoints of a registry of the tests."""
    files = {"hostile": hostile_registry(), "small": SMALL}[name]
    registry = load_registry({file: text.encode() for file, text in files.items()})
    assert isinstance(registry, Registry)
    reads: list[Read] = [("services", id) for id in registry.services]
    return fingerprint([registry.services, registry.endpoints, registry.hosts, reads])
