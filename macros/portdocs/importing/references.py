"""References to services, once these are known: public URLs, claims about security, and configuration files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from portdocs.importing import split, texts, words
from portdocs.importing.confidence import are_statements
from portdocs.importing.draft import WILDCARDS, Draft, Entry, entry
from portdocs.importing.entries import HOMEPAGE
from portdocs.importing.grid import At, Page, Remark
from portdocs.importing.ports import uses
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Url, parse_url
from portdocs.registry.yaml_writer import one_or_many

_SOCKET = re.compile(r"(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|localhost):[0-9]{1,5}")
_VERIFIES = {
    "wildcard-behind-proxy": r"\ball\b.*\b(?:traffic|requests?|access)\b.*\b(?:nginx|proxy|caddy|traefik|gateway)",
    "exposed-internal": r"\bnot\b.*\b(?:expos|reach|public|accessible)|\b(?:internal|loopback|localhost)\b.*\bonly\b",
    "plain-http-endpoint": r"\b(?:ssl|tls|https)\b",
}
_FILE = re.compile(r"(.{1,60}?)\s*[:：–—-]\s+`?(/[\w.@/{}+-]+)`?(?:\s.*)?$")


def draft_endpoints(draft: Draft, entries: Iterable[Entry]) -> None:
    """Add an endpoint for each row about a public address, and for the public URL of a service that has a way to it."""
    for row in (one for one in entries if one.kind == "endpoint"):
        to = _goal(draft, row)
        for text, url in _public(row.urls):
            if to is None:
                why = f"{text}: it leads to no service on the page; declare the endpoint by hand"
                draft.remarks.append(Remark(row.at, "not imported", why))
            elif not _add(draft, url, row, to):
                to.urls.setdefault(text, "")
                why = f"no proxy on the page forwards port {url.port} to a port of its host"
                draft.remarks.append(Remark(row.at, "note", f"{text} is a link of {to.name}: {why}"))
    for service in draft.services:
        for text, url in _public(service.urls):
            if service.urls[text] != HOMEPAGE and _add(draft, url, service, service):
                del service.urls[text]


def _public(urls: Iterable[str]) -> Iterator[tuple[str, Url]]:
    for text in [*filter(texts.is_public_name, urls)]:
        with suppress(ValueError):
            yield text, parse_url(text)


def _goal(draft: Draft, row: Entry) -> Entry | None:
    """The service that a row leads to by its target or name, the nearest of several."""
    target = row.facts.get("target", "")
    port = next((one.ports.first for one in uses(target) if one.ports), None)
    wanted = (texts.key(target), texts.key(row.name))
    found = [one for one in draft.services if (one.listens_on(port) if port else texts.key(one.name) in wanted)]
    return min(found, key=lambda one: abs(one.row.line - row.row.line), default=None)


def _add(draft: Draft, url: Url, row: Entry, to: Entry) -> bool:
    """Add an endpoint that a row names; False if neither its service nor a proxy next to it listens on its port."""
    here = (one for one in draft.services if one.listens_on(url.port) and one.hosts == to.hosts)
    via = to if to.listens_on(url.port) else next((one for one in here if words.PROXY.search(one.name)), None)
    if via is None:
        return False
    socket = _SOCKET.search(row.facts.get("target", "")) if via is not to else None
    target = socket[0].replace("localhost", "127.0.0.1") if socket else ""
    about = () if row is to else ("" if texts.are_alike(row.name, to.name) else row.name, row.about)
    fields = {"to": to.id, "target": target, "purpose": "; ".join(filter(None, about))}
    draft.sections["endpoints"].append(entry(row.at, url=url.text, via=via.id if via is not to else "", **fields))
    return True


def draft_statements(draft: Draft, pages: Iterable[Page]) -> None:
    """Add claims, files and owners: statements besides ports."""
    for page, grid in ((one, grid) for one in pages for grid in one.grids):
        suite = next((one.suite for one in draft.services if one.page is page), "")
        if are_statements(grid):
            for row in grid.rows:
                _claim(draft, page.at(row.line), split.LEAD.sub("", row.text).strip(), suite)
        elif words.FILES.search(grid.heading) and grid.kind in ("list", "lines"):
            for match in (match for row in grid.rows if (match := _FILE.match(split.LEAD.sub("", row.text)))):
                _file(draft, match[1].strip(), match[2])
        elif grid.kind == "record" and suite and not any(uses(cell.text) for cell in grid.rows[0].cells):
            for title, cell in zip(grid.header, grid.rows[0].cells, strict=True):
                if words.COLUMNS["owner"].fullmatch(title):
                    draft.sections["suites"][suite].value["owner"] = cell.text


def _claim(draft: Draft, at: At, statement: str, suite: str) -> None:
    found = [one for one in uses(statement) if one.could_be_port]
    ports = [one.ports.first for one in found if one.ports and len(one.ports) == 1]
    checks = [check for check, pattern in _VERIFIES.items() if re.search(pattern, statement, re.I)]
    draft.sections["claims"].append(
        entry(at, statement=statement, suites=[suite] if suite else [], ports=ports, verified_by=checks)
    )
    if unknown := tuple(Ports.one(port) for port in ports if not any(one.listens_on(port) for one in draft.services)):
        text = f"ports {', '.join(map(str, unknown))} are in use according to the page, but no service on it has them"
        draft.remarks.append(Remark(at, "contradiction", text))
        name = statement[: found[0].start].strip(" (:") or "Ports in use"
        fields = {"name": name, "ports": one_or_many(unknown), "purpose": statement, "suite": suite}
        draft.add("ranges", unknown, at, str(draft.remarks[-1]), **fields)
    for service in draft.services if "wildcard-behind-proxy" in checks else ():
        for one in service.listeners.values() if service.page.name == at.file else ():
            if not WILDCARDS.isdisjoint(one.binds) and not words.PROXY.search(service.name):
                where = f"{service.name} listens on every interface ({', '.join(one.binds)}, port {one.ports})"
                service.contradict(one.at, f"{where}, although {at} says: {statement}")


def _file(draft: Draft, label: str, path: str) -> None:
    """Give a file to the service that its label names best."""
    told = texts.telling_words(label)
    service = max(draft.services, key=lambda one: len(told & texts.telling_words(one.name)), default=None)
    if service and told & texts.telling_words(service.name):
        service.files.setdefault(path, label)
        if path.endswith(".service"):
            service.facts.setdefault("unit", path.rpartition("/")[2])
