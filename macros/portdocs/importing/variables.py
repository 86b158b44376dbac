"""Tables of environment variables: `API_PORT | 8000` says, not very surely, that the API listens on 8000.

Where a variable with the same stem names a host, as `DB_HOST` beside `DB_PORT`, both say where something connects to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from portdocs.importing.columns import Column, is_empty
from portdocs.importing.context import Context
from portdocs.importing.entries import bare, is_name
from portdocs.importing.found import Mention
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Section, Table, Words
from portdocs.importing.ports import PortUse, understand
from portdocs.importing.values import one_line
from portdocs.importing.words.environment_words import ENVIRONMENT_NOISE
from portdocs.importing.words.port_words import PORT_WORD, PROTOCOLS
from portdocs.importing.words.section_words import TITLE_NOISE
from portdocs.importing.words.variable_words import CLIENTS, SIDES_OF_ONE, VALUE, VARIABLE

_NAME = re.compile(r"\W*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\W*")
_PORT = re.compile(r"(?:(?P<stem>[A-Z0-9_]+)_)?PORT")
_NOISE = re.compile(rf"{VARIABLE.pattern}|{TITLE_NOISE.pattern}|{ENVIRONMENT_NOISE.pattern}|{PORT_WORD.pattern}", re.I)


def are_variables(table: Table, found: Sequence[Column]) -> bool:
    """Whether rows are variables and their values: most names are written as variables are."""
    if any(column.role in ("port", "inside", "range", "service") and column.index > 0 for column in found):
        return False
    names = [row[0].text for row in table.rows if row and row[0]]
    is_headed = bool(table.header) and bool(VARIABLE.fullmatch(table.header[0].text.strip(" *`:")))
    written = sum(bool(_NAME.fullmatch(name)) for name in names)
    return is_headed and written * 2 > len(names) and _value_column(table) is not None


def read_variables(context: Context, table: Table, found: Sequence[Column]) -> None:
    """Takes the variables that end in PORT; all others say something else, and stay to be looked at."""
    value = _value_column(table)
    names = {row[0].text.strip("` *") for row in table.rows if row}
    about = next((one.index for one in found if one.role in ("description", "purpose", "notes")), None)
    subject = _subject(context, table.section)
    for row in table.rows:
        match = _PORT.fullmatch(row[0].text.strip("` *")) if row else None
        use = _port(row, value) if match else None
        if match is None or use is None:
            continue
        stem = match["stem"] or ""
        if why := _refusal(stem, names):
            _refuse(context, row, why)
        elif mention := _mention(context, table.section, row[0], stem, use, subject):
            text = one_line(row[about].text) if about is not None and about < len(row) else ""
            if not is_empty(text):
                mention.facts["purpose"] = text
        else:
            _refuse(context, row, "no heading says whose port it is")


def _value_column(table: Table) -> int | None:
    heads = [cell.text.strip(" *`:") for cell in table.header]
    return next((index for index, text in enumerate(heads) if index and VALUE.fullmatch(text)), None)


def _port(row: Sequence[Words], value: int | None) -> PortUse | None:
    """The port that a cell gives, and no other value."""
    if value is None or value >= len(row):
        return None
    found = understand(row[value].text)
    single = len(found.uses) == 1 and not found.refused and found.uses[0].ports and not found.uses[0].url
    return found.uses[0] if single else None


def _refusal(stem: str, names: set[str]) -> str | None:
    beside = next((name for end in ("HOST", "HOSTNAME", "SERVER", "ADDR") if (name := f"{stem}_{end}") in names), None)
    if stem and beside and not SIDES_OF_ONE.fullmatch(stem):
        return f"with {beside} it says where something connects to, not what listens here"
    if CLIENTS.fullmatch(stem):
        return "it says where something connects to, not what listens here"
    return None


def _mention(
    context: Context, section: Section, cell: Words, stem: str, use: PortUse, subject: str | None
) -> Mention | None:
    """The service of a variable: its stem, or where this is a side of one, the service that the heading names."""
    side = stem.lower()
    is_side = not stem or SIDES_OF_ONE.fullmatch(side) or side in PROTOCOLS
    name = subject if is_side else stem.replace("_", " ").lower().replace(" ", "-")
    if not name:
        return None
    mention = context.mention(name, cell.line, "variable", section)
    if side in PROTOCOLS:
        use = replace(use, protocol=use.protocol or side)
    elif is_side and stem:
        use = replace(use, label=use.label or side)
    mention.uses = [use]
    mention.notes.append(f"set by {cell.text.strip('` *')}")
    return mention


def _subject(context: Context, section: Section) -> str | None:
    """What a heading, or the title of the page, names besides variables and configuration."""
    for one in section.path():
        name = " ".join(_NOISE.sub(" ", bare(one.title)).split()).strip(" -–—:|&()")
        if name and is_name(name) and not SIDES_OF_ONE.fullmatch(name):
            return name
    return None


def _refuse(context: Context, row: Sequence[Words], why: str) -> None:
    text = " | ".join(cell.text for cell in row if cell)
    context.refuse(row[0].line, text, why, numbers_in(text, in_table=True))
