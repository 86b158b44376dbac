"""The valid part of data that does not load."""

from __future__ import annotations

import pytest

from portdocs.registry.loader import FileCache, load_registry
from portdocs.registry.partial import PartialRegistry, SkippedEntry


def salvaged(*files: str) -> PartialRegistry:
    return load_registry({f"{name}.yml": text.encode() for name, text in zip("abc", files, strict=False)}, partial=True)


def test_valid_data_is_complete() -> None:
    result = salvaged("services: {x: {owner: Jo}}\n")
    assert (list(result.registry.services), result.findings, result.skipped) == (["x"], (), frozenset())


@pytest.mark.parametrize(
    ("data", "services", "skipped"),
    [
        ("services:\n  x: {port: 1}\n  y: {owner: Jo}\n", ["y"], SkippedEntry("a.yml", "services", "x")),
        ("services: {x: {status: no}, y: {}, z: {}}\n", ["y", "z"], SkippedEntry("a.yml", "services", "x")),
        ("services: {y: {}, x: {host: nowhere}}\n", ["y"], SkippedEntry("a.yml", "services", "x")),
        ("services: {y: {}}\nrange: {x: {}}\n", ["y"], SkippedEntry("a.yml", "range")),
        ("services: {y: {}}\nranges: 5\n", ["y"], SkippedEntry("a.yml", "ranges")),
        ("services: {y: {}}\nranges: {x: {ports: 0}}\n", ["y"], SkippedEntry("a.yml", "ranges", "x")),
        ("services:\n\ty: {}\n", [], SkippedEntry("a.yml")),
        ("services: {y: {}, Y: {}}\n", ["y"], SkippedEntry("a.yml", "services", "Y")),
    ],
)
def test_only_invalid_entries_are_skipped(data: str, services: list[str], skipped: SkippedEntry) -> None:
    result = salvaged(data)
    assert list(result.registry.services) == services
    assert result.skipped == {skipped}
    assert result.findings


def test_endpoints_are_skipped_by_url() -> None:
    endpoints = "".join(f"  - {{url: https://{n}.org, to: {'y' if n != 'b' else 'x'}}}\n" for n in "abc")
    result = salvaged(f"services: {{y: {{}}, x: {{status: no}}}}\nendpoints:\n{endpoints}")
    assert [str(endpoint.url[0]) for endpoint in result.registry.endpoints] == ["https://a.org", "https://c.org"]
    assert result.may_hold("endpoints", "('https', 'b.org', 443, '')", "elsewhere.yml")
    assert not result.may_hold("endpoints", "('https', 'a.org', 443, '')", "a.yml")


def test_an_endpoint_without_a_url_may_be_any_endpoint_of_its_file() -> None:
    result = salvaged("services: {y: {}}\nendpoints: [{url: 'htp://x', to: y}, {to: y}, 5]\n")
    assert result.may_hold("endpoints", "anything", "a.yml")
    assert not result.may_hold("endpoints", "anything", "b.yml")


def test_the_first_declaration_of_an_id_wins() -> None:
    result = salvaged("services: {x: {owner: Jo}}\n", "services: {x: {owner: Kim}, y: {}}\n")
    assert (result.registry.services["x"].owner, sorted(result.registry.services)) == ("Jo", ["x", "y"])


def test_a_file_that_is_not_yaml_is_skipped_alone() -> None:
    result = salvaged("services: [", "services: {y: {}}\n")
    assert (list(result.registry.services), result.skipped) == (["y"], frozenset({SkippedEntry("a.yml")}))
    assert result.may_hold("services", "x", "a.yml")


def test_only_changed_files_are_parsed_again() -> None:
    cache = FileCache()
    states = [
        {"a.yml": b"services: {x: {owner: Jo}}\n", "b.yml": b"services: {y: {owner: Jo}}\n"},
        {"a.yml": b"services: {x: {owner: Jo}}\n", "b.yml": b"services: {z: {owner: Jo}}\n"},
        {"a.yml": b"services: {x: {}}\n", "b.yml": b"services: {z: {owner: Jo}}\n", "c.yml": b"services: {z: {}}\n"},
    ]
    first, second, third = (load_registry(sources, cache=cache, partial=True) for sources in states)
    assert second.registry.services["x"] is first.registry.services["x"]
    assert list(second.registry.services) == ["x", "z"]
    alone = load_registry(states[2], partial=True)
    assert (third.findings, third.skipped) == (alone.findings, alone.skipped)
    assert list(third.registry.services) == list(alone.registry.services)
