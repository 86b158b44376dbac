"""`nft -j list ruleset` (libnftables-json(5)): the same rules, read back into the words of nft's own language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value, read_value
from portdocs.scan.firewall.nft_ruleset import Ruleset
from portdocs.scan.firewall.nft_syntax import Group, Node, Statement, Word
from portdocs.scan.observations import Observation
from portdocs.scan.safe_files import Broken
from portdocs.scan.settings_tree import child, entries, items, words


def is_nft_json(text: str) -> bool:
    """True if a text looks like the output of `nft -j list ruleset`."""
    return text.lstrip().startswith("{") and '"nftables"' in text[:2000]


def read_nft_json(text: str, name: str) -> Iterator[Observation]:
    """The openings of a ruleset. Raises Broken."""
    found = child(read_value(text.replace("\t", " ")), "nftables")
    if not isinstance(found, Sequence):
        raise Broken("no list `nftables`, expected one; create the file with `nft -j list ruleset`")
    ruleset = Ruleset(_no_include)
    ruleset.read([(name, statement) for entry in found.items for statement in _entry(entry)])
    yield from ruleset.observe(name)


def _no_include(pattern: str, line: int) -> tuple[list[tuple[str, Statement]], Observation | None]:
    return [], None  # nft has resolved them all


def _entry(entry: Value) -> Iterator[Statement]:
    for kind, body in entries(entry).items():
        if not isinstance(body, Mapping) or kind not in ("chain", "rule", "set", "map"):
            continue
        head = [Word(text, body.line) for text in ("add", kind, _word(body, "family"), _word(body, "table"))]
        if kind == "rule":
            rule = [node for one in items(body, "expr") for node in _expression(one)]
            yield (*head, Word(_word(body, "chain"), body.line), *rule)
        else:
            yield (*head, Word(_word(body, "name"), body.line), Group(tuple(_block(kind, body)), body.line))


def _word(body: Mapping, key: str) -> str:
    value = body.values.get(key)
    return value.text if isinstance(value, Scalar) else ""


def _block(kind: str, body: Mapping) -> Iterator[Node]:
    line = body.line
    if kind == "chain" and "hook" in body.values:
        yield from _words(line, "type", _word(body, "type"), "hook", _word(body, "hook"), ";")
        yield from _words(line, "policy", _word(body, "policy") or "accept", ";")
    elif kind != "chain":
        if names := words(body, "flags"):
            yield from _words(line, "flags", *names, ";")
        if "elem" in body.values:
            yield from (Word("elements", line), Word("=", line), _group(body.values["elem"]))


def _words(line: int, *words: str) -> Iterator[Word]:
    return (Word(word, line) for word in words if word)


def _expression(one: Value) -> Iterator[Node]:
    """The words of a part of a rule."""
    if not isinstance(one, Mapping):
        if isinstance(one, Scalar):
            yield Word(one.text, one.line)
        return
    for kind, body in one.values.items():
        if kind == "match" and isinstance(body, Mapping):
            yield from _match(body)
        elif kind == "vmap" and isinstance(body, Mapping):
            yield from [*_left(body.values.get("key")), Word("vmap", body.line), *_right(body.values.get("data"))]
        elif kind in ("jump", "goto"):
            yield from (Word(kind, one.line), Word(_word(one.mapping(kind), "target"), one.line))
        elif kind == "limit":
            yield from _words(one.line, "limit", "rate")
        elif kind == "ct count":
            yield from _words(one.line, "ct", "count")
        elif kind == "set":
            yield from (Word("add", one.line), *_dynamic(one.mapping(kind)))
        elif kind not in ("mangle", "ct helper", "comment"):
            yield Word(kind, one.line)


def _dynamic(body: Mapping) -> Iterator[Node]:
    names = [name for one in items(body, "stmt") for name in entries(one)]
    yield Word(_word(body, "set"), body.line)
    yield Group(tuple(Word(name.split()[0], body.line) for name in names if name), body.line)


def _match(body: Mapping) -> Iterator[Node]:
    operator = _word(body, "op")
    yield from _left(body.values.get("left"))
    if operator and operator not in ("in", "=="):
        yield Word(operator, body.line)
    yield from _right(body.values.get("right"))


def _left(value: Value | None) -> Iterator[Node]:
    """`{"payload": {"protocol": "tcp", "field": "dport"}}` is `tcp dport`."""
    if not isinstance(value, Mapping):
        return
    for kind, body in value.values.items():
        if kind == "concat" and isinstance(body, Sequence):
            yield from _concatenated(map(_left, body.items), value.line)
        elif kind == "payload" and isinstance(body, Mapping):
            yield from _words(value.line, _word(body, "protocol"), _word(body, "field"))
        elif kind in ("meta", "ct") and isinstance(body, Mapping):
            yield from _words(value.line, kind, _word(body, "key"))
        elif kind == "fib" and isinstance(body, Mapping):
            flags = [word for flag in words(body, "flags") for word in (".", flag)][1:]
            yield from _words(value.line, "fib", *flags, _word(body, "result"))
        elif kind == "&":  # a mask: of flags of TCP, say
            yield from _left(body.items[0] if isinstance(body, Sequence) and body.items else None)
            yield Word("&", value.line)
        else:
            yield Word(kind, value.line)


def _right(value: Value | None) -> Iterator[Node]:
    if isinstance(value, Scalar):
        yield Word(value.text, value.line)
    elif isinstance(value, Sequence):  # `ct state established,related`
        yield Group(tuple(_separated(value)), value.line)
    elif isinstance(value, Mapping):
        yield from _value(value)


def _concatenated(parts: Iterable[Iterable[Node]], line: int) -> Iterator[Node]:
    for number, part in enumerate(parts):
        yield from [Word(".", line)] if number else []
        yield from part


def _value(value: Mapping) -> Iterator[Node]:
    for kind, body in value.values.items():
        if kind == "set":
            yield _group(body)
        elif kind == "prefix" and isinstance(body, Mapping):
            yield Word(f"{_word(body, 'addr')}/{_word(body, 'len')}", value.line)
        elif kind == "range" and isinstance(body, Sequence):
            yield Word("-".join(one.text for one in body.items if isinstance(one, Scalar)), value.line)
        elif kind == "concat" and isinstance(body, Sequence):
            yield from _concatenated(map(_right, body.items), value.line)
        elif kind == "elem" and isinstance(body, Mapping):
            yield from _right(body.values.get("val"))
        else:
            yield from (_expression(value) if kind in ("jump", "goto", "accept", "drop", "reject", "return") else ())


def _group(value: Value) -> Group:
    items = value if isinstance(value, Sequence) else Sequence((value,), value.line)
    return Group(tuple(_separated(items)), value.line)


def _separated(items: Sequence) -> Iterator[Node]:
    """The elements with commas between; a pair of a map is a list of two."""
    for item in items.items:
        if isinstance(item, Sequence) and len(item.items) == 2:
            yield from [*_right(item.items[0]), Word(":", item.line), *_right(item.items[1])]
        else:
            yield from _right(item)
        yield Word(",", item.line)
