"""One line as a name, its ports and the rest: `Grafana: 3000 (metrics)`, `8080 - API`, `53/udp`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from portdocs.importing.names import cut, has_letter
from portdocs.importing.page import Cell, Form, Row
from portdocs.importing.ports import Use, bind_of_address, uses
from portdocs.importing.values import is_bind
from portdocs.importing.words import PORT, VERBS

LEAD = re.compile(
    r"^(?:\[[ xX]\]\s*|\d{1,2}[.)]\s+(?=\D)|[-*+•#>]+\s+|//\s*|[│├└─┬┌|`]+\s*"
    r"|[^\w\s\"'“”«»「」（）()\[\]*:.<~/@$&-]+\s*)+"
)
"""Bullets, numbers, check boxes, branches of trees and emoji before a line."""
ARROW = re.compile(r"\s*(?:[-─=]{1,4}[>▶►]|→|⟶|▶|►|➜|➔|➡|⇒|──+)\s*")
_ONLY_AND = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）)?\s*(?:,|/|&|\+|、|and|und|y|e|и|et|-)\s*", re.I)
_WORD = r"(?!(?:not|nicht|than|from|to|instead|or|with|see)\b)[^\W\d_]+"
_AND = re.compile(
    r"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\])?\s*(?:,|/|&|\+|、|;|\||and|und|y|e|и|et)?\s*"
    rf"[(（]?(?:{_WORD}\s*[:：]?\s*|(?:{_WORD}\s+){{1,3}}(?:on|at|auf|sur|{PORT.pattern})\s+)?[(:（]?\s*",
    re.I,
)
_CONNECTOR = re.compile(
    rf"(?:[\s:：=@→|–—\-(（\[,./`]|(?:{PORT.pattern})|(?<!\w)(?:on|at|auf|sur|en|na|на|host|tcp|udp|via|default"
    r"|runs (?:on|at)|running on|listens on|listening on|available (?:at|on)|accessible at|access at|exposed on"
    r"|bound to|reachable)(?!\w))+$",
    re.I,
)
_IS = re.compile(r"\s*[:：=]\s+$")
_STRONG = re.compile(rf"[:：=@→|–—(（-]|{PORT.pattern}", re.I)
_NOT_A_NAME = re.compile(rf"^\W*(?:(?:{PORT.pattern}|tcp|udp|host|https?)\W*)*$", re.I)
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
_MOST_WORDS = 8
Parts = tuple[str, str, str, Form]


def row_of(cell: Cell, parent: str = "") -> Row:
    """A line as a row."""
    name, ports, rest, form = split(cell.text)
    return Row(tuple(Cell(text, cell.line) for text in (name, ports, rest)), cell.line, parent, form, cell.text)


def name_of_heading(title: str) -> str:
    """The name in a heading, without its number, signs and ports."""
    title = re.sub(r"^(?:[^\w(（]+|\d{1,2}(?:(?:\.\d+)+|[.)])\s+)+", "", title)
    name, _, _, form = split(title)
    return name if form in ("first", "last") else cut(title)[0]


@lru_cache(maxsize=20_000)
def split(text: str) -> Parts:
    """The name, the ports and the rest of a line, and how the line is built."""
    body = LEAD.sub("", text)
    found = [one for one in uses(body) if _is_port(one, body)]
    if not found:
        return body, "", "", "none"
    if len(found) > 1 and has_letter(body[: found[0].start]) and _IS.fullmatch(body[found[0].end : found[1].start]):
        found = found[1:]  # `PostgreSQL 1500: 5432`
    first = found[0]
    before = body[: first.start]
    if not _NOT_A_NAME.match(before):
        return _name_first(body, before, found)
    is_word = (
        first.address
        and "." not in first.address
        and first.address != "localhost"
        and not bind_of_address(first.address)
    )
    if is_word:  # `grafana:3000`
        return _name_first(body, f"{body[: first.start + len(first.address)]}:", found)
    return _port_first(body, found)


def _is_port(one: Use, body: str) -> bool:
    """True for a likely port; what looks like a year is one behind a colon at the end of a line: `SFTP: 2022`."""
    is_value = one.end == len(body) and one.end - one.start >= 4 and _IS.search(body[: one.start])
    return one.could_be_port or bool(is_value or (one.problem and (one.sure or one.end - one.start >= 4)))


def _port_first(body: str, found: Sequence[Use]) -> Parts:
    end = _end(found, body, _ONLY_AND)
    rest = body[end:]
    if re.match(r"\s*[,;]", rest) and PORT.search(body[: found[0].start]):  # `Port 8081, for the API`
        end = _end(found, body, _AND)
        return "", body[found[0].start : end], body[end:].strip(" ,;"), "bare"
    if not has_letter(rest):
        return "", body[found[0].start :], "", "bare"
    name, more = cut(rest)
    is_sentence = len(name.split()) > _MOST_WORDS or VERBS.search(name)
    return name, body[found[0].start : end], more, "sentence" if is_sentence else "first"


def _name_first(body: str, before: str, found: Sequence[Use]) -> Parts:
    gap = _CONNECTOR.search(before)
    end = _end(found, body, _AND)
    label, rest = before[: gap.start()] if gap else before, body[end:].lstrip(" )）]")
    name, more = cut(label)
    is_strong = bool(gap and _STRONG.search(gap[0]))
    after = _BRACKETS.sub(" ", rest)
    is_short = len(label.split()) <= 5 and len(after) < 30
    is_name = name and len(name.split()) <= _MOST_WORDS and not VERBS.search(label)
    is_sentence = not is_name or not (is_strong or (is_short and not VERBS.search(rest)))
    more = " ".join(part for part in (more, rest.strip(" ,;:-–—")) if part)
    return name, body[len(before) : end], more, "sentence" if is_sentence else "last"


def _end(found: Sequence[Use], body: str, joined: re.Pattern[str]) -> int:
    """Where the ports end that belong together, with the brackets behind the last of several."""
    end = found[0].end
    for one in found[1:]:
        if not joined.fullmatch(body[end : one.start]):
            break
        end = one.end
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", body[end:])
    is_part = bracket and (end > found[0].end or is_bind(bracket[1]))
    return end + bracket.end() if bracket and is_part else end
