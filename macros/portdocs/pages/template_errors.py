"""Mistakes in the template of a page, with their line."""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Iterable

from jinja2 import TemplateSyntaxError, UndefinedError

from portdocs.registry.suggest import did_you_mean

_NOT_A_MACRO = "if it is not a macro, put it into a `raw` block, or set `render_by_default: false` for macros"


def calling_line() -> int:
    """The line of the template that is being rendered, 1-based; jinja runs code generated from the template."""
    frame = inspect.currentframe()
    while frame and "__jinja_template__" not in frame.f_globals:
        frame = frame.f_back
    return int(frame.f_globals["__jinja_template__"].get_corresponding_lineno(frame.f_lineno)) if frame else 1


def explain_template_error(error: Exception, known: Iterable[str]) -> tuple[int, str]:
    """The line at which a template failed, and the reason; `known` are the names that it may call."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno, f"invalid template: {error.message}; {_NOT_A_MACRO}"
    line = _failing_line(traceback.extract_tb(error.__traceback__))
    if isinstance(error, UndefinedError) and (name := re.search(r"'([^']+)' is undefined", str(error))):
        return line, f"unknown macro `{name[1]}`; {did_you_mean(name[1], known, what='a macro such as')}"
    return line, f"{type(error).__name__}: {error}"


def _failing_line(stack: traceback.StackSummary) -> int:
    """The last line of the template in a stack, 1-based."""
    return next((frame.lineno or 1 for frame in reversed(stack) if frame.filename == "<template>"), 1)
