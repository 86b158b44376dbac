"""From the page that a team has to the registry: Markdown and CSV pages of ports become YAML, with a report of all that
could not be placed.

A page is read into blocks (`markdown`, `csv_pages`), each block is understood (`tables`, `lists`, `lines`, `drawings`),
what all pages say is put together (`assemble`) and written (`write`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from portdocs.importing.assemble import assemble
from portdocs.importing.audit import audit
from portdocs.importing.context import Context, read_headings
from portdocs.importing.csv_pages import is_csv, read_csv
from portdocs.importing.damage import repair
from portdocs.importing.drafts import Assembled
from portdocs.importing.drawings import read_code
from portdocs.importing.exported import is_exported, read_exported
from portdocs.importing.files import read_page
from portdocs.importing.found import At, Found, Remark
from portdocs.importing.lines import read_lines
from portdocs.importing.lists import read_list
from portdocs.importing.markdown import read_markdown
from portdocs.importing.pages import Block, Bullets, Code, Lines, Page, Table
from portdocs.importing.tables import machines_of, read_table
from portdocs.importing.words.section_words import LEADS_TO_EXAMPLES
from portdocs.importing.write import yaml_of
from portdocs.scan.safe_files import Unreadable, shown

__all__ = ["Imported", "Remark", "Unreadable", "import_pages", "read_pages"]


@dataclass(frozen=True)
class Imported:
    """What pages became: YAML, what was understood, and the report in the order of the pages."""

    yaml: str
    result: Assembled
    remarks: tuple[Remark, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        result = self.result
        return not (result.services or result.endpoints or result.ranges or result.exported)


def read_pages(paths: Iterable[Path], relative_to: Path | None = None) -> tuple[dict[str, str], list[Remark]]:
    """The texts of pages by their names for people, and what is to say of those that cannot be read."""
    texts: dict[str, str] = {}
    errors: list[Remark] = []
    base = relative_to or Path.cwd()
    for path in paths:
        name = shown(path, base)
        try:
            texts[name] = read_page(path)
        except Unreadable as error:
            errors.append(Remark(At(name, error.line), "error", error.message))
    return texts, errors


def import_pages(texts: Mapping[str, str], *, host: str | None = None, suite: str | None = None) -> Imported:
    """One registry out of the texts of pages, by name; `host` and `suite` are said of what names none."""
    found = Found()
    contexts: list[Context] = []
    for name, text in texts.items():
        try:
            page = parse_page(name, text)
        except Unreadable as error:
            found.remarks.append(Remark(At(name, error.line), "not imported", error.message))
            continue
        context = Context(page, found, block=contexts[-1].block if contexts else 0)
        contexts.append(context)
        _understand(context)
    exported = _merged([read_exported(context) for context in contexts if is_exported(context)])
    result = assemble(found, exported, host=host, suite=suite)
    for context in contexts:
        if not is_exported(context):
            result.remarks += list(audit(context, result))
    order = {name: number for number, name in enumerate(texts)}
    remarks = sorted(set(result.remarks), key=lambda one: (order[one.at.file], one.at.line, one.kind, one.message))
    return Imported(yaml_of(result, list(texts)), result, tuple(remarks))


def _merged(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """The sections of several exported pages; of two entries with one id the first stays."""
    merged: dict[str, Any] = {}
    for page in pages:
        for name, entries in page.items():
            if isinstance(entries, dict):
                merged[name] = {**entries, **merged.get(name, {})}
            else:
                merged[name] = [*merged.get(name, []), *(one for one in entries if one not in merged.get(name, []))]
    return merged


def parse_page(name: str, text: str) -> Page:
    """The blocks of a page, its text repaired where it is damaged."""
    mended = repair(text.split("\n"))
    whole = "\n".join(mended.lines)
    blocks, sections = (read_csv(whole), []) if is_csv(name) else read_markdown(whole)
    return Page(
        name,
        tuple(mended.lines),
        tuple(blocks),
        tuple(sections),
        tuple((numbers[0], _repaired(page, numbers)) for page, numbers in mended.repaired.items()),
        tuple(mended.broken),
    )


def _repaired(code_page: str, numbers: list[int]) -> str:
    listed = ", ".join(map(str, numbers[:12])) + (f" and {len(numbers) - 12} more" if len(numbers) > 12 else "")
    return f"text that was UTF-8 and had been read as {code_page}: lines {listed}"


def _is_example(before: Block | None, block: Block) -> bool:
    """Whether the line above a block says that it shows what is not so; its ports are reported with all others."""
    if not isinstance(before, Lines) or isinstance(block, Lines) or before.section is not block.section:
        return False
    last = before.lines[-1].text
    return last.rstrip("*_ ").endswith((":", "：")) and bool(LEADS_TO_EXAMPLES.search(last))


def _understand(context: Context) -> None:
    remarks = context.found.remarks
    remarks += [Remark(context.at(line), "repaired", message) for line, message in context.page.damage]
    remarks += [
        Remark(context.at(line), "not repaired", f"damaged text near `{piece}`") for line, piece in context.page.lost
    ]
    if is_exported(context):
        return
    context.machines = machines_of(context.page)
    read_headings(context)
    for before, block in pairwise((None, *context.page.blocks)):
        if block is None or _is_example(before, block):
            continue
        if isinstance(block, Table):
            read_table(context, block)
        elif isinstance(block, Bullets):
            read_list(context, block)
        elif isinstance(block, Code):
            read_code(context, block)
        elif isinstance(block, Lines):
            read_lines(context, block)
