"""The settings in `mkdocs.yml` that commands use without starting mkdocs: the address of the site, and folders.

Tags such as `!ENV` and `!!python/name:` are not evaluated; a value that has one is ignored.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portdocs.cache import read_file

if TYPE_CHECKING:
    import yaml

FILES = ("mkdocs.yml", "mkdocs.yaml")
"""In the order in which mkdocs looks for them."""
_PREVIEW_DIR = re.compile(r"[a-z][a-z0-9-]{0,62}")
DEFAULT_DATA_DIR = "data"
DEFAULT_PREVIEW_DIR = "pr"
DEFAULT_SITE_DIR = "site"
DEFAULT_DOCS_DIR = "docs"


def settings_file(folder: Path) -> Path:
    """The file with the settings of a site, whether it exists or not."""
    files = [folder / name for name in FILES]
    return next((file for file in files if os.path.lexists(file)), files[0])


def read_mkdocs_yml(folder: Path) -> dict[str, Any]:
    """The settings in the `mkdocs.yml` of a folder; empty if there is none, or if it cannot be read."""
    settings = _read(folder, "get_single_data")
    return settings if isinstance(settings, dict) else {}


def read_nodes(folder: Path) -> yaml.Node | None:
    """The nodes of the same file, which know their lines; None if there is none, or if it cannot be read."""
    node: yaml.Node | None = _read(folder, "get_single_node")
    return node


def _read(folder: Path, method: str) -> Any:
    """The result of a method of the YAML loader; None if the file cannot be read."""
    import yaml

    try:
        return getattr(_loader()(settings_file(folder).read_bytes()), method)()
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        return None


@cache
def _loader() -> type[yaml.SafeLoader]:
    """A loader that reads tagged values as None."""
    import yaml

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("", lambda *_: None)
    return Loader


def plugin_options(settings: dict[str, Any]) -> dict[str, Any]:
    """The options of the plugin `portdocs`; empty if it has none or is not listed."""
    plugins = settings.get("plugins")
    entries = plugins if isinstance(plugins, list) else [plugins]
    options = next((entry["portdocs"] for entry in entries if isinstance(entry, dict) and "portdocs" in entry), None)
    return options if isinstance(options, dict) else {}


def default_data_dir(folder: Path) -> Path:
    """The `data_dir` that the `mkdocs.yml` of a folder sets, otherwise `data`; relative to the folder."""
    data_dir = plugin_options(_settings_with(folder, "data_dir")).get("data_dir")
    return Path(data_dir if isinstance(data_dir, str) and data_dir else DEFAULT_DATA_DIR)


def default_site_dir(folder: Path) -> Path:
    """The `site_dir` that the `mkdocs.yml` of a folder sets, otherwise `site`; relative to the folder."""
    return _folder(folder, "site_dir", DEFAULT_SITE_DIR)


def default_docs_dir(folder: Path) -> Path:
    """The `docs_dir` that the `mkdocs.yml` of a folder sets, otherwise `docs`; relative to the folder."""
    return _folder(folder, "docs_dir", DEFAULT_DOCS_DIR)


def _folder(folder: Path, key: str, default: str) -> Path:
    value = _settings_with(folder, key).get(key)
    return folder / (value if isinstance(value, str) and value else default)


def _settings_with(folder: Path, key: str) -> dict[str, Any]:
    """The settings if they may contain a key, else nothing.

    Importing the YAML library and reading the file takes as long as answering about a thousand services.
    """
    content = read_file(settings_file(folder)) or b""
    return read_mkdocs_yml(folder) if key.encode() in content else {}


def preview_dir(folder: Path) -> str:
    """The folder of previews in the published branch: `preview_dir` in the `mkdocs.yml` of a folder, else `pr`. Raises
    ValueError with the problem."""
    return checked_preview_dir(plugin_options(read_mkdocs_yml(folder)).get("preview_dir", DEFAULT_PREVIEW_DIR))


def checked_preview_dir(value: object) -> str:
    """The name of a folder that is not that of a version. Raises ValueError."""
    if isinstance(value, str) and _PREVIEW_DIR.fullmatch(value) and value not in ("dev", "latest"):
        return value
    raise ValueError(f"expected one folder such as `{DEFAULT_PREVIEW_DIR}` that is not a version, found `{value}`")
