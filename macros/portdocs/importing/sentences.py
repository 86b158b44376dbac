"""Sentences that say plainly who listens: `The API listens on port 4000.`, `Grafana runs on 3001.`

Read are the present tense and one subject; what may be, was, is a default or is asked of the reader says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.importing.entries import ARROW_OR_ASSIGNMENT, Entry, bare, is_about_ports, is_name
from portdocs.importing.numbers import numbers_in
from portdocs.importing.ports import plain, put_inside, tokens, understand
from portdocs.importing.words.port_words import PORT_NAMES
from portdocs.importing.words.sentence_words import ARTICLE, ASKS, AT, HEDGE, LISTENS, NOBODY

_CLAUSES = re.compile(
    r"(?<=[.!?])\s+(?=[^\W\d_a-z]|`)|[;。；！]\s*|(?<=？)\s*|,?\s+(?:and|und|y|e|et|и|while)\s+(?=(?:the|our|das|der|die|el|la|le|o)\s)"
)
_AUXILIARY = (
    r"(?:(?:is|are|ist|sind|est|sont|está|están|estão|è)\s+)?"
    r"(?:(?:now|currently|also|always|still|directly|only|automatically)\s+)*"
)
_SAID = re.compile(
    rf"""^(?:{ARTICLE}\s*(?<=[\s'’]))?(?P<name>[`\w][^,:;()]{{0,45}}?)
    (?:\s+(?:is|are)\s+[^,:;()]{{1,70}}?\s+and)?
    \s+{_AUXILIARY}{LISTENS}\s+(?:(?:erreichbar|verfügbar|locally|externally|internally|publicly)\s+)?{AT}\s+
    (?:(?:the|el|la|le|der|dem|den|il|o|a|host|tcp|udp|local|its\s+own|https?|address)\s+)*(?:{PORT_NAMES}\s*[:#=]?\s*)?[("'`*\[]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_EASTERN = re.compile(
    rf"""^(?P<name>[^\s,，:：()（）][^,，:：()（）]{{0,24}}?)\s*
    (?:(?:服务)?(?:运行在|运行于|監聽在?|监听在?|部署在|启动在|執行在)|は|[은는이가]\s)\s*(?:本地)?(?:{PORT_NAMES}\s*)?[`*]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_EASTERN_VERB = re.compile(
    rf"^[`*]*\s*(?:번|番)?\s*(?:{PORT_NAMES})?\s*(?:에서|으로|로|で|を)\s*(?:실행|동작|구동|리슨|수신|動作|稼働|待ち受け|リッスン|実行|起動)"
)
# `runs on 1200 acres`: what is counted, where nothing says that the number is a port.
_COUNTS = re.compile(
    r"[`*]*\s+(?!(?:and|or|for|in|inside|within|with|only|by|via|while|under|behind|as|so|to|from|on|at|und|für|y|e|et)\b)[^\W\d_]"
)
_INSIDE = re.compile(
    r"^[`*)\s]*(?:inside|within|in(?=\s+(?:the|its|a)?\s*(?:container|image|docker)))\b", re.IGNORECASE
)


def spoken(text: str) -> Iterator[Entry]:
    """The services that a text says to listen, each with its port."""
    for clause in _CLAUSES.split(plain(text)):
        if clause and (entry := _entry(clause.strip())):
            yield entry


def is_doubtful(entry: Entry, text: str) -> bool:
    """Whether only a preposition leads to the port, and the sentence says no more than what may be or names nobody."""
    return entry.loose and bool(NOBODY.fullmatch(entry.name) or HEDGE.search(text))


def _entry(clause: str) -> Entry | None:
    line = bare(clause)
    if HEDGE.search(line) or ASKS.search(line) or ARROW_OR_ASSIGNMENT.search(line):
        return None
    for token in tokens(line):
        before, after = line[: token.start()], line[token.end() :]
        match = _SAID.match(before) or _SAID_EASTERN.match(before)
        if not match or (_is_eastern_subject(before, match) and not _EASTERN_VERB.match(after)):
            continue
        if token["bare"] and match.re is _SAID and _COUNTS.match(after) and not is_about_ports(before):
            return None
        value = understand(token[0].rstrip("."))
        name = match["name"].strip(" `*_\"'")
        is_sure = bool(value.refused) or any(use.url for use in value.uses)
        if not (value.uses or value.refused) or not _is_sound(name, line, token[0], is_sure=is_sure):
            return None
        uses = put_inside(value.uses) if _INSIDE.match(after) else value.uses
        return Entry(name[:1].upper() + name[1:], tuple(uses), "", True, tuple(value.refused))
    return None


def _is_eastern_subject(before: str, match: re.Match[str]) -> bool:
    return match.re is _SAID_EASTERN and bool(re.search(r"(?:は|[은는이가]\s)", before[match.end("name") :]))


def _is_sound(name: str, line: str, token: str, *, is_sure: bool) -> bool:
    """Whether it is a name, and a number that may be a port."""
    if (
        not is_name(name)
        or len(name.split()) > 5
        or NOBODY.fullmatch(name)
        or re.search(r"\b(?:and|und|y|et|и)\b|\sname$|\sthe\s", name, re.I)
    ):
        return False
    numbers = numbers_in(line, about_ports=is_about_ports(line))
    return is_sure or any(str(number) in token for number in numbers)
