"""Nothing is lost silently: every number of a page that may be a port is in the registry, or in the report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portdocs.importing.context import Context
from portdocs.importing.drafts import Assembled
from portdocs.importing.found import Remark
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Bullets, Code, Item, Lines, Table
from portdocs.registry.ports import Ports
from portdocs.registry.urls import parse_target, parse_url
from portdocs.scan.safe_files import clean

_DIGITS = re.compile(r"\d{1,9}")


def audit(context: Context, result: Assembled) -> Iterator[Remark]:
    """A remark for each line that speaks of ports which are nowhere else."""
    runs = sorted(_runs(result))
    known = {port for run in runs if len(run) <= 100 for port in range(run.first, run.last + 1)}
    wide = [run for run in runs if len(run) > 100]
    reported = {number for remark in result.remarks for number in remark.numbers if remark.kind == "not imported"}
    whys = dict(_whys(context))
    for number, line in enumerate(context.page.lines, 1):
        # Most lines hold nothing but what is known.
        if not any(int(text) not in known for text in _DIGITS.findall(line)):
            continue
        lost = [
            port
            for port in numbers_in(line)
            if port not in known
            and port not in reported
            and not any(port in (run.first, run.last) for run in wide)
            and (number, port) not in context.found.counted
        ]
        if lost:
            reported.update(lost)
            why = whys.get(number, "nothing on the line says what takes it")
            text = f"{', '.join(map(str, lost))} in `{clean(' '.join(line.split()), 60)}`: {why}"
            yield Remark(context.at(number), "not imported", text, tuple(lost))


def _runs(result: Assembled) -> Iterator[Ports]:
    for service in result.services:
        for one in service.listeners:
            yield from (run for run in (one.port, one.inside) if run)
    for range_ in result.ranges:
        yield from range_.ports
    for claim in result.claims:
        yield from map(Ports.one, claim.ports)
    for endpoint in result.endpoints:
        yield from (Ports.one(parse_url(url).port) for url in endpoint.urls)
        if endpoint.target and (port := parse_target(endpoint.target).port):
            yield Ports.one(port)


def _whys(context: Context) -> Iterator[tuple[int, str]]:
    """Why a line gave nothing, by the block that it stands in."""
    for block in context.page.blocks:
        setting = context.setting(block.section)
        heading = setting.refused or setting.other_ports
        under = f"under `{heading}` nothing is said to listen" if heading else ""
        if isinstance(block, Code):
            yield from (
                (line.line, under or "a code block, which says nothing of what listens there") for line in block.lines
            )
        elif isinstance(block, Lines):
            yield from (
                (line.line, under or "a sentence, which names no service that listens there") for line in block.lines
            )
        elif isinstance(block, Table):
            yield from ((row[0].line, under or "only text of the row, none of its ports") for row in block.rows if row)
        elif isinstance(block, Bullets):
            yield from _item_whys(block.items, under or "the item names no service that listens there")
    for section in context.page.sections:
        yield section.line, "a heading, which names no service that listens there"


def _item_whys(items: tuple[Item, ...], why: str) -> Iterator[tuple[int, str]]:
    for item in items:
        yield item.words.line, why
        yield from _item_whys(item.items, why)
