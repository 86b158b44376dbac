"""Values are removed from a text however they are written in it, and nothing else is."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.diff.change import Change, ChangeLevel
from portdocs.diff.timeline import History
from portdocs.pages.escape import for_html, for_markdown
from portdocs.pages.file_redaction import Redaction, addresses_in, redact_history, redaction
from portdocs.registry import Subject
from portdocs.registry.redaction import ADDRESSES, COMMANDS
from tests.data import registry_of

WORDS = ("/etc/app/a.conf", "/etc/app/a.conf.d/b", '/srv/a b/c"d', "$ psql -c 'a & b' <x>", "db.internal")
SECRETS = (*WORDS, "10.0.0.4", "fd00::1", "FD00:0::1", "::ffff:10.0.0.4")
REDACTION = Redaction(frozenset({"10.0.0.4", "fd00::1"}), WORDS)


def _csv(text: str) -> str:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerow([text])
    return file.getvalue()


def _html_in_json(text: str) -> str:
    return json.dumps(for_html(text))


def _attribute(text: str) -> str:
    return html.escape(text, quote=True)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("encode", [str, for_html, _attribute, for_markdown, json.dumps, _html_in_json, quote, _csv])
def test_a_value_is_removed_in_every_encoding(secret: str, encode: Callable[[str], str]) -> None:
    assert REDACTION.clean(encode(f"at {secret}, then")) == encode("at hidden, then")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["{}<wbr>", "&#{0:d};", "&#x{0:X};", "\\u{0:04x}"])
def test_a_value_is_removed_with_any_of_its_characters_escaped(secret: str, form: str) -> None:
    written = "".join(form.format(ord(char)) if form[0] in "&\\" else form.format(char) for char in secret)
    assert REDACTION.clean(f"at {written}, then").replace("<wbr>", "") == "at hidden, then"


@given(before=st.text(), after=st.text(), secret=st.sampled_from(SECRETS))
def test_no_surrounding_text_protects_a_value(before: str, after: str, secret: str) -> None:
    cleaned = REDACTION.clean(for_html(f"{before} {secret} {after}"))
    assert html.unescape(cleaned).count("hidden") > f"{before}{after}".count("hidden")


@pytest.mark.parametrize(
    "text",
    [
        "10.0.0.40",
        "110.0.0.4",
        "10.0.0.5",
        "fd00::12",
        "my/etc/app/a.conf",
        "/etc/app/a.confs",
        "mydb.internal",
        "db.internals",
        "</etc>",
        "17:25:10",
    ],
)
def test_what_only_resembles_a_value_stays(text: str) -> None:
    assert REDACTION.clean(f"a {text} b") == f"a {text} b"


@given(st.text())
def test_nothing_to_remove_changes_nothing(text: str) -> None:
    assert Redaction().clean(text) == text


def test_a_path_that_could_be_any_text_is_not_removed() -> None:
    registry = registry_of("services: {a: {listeners: [{socket: /a}, {socket: /run/a.sock}]}}")
    assert redaction(registry, {ADDRESSES}, ()).words == ("/run/a.sock",)


def test_the_history_of_a_health_command_is_removed_with_the_commands() -> None:
    kinds = ("health-command", "renamed")
    changes = tuple(Change(ChangeLevel.CHANGE, kind, Subject("service", "a"), "x") for kind in kinds)
    history = History(unreleased=changes)
    assert redact_history(history, {ADDRESSES}) == history
    assert redact_history(history, {COMMANDS}).unreleased == changes[1:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.4:80, [fd00::1]:80, 10.1.0.0/16", {"10.0.0.4", "fd00::1", "10.1.0.0"}),
        ("127.0.0.1 ::1 0.0.0.0 :: 300.1.1.1 17:25:10 a::b::c", set()),
        ("https://10.0.0.4/x tcp:10.0.0.5:80", {"10.0.0.4", "10.0.0.5"}),
    ],
)
def test_addresses_in_a_text(text: str, expected: set[str]) -> None:
    assert addresses_in(text) == expected
