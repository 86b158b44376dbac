"""`python -m tests.benchmarks`: measures, prints a table, and writes `build/bench/`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.figure import figures
from tests.benchmarks.machine import machine
from tests.benchmarks.measuring import measure, planned
from tests.benchmarks.plot import plot
from tests.benchmarks.record import record
from tests.benchmarks.results import Result, as_json
from tests.benchmarks.wording import notes, rows, terminal_table
from tests.benchmarks.workspace import Workspace
from tests.site.project import ROOT

OUTPUT = ROOT / "build" / "bench"
QUICK = ["--sizes", "100", "--runs", "1"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the requested figures; return 1 if one failed. A missed target is not a failure."""
    options = _options(arguments)
    known = figures()
    results = planned([known[name] for name in options.only or known], options.sizes)
    with tempfile.TemporaryDirectory(prefix="portdocs-bench-") as folder:
        measure(results, Workspace(Path(folder)), options.runs)
    _write(results)
    if options.record:
        record(results, machine(), ROOT / "docs")
    return int(any(result.skipped.startswith("failed") for result in results))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--sizes", type=_numbers, help="numbers of services, as in 100,1000; default: each figure's")
    parser.add_argument("--only", action="append", choices=figures(), help="measure this figure; may be repeated")
    parser.add_argument("--runs", type=int, help="samples of each figure; default: each figure's own number")
    parser.add_argument("--quick", action="store_true", help="the same as " + " ".join(QUICK))
    parser.add_argument("--record", action="store_true", help="keep the figures in the docs")
    options = parser.parse_args(arguments)
    if options.quick:
        options = parser.parse_args([*QUICK, *(arguments if arguments is not None else sys.argv[1:])])
    if options.record and (options.only or options.sizes):
        parser.error("--record keeps the figures of a whole run: not with --only, --sizes or --quick")
    return options


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _write(results: Sequence[Result]) -> None:
    print(terminal_table(rows(results)), *notes(results), sep="\n")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    text = json.dumps(as_json(results, machine()), indent=2, ensure_ascii=False)
    (OUTPUT / "results.json").write_text(text + "\n", encoding="utf-8")
    (OUTPUT / "performance.svg").write_text(plot(results), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
