"""From the page that a team has to the registry: pages of ports become YAML, with a report of all that was left out.

A page is read into grids (`markdown`) whose columns are classified (`columns`). Their rows become entries (`entries`),
which are taken by their confidence (`confidence`) or a plan (`plan`), merged into services (`services`) and written
(`draft`); every number is accounted for (`accounting`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from textwrap import shorten
from typing import Any

from portdocs.importing.accounting import Account, report_drawn_only, report_merged
from portdocs.importing.confidence import ORDER, read_page
from portdocs.importing.draft import Draft
from portdocs.importing.grid import At, Page, Remark
from portdocs.importing.markdown import read_csv, read_markdown
from portdocs.importing.plan import PlanError, apply_plan, parse_plan, write_plan
from portdocs.importing.references import draft_endpoints, draft_statements
from portdocs.importing.services import Merger
from portdocs.importing.source import read_text, repair
from portdocs.progress import track
from portdocs.scan.safe_files import Unreadable, shown

__all__ = ["Imported", "PlanError", "Remark", "Unreadable", "import_pages", "read_pages", "read_text"]


@dataclass(frozen=True)
class Imported:
    """The result of an import: YAML, the report in the order of the pages, and a plan that imports the same."""

    yaml: str
    draft: Draft
    remarks: tuple[Remark, ...]
    accounts: tuple[Account, ...]
    plan: str

    @property
    def is_empty(self) -> bool:
        """True if nothing was found."""
        return not any(self.draft.sections.values())


def read_pages(paths: Iterable[Path], relative_to: Path | None = None) -> tuple[dict[str, str], list[Remark]]:
    """The texts of pages by name, and an error for each that cannot be read."""
    texts: dict[str, str] = {}
    errors: list[Remark] = []
    for path in paths:
        name = shown(path, relative_to or Path.cwd())
        try:
            texts[name] = read_text(path)
        except Unreadable as error:
            errors.append(Remark(At(name, error.line), "error", error.message))
    return texts, errors


def import_pages(
    texts: Mapping[str, str],
    *,
    host: str | None = None,
    suite: str | None = None,
    plan: tuple[str, str] | None = None,
    read_exported: Callable[[Page], Mapping[str, Any] | None] = lambda _: None,
) -> Imported:
    """One registry from the texts of pages by name; `host` and `suite` are those of rows without one.

    `plan` is the name and text of a plan; `read_exported` gives the sections of a page that portdocs wrote. Raises
    PlanError if the plan cannot be used.
    """
    remarks: list[Remark] = []
    read = [(page, read_exported(page)) for page in _pages(texts, remarks)]
    draft = Draft(sections for _, sections in read if sections is not None)
    by_page = {page: read_page(page) for page, sections in read if sections is None}
    readings = [reading for found in by_page.values() for reading in found]
    written_plan = write_plan(readings)
    if plan is not None:
        remarks += apply_plan(readings, parse_plan(*plan))
    taken = [reading for reading in readings if reading.take]
    entries = [entry for reading in taken for entry in reading.entries]
    merger = Merger(draft, entries, host or "", suite or "")
    for reading in track("Merging tables", sorted(taken, key=lambda one: ORDER[one.grid.kind])):
        for entry in reading.entries:
            merger.add(entry)
    order = {name: number for number, name in enumerate([*texts, *([plan[0]] if plan else [])])}
    draft.services.sort(key=lambda one: (order[one.at.file], one.at.line))
    for service in draft.services:
        ports = [run.first for run in service.listeners if run]
        service.id = draft.ids["services"].new(service.name, f"service-{ports[0]}")
    draft_endpoints(draft, entries)
    draft_statements(draft, by_page)
    report_drawn_only(draft.services)
    remarks += draft.remarks
    remarks += report_merged(draft.services)
    remarks += [remark for service in draft.services for remark in service.contradictions]
    yaml = draft.yaml(list(texts))
    accounts = tuple(Account(*one) for one in track("Accounting for numbers", by_page.items()))
    found = {*remarks, *(remark for account in accounts for remark in account.remarks)}
    report = sorted(found, key=lambda one: (order[one.at.file], one.at.line, one.kind, one.message))
    return Imported(yaml, draft, tuple(report), accounts, written_plan)


def _pages(texts: Mapping[str, str], remarks: list[Remark]) -> Iterator[Page]:
    """The pages as grids, their text repaired where it is damaged."""
    for name, text in track("Reading pages", texts.items()):
        result = repair(text.split("\n"))
        read = read_csv if PurePath(name).suffix.lower() in (".csv", ".tsv", ".tab") else read_markdown
        try:
            grids, headings = read("\n".join(result.lines))
        except Unreadable as error:
            remarks.append(Remark(At(name, error.line), "not imported", error.message))
            continue
        for page, lines in result.repaired.items():
            listed = shorten(", ".join(map(str, sorted(lines))), 60, placeholder=" …")
            what = f"UTF-8 text that had been decoded as {page}: lines {listed}"
            remarks.append(Remark(At(name, min(lines)), "repaired", what))
        for line, piece in result.broken:
            remarks.append(Remark(At(name, line), "not repaired", f"damaged text near `{piece}`"))
        yield Page(name, tuple(result.lines), tuple(grids), tuple(headings))
