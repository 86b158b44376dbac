"""Pages that only call macros are told from those that need a template engine."""

from __future__ import annotations

import pytest

from portdocs.plugin.macro_calls import call_macros, calls_only

MACROS = {"table": lambda *args, **kwargs: f"<{args} {kwargs}>"}


@pytest.mark.parametrize(
    ("markdown", "called"),
    [
        ("Text.\n", "Text.\n"),
        ('{{ table("a", depth=2) }}', "<('a',) {'depth': 2}>"),
        ("{% raw %}{{ x }}{% endraw %} {{ table() }}", "{{ x }} <() {}>"),
        ("{% raw %}{% if %}{% endraw %}{% raw %}{#{% endraw %}", "{% if %}{#"),
        ("{% if x %}{{ table() }}{% endif %}", None),
        ("{# {{ table() }} #}", None),
        ("{% raw %}{{ table() }}", None),
    ],
)
def test_calls(markdown: str, called: str | None) -> None:
    assert call_macros(markdown, MACROS) == called
    assert calls_only(markdown, MACROS) == (called is not None)


@pytest.mark.parametrize("markdown", ["{{ name }}", "{{ other() }}", "{{ table(name) }}", "{{ table() | upper }}"])
def test_other_expressions_need_a_template_engine(markdown: str) -> None:
    assert not calls_only(markdown, MACROS)
