"""One line as a name, its ports and the rest: `Grafana: 3000 (metrics)`, `8080 - API`, `53/udp`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from portdocs.importing.grid import Cell, Form, Row
from portdocs.importing.names import cut, has_letter, is_name
from portdocs.importing.ports import Use, bind_of_address, is_ports, uses
from portdocs.importing.values import is_bind
from portdocs.importing.words import PORT, VERBS

LEAD = re.compile(
    r"^(?:\[[ xX]\]\s*|\d{1,2}[.)]\s+(?=\D)|[-*+•#>]+\s+|//\s*|[│├└─┬┌|`]+\s*"
    r"|[^\w\s\"'“”«»「」（）()\[\]*:.<~/@$&-]+\s*)+"
)
"""Bullets, numbers, check boxes, branches of trees and emoji before a line."""
_ONLY_AND = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）)?\s*(?:,|/|&|\+|、|and|und|y|e|и|et|-)\s*", re.I)
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
_IS = re.compile(r"\s*[:：=]\s+$")
_STRONG = re.compile(rf"[:：=@→|–—(（-]|{PORT.pattern}", re.I)
_NOT_A_NAME = re.compile(rf"^\W*(?:(?:{PORT.pattern}|tcp|udp|host|https?)\W*)*$", re.I)
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
_PARTS = re.compile(r"\s+[/|;]\s+|;\s+")
_SERVICES = re.compile(r"\s*[,;\v]\s*(?![^()]*\))")
_SERVICE = re.compile(r"([^()（）]+?)\s*[(（]([^()（）]+)[)）]")
_MOST_WORDS = 8
Parts = tuple[str, str, str, Form]


def row_of(cell: Cell, parent: str = "") -> Row:
    """A line as a row."""
    name, ports, rest, form = split(cell.text)
    return Row(tuple(Cell(text, cell.line) for text in (name, ports, rest)), cell.line, parent, form, cell.text)


def rows_of(cell: Cell, parent: str = "") -> Iterator[Row]:
    """A line as a row, or as several if it lists services: `8025: MailHog / 1025: SMTP`."""
    parts = [row_of(Cell(part, cell.line), parent) for part in _PARTS.split(cell.text)]
    forms = {row.form if is_name(row[0].text) else "none" for row in parts}
    are_services = len(parts) > 1 and forms in ({"first"}, {"last"}) and any(is_name(row[0].text) for row in parts)
    yield from parts if are_services else [row_of(cell, parent)]


@lru_cache(maxsize=20_000)
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
    first = found[0]
    before = body[: first.start]
    if not _NOT_A_NAME.match(before):
        return _name_first(body, before, found)
    host = first.address
    if host and "." not in host and host != "localhost" and not bind_of_address(host):  # `grafana:3000`
        return _name_first(body, f"{body[: first.start + len(host)]}:", found)
    return _port_first(body, found)


def _is_port(one: Use, body: str) -> bool:
    """True for a likely port; what looks like a year is one behind a colon at the end of a line: `SFTP: 2022`."""
    is_long = one.end - one.start >= 4
    is_value = is_long and one.end == len(body) and _IS.search(body[: one.start])
    return one.could_be_port or bool(is_value or (one.problem and (one.sure or is_long)))


def _port_first(body: str, found: Sequence[Use]) -> Parts:
    end = _end(found, body, _ONLY_AND)
    rest = body[end:]
    if re.match(r"\s*[,;]", rest) and PORT.search(body[: found[0].start]):  # `Port 8081, debug on 5005`
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
    is_short = len(label.split()) <= 5 and len(_BRACKETS.sub(" ", rest)) < 30 and not VERBS.search(rest)
    is_joined = is_short or (gap and _STRONG.search(gap[0]))
    is_name = name and len(name.split()) <= _MOST_WORDS and not VERBS.search(label)
    more = " ".join(filter(None, (more, rest.removeprefix(". ").strip(" ,;:-–—"))))
    return name, body[len(before) : end], more, "last" if is_name and is_joined else "sentence"


def _end(found: Sequence[Use], body: str, joined: re.Pattern[str]) -> int:
    """The end of the ports that belong together, with the brackets behind the last of several."""
    end = found[0].end
    for one in found[1:]:
        if not joined.fullmatch(body[end : one.start]):
            break
        end = one.end
    bracket = re.match(r"\s*[(（]([^()（）]*)[)）]", body[end:])
    is_part = bracket and (end > found[0].end or is_bind(bracket[1]))
    return end + bracket.end() if bracket and is_part else end


def services_in(text: str) -> list[tuple[str, str]]:
    """The services of a cell such as `nginx (80, 443), sshd (22)` with their ports; empty if it says something else."""
    parts = [_service(part) for part in _SERVICES.split(text)]
    return [part for part in parts if part] if all(parts) else []


def _service(text: str) -> tuple[str, str] | None:
    if (match := _SERVICE.fullmatch(text)) and is_ports(match[2]):
        return match[1], match[2]
    name, ports, _, form = split(text)
    return (name, ports) if form == "last" and name else None
