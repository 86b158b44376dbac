"""Data in which every entry is wrong: rejecting it takes about as long as reading it, however many there are."""

from __future__ import annotations

import pytest

from portdocs.checks import run_checks
from portdocs.registry import LoadErrors, load_registry
from tests.data import registry_of
from tests.operations import count_calls

COUNT = 1_000
CALLS = 400
"""Of functions, for each entry, valid ones included; a comparison of each entry with all others would be a thousand."""
MISTAKES = {
    "valid": "  s{n}: {{name: S, listeners: [{{port: 80}}]}}\n",
    "port": "  s{n}: {{name: S, listeners: [{{port: 0}}]}}\n",
    "unknown key": "  s{n}: {{nmae: S}}\n",
    "different unknown keys": "  s{n}: {{nmae{n}: S}}\n",
    "unknown keys with null": "  s{n}: {{nmae{n}: null}}\n",
    "invalid word": "  s{n}: {{status: actve{n}}}\n",
    "invalid id": "  S{n}: {{}}\n",
    "scalar": "  s{n}: x\n",
    "unknown references": "  s{n}: {{suite: t{n}, depends_on: [x{n}]}}\n",
    "a chain of services": "  s{n}: {{depends_on: [s{next}]}}\n",
    "a tab": "  s{n}: {{nmae: S}}\t# as the pure parser would take too long for large files\n",
}


def data(template: str, count: int) -> dict[str, bytes]:
    lines = [template.format(n=n, next=n + 1) for n in range(count)]
    return {"x.yml": ("services:\n" + "".join(lines)).encode()}


@pytest.mark.parametrize("kind", MISTAKES)
def test_rejecting_takes_a_few_calls_for_each_entry(kind: str) -> None:
    files = data(MISTAKES[kind], COUNT)
    load_registry(data(MISTAKES[kind], 1))  # builds the validators
    results = []
    assert count_calls(lambda: results.append(load_registry(files))) < CALLS * COUNT
    (result,) = results
    assert isinstance(result, LoadErrors) == (kind != "valid")
    assert len(result.findings if isinstance(result, LoadErrors) else ()) == {
        "valid": 0,
        "unknown references": 2 * COUNT,
        "a chain of services": 1,
    }.get(kind, COUNT)


@pytest.mark.parametrize("kind", MISTAKES)
def test_leaving_out_takes_a_few_calls_for_each_entry(kind: str) -> None:
    files = data(MISTAKES[kind], COUNT)
    load_registry(data(MISTAKES[kind], 1))
    results = []
    assert count_calls(lambda: results.append(load_registry(files, partial=True))) < 3 * CALLS * COUNT
    (result,) = results
    assert len(result.registry.services) == (COUNT if kind == "valid" else 0)


def test_leaving_out_endpoints_takes_a_few_calls_for_each() -> None:
    endpoints = "".join(f"  - {{url: 'https://a{n}.org', to: x{n}}}\n" for n in range(COUNT))
    files = {"x.yml": f"endpoints:\n{endpoints}".encode()}
    results = []
    assert count_calls(lambda: results.append(load_registry(files, partial=True))) < 3 * CALLS * COUNT
    (result,) = results
    assert len(result.skipped) == COUNT
    assert count_calls(lambda: [result.may_hold("services", "x", "y.yml") for _ in range(COUNT)]) < CALLS * COUNT


def test_unknown_checks_take_a_few_calls_for_each() -> None:
    services = "".join(f"  s{n}: {{accept: {{chekc-{n}: x}}}}\n" for n in range(COUNT))
    claims = "".join(f"  - {{statement: x, verified_by: [chekc-{n}]}}\n" for n in range(COUNT))
    registry = registry_of(f"services:\n{services}claims:\n{claims}")
    assert count_calls(lambda: run_checks(registry)) < 3 * CALLS * COUNT


def test_the_first_mistakes_have_a_suggestion() -> None:
    result = load_registry(data(MISTAKES["different unknown keys"], 10))
    assert isinstance(result, LoadErrors)
    assert all("did you mean `name`?" in finding.message for finding in result.findings)
