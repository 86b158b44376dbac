"""The checks: one file each, found by discovery.

A check is a module with the name of its id, a docstring that is its page (first sentence, `## Why it matters`, `##
Fails` and `## Passes` with one complete data file each), `SEVERITY`, `INSPECTS`, and a function of the module's name
that yields problems and never raises. Modules that start with an underscore are shared by the checks.
"""

from portdocs.checks._acceptance import apply_baseline, subject_of
from portdocs.checks._catalog import Check, all_checks
from portdocs.checks._common import Problem, index_by_subject, join_names, subject_keys
from portdocs.checks._runner import run_checks

__all__ = [
    "Check",
    "Problem",
    "all_checks",
    "apply_baseline",
    "index_by_subject",
    "join_names",
    "run_checks",
    "subject_keys",
    "subject_of",
]
