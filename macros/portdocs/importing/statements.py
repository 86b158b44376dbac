"""Statements besides ports: claims about security, configuration files, the owner."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.importing import names
from portdocs.importing.confidence import are_statements
from portdocs.importing.page import At, Page, Row
from portdocs.importing.places import suite_of
from portdocs.importing.ports import uses
from portdocs.importing.services import WILDCARDS, Draft
from portdocs.importing.split import LEAD
from portdocs.importing.words import COLUMNS, FILES, PROXY
from portdocs.registry.ports import Ports
from portdocs.registry.yaml_writer import Commented

_VERIFIES = {
    "wildcard-behind-proxy": r"\ball\b.*\b(?:traffic|requests?|access)\b.*\b(?:nginx|proxy|caddy|traefik|gateway)",
    "exposed-internal": r"\bnot\b.*\b(?:expos|reach|public|accessible)|\b(?:internal|loopback|localhost)\b.*\bonly\b",
    "plain-http-endpoint": r"\b(?:ssl|tls|https)\b",
}
_FILE = re.compile(r"(.{1,60}?)\s*[:：–—-]\s+`?(/[\w.@/{}+-]+)`?(?:\s.*)?$")
_NOT_TELLING = re.compile(r"\b(?:config|configuration|service|unit|file|path)\b", re.I)


def draft_statements(draft: Draft, pages: Sequence[Page], suite: str | None) -> None:
    """Add claims, files and owners to a draft whose services are known."""
    for page in pages:
        name = suite or suite_of(page.title)
        for grid in page.grids:
            if are_statements(grid):
                for row in grid.rows:
                    _claim(draft, page.at(row.line), LEAD.sub("", row.text).strip(), name)
            elif FILES.search(grid.heading) and grid.kind in ("list", "lines"):
                for row in grid.rows:
                    _file(draft, row)
            elif grid.kind == "record" and not any(uses(cell.text) for cell in grid.rows[0].cells):
                for title, cell in zip(grid.header, grid.rows[0].cells, strict=True):
                    if COLUMNS["owner"].fullmatch(title):
                        draft.owners[name] = cell.text


def _claim(draft: Draft, at: At, statement: str, suite: str) -> None:
    if len(statement.split()) < 3 or any(claim.value["statement"] == statement for claim in draft.claims):
        return
    found = [one for one in uses(statement) if one.could_be_port]
    ports = [one.ports.first for one in found if one.ports and len(one.ports) == 1]
    checks = [check for check, pattern in _VERIFIES.items() if re.search(pattern, statement, re.I)]
    suites = [suite] if suite else []
    values = {"statement": statement, "suites": suites, "ports": ports, "verified_by": checks}
    draft.claims.append(Commented(values, f"from {at}"))
    if unknown := tuple(Ports.one(port) for port in ports if not any(one.listens_on(port) for one in draft.services)):
        text = f"ports {', '.join(map(str, unknown))} are in use according to the page, but no service on it has them"
        draft.contradiction(at, text)
        name = statement[: found[0].start].strip(" (:") or "Ports in use"
        range_ = {"name": name, "ports": unknown, "purpose": statement, "suite": suite}
        draft.ranges.setdefault(unknown, Commented(range_, f"from {at}", (f"{at}: contradiction: {text}",)))
    here = (one for one in draft.services if "wildcard-behind-proxy" in checks and one.at.file == at.file)
    for service in (one for one in here if not PROXY.search(one.name)):
        for one in service.listeners:
            if not WILDCARDS.isdisjoint(one.binds):
                where = f"{service.name} listens on every interface ({', '.join(one.binds)}, port {one.ports})"
                draft.contradiction(one.at, f"{where}, although {at} says: {statement}", service)


def _file(draft: Draft, row: Row) -> None:
    """Give a file to the service that its label names best."""
    match = _FILE.match(LEAD.sub("", row.text))
    telling = names.words(_NOT_TELLING.sub(" ", match[1])) if match else frozenset()
    service = max(draft.services, key=lambda one: len(telling & names.words(one.name)), default=None)
    if match and service and telling & names.words(service.name):
        if all(match[2] != path for path, _ in service.files):
            service.files.append((match[2], match[1].strip()))
        if match[2].endswith(".service"):
            service.facts.setdefault("unit", match[2].rpartition("/")[2])
