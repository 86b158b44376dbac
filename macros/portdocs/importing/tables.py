"""Tables: a row is a service with its ports, a public address, a range, a host or a setting."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.importing.columns import Column, columns, is_empty, role_of
from portdocs.importing.context import Context, Setting
from portdocs.importing.entries import bare
from portdocs.importing.facts import take_key
from portdocs.importing.forwards import are_forwards, read_forwards
from portdocs.importing.found import HostMention
from portdocs.importing.machine_columns import machines_in, read_machine_columns
from portdocs.importing.names import key
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Page, Table
from portdocs.importing.rows import Rows
from portdocs.importing.rules import are_rules, read_rules
from portdocs.importing.subjects import subject_of
from portdocs.importing.urls import address_in
from portdocs.importing.variables import are_variables, read_variables
from portdocs.importing.words.port_words import NOT_NETWORK

_KEY = re.compile(
    r"property|setting|parameter|key|field|attribute|eigenschaft|einstellung|propiedad|parámetro|propriedade|propriété|paramètre"
    r"|параметр|свойство|属性|参数|项|項目|設定|속성|항목|설정|",
    re.IGNORECASE,
)
_VALUE = re.compile(r"value|wert|valor|valeur|значение|值|値|값|", re.IGNORECASE)


def read_table(context: Context, table: Table) -> None:
    """Takes what a table says."""
    context.block += 1
    setting = context.setting(table.section)
    found = columns(table.header, table.rows, about_ports=setting.about_ports)
    roles = {column.role for column in found}
    if are_rules(setting, table, found):
        read_rules(context, table, found, setting)
    elif why := _refusal(setting, found, roles):
        _refuse_all(context, table, why)
    elif machines := machines_in(context, table, found):
        read_machine_columns(context, table, found, machines, setting)
    elif are_forwards(table, found):
        read_forwards(context, table, found, setting)
    elif are_variables(table, found):
        read_variables(context, table, found)
    elif _is_settings(table):
        _read_settings(context, table)
    elif (
        "port" not in roles
        and "inside" not in roles
        and "range" not in roles
        and {"service", "host"} <= roles
        and not roles & {"domain", "target"}
    ):
        _read_hosts(context, table, found)
    else:
        Rows(context, table, found, setting).read()


def machines_of(page: Page) -> set[str]:
    """The names in columns of machines: a heading that is one of them says where what stands below it runs."""
    found: set[str] = set()
    for table in (block for block in page.blocks if isinstance(block, Table)):
        locations = [number for number, cell in enumerate(table.header) if role_of(cell.text) == "host"]
        cells = (row[number].text for row in table.rows for number in locations if number < len(row))
        found |= {key(text) for text in cells if not is_empty(text) and not address_in(text)}
    return found


def _refusal(setting: Setting, found: Sequence[Column], roles: set[str]) -> str | None:
    if setting.refused:
        return f"under `{setting.refused}` nothing is said to listen"
    if setting.other_ports or any(NOT_NETWORK.search(column.title) for column in found):
        return f"`{setting.other_ports or 'the table'}` speaks of other ports than those of TCP and UDP"
    if (
        ("flow" in roles and "service" not in roles)
        or {"from", "to"} <= roles
        or ({"from", "target"} <= roles)
        or ({"from", "action"} <= roles)
    ):
        return "the table lists ways through a network, no listeners"
    return None


def _refuse_all(context: Context, table: Table, why: str) -> None:
    for row in table.rows:
        text = " | ".join(cell.text for cell in row if cell)
        if row and (numbers := numbers_in(text, in_table=True)):
            context.refuse(row[0].line, text, why, numbers)


def _is_settings(table: Table) -> bool:
    if len(table.header) != 2:
        return False
    key, value = (cell.text.strip() for cell in table.header)
    return bool(_KEY.fullmatch(key) and _VALUE.fullmatch(value))


def _read_settings(context: Context, table: Table) -> None:
    """A table of keys and values under the heading of a service."""
    pairs = [(row[0].text, row[1]) for row in table.rows if len(row) > 1 and row[0]]
    subject = subject_of(context, table.section, pairs)
    for title, value in pairs:
        if subject is not None:
            take_key(context, subject, title, value)
        elif numbers := numbers_in(f"{title} {value.text}", in_table=True):
            text = f"{title} | {value.text}"
            context.refuse(value.line, text, "no heading says whose setting it is", numbers)


def _read_hosts(context: Context, table: Table, found: Sequence[Column]) -> None:
    """Machines and their addresses: a table without ports."""
    name = next(column.index for column in found if column.role == "service")
    where = next(column.index for column in found if column.role == "host")
    for row in table.rows:
        if len(row) > max(name, where) and (address := address_in(row[where].text)) and not is_empty(row[name].text):
            context.found.hosts.append(HostMention(bare(row[name].text), address, context.at(row[name].line)))
