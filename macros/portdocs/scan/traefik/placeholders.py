"""Values that a file does not contain: variables without a value, and templates that are not rendered.

They are replaced by a mark before parsing, so that everything around them can still be read.
"""

from __future__ import annotations

import re

from portdocs.scan.compose.interpolate import Unset, Values, interpolate
from portdocs.scan.safe_files import clean

_MARK = re.compile("\ue000([^\ue001]*)\ue001")
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MAX_VARIABLES = 20


def is_known(text: str) -> bool:
    """True if a text contains no mark."""
    return "\ue000" not in text


def shown(text: str, most: int = 120) -> str:
    """A text for people, marks as they were written."""
    return clean(_MARK.sub(lambda match: match[1], text), most)


def marked(written: str) -> str:
    """The mark of something written."""
    return f"\ue000{written}\ue001"


def interpolated(text: str, values: Values) -> str:
    """A text with its variables replaced, by marks if they have no value."""
    known = dict(values)
    for _ in range(_MAX_VARIABLES):
        try:
            return interpolate(text, known)
        except Unset as unset:
            known[str(unset)] = marked(f"${{{unset}}}")
    return marked(clean(text, 60))


def without_templates(text: str) -> str:
    """A text with its Go templates as marks; lines that contain nothing else become empty."""
    if "{{" not in text:
        return text
    lines = _TEMPLATE.sub(lambda match: marked("{{ }}") + "\n" * match[0].count("\n"), text).split("\n")
    return "\n".join("" if line.strip() and not _MARK.sub("", line).strip() else line for line in lines)
