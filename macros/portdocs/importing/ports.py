"""Ports as people write them in a cell or behind a name: several, ranges, mappings, with a transport, with an address.

`80, 443` · `5000–5010` · `8080/tcp` · `53 udp/tcp` · `8080:80` · `8080 → 80` · `127.0.0.1:3000` · `[::1]:53` ·
`127.0.0.1:8080:80/tcp` · `http://localhost:3000` · `HTTP: 8080, gRPC: 9090` · `9092 (internal)` · `${PORT:-3000}`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from portdocs.importing.words.port_words import CONTAINER_WORD, HOST_WORD, NOT_THIS_ONE, PROTOCOLS
from portdocs.importing.words.section_words import LOOPBACK_ONLY
from portdocs.registry.addresses import parse_bind
from portdocs.registry.ports import HIGHEST, Ports

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u301c\uff5e]")
_ARROWS = re.compile(r"\s*(?:-{1,2}>|={1,2}>|[→⇒⟶➜➡⇨►▶↦]\ufe0f?)\s*")

# Arabic, Persian and Devanagari; the wide ones are undone by NFKC.
_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphens, spaces without width and marks of byte order: in a number they would cut it in two."""
_THOUSANDS = re.compile(r"(?<![0-9,.])([0-9]{1,2}),(0[0-9]{2})(?![0-9,])")

# Scripts that keep no words apart: `端口8080`, `8080番ポート`.
_BEHIND_WORD = re.compile(r"(端口号?|連接埠|埠|ポート(?:番号)?|포트(?:번호)?)(?=[0-9])")
_BEFORE_WORD = re.compile(r"(?<![0-9])([0-9]{2,5})(?=(?:番|번)?\s?(?:端口|埠|ポート|포트)|번?에서|番?で)")

_NUMBER = r"[0-9]+"
_RUN = rf"{_NUMBER}(?:\s?(?:-|\.{{2,3}}|~|to|bis|до|至|到)\s?{_NUMBER})?"
_ADDRESS = r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.%]+\]|::1?|localhost|\*)"
_TRANSPORT = r"(?:tcp|udp|sctp|quic)[46]?(?![A-Za-z0-9])"
_OTHER_TRANSPORT = re.compile(r"(?<![a-z])(?:sctp|dccp)(?![a-z])", re.IGNORECASE)
_TRANSPORTS = rf"{_TRANSPORT}(?:\s?(?:[/+,&|]|and|und|y|et|и|e)\s?{_TRANSPORT})*"
_TOKEN = re.compile(
    rf"""
      (?P<url>(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{0,30}}://[^\s|<>"'`(),;\u3001\uff0c]+)
    | (?P<cidr>[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}/[0-9]{{1,2}}(?![0-9]))
    | (?:(?P<addr>(?<![\w.]){_ADDRESS}):)?
      (?<![\w.,\#])(?P<outside>{_RUN})(?::|→)(?P<inside>{_RUN})(?!:?\w|\.[0-9])(?:\s?/\s?(?P<t3>{_TRANSPORTS}))?
    | (?P<addr2>(?<![\w.]){_ADDRESS}):(?P<port2>{_RUN})(?![\w:]|\.[0-9])(?:\s?/\s?(?P<t2>{_TRANSPORTS}))?
    | (?P<ip>(?<![\w.:])::1?(?![\w:])
        |(?<![\w.])(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|\[?[0-9A-Fa-f]{{0,4}}(?::[0-9A-Fa-f]{{0,4}}){{3,}}\]?)(?![\w]))
    | (?P<version>(?<![\w])v?[0-9]+(?:\.[0-9]+)+\w*)
    | (?P<bare>(?<![\w.\#$])(?<!\w-)(?P<tfirst>{_TRANSPORTS}\s?[:/ ]?\s?)?:?(?P<port>{_RUN})
      (?![\w]|\.[0-9])(?:\s?[/(\[\s]\s?(?P<t1>{_TRANSPORTS}))?)
    """,
    re.VERBOSE | re.IGNORECASE,
)


