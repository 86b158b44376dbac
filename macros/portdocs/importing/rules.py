"""Tables of rules: what a firewall, a security group or the network of a cluster lets in, and in which direction.

A rule that lets something in says that a service listens, where it names one: in a column of components, in what it is
for, or in the heading above it. What leads out, or is forbidden, is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portdocs.importing.columns import Column, is_empty
from portdocs.importing.context import Context, Setting
from portdocs.importing.entries import bare, is_name
from portdocs.importing.environments import called_environment
from portdocs.importing.names import key
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Section, Table, Words
from portdocs.importing.rows import Rows
from portdocs.importing.values import one_line
from portdocs.importing.words.port_words import PORT_WORD, PROTOCOLS
from portdocs.importing.words.rule_words import FIREWALL, FORBIDS, INBOUND, OUTBOUND, RULE_NOISE, TOO_GENERAL, USED_BY
from portdocs.importing.words.section_words import SENTENCE_START, TITLE_NOISE

_ALLOWS = re.compile(
    r"(?:allows?|permits?|enables?|opens?|for|the|erlaubt|permitir|permite|autoriser|разрешить|允许)\s+", re.IGNORECASE
)
_SERVERS = PROTOCOLS - {
    "http",
    "https",
    "http/https",
    "http(s)",
    "tls",
    "ssl",
    "dtls",
    "ws",
    "wss",
    "rpc",
    "json-rpc",
    "quic",
}
"""Protocols that name what listens: `SSH` on 22."""
_SOURCES = ("source", "sources", "cidr", "source cidr", "allowed from")
_FROM = re.compile(
    r"\W*(?:any(?:where)?(?:-ipv[46])?|all|my ip|vpc|internet|sg-\w+"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]+)?|::/0)(?!\w).*",
    re.IGNORECASE,
)
"""Where a rule lets something come from."""
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|[*†‡¹²³]")


def are_rules(setting: Setting, table: Table, found: Sequence[Column]) -> bool:
    """Whether rows are rules of what is let in; a table of ways from one place to another has none of these."""
    roles = {column.role for column in found}
    comes_from = "from" in roles or any(key(column.title) in _SOURCES for column in found)
    if not roles & {"port", "range"} or (comes_from and roles & {"to", "target"}):
        return False
    if setting.other_ports or (setting.refused and not FIREWALL.search(setting.refused)):
        return False
    flow = next((column for column in found if column.role == "flow"), None)
    if flow is not None:
        return _is_direction(flow, table)
    return bool(roles & {"from", "action"}) or any(_is_source(column, table) for column in found)


def _is_source(column: Column, table: Table) -> bool:
    """Whether a column headed `Source` holds addresses, and no files."""
    texts = [text for row in table.rows if (text := _text(row, column.index))]
    return (
        key(column.title) in _SOURCES
        and bool(texts)
        and sum(bool(_FROM.fullmatch(text)) for text in texts) * 2 > len(texts)
    )


def _is_direction(flow: Column, table: Table) -> bool:
    texts = [text for row in table.rows if (text := _text(row, flow.index))]
    known = sum(bool(INBOUND.search(text) or OUTBOUND.search(text)) for text in texts)
    return bool(texts) and known * 2 > len(texts) and not any(re.search("→|->", text) for text in texts)


def read_rules(context: Context, table: Table, found: Sequence[Column], setting: Setting) -> None:
    """Takes the rules that let something in as rows of services, each named by what the rule says."""
    rows = [row for row in table.rows if any(row) and _lets_in(context, row, found)]
    naming = _naming(found)
    is_firewall = any(column.role in ("from", "action") or _is_source(column, table) for column in found)
    names = [_service_in(_text(row, naming.index), strictly=is_firewall) if naming else "" for row in rows]
    component = _component(context, table.section)
    named_by_heading = component is not None and (naming is None or naming.role != "service") and not all(names)
    width = len(table.header)
    kept = []
    for row, name in zip(rows, names, strict=True):
        called = component if named_by_heading else name
        if called:
            kept.append((*_without(row, naming, called, width), Words(called, row[0].line)))
        else:
            _refuse(context, row, found, "the rule names no service that listens there")
    columns = [*_as_rows(found, None if named_by_heading else naming), Column(width, "service", "Service")]
    header = (*table.header, Words("Service", table.line))
    Rows(context, replace(table, header=header, rows=tuple(kept), goes_on=False), columns, setting).read()


def _lets_in(context: Context, row: Sequence[Words], found: Sequence[Column]) -> bool:
    for column in found:
        text = _text(row, column.index)
        if column.role == "flow" and not INBOUND.search(text):
            _refuse(context, row, found, "it leads out: something here connects, nothing listens")
            return False
        if column.role == "action" and FORBIDS.search(text):
            _refuse(context, row, found, "the rule lets nothing in")
            return False
    return True


def _naming(found: Sequence[Column]) -> Column | None:
    """The column that says what listens: a component, what the rule is for, and last who uses it."""
    for role in ("service", "container", "purpose", "description", "notes", "other"):
        for column in found:
            if column.role == role and not USED_BY.search(column.title):
                return column
    return next((column for column in found if USED_BY.search(column.title)), None)


def _as_rows(found: Sequence[Column], naming: Column | None) -> Iterator[Column]:
    """The columns without the direction and the one that gave the name, where this is no more than a name."""
    for column in found:
        if column.role in ("flow", "action"):
            continue
        if column is naming and column.role != "service":
            yield replace(column, role="description")
        elif column.role == "range":
            yield replace(column, role="port")
        elif USED_BY.search(column.title) or (column.role == "service" and column is not naming):
            yield replace(column, role="other")
        elif column.role == "service":
            continue
        else:
            yield column


def _without(row: Sequence[Words], naming: Column | None, name: str, width: int) -> list[Words]:
    """The cells of a row, as many as the table has columns; the one that is no more than the name is left empty."""
    cells = [*row[:width], *(Words("", row[0].line),) * (width - len(row))]
    if naming and _ASIDE.sub("", bare(cells[naming.index].text)).strip() == name:
        cells[naming.index] = Words("", row[0].line)
    return cells


def _service_in(text: str, *, strictly: bool) -> str:
    """The service that a description names: a few words that are not about access alone; else nothing.

    What listens inside may have a general name, such as `API server`; a firewall's remark has to name it.
    """
    shown = re.split(r"\s+[-–—]\s+|[:;,.](?:\s|$)", _ASIDE.sub("", bare(text)))[0]
    while (match := _ALLOWS.match(shown)) and match.end() < len(shown):
        shown = shown[match.end() :]
    shown = re.split(r"\s+(?:from|for|by|to|of)\s", shown)[0]
    shown = re.sub(r"(?:\s+(?:access|traffic|connections?|rule|ports?|inbound))+$", "", shown, flags=re.I).strip(" :-")
    left = re.sub(r"[\W\d_]+", "", TOO_GENERAL.sub(" ", shown))
    is_short = len(shown.split()) <= 4 and not SENTENCE_START.match(shown)
    is_named = bool(left) or key(shown) in _SERVERS or (not strictly and len(shown.split()) > 1)
    return shown if is_named and is_short and is_name(shown) else ""


def _component(context: Context, section: Section) -> str | None:
    """What the heading calls the thing whose rules stand below it."""
    if not section.title or section is context.page.title or called_environment(section.title):
        return None
    if context.setting(section).host or context.setting(section).refused:
        return None
    text = RULE_NOISE.sub(" ", PORT_WORD.sub(" ", TITLE_NOISE.sub(" ", _ASIDE.sub("", bare(section.title)))))
    name = " ".join(text.split()).strip(" -–—:&/")
    return name if name and is_name(name) else None


def _text(row: Sequence[Words], index: int) -> str:
    text = one_line(row[index].text) if index < len(row) else ""
    return "" if is_empty(text) else text


def _refuse(context: Context, row: Sequence[Words], found: Sequence[Column], why: str) -> None:
    """Reports a rule that has a port; one for all traffic has none to report."""
    ports = " ".join(_text(row, column.index) for column in found if column.role in ("port", "range"))
    if numbers := numbers_in(ports, in_table=True):
        context.refuse(row[0].line, " | ".join(cell.text for cell in row if cell), why, numbers)
