"""Facts of a service: a cell under a heading, or the value behind a key, becomes a value of the registry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from portdocs.importing.columns import is_empty, role_of
from portdocs.importing.context import Context
from portdocs.importing.found import EndpointMention, Mention
from portdocs.importing.names import key
from portdocs.importing.numbers import numbers_in
from portdocs.importing.pages import Words
from portdocs.importing.ports import PortUse, put_inside, understand
from portdocs.importing.urls import address_in, is_link, is_public, urls_in
from portdocs.importing.values import bind_in, health_in, is_protocol, one_line, protocol_in, status_of

_PATH = re.compile(r"(?<![\w:/.])[~.]?/?[\w.@{}$-]+(?:/[\w.@{}$*-]+)+/?|(?<![\w:/.])/[\w.-]+")


def take_fact(context: Context, mention: Mention, title: str, words: Words, role: str | None = None) -> bool:
    """Puts a value where it belongs; False where nothing can be made of it."""
    role = role or role_of(title)
    text = one_line(words.text)
    if is_empty(text):
        return True
    handler = _HANDLERS.get(role)
    if handler is not None and handler(context, mention, words, text):
        return True
    if role in ("port", "inside", "range", "other_port"):
        return role in ("port", "inside") and bool(mention.uses)
    if role == "runtime":
        mention.runtime[title.strip()] = text
        return True
    if role == "target" and key(text) in context.machines:
        mention.facts.setdefault("host", text)
        return True
    if role == "ignored":
        context.found.counted |= {(words.line, number) for number in numbers_in(text, in_table=True)}
    if role in ("ignored", "flow", "from", "to", "action", "target", "tls"):
        mention.notes.append(f"{title.strip()}: {text}") if title.strip(" #") else None
        return True
    mention.notes.append(f"{title.strip()}: {text}" if role not in ("notes",) and title.strip() else text)
    return True


def take_key(context: Context, mention: Mention, key: str, words: Words) -> None:
    """A `Key: value` line below a service: what is no word of the registry is said of what the service is made of."""
    role = role_of(key)
    if role in ("port", "inside"):
        found = understand(words.text)
        uses = list(put_inside(found.uses)) if role == "inside" else found.uses
        add_uses(mention, uses)
        for text, why in found.refused:
            context.refuse(words.line, f"{key}: {text}", why)
        return
    if role in ("other", "runtime", "ignored", "service", "category", "range", "from", "to", "action", "target", "tls"):
        found = understand(words.text)
        only_ports = found.uses and not found.rest.strip(" ,/()")
        if only_ports and role in ("other", "service"):
            add_uses(mention, [replace(use, label=use.label or one_line(key)) for use in found.uses])
        else:
            mention.runtime.setdefault(one_line(key), one_line(words.text))
        return
    take_fact(context, mention, key, words, role)


def add_uses(mention: Mention, uses: list[PortUse]) -> None:
    """Ports that a service was not yet said to have; ports inside its container go to those that lack them."""
    for use in uses:
        lacking = [n for n, one in enumerate(mention.uses) if one.ports and not one.inside]
        if (
            use.inside
            and not use.ports
            and len(lacking) == 1
            and len(mention.uses[lacking[0]].ports or ()) == len(use.inside)
        ):
            mention.uses[lacking[0]] = replace(mention.uses[lacking[0]], inside=use.inside)
        elif not any(one.ports == use.ports and one.inside == use.inside for one in mention.uses):
            mention.uses.append(use)


def _status(context: Context, mention: Mention, words: Words, text: str) -> bool:
    status, understood = status_of(text)
    if status in ("reserved", "free"):
        status = "planned"
    if status:
        mention.facts["status"] = status
    if not understood:
        why = "no status of the registry (planned, active, deprecated, retired); kept in the notes"
        context.refuse(words.line, f"status `{text}` of {mention.name}", why)
        mention.notes.append(f"Status: {text}")
    return True


def _protocol(context: Context, mention: Mention, words: Words, text: str) -> bool:
    if re.fullmatch(r"\W*(?:sctp|dccp)\W*", text, re.IGNORECASE):
        ports = [run for use in mention.uses if (run := use.ports or use.inside)]
        shown = f"{', '.join(map(str, ports))}/{text} of {mention.name}"
        context.refuse(
            words.line, shown, "the registry knows the transports tcp and udp alone", (run.first for run in ports)
        )
        mention.uses = []
        return True
    transports, protocol = protocol_in(text)
    inside = [use for use in understand(text).uses if use.inside]
    if inside:
        add_uses(mention, inside)
    if protocol and not is_protocol(protocol) and (inside or len(protocol.split()) > 2 or "(" in protocol):
        protocol = None
        mention.notes.append(text)
    mention.uses = [replace(one, transports=one.transports or transports) for one in mention.uses]
    if protocol:
        mention.facts.setdefault("protocol", protocol)
    return True


def _bind(context: Context, mention: Mention, words: Words, text: str) -> bool:
    bind = bind_in(text)
    if bind is None:
        return False
    mention.uses = [replace(one, bind=one.bind or bind) if one.ports else one for one in mention.uses]
    mention.facts["bind_line"] = str(words.line)
    own = {run for use in mention.uses if (run := use.ports)}
    for use in understand(text).uses:
        if use.ports and own and use.ports not in own:
            context.contradict(
                words.line, f"{mention.name} has port {', '.join(map(str, sorted(own)))}, and binds {use.ports} here"
            )
        elif use.ports and not own:
            add_uses(mention, [use])
    return True


def _host(context: Context, mention: Mention, words: Words, text: str) -> bool:
    if re.fullmatch(
        r"\W*(?:127\.0\.0\.1|0\.0\.0\.0|::1?|\*|localhost|loopback|all interfaces)\W*", text, re.IGNORECASE
    ):
        return _bind(context, mention, words, text)
    if not (address_in(text) or re.fullmatch(r"[\w.@(),;&/+ -]{1,80}", text)):
        return False
    mention.facts["host"] = text
    return True


def _domain(context: Context, mention: Mention, words: Words, text: str) -> bool:
    urls = tuple(urls_in(words))
    if urls:
        context.found.endpoints.append(EndpointMention(urls, context.at(words.line), service=mention.name))
        return True
    found = understand(text)
    links = [use.url for use in found.uses if use.url]
    add = [use for use in found.uses if use.ports and not any(use.ports == one.ports for one in mention.uses)]
    if add and not mention.uses:
        add_uses(mention, add)
    for link in links:
        if link and not is_public(link) and is_link(link.rstrip(".")):
            mention.links.setdefault("URL", link.rstrip("."))
    return bool(links)


def _health(context: Context, mention: Mention, words: Words, text: str) -> bool:
    if health := health_in(text):
        mention.facts["health"] = health
        return True
    return False


def _config(context: Context, mention: Mention, words: Words, text: str) -> bool:
    paths = [path for path in _PATH.findall(words.text) if not re.match(r"//|[0-9.]+/[0-9]+$", path)]
    if not paths or "://" in text:
        return False
    mention.files += [(path, "") for path in paths]
    left = " ".join(_PATH.sub(" ", text).split()).strip(" ,;:`()")
    if left:
        mention.notes.append(text)
    return True


def _depends(context: Context, mention: Mention, words: Words, text: str) -> bool:
    mention.depends_on += [
        part.strip(" `*.") for part in re.split(r"\s*(?:,|;|\band\b|\+|、|/)\s*", text) if part.strip(" `*.")
    ]
    return True


def _text(key: str) -> Callable[[Context, Mention, Words, str], bool]:
    def put(context: Context, mention: Mention, words: Words, text: str) -> bool:
        if key in mention.facts and mention.facts[key] != text:
            mention.facts[key] = (
                f"{mention.facts[key]}; {text}" if text not in mention.facts[key] else mention.facts[key]
            )
        else:
            mention.facts[key] = text
        return True

    return put


def _environment(context: Context, mention: Mention, words: Words, text: str) -> bool:
    mention.facts["environment"] = text  # a cell is nearer than the heading above it
    return True


def _unit(context: Context, mention: Mention, words: Words, text: str) -> bool:
    if not re.fullmatch(r"[\w@.:\\-]+", text):
        return False
    mention.facts["unit"] = text
    return True


_HANDLERS = {
    "status": _status,
    "protocol": _protocol,
    "bind": _bind,
    "host": _host,
    "domain": _domain,
    "health": _health,
    "config": _config,
    "depends": _depends,
    "unit": _unit,
    "description": _text("description"),
    "purpose": _text("purpose"),
    "owner": _text("owner"),
    "suite": _text("suite"),
    "environment": _environment,
    "container": _text("container"),
}
