"""References to services, once these are known: public URLs, claims about security, and configuration files.

A URL leads through a proxy only if the page has one that listens on its port.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from portdocs.importing import names
from portdocs.importing.confidence import are_statements
from portdocs.importing.draft import WILDCARDS, Draft, Entry, entry
from portdocs.importing.entries import HOMEPAGE
from portdocs.importing.grid import At, Page, Remark, Row
from portdocs.importing.places import suite_of
from portdocs.importing.ports import uses
from portdocs.importing.split import LEAD
from portdocs.importing.values import is_public_name
from portdocs.importing.words import COLUMNS, FILES, PROXY
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
_NOT_TELLING = re.compile(r"\b(?:config|configuration|service|unit|file|path)\b", re.I)


def draft_endpoints(draft: Draft, entries: Iterable[Entry]) -> None:
    """Add an endpoint for each row about a public address, and for the public URL of a service that has a way to it."""
    known = set()
    for row in (one for one in entries if one.kind == "endpoint"):
        port = next((one.ports.first for one in row.listeners if one.ports), None)
        urls = [url for text in row.urls if (url := _public(text, port))]
        to, to_port = _goal(draft, row)
        if not urls or to is None:
            what = urls[0].text if urls else ", ".join(row.urls)
            reason = "it leads to no service on the page" if urls else "not a public address"
            draft.remarks.append(Remark(row.at, "not imported", f"{what}: {reason}; declare the endpoint by hand"))
        elif _is_reachable(draft, urls[0], to):
            name = "" if names.are_alike(row.name, to.name) else row.name
            texts = (name, row.facts.get("purpose"), row.facts.get("description"), *row.notes)
            _add(draft, urls, to, row.at, to_port, row.facts.get("target", ""), "; ".join(filter(None, texts)))
            known |= {url.text for url in urls}
        else:
            to.urls |= {url.text: "URL" for url in urls}
            why = f"no proxy on the page forwards port {urls[0].port} to a port of its host"
            draft.remarks.append(Remark(row.at, "note", f"{urls[0].text} is a link of {to.name}: {why}"))
    for service in draft.services:
        for text, label in list(service.urls.items()):
            url = _public(text, None) if label != HOMEPAGE else None
            if url and url.text not in known and url.path in ("", "/") and _is_reachable(draft, url, service):
                _add(draft, [url], service, service.at)
                del service.urls[text]


def _add(
    draft: Draft, urls: Sequence[Url], to: Entry, at: At, port: int | None = None, target: str = "", purpose: str = ""
) -> None:
    via, socket = _proxy(draft, urls[0], to), _SOCKET.search(target)
    draft.sections["endpoints"].append(
        entry(
            at,
            url=one_or_many([url.text for url in urls]),
            via=via.id if via else None,
            to=f"{to.id}:{port}" if port and len(to.listeners) > 1 else to.id,
            target=socket[0].replace("localhost", "127.0.0.1") if via and socket else None,
            purpose=purpose,
        )
    )


def _public(text: str, port: int | None) -> Url | None:
    """The URL that a text gives: https, or http where its port is 80."""
    try:
        url = parse_url(text if "://" in text else f"{'http' if port == 80 else 'https'}://{text}")
    except ValueError:
        return None
    return url if is_public_name(text) else None


def _goal(draft: Draft, row: Entry) -> tuple[Entry | None, int | None]:
    """The service that a row leads to, and its port if the row names one: by the target, else by the name.

    Of several, the one that shares a word, else the nearest on the page.
    """
    target = row.facts.get("target", "")
    port = next((one.ports.first for one in uses(target) if one.ports), None)
    wanted = (names.key(target), names.key(row.name))
    told = names.words(f"{target} {row.name}")

    def distance(one: Entry) -> tuple[bool, bool, int]:
        return names.key(one.name) != wanted[0], not names.words(one.name) & told, abs(one.row.line - row.row.line)

    found = (one for one in draft.services if (one.listens_on(port) if port else names.key(one.name) in wanted))
    return min(found, key=distance, default=None), port


def _proxy(draft: Draft, url: Url, to: Entry) -> Entry | None:
    """The service on the same host that listens on the port of a URL and is called a proxy."""
    here = (one for one in draft.services if one is not to and one.hosts == to.hosts and one.listens_on(url.port))
    return next((one for one in here if PROXY.search(one.name)), None)


def _is_reachable(draft: Draft, url: Url, to: Entry) -> bool:
    has_port = any(one.ports for one in to.listeners)
    return has_port and (to.listens_on(url.port) or _proxy(draft, url, to) is not None)


def draft_statements(draft: Draft, pages: Sequence[Page], suite: str) -> None:
    """Add claims, files and owners: statements besides ports."""
    for page, grid in ((one, grid) for one in pages for grid in one.grids):
        id = draft.known.get(("suites", names.key(suite or suite_of(page.title))), "")
        if are_statements(grid):
            for row in grid.rows:
                _claim(draft, page.at(row.line), LEAD.sub("", row.text).strip(), id)
        elif FILES.search(grid.heading) and grid.kind in ("list", "lines"):
            for row in grid.rows:
                _file(draft, row)
        elif grid.kind == "record" and id and not any(uses(cell.text) for cell in grid.rows[0].cells):
            for title, cell in zip(grid.header, grid.rows[0].cells, strict=True):
                draft.sections["suites"][id].value.update(
                    {"owner": cell.text} if COLUMNS["owner"].fullmatch(title) else {}
                )


def _claim(draft: Draft, at: At, statement: str, suite: str) -> None:
    if len(statement.split()) < 3 or any(claim.value["statement"] == statement for claim in draft.sections["claims"]):
        return
    found = [one for one in uses(statement) if one.could_be_port]
    ports = [one.ports.first for one in found if one.ports and len(one.ports) == 1]
    checks = [check for check, pattern in _VERIFIES.items() if re.search(pattern, statement, re.I)]
    suites = [suite] if suite else []
    draft.sections["claims"].append(entry(at, statement=statement, suites=suites, ports=ports, verified_by=checks))
    if unknown := tuple(Ports.one(port) for port in ports if not any(one.listens_on(port) for one in draft.services)):
        text = f"ports {', '.join(map(str, unknown))} are in use according to the page, but no service on it has them"
        remark = Remark(at, "contradiction", text)
        draft.remarks.append(remark)
        name = statement[: found[0].start].strip(" (:") or "Ports in use"
        draft.add(
            "ranges", unknown, at, str(remark), name=name, ports=one_or_many(unknown), purpose=statement, suite=suite
        )
    here = (one for one in draft.services if "wildcard-behind-proxy" in checks and one.page.name == at.file)
    for service in (one for one in here if not PROXY.search(one.name)):
        for one in (one for one in service.listeners if not WILDCARDS.isdisjoint(one.binds)):
            where = f"{service.name} listens on every interface ({', '.join(one.binds)}, port {one.ports})"
            service.contradict(one.at, f"{where}, although {at} says: {statement}")


def _file(draft: Draft, row: Row) -> None:
    """Give a file to the service that its label names best."""
    match = _FILE.match(LEAD.sub("", row.text))
    telling = names.words(_NOT_TELLING.sub(" ", match[1])) if match else frozenset()
    service = max(draft.services, key=lambda one: len(telling & names.words(one.name)), default=None)
    if match and service and telling & names.words(service.name):
        service.files.setdefault(match[2], match[1].strip())
        if match[2].endswith(".service"):
            service.facts.setdefault("unit", match[2].rpartition("/")[2])