_ONE = re.compile("[1-9][0-9]{0,4}")
_BOUND = re.compile(
    rf"""(?:only\s+)?(?:bound\s+to|binds?(?:\s+to)?|bind\s*[:=]|listen(?:s|ing)?\s+on|on|gebunden\s+an|enlazado\s+a)?\s*
    (?:(?P<address>{_ADDRESS})|(?P<loopback>loopback|localhost)|(?P<all>all\s+(?:network\s+)?interfaces))
    (?:\s*(?:only|interface))*""",
    re.VERBOSE | re.IGNORECASE,
)
"""What a remark in brackets says of the address."""
_BOUND_TO = re.compile(
    rf"(?:^|[(,;.]\s*)((?:only\s+)?(?:bound|binds?)\s+to\s+{_ADDRESS}(?:\s+only)?)(?=$|[),;.\s])", re.IGNORECASE
)
_NOT_IT = "the text says that it is not the port"
_AND = re.compile(r"and|or|und|oder|y|o|e|et|ou|и|или", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PortUse:
    """Ports that something takes, or the ports inside a container, with what the text says around them."""

    ports: Ports | None
    inside: Ports | None = None
    transports: tuple[str, ...] = ()
    bind: str | None = None
    label: str = ""
    """Words about these ports alone, such as `metrics` in `9090 (metrics)`."""
    protocol: str | None = None
    url: str | None = None
    """The address that they were taken from."""


@dataclass
class Understood:
    """What a text says of ports."""

    uses: list[PortUse] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Numbers that are no port to be taken, with the reason."""
    rest: str = ""
    """What was said besides: neither a port nor words about one."""
    text: str = ""


def plain(text: str) -> str:
    """Text in which digits, dashes, arrows and colons are the usual ones."""
    if text.isascii() and ">" not in text:  # as most cells are
        return _THOUSANDS.sub(r"\1\2", text) if "," in text else text
    text = _ARROWS.sub(
        "→", _DASHES.sub("-", unicodedata.normalize("NFKC", text.translate(_UNSEEN)).replace("\u3001", ","))
    )
    text = _DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    text = _BEHIND_WORD.sub(r"\1 ", _BEFORE_WORD.sub(r"\1 ", text))
    # `8,080` is one number: no port starts with a zero.
    return _THOUSANDS.sub(r"\1\2", text)


def understand(text: str) -> Understood:
    """The ports in a text whose purpose is to name ports."""
    if _ONE.fullmatch(text) and int(text) <= HIGHEST:  # as most cells are
        return Understood([PortUse(Ports.one(int(text)))], text=text)
    found = Understood(text=plain(text))
    last, pieces = 0, []
    matches = tokens(found.text)
    for number, match in enumerate(matches):
        before = found.text[last : match.start()]
        following = next((one for one in matches[number + 1 :] if not one["ip"]), None)
        after = found.text[match.end() : following.start() if following else None]
        pieces.append(before)
        _take(found, match, before, after)
        last = match.end()
    pieces.append(found.text[last:])
    found.rest = " ".join("".join(pieces).split())
    return found


def put_inside(uses: Iterable[PortUse]) -> Iterator[PortUse]:
    """Ports of a text that speaks of containers."""
    for use in uses:
        yield replace(use, ports=None, inside=use.ports) if use.ports and not use.inside else use


def tokens(text: str) -> list[re.Match[str]]:
    """The pieces of a plain text that name ports or addresses."""
    return [match for match in _TOKEN.finditer(text) if not (match["cidr"] or match["version"])]


def _take(found: Understood, match: re.Match[str], before: str, after: str) -> None:
    if match["url"]:
        found.uses += _of_url(match["url"])
        return
    if match["ip"]:
        return
    label = _label(before, after)
    if before.strip() == "-" and before.endswith("-") and not found.uses:
        found.refused.append((f"-{match[0].strip()}", f"no port is negative, expected 1 to {HIGHEST}"))
        return
    goes_on = bool(found.refused) and found.refused[-1][1] == _NOT_IT and re.fullmatch(r"\s*[,/]\s*", before)
    if NOT_THIS_ONE.search(before[-40:]) or goes_on:
        found.refused.append((match[0].strip(), _NOT_IT))
        return
    if _OTHER_TRANSPORT.search(match[0]) and not transports_in(match[0]):
        found.refused.append((match[0].strip(), "the registry knows the transports tcp and udp alone"))
        return
    try:
        use = _use(match)
    except ValueError as error:
        found.refused.append((match[0].strip(), str(error)))
        return
    if bind := bound(label):
        use, label = replace(use, bind=use.bind or bind), ""
    use = _labelled(use, label)
    if label and not use.transports and (transports := _transports_of(label)):
        use = replace(use, transports=transports)
    if use.ports and use.inside and (use.ports, use.inside) == (Ports.one(80), Ports.one(443)):
        found.refused.append((match[0].strip(), "a redirect, no listener"))
    elif CONTAINER_WORD.search(label) and use.ports and not use.inside:
        _put_inside(found, use)
    else:
        found.uses.append(use)


def _put_inside(found: Understood, use: PortUse) -> None:
    """A port inside a container belongs to the one before it, `8080 (container: 80)`; alone it is reached by name."""
    last = found.uses[-1] if found.uses else None
    if last and last.ports and not last.inside and use.ports and len(last.ports) == len(use.ports):
        found.uses[-1] = replace(last, inside=use.ports)
    else:
        found.uses.append(replace(use, ports=None, inside=use.ports))


def _use(match: re.Match[str]) -> PortUse:
    if match["outside"]:
        ports, inside = run(match["outside"]), run(match["inside"])
        if len(ports) != len(inside):
            raise ValueError(f"{len(ports)} ports lead to {len(inside)}")
        return PortUse(ports, inside, transports_in(match["t3"]), bind_of(match["addr"]))
    if match["port2"]:
        return PortUse(run(match["port2"]), None, transports_in(match["t2"]), bind_of(match["addr2"]))
    return PortUse(run(match["port"]), None, transports_in(match["tfirst"]) or transports_in(match["t1"]))


def run(text: str) -> Ports:
    """A port or range as people write it. Raises ValueError with what is wrong."""
    numbers = re.findall(_NUMBER, text)
    for number in numbers:
        if len(number.lstrip("0")) > 5 or not 1 <= int(number) <= HIGHEST:
            raise ValueError(f"port {number[:20]} does not exist, expected 1 to {HIGHEST}")
        if number[0] == "0":
            raise ValueError(f"`{number[:20]}` starts with a zero, which no port does")
    first, last = int(numbers[0]), int(numbers[-1])
    if first > last:
        raise ValueError(f"{first}-{last} runs backwards")
    return Ports(first, last)


def bind_of(address: str | None) -> str | None:
    """The bind that an address before a port stands for; None where it says nothing."""
    if not address:
        return None
    text = address.strip("[]").split("%")[0]
    if text.lower() == "localhost":
        return "127.0.0.1"
    try:
        return parse_bind(text)
    except ValueError:
        return None


def bound_to(bind: str | None, uses: Iterable[PortUse]) -> list[PortUse]:
    """Ports of the host with an address, where they name none."""
    return [replace(use, bind=bind) if bind and use.ports and not use.bind else use for use in uses]


def bound(text: str) -> str | None:
    """The bind that a remark in brackets gives, as in `6379 (bound to 127.0.0.1)` or `8000 (localhost only)`."""
    match = _BOUND.fullmatch(text.strip())
    if not match:
        return "127.0.0.1" if LOOPBACK_ONLY.fullmatch(text.strip()) else None
    return "*" if match["all"] else bind_of(match["address"] or "localhost")


def bound_in(text: str) -> str | None:
    """The bind that a note gives: `bound to 127.0.0.1, fronted on 8001`, or `internal only (127.0.0.1)`."""
    shown = plain(text)
    if match := _BOUND_TO.search(shown):
        return bound(match[1])
    return bound(shown) or ("127.0.0.1" if LOOPBACK_ONLY.search(shown) else None)


def transports_in(text: str | None) -> tuple[str, ...]:
    """`tcp`, `udp` or both, in the order of the registry; quic is carried by udp."""
    lowered = (text or "").lower().replace("quic", "udp")
    return tuple(name for name in ("tcp", "udp") if name in lowered)


def _transports_of(label: str) -> tuple[str, ...]:
    return transports_in(label) if re.search(rf"(?<!\w){_TRANSPORT}", label, re.IGNORECASE) else ()


def _label(before: str, after: str) -> str:
    """Words about one port: in brackets behind it, else before it up to the last separator."""
    if behind := re.match(r"\s*[(\[]([^()\[\]]*)[)\]]", after):
        return behind[1].strip()
    if re.search(r"\w\.[\w.-]*\w:\W*$", before):  # `db.internal:5432`: a machine, and no word about the port
        return ""
    named = re.search(r"(?:^|[,;/&\n(+]|\band\b)\s*([^,;/&\n()+0-9]{1,40}?)\s*[:=→-]?\s*$", before)
    return named[1].strip() if named else ""


def _labelled(use: PortUse, label: str) -> PortUse:
    if not label:
        return use
    words = re.sub(rf"\b(?:{_TRANSPORTS}|ports?)\b|[`*]", " ", label, flags=re.IGNORECASE)
    words = " ".join(HOST_WORD.sub(" ", words).split()).strip(" :=-→/,")
    words = "" if _AND.fullmatch(words) else words
    if words.lower() in PROTOCOLS:
        return replace(use, protocol=words.lower())
    return replace(use, label=words if re.search(r"\w", words) else "")


def _of_url(url: str) -> list[PortUse]:
    """The port of a URL that writes one."""
    match = re.match(r"([A-Za-z][\w+.-]*)://(?:[^/@\s]*@)?(\[[^\]]*\]|[^:/?#\s]*)(?::([0-9]+))?", url)
    if not match or not match[3]:
        return []
    try:
        ports = run(match[3])
    except ValueError:
        return []
    scheme = match[1].lower()
    transports = transports_in(scheme)
    protocol = scheme if scheme in PROTOCOLS and not transports else None
    return [PortUse(ports, None, transports, None, "", protocol, url)]
