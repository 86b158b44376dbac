"""One service in several environments: where a page tells them apart, each is a host, for each has ports of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from portdocs.importing.entries import bare
from portdocs.importing.found import Found, HostMention, Mention
from portdocs.importing.names import key
from portdocs.importing.words.environment_words import ENVIRONMENT_NOISE, ENVIRONMENTS, EVERY
from portdocs.importing.words.section_words import TITLE_NOISE

_ASIDE = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_BETWEEN = re.compile(r"\s*[,;/&+、]\s*|\s+and\s+")


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
    environment = environment_of(heading)
    if environment is None:
        return None
    shown = _ASIDE.sub("", bare(heading)).strip(" :：-–—")
    words = ENVIRONMENTS[environment]
    longest = max((match[0] for match in words.finditer(shown)), key=len)
    return shown if words.fullmatch(shown) else longest


def place_environments(found: Found) -> None:
    """Makes hosts of environments that tell something apart: a name or a port that stands in two of them.

    Where no two have anything in common, a host would say no more than the heading does; there the services keep the
    host that the page, or nobody, names. What a column says of a service stays in its notes.
    """
    placed = [one for one in found.mentions if "environment" in one.facts]
    hosts = _hosts(placed) if _tell_apart(placed) else {}
    for mention in placed:
        text = mention.facts.pop("environment")
        own = list(hosts) if EVERY.fullmatch(text) else _environments(text)
        if "host" not in mention.facts and own and all(one in hosts for one in own):
            mention.facts["host"] = ", ".join(hosts[one].name for one in dict.fromkeys(own))
        elif not _is_above(mention, text):
            mention.notes.append(f"Environment: {text}")
    found.hosts += hosts.values()
    if hosts:
        found.suites = {file: suite for file, suite in found.suites.items() if not environment_of(suite[0])}


def _hosts(placed: Sequence[Mention]) -> dict[str, HostMention]:
    """The host of each environment, as the first place calls it."""
    hosts: dict[str, HostMention] = {}
    for mention in placed:
        if "host" not in mention.facts:
            for name in _BETWEEN.split(mention.facts["environment"]):
                if environment := environment_of(name):
                    hosts.setdefault(environment, HostMention(name, None, mention.at))
    return hosts


def _tell_apart(placed: Sequence[Mention]) -> bool:
    """Whether a name, or a port, stands in two environments."""
    seen: dict[object, str] = {}
    for mention in placed:
        if "host" in mention.facts or not mention.uses:
            continue
        for environment in _environments(mention.facts["environment"]):
            for thing in (key(mention.name), *(use.ports for use in mention.uses if use.ports)):
                if seen.setdefault(thing, environment) != environment:
                    return True
    return False


def _is_above(mention: Mention, name: str) -> bool:
    """Whether a heading names the environment: it stands above the service anyway."""
    section = mention.section
    return section is not None and any(called_environment(one.title) == name for one in section.path())


def _environments(text: str) -> list[str]:
    """The environments of a cell; none where it says something else too."""
    found = [environment_of(part) for part in _BETWEEN.split(text)]
    return [one for one in found if one] if all(found) else []
