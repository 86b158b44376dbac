"""One line as a name, its ports and the rest: `Grafana: 3000 (metrics)`, `8080 - API`, `53/udp`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from portdocs.importing.grid import Cell, Form, Row
from portdocs.importing.ports import Use, uses
from portdocs.importing.texts import bind_of, cut, has_letter, is_bind, is_name
from portdocs.importing.words import PORT, VERBS

LEAD = re.compile(
    r"^(?:\[[ xX]\]\s*|\d{1,2}(?:[.)]|(?:\.\d{1,2})+\.?)\s+(?=\D)|[-*+•#>]+\s+|//\s*|[│├└─┬┌|`]+\s*"
    r"|[^\w\s\"'“”«»「」（）()\[\]*:.<~/@$&-]+\s*)+"
)
"""Bullets, numbers, check boxes, branches of trees and emoji before a line."""
_WORD = r"(?!(?:not|nicht|than|from|to|instead|or|with|see)\b)[^\W\d_]+"
_AND = re.compile(
    rf"\s*(?:\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|{_WORD}(?=[,;]))?\s*(?:,|/|&|\+|、|;|\||and|und|y|e|и|et)?\s*"
    rf"[(（]?(?:{_WORD}\s*[:：]?\s*|(?:{_WORD}\s+){{1,3}}(?:on|at|auf|sur|em|en|na|su|{PORT.pattern})\s+)?[(:（]?\s*",
    re.I,
)
_CONNECTOR = re.compile(
    rf"(?:[\s:：=@→|–—\-(（\[,./`]|(?:{PORT.pattern})|(?<!\w)(?:on|at|auf|sur|en|na|на|host|tcp|udp|via|default"
    r"|runs (?:on|at)|running on|listens on|listening on|available (?:at|on)|accessible at|access at|exposed on"
    r"|bound to|reachable)(?!\w))+$",
    re.I,
)
_NOT_A_NAME = re.compile(rf"^\W*(?:(?:{PORT.pattern}|tcp|udp|host|https?)\W*)*$", re.I)
_ARROW = re.compile(r"[-─=]+[>▶►]|[→⟶▶►➜➔➡⇒]")  # the links of a chain such as `Internet -> nginx :80`
_STRONG = re.compile(rf"[:：=@→|–—(（-]|{PORT.pattern}", re.I)
_PARTS = re.compile(r"\s+[/|;]\s+|;\s+")


def rows_of(cell: Cell, parent: str = "") -> Iterator[Row]:
    """A line as a row, or as several if it lists services: `8025: MailHog / 1025: SMTP`."""
    texts = _PARTS.split(cell.text)
    forms = {form if is_name(name) else "none" for name, _, _, form in map(split, texts)}
    for text in texts if len(texts) > 1 and forms in ({"first"}, {"last"}) else [cell.text]:
        *parts, form = split(text)
        yield Row(tuple(Cell(part, cell.line) for part in parts), cell.line, parent, form, text)


@lru_cache(maxsize=20_000)
def name_of_heading(title: str) -> str:
    """The name in a heading, without its number, signs and ports."""
    name, _, _, form = split(title)
    return name if form in ("first", "last") else cut(LEAD.sub("", title))[0]


@lru_cache(maxsize=20_000)
def split(text: str) -> tuple[str, str, str, Form]:
    """The name, the ports and the rest of a line, and how the line is built."""
    body = LEAD.sub("", text)
    found = [one for one in uses(body) if one.could_be_port or one.problem or _is_value(one, body)]
    if not found:
        return body, "", "", "none"
    start, end, host = found[0].start, _end(found, body), found[0].address
    is_named = not _NOT_A_NAME.match(body[:start])
    if not is_named and host and "." not in host and not bind_of(host):
        is_named, start = True, start + len(host) + 1  # `grafana:3000`
    before, after = body[:start], body[end:]
    if not is_named and not has_letter(after):
        return "", body[start:], "", "bare"
    label = _CONNECTOR.sub("", before)
    name, rest = said, _ = cut(_ARROW.split(label)[-1] if is_named else after)
    if is_named:
        more = after.lstrip(" )）]").strip(" ,;:-–—")
        said = label if _STRONG.search(before[len(label) :]) else f"{label} {more}"
        rest = " ".join(filter(None, (rest, more)))
    is_sentence = not is_name(name) or "://" in name or VERBS.search(said)
    return name, body[start:end], rest, "sentence" if is_sentence else "last" if is_named else "first"


def _is_value(one: Use, body: str) -> bool:
    """True for a number after a colon at the end of a line: `SFTP: 2022` is a port, not a year."""
    return one.end == len(body) >= one.start + 4 and re.search(r"[:：=]\s*$", body[: one.start]) is not None


def _end(found: Sequence[Use], body: str) -> int:
    """The end of the ports that belong together, with the brackets behind the last of several."""
    end = found[0].end
    for one in found[1:]:
        if not _AND.fullmatch(body[end : one.start]):
            break
        end = one.end
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", body[end:])
    is_part = bracket and (end > found[0].end or is_bind(bracket[1]))
    return end + bracket.end() if bracket and is_part else end
