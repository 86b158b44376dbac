"""Icons: names for the pictures that come with the `diagrams` package, and which one a service has.

A name is looked up in an index of that package's files, so no text from data ever becomes part of a path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

from portdocs.registry import Service

# Where several folders have one name, the first of these gives the picture; clouds come last.
_PREFERRED = ("programming/framework", "programming/language", "onprem", "programming", "generic", "elastic", "saas")
# The folders that identify a service, the most specific first: a framework, a product, a language, a container.
_TELLING = (
    "programming/framework",
    "onprem",
    "elastic/elasticsearch",
    "saas",
    "programming/language",
    "programming/runtime",
    "onprem/container",
)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORD = re.compile(r"[a-z0-9.+#-]+")
_VERSION = re.compile(r"v?[0-9][0-9.]*")
_SYNONYMS = {
    ".net": "dotnet",
    "apache2": "apache",
    "alertmanager": "prometheus",
    "argo": "argocd",
    "asp.net": "dotnet",
    "bind9": "bind-9",
    "c#": "csharp",
    "c++": "cpp",
    "certbot": "lets-encrypt",
    "elastic": "elasticsearch",
    "express": "nodejs",
    "golang": "go",
    "httpd": "apache",
    "hypercorn": "python",
    "influx": "influxdb",
    "jvm": "java",
    "letsencrypt": "lets-encrypt",
    "mongo": "mongodb",
    "mongod": "mongodb",
    "mysqld": "mysql",
    "named": "bind-9",
    "net": "dotnet",
    "next.js": "nextjs",
    "node": "nodejs",
    "node.js": "nodejs",
    "nuxt": "vue",
    "nuxt.js": "vue",
    "pgbouncer": "postgresql",
    "php-fpm": "php",
    "postgres": "postgresql",
    "puma": "ruby",
    "python3": "python",
    "rabbit": "rabbitmq",
    "react.js": "react",
    "rocketchat": "rocket-chat",
    "sidekiq": "ruby",
    "spring-boot": "spring",
    "sqlserver": "mssql",
    "sql-server": "mssql",
    "uvicorn": "python",
    "valkey": "redis",
    "vue.js": "vue",
}
"""Other words for the same thing."""

_FILLERS = frozenset({
    "a", "an", "and", "app", "application", "binary", "by", "daemon", "for", "in", "of", "on", "process", "server",
    "service", "the", "with",
})  # fmt: skip
"""Words that never identify a technology."""

_EVERYDAY = frozenset({
    "alerting", "ambassador", "atlantis", "backbone", "beam", "beats", "boundary", "c", "camel", "client", "cortex",
    "dart", "dex", "elastic", "ember", "express", "flux", "git", "go", "harbor", "hive", "intercom", "internet",
    "line", "loki", "machine-learning", "map-services", "maps", "messenger", "monitoring", "named", "net", "node",
    "nomad", "onprem", "oracle", "phoenix", "presto", "puppet", "r", "rabbit", "saas", "searchable-snapshots",
    "security-settings", "sentry", "singer", "spark", "spring", "sql", "stack", "stitch", "storm", "superset",
    "swift", "teams", "tempo", "user", "users", "vault", "vector",
})  # fmt: skip
"""Names of icons, or words for them, that also mean something else: used only if they are the whole text."""


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture, and the folder that tells its kind."""

    name: str
    folder: str
    path: Path


@cache
def icon_index() -> Mapping[str, Icon]:
    """Every icon by its name; empty where the package's pictures are not installed."""
    found: dict[str, Icon] = {}
    for icon in sorted(_pictures(), key=lambda icon: (_rank(icon.folder, _PREFERRED), icon.folder)):
        found.setdefault(icon.name, icon)
    return found


def _pictures() -> Iterator[Icon]:
    spec = find_spec("diagrams")
    if spec is None or not spec.origin:
        return
    root = Path(spec.origin).parent.parent / "resources"
    for folder, _, files in os.walk(root):
        inside = Path(folder).relative_to(root).as_posix()
        for file in files:
            name = file.removesuffix(".png")
            if name != file and _NAME.fullmatch(name):
                yield Icon(name, inside, Path(folder, file))


def icon_bytes(name: str) -> bytes:
    """The PNG of an icon. Raises KeyError for a name that the index does not have."""
    return icon_index()[name].path.read_bytes()


def icon_of(service: Service) -> str:
    """The name of a service's icon: the one that its data names, else a guess; empty for a plain one."""
    if service.icon:
        name = service.icon.strip().lower()
        return next((n for n in (name, _SYNONYMS.get(name, "")) if n in icon_index()), "")
    return _guessed(tuple(service.runtime.values()), service.title)


@lru_cache(maxsize=4096)
def _guessed(runtime: tuple[str, ...], title: str) -> str:
    named = [*(name for text in runtime for name in _named(text, whole=True)), *_named(title, whole=False)]
    ranks = [_rank(icon_index()[name].folder, _TELLING) for name in named]
    best = min(ranks, default=len(_TELLING))
    return named[ranks.index(best)] if best < len(_TELLING) else ""


def _named(text: str, *, whole: bool) -> Iterator[str]:
    """The icons that a text names word by word, in its order. Everyday words count only as a whole text."""
    words = [word.strip(".-") for word in _WORD.findall(text.lower())]
    words = [word for word in words if word and word not in _FILLERS and not _VERSION.fullmatch(word)]
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        for spelling in (f"{word}-{after}", f"{word}{after}", word):
            name = _SYNONYMS.get(spelling, spelling)
            if name in icon_index() and (spelling not in _EVERYDAY or (whole and len(words) == 1)):
                yield name
                break


def _rank(folder: str, order: tuple[str, ...]) -> int:
    """The place of the longest entry that holds the folder; behind all of them where none does."""
    holding = [entry for entry in order if f"{folder}/".startswith(f"{entry}/")]
    return order.index(max(holding, key=len)) if holding else len(order)
