"""The pre-commit hook with the locked versions; `python -m tests.hook` writes it, as `make lock` does."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from portdocs.new_site import pinned_requirements

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / ".pre-commit-hooks.yaml"
HEADER = "# Written by `make lock`: the versions are those of requirements.lock.\n"


def hook_text() -> str:
    """The text of the file: everything that portdocs depends on is pinned."""
    names = {line.partition("==")[0] for line in pinned_requirements() if "==" in line} - {"portdocs"}
    lock = re.findall(r"^([\w.-]+)(==\S+(?: ; [^\\\n]+?)?)(?: \\)?$", (ROOT / "requirements.lock").read_text(), re.M)
    hook = {
        "id": "portdocs-check",
        "name": "check the port data",
        "description": "Checks the registry in data/*.yml and reports all findings.",
        "entry": "portdocs check",
        "language": "python",
        "files": r"^data/.*\.ya?ml$",
        "pass_filenames": False,
        "additional_dependencies": [name + version for name, version in lock if name in names],
    }
    return "# Written by `make lock`: the versions are those of requirements.lock.\n" + yaml.safe_dump(
        [hook], sort_keys=False
    )


if __name__ == "__main__":
    FILE.write_text(hook_text(), encoding="utf-8")
