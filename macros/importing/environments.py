"""One service in several environments: where a page tells them apart, each is a host, for each has ports of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from macros.importing.entries import bare
from macros.importing.found import Found, HostMention, Mention
from macros.importing.names import key
from macros.importing.words.environment_words import ENVIRONMENT_NOISE, ENVIRONMENTS, EVERY
from macros.importing.words.port_words import PORT_WORD
from macros.importing.words.section_words import TITLE_NOISE

_ASIDE = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_BETWEEN = re.compile(r"\s*[,;/&+、]\s*|\s+and\s+")
_SAYS_ONE = re.compile(rf"{ENVIRONMENT_NOISE.pattern}|{PORT_WORD.pattern}", re.IGNORECASE)


@lru_cache(maxsize=10_000)
def environment_of(text: str) -> str | None:
    """The environment that a heading or a cell names, and nothing else: `production` for `Prod ports (AWS)`."""
    shown = _ASIDE.sub("", bare(text)).strip(" :：-–—")
    whole = next((name for name, words in ENVIRONMENTS.items() if words.fullmatch(shown)), None)
    if whole or not shown:
        return whole
    # `Development`, which is noise in a title, is a name here: environments first, then what may stand beside them.
    for name, words in ENVIRONMENTS.items():
        match = words.search(shown)
        rest = f"{shown[: match.start()]} {shown[match.end() :]}" if match else ""
        rest = re.sub(r"[\W_]+", "", TITLE_NOISE.sub(" ", ENVIRONMENT_NOISE.sub(" ", rest)))
        if match and not rest:
            return name
    return None


def called_environment(heading: str) -> str | None:
    """What a heading that names an environment calls it, without the words that say that it is one."""
    if environment_of(heading) is None:
        return None
    shown = _ASIDE.sub("", bare(heading)).strip(" :：-–—")
    short = " ".join(_SAYS_ONE.sub(" ", shown).split()).strip(" :：-–—")
    return short if environment_of(short) else shown


def place_environments(found: Found) -> None:
    """Makes hosts of environments where pages tell several apart, and no machine is named.

    One environment alone tells nothing apart: its services keep the host that the page, or nobody, names.
    """
    placed = [one for one in found.mentions if "environment" in one.facts]
    hosts: dict[str, HostMention] = {}
    for mention in placed:
        if "host" not in mention.facts:
            for name in _named(mention.facts["environment"]):
                hosts.setdefault(_key(name), HostMention(name, None, mention.at))
    if len(hosts) < 2:
        for mention in placed:
            _keep_as_note(mention)
        return
    for mention in placed:
        text = mention.facts.pop("environment")
        own = list(hosts) if EVERY.fullmatch(text) else [_key(name) for name in _named(text)]
        mention.facts.setdefault("host", ", ".join(hosts[one].name for one in dict.fromkeys(own) if one in hosts))
    found.hosts += hosts.values()
    found.suites = {file: suite for file, suite in found.suites.items() if not environment_of(suite[0])}


def _keep_as_note(mention: Mention) -> None:
    """What a column says of a service stays with it; a heading stands above it anyway."""
    name = mention.facts.pop("environment")
    if mention.section is None or all(called_environment(one.title) != name for one in mention.section.path()):
        mention.notes.append(f"Environment: {name}")


def _named(text: str) -> Sequence[str]:
    return () if EVERY.fullmatch(text) else [part for part in _BETWEEN.split(text) if part]


def _key(name: str) -> str:
    return environment_of(name) or key(name)
