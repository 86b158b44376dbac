"""Values that a file does not contain: variables without a value, and templates that are not rendered.

They are replaced by a mark before parsing, so that everything around them can still be read.
"""

from __future__ import annotations

import re

from portdocs.scan.safe_files import clean

_MARK = re.compile("\ue000([^\ue001]*)\ue001")
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def is_known(text: str) -> bool:
    """True if a text contains no mark."""
    return "\ue000" not in text


def shown(text: str, most: int = 120) -> str:
    """A text for people, marks as they were written."""
    return clean(_MARK.sub(lambda match: match[1], text), most)


def marked(written: str) -> str:
    """The mark of something written."""
    return f"\ue000{written}\ue001"


def without_templates(text: str) -> str:
    """A text with its Go templates as marks; lines that contain nothing else become empty."""
    if "{{" not in text:
        return text
    lines = _TEMPLATE.sub(lambda match: marked("{{ }}") + "\n" * match[0].count("\n"), text).split("\n")
    return "\n".join("" if line.strip() and not _MARK.sub("", line).strip() else line for line in lines)
