"""`nft list ruleset`, and files that `nft -f` takes (nft(8))."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portdocs.scan.firewall.nft_reader import Names, Reader, key_of
from portdocs.scan.firewall.nft_rule import VERDICTS, Builder
from portdocs.scan.firewall.nft_syntax import Group, Statement, Word, elements, line_of
from portdocs.scan.firewall.rules import Rule
from portdocs.scan.safe_files import clean

_TWO_WORDS = {"ip", "ip6", "tcp", "udp", "th", "meta", "ct", "icmp", "icmpv6", "igmp", "sctp", "dccp", "esp", "ah",
              "udplite", "ether", "vlan", "arp", "fib", "rt", "socket", "osf", "exthdr", "tproxy"}  # fmt: skip
_ONE_WORD = {"iif", "iifname", "l4proto", "nfproto", "protocol", "pkttype", "mark", "iiftype", "oif", "oifname",
             "skuid", "skgid", "iifgroup", "cgroup", "priority", "length", "cpu", "day", "hour", "time"}  # fmt: skip
_OPERATORS = {"==": False, "eq": False, "!=": True, "ne": True}
_COMPARISONS = {"<", ">", "<=", ">=", "lt", "gt", "le", "ge"}
_PASSING = {"counter", "log", "comment", "notrack", "masquerade", "snat", "dnat", "redirect", "quota", "flow", "dup"}
_TRACKED = ("ct status", "ct direction", "ct expiration", "ct helper", "ct original", "ct reply")
"""Fields of established connections, or of those that the machine itself rewrote."""


_STARTS = {*_TWO_WORDS, *_ONE_WORD, *_PASSING, *VERDICTS, "jump", "goto", "limit", "queue", "add", "update", "set", "@"}


def rules_of(statement: Statement, names: Names, file: str) -> Iterator[Rule]:
    """The rules in a statement of a chain: one, or one for each pair of a verdict map."""
    reader = Reader(statement, names)
    builder = Builder(file, line_of(statement))
    try:
        while reader.at < len(statement):
            word = reader.take()
            if word in VERDICTS or word in ("jump", "goto", "queue"):
                yield from _verdict(word, reader, builder, reader.text)
                return
            if pairs := _step(word, reader, builder):
                yield from _map(pairs, builder, reader.text)
                return
    except ValueError:
        builder.cannot_tell("it contains a value that is not an address or port")
        if rule := builder.rule("allow", reader.text):
            yield rule


def _verdict(word: str, reader: Reader, builder: Builder, text: str) -> Iterator[Rule]:
    chain = reader.take() if word in ("jump", "goto") else ""
    if word == "queue":
        builder.cannot_tell("a program decides it")
    verdict = "jump" if word == "jump" else "goto" if word == "goto" else VERDICTS.get(word, "allow")
    if rule := builder.rule(verdict, text, chain):
        yield rule


Pairs = tuple[tuple[str, ...], Group | None]
"""The fields of a verdict map, and its pairs; None for a map that is not in the file."""


def _step(word: str, reader: Reader, builder: Builder) -> Pairs | None:
    """Read the expression that a word begins; returns a verdict map."""
    if word in _SPECIAL:
        _SPECIAL[word](reader, builder)
    elif word in _TWO_WORDS or word in _ONE_WORD:
        return _condition(word, reader, builder)
    else:
        reader.hide(reader.at - 1)
        if word:
            builder.cannot_tell(f"it depends on `{clean(word, 40)}`")
    return None


def _condition(word: str, reader: Reader, builder: Builder) -> Pairs | None:
    fields = [_field(word, reader)]
    while reader.peek() == ".":
        reader.take()
        fields.append(_field(reader.take(), reader))
    if reader.peek() == "set":  # `meta mark set 1`, `ct helper set "ftp"`
        reader.skip_until(_STARTS - {"set", "meta", "ct", "mark"})
        return None
    if reader.peek() == "vmap":
        reader.take()
        return tuple(fields), _map_of(reader)
    if fields == ["tcp flags"]:
        _flags(reader, builder)
        return None
    if fields == ["ct count"]:
        builder.is_limited = True
        reader.skip_until(_STARTS)
        return None
    negated = reader.peek() in ("!=", "ne", "!")
    if reader.peek() in _OPERATORS or negated:
        reader.take()
    start = reader.at
    if reader.peek() in _COMPARISONS or reader.peek() in ("&", "and", "|"):
        reader.skip_until(_STARTS)
        reader.hide(start)
        builder.cannot_tell(f"it compares `{clean(fields[0], 40)}`")
        return None
    values = reader.names.values(reader.value(), len(fields))
    reader.hide(start)
    if fields == ["ct state"]:
        builder.state([one[0] for one in values if one], negated=negated)
    elif any(one.startswith(("oif", "meta oif", *_TRACKED)) for one in fields):
        builder.never()
    else:
        builder.condition(fields, values, negated=negated)
        if builder.knows(fields):
            reader.show(start)
    return None


def _field(word: str, reader: Reader) -> str:
    if word == "fib":
        words = [word, reader.take()]
        while reader.peek() == ".":
            words += [reader.take(), reader.take()]
        return " ".join([*words, reader.take()])
    if word in _TWO_WORDS:
        return f"{word} {reader.take()}"
    return word


def _map_of(reader: Reader) -> Group | None:
    node = reader.nodes[reader.at] if reader.at < len(reader.nodes) else None
    if isinstance(node, Word) and node.text.startswith("@"):
        return reader.names.sets.get(node.text[1:])
    return node if isinstance(node, Group) else None


def _flags(reader: Reader, builder: Builder) -> None:
    """`tcp flags syn`, and masks such as `& (fin | syn) == syn`: only the first packet of a connection matters."""
    words = [word for word in reader.skip_until(_STARTS) if word not in ("(", ")", "|")]
    joined = "".join(words)
    is_first = joined.startswith("syn/") if "/" in joined else words == ["syn"] or words[-2:] == ["==", "syn"]
    if not is_first:
        builder.never()


def _map(pairs: Pairs, builder: Builder, text: str) -> Iterator[Rule]:
    fields, group = pairs
    if group is None:
        builder.cannot_tell("it depends on a map that is not in this file")
        if rule := builder.rule("allow", text):
            yield rule
        return
    for element in elements(group):
        key = key_of(element)
        words = [one.text for one in element[len(key) + 1 :] if isinstance(one, Word)]
        one = Builder(builder.file, builder.line, list(builder.alternatives), builder.unclear, builder.is_limited)
        parts = tuple(part.text for part in key if isinstance(part, Word) and part.text != ".")
        if fields == ("ct state",):
            one.state(parts)
        else:
            one.condition(fields, [parts if len(parts) == len(fields) else None])
        yield from _verdict(words[0] if words else "", Reader(element[len(key) + 2 :], Names()), one, text)


def _limit(reader: Reader, builder: Builder) -> None:
    builder.is_limited = True
    reader.skip_until(_STARTS)


def _passing(reader: Reader, builder: Builder) -> None:
    while reader.at < len(reader.nodes) and reader.peek() not in _STARTS:
        reader.at += 1


def _dynamic(reader: Reader, builder: Builder) -> None:
    """`add @set { ip saddr limit rate over 10/minute }`: true for the limit."""
    for node in reader.nodes[reader.at :]:
        if isinstance(node, Group):
            builder.is_limited |= any(isinstance(one, Word) and one.text in ("limit", "ct") for one in node.items)
            break
    reader.skip_until(_STARTS - {"add", "update", "@", "set"})


def _set(reader: Reader, builder: Builder) -> None:
    reader.take()
    _dynamic(reader, builder)


def _translated(reader: Reader, builder: Builder) -> None:
    builder.cannot_tell("iptables created it, and only iptables-save shows it")


def _comment(reader: Reader, builder: Builder) -> None:
    reader.at += 1


_SPECIAL: dict[str, Callable[[Reader, Builder], None]] = {
    **dict.fromkeys(_PASSING, _passing),
    "comment": _comment,
    "limit": _limit,
    "add": _dynamic,
    "update": _dynamic,
    "set": _set,
    "with": _passing,
    "xt": _translated,
}
