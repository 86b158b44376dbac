"""The YAML writer: its style, and that reading its output returns the same values."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.registry.ports import Ports
from portdocs.registry.yaml_loader import read_document
from portdocs.registry.yaml_writer import FORBIDDEN, Commented, Flow, Plain, one_or_many, to_yaml

LISTENER = Flow(port=Ports(8000, 8009), bind=one_or_many(["127.0.0.1"]), purpose=None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": {"name": "A b"}}, "a:\n  name: A b\n"),
        ({"a": {}, "b": None, "c": []}, "a: {}\n"),
        ({"name": "yes: no"}, 'name: "yes: no"\n'),
        ({"bind": ["0.0.0.0", "::"]}, 'bind: [0.0.0.0, "::"]\n'),
        ({"bind": Plain("unknown"), "external": True}, "bind: unknown\nexternal: true\n"),
        ({"name": "unknown", "day": datetime.date(2026, 1, 31)}, 'name: "unknown"\nday: 2026-01-31\n'),
        ({"x": [LISTENER]}, 'x:\n  - {port: "8000-8009", bind: 127.0.0.1}\n'),
        ({"x": [Commented(LISTENER, "a.conf:3")]}, 'x:\n  - {port: "8000-8009", bind: 127.0.0.1} # a.conf:3\n'),
        ({"x": [{"url": "https://x.org", "to": "a"}]}, "x:\n  - url: https://x.org\n    to: a\n"),
        (
            {"x": {"a": Commented({"port": 80}, "from b", ("", "why\n?"))}},
            "x:\n\n  # why\ufffd?\n  a: # from b\n    port: 80\n",
        ),
        (
            {"x": [Commented({"url": "https://x.org"}, "n", ("above",))]},
            "x:\n  # above\n  - url: https://x.org # n\n",
        ),
    ],
)
def test_the_style_of_a_data_file(value: dict[str, Any], text: str) -> None:
    assert to_yaml(value) == text
    read_document(text, "x.yml")


TEXT = st.text(min_size=1).filter(lambda text: not FORBIDDEN.search(text))
VALUE = st.recursive(
    TEXT,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(TEXT, inner, min_size=1, max_size=3)
        | st.dictionaries(TEXT, inner, min_size=1, max_size=3).map(Flow)
    ),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUE, min_size=1, max_size=4))
def test_reading_gives_the_same_values(value: dict[str, Any]) -> None:
    assert plain(read_document(to_yaml(value), "x.yml")) == value


def plain(value: Any) -> Any:
    """The values without their origins."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "\0"}
    return [plain(item) for item in value] if isinstance(value, list) else value
