"""The result of importing a page, for tests."""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import dedent

from portdocs.importing import Imported, import_pages
from portdocs.registry import Listener, LoadErrors, Registry, Service, load_registry

CORPUS = Path(os.environ.get("PORTDOCS_CORPUS", Path(__file__).resolve().parents[2].parent / "shared" / "corpus"))
SEED = CORPUS.parent / "seed" / "port-documentation.md"


def imported(text: str, name: str = "page.md", *, plan: str | None = None, **options: str) -> Imported:
    """The import of one page, and by a plan, both written indented in a test."""
    read = ("page.plan", dedent(plan)) if plan is not None else None
    return import_pages({name: dedent(text)}, plan=read, host=options.get("host"), suite=options.get("suite"))


def registry_of(result: Imported) -> Registry:
    """The registry that the YAML declares; the test fails where it does not load."""
    loaded = load_registry({"data/x.yml": result.yaml.encode()})
    assert not isinstance(loaded, LoadErrors), "\n".join([*map(str, loaded.findings), result.yaml])
    return loaded


def services_of(text: str, **options: str) -> dict[str, list[str]]:
    """The services of a page by name, each with its listeners as `8080>80/udp@127.0.0.1`."""
    registry = registry_of(imported(text, **options))
    return {service.title: listeners_of(service) for service in registry.services.values()}


def listeners_of(service: Service) -> list[str]:
    """The listeners of a service in short."""
    return [_short(one) for one in service.listeners or ()]


def _short(one: Listener) -> str:
    inside = f">{one.container_port}" if one.container_port else ""
    transport = "" if one.transport == ("tcp",) else "/" + "+".join(one.transport)
    bind = "" if one.bind == ("unknown",) else "@" + ",".join(one.bind)
    return f"{one.port or ''}{inside}{transport}{bind}"


def report_of(result: Imported) -> list[str]:
    """The lines of the report without the name of the page."""
    return [str(remark).removeprefix("page.md:") for remark in result.remarks]


def numbers_of(registry: Registry) -> set[int]:
    """All ports that a registry speaks of; of a long range its ends."""
    listeners = [one for service in registry.services.values() for one in service.listeners or ()]
    runs = [run for one in listeners for run in (one.port, one.container_port) if run]
    runs += [run for range_ in registry.ranges.values() for run in range_.ports]
    found = {port for run in runs for port in (run.first, run.last)}
    found |= {port for run in runs if len(run) <= 100 for port in range(run.first, run.last + 1)}
    found |= {url.port for endpoint in registry.endpoints for url in endpoint.url}
    return found | {port for claim in registry.claims for port in claim.ports}


def remarks(result: Imported, kind: str) -> list[str]:
    """The messages of one kind."""
    return [remark.message for remark in result.remarks if remark.kind == kind]
