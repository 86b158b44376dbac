"""References to services, once these are known: public URLs, claims about security, and configuration files.

A URL leads through a proxy only if the page has one that listens on its port.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.importing import names
from portdocs.importing.confidence import Reading, are_statements
from portdocs.importing.entry import HOMEPAGE, Entry
from portdocs.importing.grid import At, Page, Remark, Row
from portdocs.importing.places import suite_of
from portdocs.importing.ports import uses
from portdocs.importing.services import WILDCARDS, Draft, Service
from portdocs.importing.split import LEAD
from portdocs.importing.values import is_public_name
from portdocs.importing.words import COLUMNS, FILES, PROXY
from portdocs.registry.ports import Ports
from portdocs.registry.urls import Url, parse_url
from portdocs.registry.yaml_writer import Commented

_SOCKET = re.compile(r"(?:(?:[0-9]{1,3}\.){3}[0-9]{1,3}|localhost):[0-9]{1,5}")
_VERIFIES = {
    "wildcard-behind-proxy": r"\ball\b.*\b(?:traffic|requests?|access)\b.*\b(?:nginx|proxy|caddy|traefik|gateway)",
    "exposed-internal": r"\bnot\b.*\b(?:expos|reach|public|accessible)|\b(?:internal|loopback|localhost)\b.*\bonly\b",
    "plain-http-endpoint": r"\b(?:ssl|tls|https)\b",
}
_FILE = re.compile(r"(.{1,60}?)\s*[:：–—-]\s+`?(/[\w.@/{}+-]+)`?(?:\s.*)?$")
_NOT_TELLING = re.compile(r"\b(?:config|configuration|service|unit|file|path)\b", re.I)


def draft_endpoints(draft: Draft, readings: Sequence[Reading]) -> None:
    """Add an endpoint for each row about a public address, and for the public URL of a service that has a way to it."""
    for reading in readings:
        for entry in (one for one in reading.entries if one.kind == "endpoint"):
            _from_row(draft, entry, reading.page.at(entry.row.line))
    known = {url for one in draft.endpoints for url in one.value["url"]}
    for service in draft.services:
        for label, text in list(service.links.items()):
            url = _public(text, None) if label != HOMEPAGE else None
            if url and url.text not in known and url.path in ("", "/") and _is_reachable(draft, url, service):
                _add(draft, [url], service, service.at)
                del service.links[label]


def _from_row(draft: Draft, entry: Entry, at: At) -> None:
    port = next((one.ports.first for one in entry.listeners if one.ports), None)
    urls = [url for text in dict.fromkeys(url for _, url in entry.urls) if (url := _public(text, port))]
    to, to_port = _goal(draft, entry)
    if not urls or to is None:
        what = urls[0].text if urls else ", ".join(url for _, url in entry.urls)
        reason = "it leads to no service on the page" if urls else "not a public address"
        draft.remarks.append(Remark(at, "not imported", f"{what}: {reason}; declare the endpoint by hand"))
    elif _is_reachable(draft, urls[0], to):
        name = "" if names.are_alike(entry.name, to.name) else entry.name
        texts = (name, entry.facts.get("purpose"), entry.facts.get("description"), *entry.notes)
        _add(draft, urls, to, at, to_port, entry.facts.get("target", ""), "; ".join(filter(None, texts)))
    else:
        for url in urls:
            to.link("URL", url.text)
        why = f"no proxy on the page forwards port {urls[0].port} to a port of its host"
        draft.remarks.append(Remark(at, "note", f"{urls[0].text} is a link of {to.name}: {why}"))


def _add(
    draft: Draft, urls: Sequence[Url], to: Service, at: At, port: int | None = None, target: str = "", purpose: str = ""
) -> None:
    via, socket = _proxy(draft, urls[0], to), _SOCKET.search(target)
    values = {
        "url": [url.text for url in urls],
        "via": via.id if via else None,
        "to": f"{to.id}:{port}" if port and len(to.listeners) > 1 else to.id,
        "target": socket[0].replace("localhost", "127.0.0.1") if via and socket else None,
        "purpose": purpose,
    }
    draft.endpoints.append(Commented(values, f"from {at}"))


def _public(text: str, port: int | None) -> Url | None:
    """The URL that a text gives: https, or http where its port is 80."""
    try:
        url = parse_url(text if "://" in text else f"{'http' if port == 80 else 'https'}://{text}")
    except ValueError:
        return None
    return url if is_public_name(text) else None


def _goal(draft: Draft, entry: Entry) -> tuple[Service | None, int | None]:
    """The service of a row, and its port if the row names one: by its target, else by its name or port.

    Of several, the one that shares a word, else the nearest on the page.
    """
    target, line = entry.facts.get("target", ""), entry.row.line
    ports = [one.ports.first for one in uses(target) if one.ports]
    named = next((service for text in (target, entry.name) if text and (service := _named(draft, text, line))), None)
    if not ports and named:
        return named, None
    ports = ports or [one.ports.first for one in entry.listeners if one.ports and one.ports.first not in (80, 443)]
    found = [one for one in draft.services if ports and one.listens_on(ports[0])]
    told = names.words(f"{target} {entry.name}")
    best = min(found, key=lambda one: (not names.words(one.name) & told, abs(one.at.line - line)), default=None)
    return best, ports[0] if ports else None


def _named(draft: Draft, text: str, line: int) -> Service | None:
    """The nearest service of a name, or the only one with a like name."""
    same = [one for one in draft.services if names.key(one.name) == names.key(text)]
    told = names.words(text)
    alike = [one for one in draft.services if names.words(one.name) <= told or told <= names.words(one.name)]
    return min(same, key=lambda one: abs(one.at.line - line)) if same else alike[0] if len(alike) == 1 else None


def _proxy(draft: Draft, url: Url, to: Service) -> Service | None:
    """The service on the same host that listens on the port of a URL and is called a proxy."""
    here = (one for one in draft.services if one is not to and one.hosts == to.hosts and one.listens_on(url.port))
    return next((one for one in here if PROXY.search(one.name)), None)


def _is_reachable(draft: Draft, url: Url, to: Service) -> bool:
    has_port = any(one.ports for one in to.listeners)
    return has_port and (to.listens_on(url.port) or _proxy(draft, url, to) is not None)


def draft_statements(draft: Draft, pages: Sequence[Page], suite: str | None) -> None:
    """Add claims, files and owners: statements besides ports."""
    for page, grid in ((one, grid) for one in pages for grid in one.grids):
        name = suite or suite_of(page.title)
        if are_statements(grid):
            for row in grid.rows:
                _claim(draft, page.at(row.line), LEAD.sub("", row.text).strip(), name)
        elif FILES.search(grid.heading) and grid.kind in ("list", "lines"):
            for row in grid.rows:
                _file(draft, row)
        elif grid.kind == "record" and not any(uses(cell.text) for cell in grid.rows[0].cells):
            for title, cell in zip(grid.header, grid.rows[0].cells, strict=True):
                draft.owners |= {name: cell.text} if COLUMNS["owner"].fullmatch(title) else {}


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
        for one in (one for one in service.listeners if not WILDCARDS.isdisjoint(one.binds)):
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
