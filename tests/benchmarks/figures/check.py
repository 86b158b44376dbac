"""`portdocs check`, compared with the minimum for reading YAML: the interpreter and PyYAML's C parser."""

from __future__ import annotations

from tests.benchmarks.figure import About, Sample
from tests.benchmarks.processes import run
from tests.benchmarks.ratio import ratio
from tests.benchmarks.rounds import Round

FIGURE = About("portdocs check : reading the YAML", "times", size=5000, target=1.4, also=(1000,))

READ = """
import pathlib, yaml
for path in sorted(pathlib.Path("data").iterdir()):
    yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
"""


def check(round: Round, size: int) -> Sample:
    """The ratio to the bare read."""
    folder = round.workspace.project(size).path
    base = run(["-c", READ], folder)
    return ratio(run(["-m", "portdocs", "check"], folder), base)
