"""What the registry says that cannot be true, or should not be: one file for each check, found by discovery.

A check is a module whose name is its id, with a docstring that is its page (first sentence, `## Why it matters`,
`## Fails` and `## Passes` with one complete data file each), `SEVERITY`, `INSPECTS`, and the function of the module's
name, which yields problems and never raises. Modules with an underscore are what the checks share.
"""

from portdocs.checks._problem import Problem, findings_about, index_by_subject, subject_keys
from portdocs.checks._registry import Check, rules
from portdocs.checks._runner import run_checks

__all__ = ["Check", "Problem", "findings_about", "index_by_subject", "rules", "run_checks", "subject_keys"]
