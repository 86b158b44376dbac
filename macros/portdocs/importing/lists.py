"""Lists: an item is a service, a range, a fact of the service that the heading or the item above names, a file or a
claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portdocs.importing import names
from portdocs.importing.columns import role_of
from portdocs.importing.context import Context, Setting
from portdocs.importing.entries import Entry, bare, entry_of, is_name
from portdocs.importing.facts import take_key
from portdocs.importing.found import ClaimMention, EndpointMention, FileMention, Mention, RangeMention
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Bullets, Item, Section, Words
from portdocs.importing.ports import plain
from portdocs.importing.ranges import is_range
from portdocs.importing.sentences import is_doubtful, spoken
from portdocs.importing.subjects import have_port, key_of, pairs_of, subject_of, take_port_alone
from portdocs.importing.urls import is_link, urls_in
from portdocs.importing.values import one_line
from portdocs.importing.words.section_words import FILES, SENTENCE_START
from portdocs.importing.words.status_words import FREE, RESERVED, TAKEN
from portdocs.registry.ports import HIGHEST, Ports

_PATH = re.compile(r"^`?(?P<path>[~.]?/[^\s`]+|[\w.-]+(?:/[\w.-]+)+)`?$")
_SPAN = re.compile(r"(?<![\w.])([0-9]{2,5})\s?(?:-|\.{2,3}|~|to|bis|до|至|到|a|à)\s?([0-9]{2,5})(?![\w.]*[0-9])")
_KEPT_FOR = re.compile(
    r"\s(?:for|für|para|pour|per|voor|для)\s+(?P<what>[^.,;:()]{3,50}?)\s*(?:[.,;:(]|$)", re.IGNORECASE
)
_NEGATIVE = re.compile(r"[^:]{1,40}:\s+-([0-9]{1,5})")
_FOR_EXAMPLE = re.compile(
    r"(?<!\w)(?:e\.g\.|z\.\s?b\.|p\.\s?e[jx]\.|for example|zum beispiel|por e[jx]emplo|par exemple)"
    r"|например|例如|例えば",
    re.IGNORECASE,
)
_MARK = re.compile(r"^\s*(?:\[[xX]\]|[\u2705\u2714\u2713\u2611\U0001f512\U0001f6e1\u26a0])")


def read_list(context: Context, block: Bullets) -> None:
    """Takes what a list says."""
    context.block += 1
    items = [item for item in block.items if not item.words.is_endless]
    subject = subject_of(context, block.section, pairs_of(items))
    for item in items:
        _read_item(context, block.section, item, subject)


def _read_item(context: Context, section: Section, item: Item, subject: Mention | None) -> None:
    setting = context.setting(section)
    if heading := setting.refused or setting.other_ports:
        _refuse_all(context, item, f"under `{heading}` nothing is said to listen")
        return
    below: Mention | None = None
    pair = key_of(item.words)
    if (
        subject is not None
        and pair
        and not (
            role_of(pair[0]) == "other" and entry_of(item.words.text) and _names_another(context, subject, pair[0])
        )
    ):
        take_key(context, subject, *pair)
        below = subject
    elif item.words and not _take(context, section, setting, item):
        below = _from_children(context, section, item)
    elif context.found.mentions and item.items and context.found.mentions[-1].at.line == item.words.line:
        below = context.found.mentions[-1]
    for child in item.items:
        _read_item(context, section, child, below)


def _names_another(context: Context, subject: Mention, key: str) -> bool:
    """Below a heading with a port, `Metrics: 9090` is one of its ports, unless something on the page is called so."""
    wanted = names.key(key)
    return any(one is not subject and names.key(one.name) == wanted for one in context.found.mentions)


def _from_children(context: Context, section: Section, item: Item) -> Mention | None:
    """A service whose port stands in an item below it."""
    name = item.words.text.strip(" :")
    if not have_port(pairs_of(item.items)) or not is_name(bare(name).split("(")[0]):
        return None
    return context.mention(name, item.words.line, "list", section)


def _take(context: Context, section: Section, setting: Setting, item: Item) -> bool:
    """Whether an item said something by itself."""
    words = item.words
    if _take_file(context, section, words):
        return True
    if take_port_alone(context, section, words) or take_sentence(context, setting, words):
        return True
    entry = entry_of(words.text)
    if entry is None and (negative := _NEGATIVE.fullmatch(plain(words.text))):
        context.refuse(words.line, words.text, f"no port is negative, expected 1 to {HIGHEST}", (int(negative[1]),))
        return True
    if entry is None or is_doubtful(entry, words.text):
        return _take_endpoint(context, section, words) or take_spoken(context, section, words)
    line = words.line
    if FREE.fullmatch(entry.name) or FREE.fullmatch(entry.rest):
        context.refuse(line, words.text, "it is marked as free", numbers_in(words.text, about_ports=True))
    elif is_range(entry, setting):
        context.reserve(entry, line)
    elif "→" in plain(words.text) and _is_way(entry, words):
        urls = tuple(urls_in(words))
        port = entry.uses[0].ports.first if entry.uses[0].ports else None
        context.found.endpoints.append(EndpointMention(urls, context.at(line), port, service=entry.name))
    elif entry.uses:
        if not _is_field_of_nothing(entry.name):
            mention = context.from_entry(entry, line, "list", section, struck=words.struck)
            add_urls(context, mention, words)
            return True
        return False
    else:
        for text, why in entry.refused:
            context.refuse(line, f"{text} in `{one_line(words.text)}`", why, numbers_in(text, about_ports=True))
    return True


def _is_way(entry: Entry, words: Words) -> bool:
    """`app.example.org → App (port 80)`: the port is the one of the address."""
    ports = [use.ports for use in entry.uses if use.ports]
    return bool(urls_in(words)) and len(ports) == 1 == len(entry.uses) and ports[0].first in (80, 443)


def _is_field_of_nothing(name: str) -> bool:
    return role_of(name) in ("port", "inside", "bind", "status", "health", "purpose", "notes", "from", "to")


def add_urls(context: Context, mention: Mention, words: Words) -> None:
    """The public addresses that a line gives for its service, and the others as links."""
    urls = urls_in(words)
    if urls:
        context.found.endpoints.append(EndpointMention(tuple(urls), context.at(words.line), service=mention.name))
    for use in mention.uses:
        if use.url and use.url not in urls and is_link(use.url.rstrip(".")):
            mention.links.setdefault("URL", use.url.rstrip("."))


def take_sentence(context: Context, setting: Setting, words: Words) -> bool:
    """A claim, and ports that are only said to be taken."""
    text = bare(words.text)
    numbers = numbers_in(text, about_ports=True)
    is_claim = setting.security and _is_claim(words.text)
    taken = (
        bool(numbers)
        and bool(TAKEN.search(plain(text)))
        and len(_outside_brackets(text).split()) >= 3
        and not SENTENCE_START.match(text)
        and not _FOR_EXAMPLE.search(text)
    )
    if (
        taken
        and entry_of(text)
        and not re.search(r"[(（]\s*(?:ports?\s*)?[0-9]{2,5}\s*(?:[,/、]|and|[)）])", plain(text))
    ):
        taken = False
    if is_claim and not (entry_of(text) and not taken):
        context.found.claims.append(ClaimMention(text, numbers, context.at(words.line)))
    if taken:
        ports = tuple(_runs(text, numbers))
        kept = _KEPT_FOR.search(text) if RESERVED.search(text) and any(len(run) > 1 for run in ports) else None
        name = re.split(r"[(（]", text)[0].strip(" :-") if re.search(r"[(（]", text) else "Ports that are taken"
        name = bare(kept["what"]) if kept else name
        context.found.ranges.append(RangeMention(name, ports, context.at(words.line), text, known=bool(kept)))
    return taken or (is_claim and not entry_of(text))


def take_spoken(context: Context, section: Section, words: Words) -> bool:
    """Services that a sentence says to listen."""
    entries = [] if words.struck else list(spoken(words.text))
    for entry in entries:
        if not entry.uses:
            for text, why in entry.refused:
                context.refuse(words.line, f"{text} in `{one_line(words.text)}`", why)
            continue
        mention = context.from_entry(entry, words.line, "sentence", section)
        if entry.uses[0].url:
            add_urls(context, mention, Words(entry.uses[0].url, words.line))
    return bool(entries)


def _runs(text: str, numbers: Sequence[int]) -> Iterator[Ports]:
    """The numbers of a sentence, two with a dash between them as the run that they are the ends of."""
    ends = {int(one): int(other) for one, other in _SPAN.findall(plain(text))}
    lasts = {ends[number] for number in numbers if ends.get(number, 0) > number}
    for number in numbers:
        if number not in lasts:
            yield Ports(number, max(number, ends.get(number, number)))


def _is_claim(text: str) -> bool:
    """A statement, not a group of things, and not an instruction."""
    sentence = bare(text)
    if SENTENCE_START.match(sentence) and not re.match(r"(?:all|no|only|any)\b", sentence, re.IGNORECASE):
        return False
    count = len(_outside_brackets(sentence).split())
    has_cjk = bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff]", sentence)) and len(sentence) >= 8
    return count >= 4 or has_cjk or (bool(_MARK.match(text)) and count >= 3)


def _outside_brackets(text: str) -> str:
    return re.sub(r"[(（][^()（）]*[)）]", " ", text)


def _take_file(context: Context, section: Section, words: Words) -> bool:
    """A path, with the name that the page gives the file."""
    pair = key_of(words)
    name, value = (pair[0], pair[1].text) if pair else ("", words.text)
    match = _PATH.match(value.strip())
    is_files = any(FILES.search(one.title) for one in section.path())
    if not match or not (match["path"][0] in "/~" or is_files) or re.fullmatch(r"/[\w-]*", match["path"]):
        return False
    if not is_files and not (pair and role_of(name) == "config"):
        return False
    context.found.files.append(FileMention(match["path"], name, context.at(words.line)))
    return True


def _take_endpoint(context: Context, section: Section, words: Words) -> bool:
    """`Grafana: https://grafana.example.org`: the way to a service that is named elsewhere."""
    pair = key_of(words)
    urls = urls_in(words)
    if not pair or not urls or not is_name(pair[0]):
        return False
    if not re.fullmatch(r"[\s,]*(?:https?://\S+|[\w.*-]+\.[a-z]{2,}\S*)(?:[\s,(].*)?", pair[1].text, re.IGNORECASE):
        return False
    target = re.search(r"→\s*(\S+)", plain(pair[1].text))
    if "→" in plain(pair[1].text) and target:
        context.found.endpoints.append(
            EndpointMention(tuple(urls), context.at(words.line), target=target[1], service=pair[0])
        )
        return True
    context.found.endpoints.append(EndpointMention(tuple(urls), context.at(words.line), service=pair[0]))
    return True


def _refuse_all(context: Context, item: Item, why: str) -> None:
    if numbers := numbers_in(item.words.text, about_ports=True):
        context.refuse(item.words.line, item.words.text, why, numbers)
    for child in item.items:
        _refuse_all(context, child, why)
