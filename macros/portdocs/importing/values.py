"""What single cells and values say: a state, an address to bind, a protocol, a way to see that a service works."""

from __future__ import annotations

import re
from functools import lru_cache

from portdocs.importing.columns import is_empty
from portdocs.importing.ports import bind_of, plain, transports_in
from portdocs.importing.words.port_words import PROTOCOLS, any_of
from portdocs.importing.words.status_words import FREE, RESERVED, SIGNS, STATUS

_ANY = any_of(
    "all interfaces", "any", "all", "every interface",
    "alle schnittstellen", "todas las interfaces", "todas as interfaces", "toutes les interfaces",
    "все интерфейсы", "所有接口", "所有网卡", "全部", "所有", "すべて", "全て", "모든 인터페이스", "전체",
)  # fmt: skip
_LOOPBACK = any_of(
    "localhost", "loopback", "local only", "localhost only", "lo", "локально", "本机", "本地", "ローカルホスト", "로컬"
)
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]+\]|::1?(?![\w:])|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){3,7}|\*)(?![\w.]|/[0-9])"
)


@lru_cache(maxsize=10_000)
def status_of(text: str) -> tuple[str | None, bool]:
    """The status that a cell gives, and whether it was understood; `free` and `reserved` are states of ports."""
    if is_empty(text):
        return None, True
    bare = " ".join(re.sub(r"[^\w\s/'-]", " ", text).split())
    first = re.split(r"[.;,:]\s", text, maxsplit=1)[0].strip(" *_.")  # `Free. It moved to 8003.`
    if bare and (FREE.fullmatch(bare) or FREE.fullmatch(first)):
        return "free", True
    for name, words in STATUS.items():
        if name != "active" and words.search(text):
            return name, True
    if RESERVED.search(text):
        return "reserved", True
    if STATUS["active"].search(text):
        # `Stopped, was running` is not what `running` says.
        odd = re.search(r"\b(?:stopped|not|down|failed|error|never|off)\b", text, re.IGNORECASE)
        return ("active", True) if not odd else (None, False)
    sign = next((SIGNS[char] for char in text if char in SIGNS), None)
    return (sign, True) if sign and not re.search(r"\w", text) else (None, False)


def bind_in(text: str) -> str | None:
    """The address that a cell says something binds; None where it says another thing."""
    shown = plain(text)
    for match in _ADDRESS.finditer(shown):
        if bind := bind_of(match[0]):
            return bind
    if _LOOPBACK.search(shown):
        return "127.0.0.1"
    return "*" if _ANY.fullmatch(shown.strip()) or re.search(r"all\s+(?:network\s+)?interfaces", shown, re.I) else None


@lru_cache(maxsize=10_000)
def protocol_in(text: str) -> tuple[tuple[str, ...], str | None]:
    """The transports and the protocol that a cell names."""
    shown = " ".join(plain(text).split())
    transports = transports_in(shown) if re.search(r"(?<![a-z])(?:tcp|udp|quic)(?![a-z])", shown, re.I) else ()
    rest = re.sub(r"(?<![A-Za-z])(?:tcp|udp|quic)[46]?(?![A-Za-z])", " ", shown, flags=re.I) if transports else shown
    rest = " ".join(re.sub(r"\(\s*\)|\[\s*\]", " ", rest).split()).strip(" /+,&|-:;")
    rest = rest[1:-1].strip() if rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1 else rest
    if not rest or is_empty(rest) or rest.lower() in ("and", "or", "both", "custom", "und", "y", "e", "et", "и"):
        return transports, None
    return transports, rest.lower() if rest.lower() in PROTOCOLS else rest


def is_protocol(text: str) -> bool:
    """Whether every word of a text is a protocol."""
    words = re.split(r"[\s/,+&()]+", text.lower().strip("()"))
    return bool(words) and all(word in PROTOCOLS or word in ("over", "and", "via", "tls", "raw", "") for word in words)


def health_in(text: str) -> str | None:
    """How to see that a service works: a path, `tcp`, or a command."""
    if url := re.search(r"https?://[^/\s]+(/[^\s`)\",;]*)", text):
        return url[1]
    if path := re.search(r"(?<![\w./:])/[A-Za-z0-9_.~%/?=&+-]*", text):
        return path[0].rstrip(".,;)")
    if re.fullmatch(r"\W*tcp(?:\s+(?:check|connect|probe))?\W*", text, re.IGNORECASE):
        return "tcp"
    command = text.strip().removeprefix("$ ").strip("` ")
    return (
        f"$ {command}"
        if re.match(r"(?:pg_isready|redis-cli|mysqladmin|curl|nc|mongosh|rabbitmq|kafka|etcdctl|nginx -t)\b", command)
        else None
    )


def is_yes(text: str) -> bool | None:
    """Whether a cell says yes, or no; None where it says neither."""
    if re.search(r"[\u2705\u2714\u2713\u2611\U0001f512\U0001f7e2]", text) or re.match(
        r"\W*(?:yes|y|true|ja|sí|si|sim|oui|да|是|有|はい|예|on|enabled|required|let'?s encrypt|https|tls|ssl)\b",
        text,
        re.IGNORECASE,
    ):
        return True
    if re.search(r"[\u274c\u2716\u2717\u2718\u26d4]", text) or re.match(
        r"\W*(?:no|n|false|nein|não|non|нет|否|无|いいえ|아니오|off|none)\b", text, re.I
    ):
        return False
    return None


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
