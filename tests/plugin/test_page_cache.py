"""Finished pages on disk: found while their inputs are the same, whoever else writes the folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread

from portdocs.plugin.page_cache import PageCache, ReadValues, StoredPage, name_reads
from portdocs.registry import Registry, load_registry
from portdocs.registry.tracking import WHOLE, Read
from portdocs.topology.observed_ports import observed_ports
from tests.plugin.minimal_site import DATA

SOURCE = "services/api.md"
READS: list[Read] = [("services", "api"), ("services", "missing"), ("zones", WHOLE), ("_endpoints_to", "api")]


def registry(text: str) -> Registry:
    loaded = load_registry({"data/shop.yml": text.encode()})
    assert isinstance(loaded, Registry)
    return loaded


def cache(folder: Path, text: str = DATA, timelines: Sequence[str] = (), shared: str = "same") -> PageCache:
    return PageCache(folder, b"key", shared, ReadValues(registry(text), {"api": tuple(timelines)}))


def store(cache: PageCache, html: bytes = b"<p>\n") -> StoredPage:
    reads = name_reads(READS)
    inputs = cache.values.fingerprint(reads)
    page = StoredPage("API", {"a": 1}, [{}], ["h"], {}, ["nginx"], "today", reads, inputs)
    cache.store(SOURCE, page, html)
    return page


def test_a_page_is_found_while_its_inputs_are_the_same(tmp_path: Path) -> None:
    page = store(cache(tmp_path))
    assert cache(tmp_path, DATA + "\n# a comment below\n").find(SOURCE, "today") == (page, b"<p>\n")


def test_a_page_is_not_found_once_an_input_differs(tmp_path: Path) -> None:
    store(cache(tmp_path))
    others = {
        "the service": cache(tmp_path, DATA.replace("Shop API", "API")),
        "its line": cache(tmp_path, "# a comment above\n" + DATA),
        "a service that was missing": cache(tmp_path, DATA + "  missing: {listeners: []}\n"),
        "a part that was read as a whole": cache(tmp_path, DATA + "zones: {vpn: {}}\n"),
        "its history": cache(tmp_path, timelines=["8000 since v1.2"]),
        "what all pages show": cache(tmp_path, shared="other"),
        "the key": replace(cache(tmp_path), secret=b"other"),
    }
    assert {name: other.find(SOURCE, "today") for name, other in others.items()} == dict.fromkeys(others)
    assert cache(tmp_path).find(SOURCE, "yesterday") is None
    assert cache(tmp_path).find("services/other.md", "today") is None


def test_the_file_of_another_page_is_not_used(tmp_path: Path) -> None:
    pages, other = cache(tmp_path), "services/other.md"
    page = store(pages)
    (ours,) = tmp_path.iterdir()
    pages.store(other, page, b"<p>other\n")
    (theirs,) = {*tmp_path.iterdir()} - {ours}
    theirs.write_bytes(ours.read_bytes())
    assert pages.find(other, "today") is None
    assert pages.find(SOURCE, "today")


def test_functions_that_derive_a_part_are_found_by_name() -> None:
    derived = observed_ports.__wrapped__  # type: ignore[attr-defined] # its type does not say that it wraps one
    reads = name_reads([(derived, WHOLE)])
    values = ReadValues(registry(DATA), {})
    assert values.fingerprint(reads) == values.fingerprint(reads) != values.fingerprint([])


def test_pages_that_the_site_no_longer_has_are_deleted(tmp_path: Path) -> None:
    pages = cache(tmp_path)
    store(pages)
    pages.prune([SOURCE])
    assert pages.find(SOURCE, "today")
    pages.prune([])
    assert [*tmp_path.iterdir()] == []


def test_builds_at_the_same_time_may_share_the_folder(tmp_path: Path) -> None:
    pages, texts = cache(tmp_path), [b"a" * 100_000, b"b" * 100_000]
    store(pages, texts[0])
    writers = [Thread(target=lambda text=text: [store(pages, text) for _ in range(20)]) for text in texts]
    for writer in writers:
        writer.start()
    for _ in range(50):
        found = pages.find(SOURCE, "today")
        assert found
        assert found[1] in texts
    for writer in writers:
        writer.join()
    assert len([*tmp_path.iterdir()]) == 1
