"""What a remark beside a name says of the state of a service: `removed 2023`, `Plex (planned)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.importing.ports import bound, plain
from portdocs.importing.words.status_words import STATUS

_IN_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]{3,40})[)）\]]")
# A date, or more words behind a comma; `Disabled users, by name` is no state.
_ENDS = re.compile(
    r"\s*(?:\s(?:in|on|since|for|until|seit|am|en|em|le|il|в|с|до|w)\b)?[\s\d./:年月日-]*(?:$|[,;.:!)–—]|\s-\s|$)",
    re.IGNORECASE,
)


def remarked_status(name: str, *remarks: str) -> str | None:
    """The status that brackets in a name give, or a remark that starts with one; None where none is said."""
    texts = [*_IN_BRACKETS.findall(name), *remarks]
    return next((status for text in texts if (status := is_state(text))), None)


@dataclass(frozen=True, slots=True)
class Called:
    """A name without the brackets behind it that say a state or a bind: `foo (deprecated)` is foo."""

    name: str
    status: str | None = None
    bind: str | None = None
    note: str | None = None
    """What the brackets say besides: `deprecated, use bar`."""


def split_name(name: str) -> Called:
    """What a service is called, and what the brackets of its name say of it."""
    status = bind = note = None
    shown = name
    for match in _IN_BRACKETS.finditer(name):
        state = is_state(match[1]) or ("active" if STATUS["active"].fullmatch(match[1].strip()) else None)
        address = bound(plain(match[1]))
        if state or address:
            shown = shown.replace(match[0], " ")
            status, bind = status or state, bind or address
            note = match[1].strip() if state and not STATUS[state].fullmatch(match[1].strip()) else note
    shown = " ".join(shown.split())
    return Called(shown if re.search(r"\w", shown) else name, status, bind, note)


def is_state(text: str) -> str | None:
    """The status other than active that a text says, and says nothing else before a comma or a full stop."""
    shown = text.strip(" *_`~()（）[]")
    for name in ("retired", "deprecated", "planned"):
        match = STATUS[name].match(shown)
        if match and _ENDS.match(shown, match.end()):
            return name
    return None
