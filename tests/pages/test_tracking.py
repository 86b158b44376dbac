"""An edit renders the pages that read something that it changes, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache, partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, Template

from portdocs.export import site_files
from portdocs.pages.default_pages import DEFAULT_PAGES, DefaultPage
from portdocs.pages.generated import GeneratedPage, generated_pages
from portdocs.pages.links import SiteLinks
from portdocs.pages.macros import bind_macros
from portdocs.registry import Registry, Service, load_registry
from portdocs.registry.loader import FileCache
from portdocs.registry.tracking import WHOLE, EntryResults, Read, TrackedRegistry, changed_reads
from tests.checks.test_any_data import DATA
from tests.data import registry_of

SHOP = """
suites: {shop: {owner: Shop Team}, other: {}}
hosts: {one: {addresses: [10.0.0.1]}, two: {}}
services:
  api: {suite: shop, host: one, listeners: [{port: 8000, bind: 127.0.0.1}], depends_on: [db]}
  db: {suite: other, host: two, listeners: [{port: 5432}]}
  far: {suite: other, host: two, listeners: [{port: 6000}]}
"""


def loaded(data: dict[str, Any], cache: FileCache | None = None) -> Registry:
    """A registry with a file for each service, so that an edit of one moves no other."""
    files = {f"data/{id}.yml": {"services": {id: service}} for id, service in data["services"].items()}
    files["data/_.yml"] = {key: value for key, value in data.items() if key != "services"}
    registry = load_registry({name: json.dumps(content).encode() for name, content in files.items()}, cache=cache)
    assert isinstance(registry, Registry), registry
    return registry


def shown(registry: Registry) -> dict[str, Callable[[], str]]:
    """A function for each page that returns its text and what its macros show."""
    functions = bind_macros(registry)
    pages: list[GeneratedPage | DefaultPage] = [*generated_pages(registry), *DEFAULT_PAGES]
    return {page.source: partial(_show, page, functions) for page in pages}


def _show(page: GeneratedPage | DefaultPage, functions: dict[str, Callable[..., Any]]) -> str:
    return _render(page.markdown, page.source, functions)


def _render(markdown: str, source: str, functions: dict[str, Callable[..., Any]]) -> str:
    links = SiteLinks(source)
    macros = {
        name: (lambda *args, function=function, **kwargs: function(*args, **kwargs).html(links))
        for name, function in functions.items()
    }
    return _template(markdown).render(macros)


@cache
def _template(markdown: str) -> Template:
    return Environment().from_string(markdown)


def read_by_pages(registry: Registry) -> dict[str, tuple[str, set[Read]]]:
    """The content of each page, and the parts of the registry that it reads."""
    tracked = TrackedRegistry(registry)
    pages = {}
    for source, show in shown(tracked).items():
        reads: set[Read] = set()
        with tracked.recording(reads):
            pages[source] = (show(), reads)
    return pages


def affected(pages: dict[str, tuple[str, set[Read]]], old: Registry, new: Registry) -> set[str]:
    """The pages that read something that differs between two registries."""
    changed = changed_reads(set().union(*(reads for _, reads in pages.values())), old, new)
    return {source for source, (_, reads) in pages.items() if not reads.isdisjoint(changed)}


EDITED = st.sets(st.sampled_from(["a", "b", "c", "p", "q", "endpoints", "ranges", "claims", "hosts"]), max_size=3)


def edit(data: dict[str, Any], other: dict[str, Any], edited: set[str]) -> dict[str, Any]:
    """The data with some services and sections of another."""
    services = {id: (other if id in edited else data)["services"][id] for id in data["services"]}
    sections = {key: (other if key in edited else data)[key] for key in data if key != "services"}
    return sections | {"services": services}


@given(DATA, DATA, EDITED)
def test_pages_that_read_nothing_that_changed_are_the_same(
    data: dict[str, Any], other: dict[str, Any], edited: set[str]
) -> None:
    old, new = loaded(data), loaded(edit(data, other, edited))
    pages = read_by_pages(old)
    after = shown(new)
    for source in pages.keys() - affected(pages, old, new):
        assert after[source]() == pages[source][0], source


def everything(registry: Registry) -> dict[str, str]:
    """All files for programs, and the pages that show entries of all kinds."""
    pages = shown(registry)
    return dict(site_files(registry)) | {page.source: pages[page.source]() for page in DEFAULT_PAGES}


def tracked_after(registry: Registry, before: TrackedRegistry | None = None) -> TrackedRegistry:
    """A registry as in the next build, with what is kept of the build before."""
    tracked, kept = TrackedRegistry(registry), EntryResults()
    if before and before.results:
        kept = before.results.after(changed_reads(before.results.reads, before.base, registry), registry)
    tracked.keep_results(kept)
    return tracked


@given(DATA, DATA, EDITED)
def test_what_is_kept_of_an_entry_is_what_another_call_returns(
    data: dict[str, Any], other: dict[str, Any], edited: set[str]
) -> None:
    files = FileCache()
    before = tracked_after(loaded(data, files))
    assert everything(before) == everything(before.base)
    after = tracked_after(loaded(edit(data, other, edited), files), before)
    assert everything(after) == everything(after.base)


@pytest.mark.parametrize("count", [20, 40])
def test_an_edit_of_a_service_works_out_its_own_lines_and_rows_only(count: int) -> None:
    services = {f"s{n}": {"host": "one", "listeners": [{"port": 8000 + n}]} for n in range(count)}
    data = {"hosts": {"one": {}, "two": {}}, "services": services}
    files = FileCache()
    before = tracked_after(loaded(data, files))
    everything(before)
    edited = {"services": services | {"s7": services["s7"] | {"description": "Edited"}}}
    after = tracked_after(loaded(data | edited, files), before)
    assert before.results
    assert after.results
    kept = len(after.results.known)
    everything(after)
    assert 0 < (len(after.results.known) - kept) * count == len(before.results.known)


def test_macros_of_a_page_share_what_they_need_of_its_entry() -> None:
    calls = []

    def owner(registry: Registry, service: Service) -> str | None:
        calls.append(service.id)
        return registry.owner_of(service)

    tracked = TrackedRegistry(registry_of(SHOP))
    api, far = tracked.base.services["api"], tracked.base.services["far"]
    for service in (api, api, far, api):
        reads: set[Read] = set()
        with tracked.recording(reads):
            assert tracked.of_entry(owner, service) == tracked.base.owner_of(service)
        assert reads == {("suites", service.suite)}
    assert calls == ["api", "far", "api"]


def changed_pages(old: str, new: str) -> set[str]:
    before, after = registry_of(SHOP), registry_of(SHOP.replace(old, new))
    return affected(read_by_pages(before), before, after)


def test_an_edit_concerns_few_pages() -> None:
    pages = changed_pages("port: 6000", "port: 6001")
    assert {"services/far.md", "hosts/two.md", "suites/other.md", "ports.md"} <= pages
    assert pages.isdisjoint({"services/api.md", "services/db.md", "hosts/one.md", "suites/shop.md"})
    assert changed_pages("port: 6000", "port: 6000") == set()


@pytest.mark.parametrize("field", [one.name for one in fields(Registry) if one.init])
def test_every_part_is_tracked(field: str) -> None:
    registry = TrackedRegistry(registry_of(SHOP))
    reads: set[Read] = set()
    with registry.recording(reads):
        part = getattr(registry, field)
        len(part.hosts if field == "verification" else part if hasattr(part, "__len__") else ())
    assert reads == {("verification.hosts" if field == "verification" else field, WHOLE)}


def test_a_derived_fact_is_worked_out_once_and_tracked_by_key() -> None:
    calls = []

    def ports(registry: Registry) -> dict[str, int]:
        calls.append(registry)
        return {id: len(service.listeners or ()) for id, service in registry.services.items()}

    base = registry_of(SHOP)
    tracked = TrackedRegistry(base)
    reads: set[Read] = set()
    with tracked.recording(reads):
        assert [tracked.derived(ports).get("api"), tracked.derived(ports)["db"]] == [1, 1]
    assert calls == [base]
    assert reads == {(ports, "api"), (ports, "db")}
