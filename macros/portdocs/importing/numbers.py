"""Numbers that may be ports: whatever is none of a date, a version, a size, an address, a count or a part of a word."""

from __future__ import annotations

import re

from portdocs.importing.ports import plain
from portdocs.importing.words.port_words import PORT_WORD
from portdocs.registry.ports import HIGHEST

_SKIPPED = re.compile(
    r"""
      [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ][0-9:.Z+-]+)?
    | [0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4} | [0-9]{4}/[0-9]{2}/[0-9]{2}
    | (?<![\w])[0-9]{1,2}:[0-9]{2}:[0-9]{2}
    | [0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?
    | (?<![\w])v?[0-9]+(?:\.[0-9]+)+[\w.+-]*
    | \#[0-9]+ | (?:pid|uid|gid|rfc|cve|issues?|pull|commit)[\s/:=#-]*[0-9][0-9-]*
    | (?<![^\W_])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+[0-9]{1,2}(?![0-9])
        ,?\s*(?:(?:19|20)[0-9]{2})?
    | [0-9]{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+[0-9]{4}
    | (?:19|20)[0-9]{2}\s*(?:年|год|г\.)
    | (?<![\w])[0-9]+\s?(?:%|[kmgt]i?b(?:it)?(?:/s)?\b|ms\b|s\b|secs?\b|seconds?\b|mins?\b|minutes?\b|h\b|hours?\b|
        days?\b|weeks?\b|months?\b|years?\b|px\b|mhz\b|ghz\b|
        users?\b|rows?\b|lines?\b|workers?\b|processes\b|threads?\b|cores?\b|times\b|requests?\b|req\b|rps\b|connections?\b|items?\b|nodes?\b|replicas?\b|servers?\b|hosts?\b|services\b|containers\b|ports\b|bytes?\b|bits?\b|x\b)
    | (?:HTTP|status|code|returns?|error)\s*:?\s*[1-5][0-9]{2}\b
    | (?:timeout|workers|replicas|memory|limit|retries|interval|size|max\w*|min\w*|count|mtu|vlan|version|ttl)
        ["']?\s*[:=]\s*[0-9]+
    | (?<![0-9])[0-9]{1,9}\s?(?:[万千百亿年月日时時分秒天个個人台条條次元円件行名位章节節页頁]
        |개|명|원|년|월|일|시|초|분|회|번째)
    | [0-9A-Fa-f]{8}-[0-9A-Fa-f-]{20,} | \b0x[0-9A-Fa-f]+ | &\#?\w+;
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.$\#])(?<!\w-)([0-9]{1,5})(?:\s?-\s?([0-9]{1,5}))?(?![\w]|\.[0-9])")
# Where a number stands beside a word of a script that keeps no words apart: kana, han, hangul.
_JOINED = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])(?=[0-9])|(?<=[0-9])(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"
)
_MARKED = re.compile(
    r"(?:(?<!\w):|(?<=\w):(?=[0-9]{4})|(?:tcp|udp|port)[\s/:]*)([0-9]{1,5})(?![\w.])|(?<![\w.])([0-9]{1,5})/(?:tcp|udp)",
    re.IGNORECASE,
)
_WELL_KNOWN = frozenset(
    {21, 22, 23, 25, 53, 67, 69, 80, 88, 110, 123, 143, 161, 389, 443, 445, 465, 514, 587, 636, 853, 873, 990, 993, 995}
)
_YEARS = range(1980, 2041)


def numbers_in(text: str, *, in_table: bool = False, about_ports: bool = False) -> tuple[int, ...]:
    """The numbers of a text that may be ports, in its order.

    Where the text or what stands around it speaks of ports, small ones count too; elsewhere only those that look it.
    """
    shown = plain(text)
    marked = {int(number) for match in _MARKED.finditer(shown) for number in match.groups() if number}
    bare = _SKIPPED.sub(" ", shown)
    bare = bare if bare.isascii() else _JOINED.sub(" ", bare)
    speaks = in_table or about_ports or bool(PORT_WORD.search(shown))
    found = []
    for match in _NUMBER.finditer(bare):
        numbers = (int(group) for group in match.groups() if group)
        found += [number for number in numbers if _may_be_port(number, speaks, number in marked, in_table)]
    # `127.0.0.1:9000`: the address is skipped, its port is not; a time of day has one too.
    found += [n for n in sorted(marked) if n not in found and n > 59 and n <= HIGHEST]
    return tuple(dict.fromkeys(found))


def _may_be_port(number: int, speaks: bool, marked: bool, in_cell: bool) -> bool:
    if not 1 <= number <= HIGHEST:
        return False
    if marked:
        return number >= 10
    if number in _YEARS and not in_cell:
        return False
    return in_cell or number >= 1000 or number in _WELL_KNOWN or (speaks and number >= 20)
