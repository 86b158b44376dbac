"""The files of a new site, which `portdocs init` writes."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from portdocs.pages.escape import for_github
from portdocs.registry.schema import data_file_schema
from portdocs.registry.yaml_writer import FORBIDDEN, to_yaml

FILES = Path(__file__).parent / "files"
MAX_NAME_CHARACTERS = 100
DEFAULT_BRANCH = "main"
_BRANCH = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._/-]*[A-Za-z0-9_])?")
PUBLIC = """\
      public: true # anyone can read it: a build warns about internal addresses and ports
      redact: [addresses, files, commands] # left out everywhere
"""
"""The options of the plugin for a public site."""
WORKFLOWS = ("check", "drift", "publish", "preview", "publish-preview")
OWN_DATA = """\
To start from what you have:
  portdocs scan --here --as-registry --output data/found.yml    # a machine
  portdocs import PAGE --output data/imported.yml               # a page with ports
"""
"""The commands that turn existing information into data."""
EXISTING_SITE_DATA = f"\nThen create data/ports.yml with your services. {OWN_DATA}"
"""The next step in an existing site."""
EXISTING_SITE = """\
plugins:
  - search
  - macros
  - portdocs:
      prefix: ports/   # the section of the site; leave it out for a site of its own
"""
"""The lines for the `mkdocs.yml` of an existing site."""


def checked_name(name: str) -> str:
    """The name of a site. Raises ValueError if it is empty, too long, or has control characters."""
    name = " ".join(name.split()) if "\n" not in name and "\r" not in name else ""
    if not name or len(name) > MAX_NAME_CHARACTERS or FORBIDDEN.search(name):
        raise ValueError(
            f"invalid name, expected one line of at most {MAX_NAME_CHARACTERS} characters without control characters"
        )
    return name


def default_name(folder: Path) -> str:
    """A name for the site in a folder: `my-ports` becomes `My ports`."""
    words = re.sub(r"[^\w]+|_", " ", folder.resolve().name).strip()
    return words[:1].upper() + words[1:MAX_NAME_CHARACTERS] if words else "Ports"


def checked_branch(name: str) -> str:
    """The name of a branch. Raises ValueError for one that would be a pattern in a workflow."""
    if not _BRANCH.fullmatch(name):
        raise ValueError(f"invalid branch `{name[:60]}`, expected letters, digits and `._/-`")
    return name


def new_site_files(
    name: str, *, example: bool, gitlab: bool, public: bool = False, branch: str = DEFAULT_BRANCH
) -> dict[str, str]:
    """The text of each file by its path in the folder."""
    data = "example" if example else "empty"
    files = {
        "mkdocs.yml": _settings(name, public=public),
        "docs/index.md": _read("index.md"),
        "data/ports.yml": _read(f"{data}.yml"),
        "data/schema.json": json.dumps(data_file_schema(), indent=2, ensure_ascii=False) + "\n",
        "README.md": _read("README.md").replace("__TITLE__", for_github(name)),
        ".gitignore": _read("gitignore"),
        "requirements.txt": "".join(f"{line}\n" for line in pinned_requirements()),
    }
    for workflow in WORKFLOWS:
        files[f".github/workflows/{workflow}.yml"] = _pipeline(f"github/{workflow}.yml", branch)
    if gitlab:
        files[".gitlab-ci.yml"] = _pipeline("gitlab/gitlab-ci.yml", branch)
    return files


def _read(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


def _settings(name: str, *, public: bool) -> str:
    text = _read("mkdocs.yml").replace("site_name: __SITE_NAME__\n", _site_name(name))
    return text.replace("__PUBLIC__\n", PUBLIC if public else "")


def _site_name(name: str) -> str:
    """The line of `mkdocs.yml` with the name. Themes insert it without escaping it."""
    return to_yaml({"site_name": name.replace("<", "&lt;")})


def _pipeline(name: str, branch: str) -> str:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    text = _read(name).replace("__SETUP__\n", _read("github/setup.yml"))
    return text.replace("__PYTHON__", python).replace("__BRANCH__", f'"{branch}"')


def pinned_requirements() -> Iterator[str]:
    """portdocs and everything that it depends on, at the installed versions."""
    found: dict[str, str] = {}
    pending = ["portdocs"]
    while pending:
        name = canonicalize_name(pending.pop())
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # optional on this platform
        found[name] = package.version
        requirements = map(Requirement, package.requires or ())
        pending += [one.name for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})]
    yield "# portdocs and its dependencies at the versions that created this site."
    yield f"portdocs=={found.pop('portdocs')}"
    yield from (f"{name}=={version}" for name, version in sorted(found.items()))
