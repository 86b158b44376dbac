"""Text that was UTF-8 and was read as another code page comes back; text that only looks so stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portdocs.importing.source import CODE_PAGES, repair
from tests.importing.imported import imported, remarks, services_of

WORDS = ("naïve café — “quoted” → ✅ done", "┌──────┬──────┐", "📋 Порты и 端口", "ação, größe, señal")


def damaged(text: str, page: str) -> str:
    """Text as it looks when its UTF-8 is read as a code page."""
    return text.encode("utf-8").decode(page)


@pytest.mark.parametrize("page", CODE_PAGES)
def test_what_a_code_page_did_is_undone(page: str) -> None:
    lines = [damaged(line, page) for line in WORDS]
    result = repair(["plain", *lines])
    assert result.lines == ["plain", *WORDS]
    assert not result.broken
    assert [number for numbers in result.repaired.values() for number in sorted(numbers)] == [2, 3, 4, 5]


@pytest.mark.parametrize("page", CODE_PAGES)
def test_repairing_again_changes_nothing(page: str) -> None:
    lines = repair([damaged(line, page) for line in WORDS]).lines
    again = repair(lines)
    assert again.lines == lines
    assert not again.repaired


def test_text_that_was_damaged_twice() -> None:
    twice = damaged(damaged("✅ Größe — café", "sloppy-windows-1252"), "sloppy-windows-1252")
    assert repair([twice]).lines == ["✅ Größe — café"]


CLEAN = ["SÃO PAULO", "Ârea ÃO", "naïve café", "Ünïcödé", "Порты", "端口", "A â B", "ÀÉÎÕÜ", "ΚΏΔΙΚΑΣ"]


@pytest.mark.parametrize("line", CLEAN)
def test_clean_text_stays(line: str) -> None:
    assert repair([line]).lines == [line]
    assert not repair([line]).repaired


def test_clean_lines_of_a_damaged_page_stay() -> None:
    bad = damaged("✅ → —", "sloppy-windows-1254")
    assert repair([bad, "SÃO", "Größe", "Порты"]).lines == ["✅ → —", "SÃO", "Größe", "Порты"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_what_was_repaired_is_stable(line: str) -> None:
    lines = repair([line]).lines
    assert repair(lines).lines == lines


def test_a_dash_that_is_damaged_is_an_empty_cell() -> None:
    dash = damaged("—", "sloppy-windows-1252")
    page = f"| Service | Port | Notes |\n|---|---|---|\n| api | 8000 | {dash} |\n| web | \ufffd | |\n"
    assert services_of(page) == {"api": ["8000"]}


def test_what_cannot_be_repaired_is_named_with_its_line() -> None:
    result = imported("# Ports\n\n- caf\ufffd: 8000\n")
    assert list(remarks(result, "not repaired")) == ["damaged text near `- caf\ufffd: 8000`"]
