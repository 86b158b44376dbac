"""Answers of `portdocs show` in words and as JSON."""

from macros.answers.json_answer import as_json
from macros.answers.text_answer import as_text

__all__ = ["as_json", "as_text"]
