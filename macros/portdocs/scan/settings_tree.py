"""Settings as a tree, whether they come from labels, flags, YAML or TOML; keys are in any case."""

from __future__ import annotations

from collections.abc import Iterable

from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value

ITSELF = ""
"""The key of a value that has settings below it too: `tls=true` next to `tls.certresolver=x`."""
_FALSE = ("false", "0", "f")


def child(value: Value | None, *names: str) -> Value | None:
    """The setting below some names; None if there is none."""
    for name in names:
        if not isinstance(value, Mapping):
            return None
        known = value.values
        value = known.get(_key(value, name))
    return value


def scalar(value: Value | None, *names: str) -> Scalar | None:
    """The text below some names."""
    found = child(value, *names)
    if isinstance(found, Mapping):
        found = found.values.get(ITSELF)
    return found if isinstance(found, Scalar) else None


def text(value: Value | None, *names: str) -> str:
    """The text below some names as text; empty if there is none."""
    found = scalar(value, *names)
    return found.text if found else ""


def texts(value: Value | None, *names: str) -> dict[str, str]:
    """The settings below some names that are text, by key."""
    return {key: one.text for key, one in entries(value, *names).items() if isinstance(one, Scalar)}


def entries(value: Value | None, *names: str) -> dict[str, Value]:
    """The named settings below some names: routers, services."""
    found = child(value, *names)
    return found.values if isinstance(found, Mapping) else {}


def items(value: Value | None, *names: str) -> tuple[Value, ...]:
    """The list below some names."""
    found = child(value, *names)
    return found.items if isinstance(found, Sequence) else ()


def words(value: Value | None, *names: str) -> list[str]:
    """A list of words: a list, or a text with commas."""
    found = child(value, *names)
    if isinstance(found, Sequence):
        return [one.text.strip() for one in found.items if isinstance(one, Scalar)]
    written = found.text if isinstance(found, Scalar) else ""
    return [word.strip() for word in written.split(",") if word.strip()]


def is_on(value: Value | None, *names: str) -> bool | None:
    """True if a setting is there and not false; None if it is not there."""
    found = child(value, *names)
    if found is None:
        return None
    own = scalar(found)
    if own is not None and own.text.strip().lower() in _FALSE:
        return False
    return not (own is not None and own.text.strip().lower() in ("null", "~", "") and not isinstance(found, Mapping))


def line_of(value: Value | None) -> int:
    """The first line of a setting."""
    if isinstance(value, Mapping) and value.values:
        return min(line_of(one) for one in value.values.values())
    return value.line if value is not None else 1


def nested(pairs: Iterable[tuple[str, Scalar]]) -> Mapping:
    """The tree of dotted keys: `http.routers.x.rule`."""
    tree = Mapping()
    for key, value in pairs:
        _put(tree, key.split("."), value)
    return tree


def _put(tree: Mapping, names: list[str], value: Scalar) -> None:
    for name in names[:-1]:
        key = _key(tree, name)
        below = tree.values.get(key)
        if not isinstance(below, Mapping):
            below = Mapping({ITSELF: below} if below is not None else {}, value.line)
            tree.values[key] = below
        tree = below
    last = _key(tree, names[-1])
    known = tree.values.get(last)
    if isinstance(known, Mapping):
        known.values[ITSELF] = value
    else:
        tree.values[last] = value


def _key(tree: Mapping, name: str) -> str:
    """The key as it is known already, in whatever case."""
    return name if name in tree.values else next((key for key in tree.values if key.lower() == name.lower()), name)
