"""A service and its ports in one line: an item of a list, a heading, a line of text, a label in a drawing.

`Grafana: 3000` · `8080 - API` · `**API** – port 8080 (uvicorn)` · `Frontend Port: 8080` · `nginx (80/443)` ·
`Portainer - http://10.0.0.2:9000` · `Redis on port 6379` · `Backend: FastAPI on port 8000`
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portdocs.importing.ports import PortUse, bound_in, bound_to, plain, put_inside, tokens, understand
from portdocs.importing.words.port_words import PORT_NAMES, PORT_WORD, PROTOCOLS
from portdocs.importing.words.section_words import NO_PORT, NOT_A_NAME, SENTENCE_START, SENTENCE_START_JOINED

# Emoji, check marks and bullets; quotes and brackets of any script belong to the text.
_LEAD = re.compile(r"^(?:\[[ xX]\]\s*|[^\x00-\x7f\w\s“”„‟«»‹›‘’「」『』（）《》【】¿¡]+\s*)+(?=\S)", re.UNICODE)
# `2. Backend` is called Backend; so is `2.1 Backend`.
_NUMBERING = re.compile(r"^[1-9][0-9]?(?:[.)]|(?:\.[1-9][0-9]?)+[.)]?)\s+(?=[^\W\d_])")
_PORTS = PORT_NAMES
_INNER = r"(?:(?:docker\s+)?(?:container|internal|inside|interno|interna|interner?|внутренний|внутри)|内部|容器)"
_BEFORE_VALUE = re.compile(
    rf"""^(?P<name>.+?)\s*
    (?:
        (?P<strong>[:=@→|(\[]|\s-\s|-\s)\s*
        (?:(?:listens?|runs?|running|available|exposed|accessible|served|lauscht|läuft|escucha|roda)?\s*(?:on|at|via|auf|en|na|sur|на)\s+)?
        (?:(?:host|external|the|tcp|udp)\s+)*(?P<inner>{_INNER}\s+)?
        (?P<said>{_PORTS}(?P<inner_port>\s+{_INNER})?\s*[:#=]?\s*)?
      | (?P<word>
            \s(?:(?:listens?|runs?|running|is)\s+)?(?:(?:on|at|uses|auf|en|na|sur|на)\s+)?(?:the\s+)?{_PORTS}\s*[:#=]?\s*
          | \s(?:listens?|runs?|running|listening)\s+(?:on|at)\s+
          | \s:
        )
    )[("'`\[]*$""",
    re.VERBOSE | re.IGNORECASE,
)
_FIRST = re.compile(rf"^(?P<said>(?:{_PORTS})\s*[:#]?\s*)?[(\[]?$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:\([^()]*\)|\[[^\[\]]*\])?\s*(?:,|/|&|\+|;|\||\n|and|und|y|e|et|и)?\s*"
    r"(?:[A-Za-z][A-Za-z0-9/ _-]{0,20}[:=]?\s*)?[(:]?"
    r"|\s*[(\[](?:(?:mapped|forwarded|published)\s+)?(?:(?:from|to)\s+)?(?:the\s+)?(?:container|internal|inside|docker)[^()]{0,15}",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"^(?P<name>[^:(]{{2,50}}?)\s*(?::|\(|\s-\s)\s*(?P<what>[^.]{{2,60}}?)[\s,(]+(?:on|at|auf|en|na|sur|на)?\s*{_PORTS}\s*:?\s*(?P<port>[0-9]{{2,5}})\b",
    re.IGNORECASE,
)
_IS_INSIDE = re.compile(r"(?:^|,\s*)(?:container|docker)[\s-]?(?:internal|only)$", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*(?:%|[kmgt]i?b\b|ms\b|s\b|sec|min|hours?\b|days?\b|px\b|mhz|ghz|users?\b|rows?\b|workers?\b|req|times\b|x\b|\+)",
    re.I,
)
# `Application available at` is called Application.
_TAIL = re.compile(
    r"""\s+(?:(?:is|are|est|está|ist)\s+)?(?:
        (?:available|running|runs?|listening|listens?|accessible|exposed|served|hosted|reachable|disponibles?|disponíve(?:l|is)
          |accesible|läuft|erreichbar|verfügbar|lauscht|roda|rodando|corre|escucha|работает|запущен\w*|доступ[ен]\w*)
        (?:\s+(?:on|at|via|under|in|auf|unter|en|em|na|no|sur|à|на|по))?
      | at | via | under | sur | auf | unter | по )$""",
    re.VERBOSE | re.IGNORECASE,
)
# A word of these makes three or more words a sentence, not a name.
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|does|do|can|must|should|will|be|been|uses?|follows?|needs?|requires?|that|which"
    r"|est|sont|está|están|são|ist|sind)\b",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"[~.]?/?(?:[\w@.-]+/)*(?:\.[\w.-]+|[\w.-]+\.(?:[cm]?[jt]sx?|json|ya?ml|toml|env|conf|ini|py|sh|md))"
)
_COMMAND = re.compile(
    r"(?:npm|npx|pnpm|yarn|bun|make|docker|docker-compose|podman|kubectl|sudo|curl|wget|ssh|cargo|go|python3?|uvicorn|ufw|lsof|telnet)"
    r"\s+(?:run|start|exec|compose|up|dev|build|test|serve|allow|deny|-\S+|\S+:\S+|https?:)|(?:ufw|lsof|telnet|kill|ssh)\s",
    re.IGNORECASE,
)
ASSIGNMENT = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9_]{2,}\s*=")
"""`API_PORT=`, as an environment has it."""
ARROW_OR_ASSIGNMENT = re.compile(rf"→|{ASSIGNMENT.pattern}")
_MOST_WORDS = 7
_SAYS_MORE = re.compile(r"\)?\s+(?:is|are|has|have|was|were|will|must|should|can|may)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line says."""

    name: str
    uses: tuple[PortUse, ...]
    rest: str = ""
    """What it says besides."""
    said: bool = False
    """Whether the line itself says that the number is a port."""
    refused: tuple[tuple[str, str], ...] = ()
    port_first: bool = False
    loose: bool = False
    """Whether only a preposition leads to the port, as in `Routing on port 80`."""


def bare(text: str) -> str:
    """A text without the signs before it: a check mark, an emoji, a box to tick, the number of a heading."""
    return _NUMBERING.sub("", _LEAD.sub("", text).strip()) or text.strip()


def entry_of(text: str) -> Entry | None:
    """The service and the ports that a line is about; None where it is about something else."""
    line = bare(plain(text))
    found = tokens(line)
    if not found or line.rstrip("*_ ").endswith("?"):
        return None
    for read in (_port_first, _name_first, _in_a_phrase):
        if (entry := read(line, found)) and _is_sound(entry):
            return entry
    return None


def _port_first(line: str, found: list[re.Match[str]]) -> Entry | None:
    first = found[0]
    match = _FIRST.match(line[: first.start()])
    if not match:
        return None
    end = _region(line, found, 0)
    rest = line[end:].lstrip("`")
    if first["url"] and (is_about_ports(rest) or not re.match(r"\s*(?:[:=#→|(]|-\s)\s*\w", rest)):
        return None
    named = re.match(
        r"\s*[)\]]?\s*(?:[:=→|]|\#(?=\s)|-(?=\s)|\s-|is\b)\s*(?P<name>[^\n]+)$|\s*\((?P<inner>[^()]+)\)\s*(?P<more>.*)$|\s+(?P<plain>[^\n]+)$",
        rest,
    )
    if not named:
        return None
    whole = named["name"] or named["inner"] or named["plain"] or ""
    name, about = _name_and_more(whole)
    if named["plain"] and (len(name.split()) > 4 or SENTENCE_START.match(name)):
        return None
    value = understand(line[first.start() : end])
    more = " ".join(part for part in (about, named["more"] or "") if part)
    return Entry(
        name, tuple(value.uses), more, bool(match["said"]) or _says_port(value.uses), tuple(value.refused), True
    )


def _name_and_more(text: str) -> tuple[str, str]:
    """`Caddy (HTTP)` is called Caddy; so is `Caddy: the proxy`, and `Caddy - the proxy`."""
    match = re.match(r"(.+?)(?:\s*[:;]\s+|\s+-\s+|\.\s+|\s*\(|,\s)(.*)$", text)
    if not match:
        return text.strip(" .`*_"), ""
    more = match[2].strip()
    if "(" in text[len(match[1]) : len(text) - len(match[2])]:
        more = more[:-1] if more.endswith(")") and more.count("(") < more.count(")") else more.replace(")", "", 1)
    return match[1].strip(" .`*_"), more.strip()


def _name_first(line: str, found: list[re.Match[str]]) -> Entry | None:
    for number, token in enumerate(found):
        # `Grafana :3000` has its colon in the token.
        stands_apart = token[0].startswith(":") or (token["tfirst"] and len(line[: token.start()].split()) <= 3)
        match = _BEFORE_VALUE.match(line[: token.start()] + ":" * bool(stands_apart))
        if not match:
            continue
        name = re.sub(rf"(?:^|\s){_PORTS}\s*$", "", match["name"], flags=re.IGNORECASE).strip()
        said = bool(match["said"] or match["word"] or name != match["name"].strip())
        end = _region(line, found, number)
        if match["strong"] == "(" and _SAYS_MORE.match(line[end:]):
            return None
        if match["word"] and not _ends_well(match["name"], line[end:]):
            return None
        if _UNIT.match(line[end:]) and not said:
            return None
        value = understand(line[token.start() : end])
        uses = put_inside(value.uses) if match["inner"] or match["inner_port"] else value.uses
        # `app.example.org → App (port 80)`: what an arrow leads to is what has the port.
        name, about = _name_and_more(name.rpartition("→")[2].strip() or name)
        name = _TAIL.sub("", name)
        rest = line[end:].strip().removeprefix(")").strip(" -:,;`→")
        rest = rest if re.search(r"\w", rest) else ""
        rest = rest.rstrip(")") if rest.count(")") > rest.count("(") else rest
        rest = rest[1:-1] if re.fullmatch(r"\([^()]*\)", rest) else rest
        rest = rest.removeprefix("(") if rest.startswith("(") and ")" not in rest else rest
        more = " ".join(part for part in (about, rest) if part)
        loose = bool(re.search(r"\s(?:on|at|auf|en|na|sur|на)\s", match["word"] or ""))
        said = said or _says_port(value.uses)
        return Entry(name, tuple(bound_to(bound_in(rest), uses)), more, said, tuple(value.refused), loose=loose)
    return None


def _ends_well(name: str, rest: str) -> bool:
    """Whether `X on port 80 ...` is about X, and is no sentence that goes on."""
    goes_on = re.match(r"\s*[^\W\d_]", rest)
    is_aside = re.match(r"\s+(?:for|with|as|using|in|via|für|para|pour|для)\b", rest, re.IGNORECASE)
    article = re.match(r"(?:the|an?|der|die|das|el|la|o|le)\s", name, re.IGNORECASE)
    return len(name.split()) <= 4 and not article and (not goes_on or bool(is_aside))


def _in_a_phrase(line: str, found: list[re.Match[str]]) -> Entry | None:
    match = _INSIDE.match(line)
    if not match:
        return None
    value = understand(match["port"])
    return Entry(match["name"].strip(" `*_"), tuple(value.uses), match["what"].strip(), True, tuple(value.refused))


def _region(line: str, found: list[re.Match[str]], first: int) -> int:
    """Where the ports end that start at a token: those that only separators and labels keep apart."""
    end = found[first].end()
    for token in found[first + 1 :]:
        if token["ip"] or not _BETWEEN.fullmatch(line[end : token.start()]):
            break
        end = token.end()
    label = re.match(r"\s*\(([^()]{1,40})\)", line[end:])
    says_which = {"tcp", "udp", "tcp/udp", "internal", "container", "external", *PROTOCOLS}
    # Behind the last of several ports a label is of that port; behind a single one it is said of the service.
    if label and (end > found[first].end() or label[1].strip().lower() in says_which or _IS_INSIDE.search(label[1])):
        end += label.end()
    return end


def _says_port(uses: list[PortUse]) -> bool:
    return any(use.transports or use.url or use.inside or use.bind for use in uses)


def _is_sound(entry: Entry) -> bool:
    """Whether it names something that can listen, and numbers that can be ports."""
    if not is_name(entry.name) or not (entry.uses or entry.refused):
        return False
    if re.match(r"for\s", entry.name, re.IGNORECASE) and not entry.port_first:
        return False
    if entry.said:
        return True
    words = entry.name.split()
    if any(use.ports and len(use.ports) > 1 and use.ports.first >= 1000 for use in entry.uses):
        return True
    if NO_PORT.match(entry.rest) or (
        not entry.port_first and any(NO_PORT.fullmatch(word) for word in (words[0], words[-1]))
    ):
        return False
    runs = [run for use in entry.uses if (run := use.ports or use.inside)]
    return all(run.first >= 20 for run in runs) or len(runs) > 1


_GOES_ON = re.compile(r"\s(?:and|or|und|oder|y|o|e|et|ou|и|или|the)$", re.IGNORECASE)


def is_name(text: str) -> bool:
    """Whether a text can be what a service is called: a few words, no sentence."""
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or len(text) > 70 or not re.search(r"[^\W\d_]", text):
        return False
    if len(words) > 2 and (_VERB.search(text) or re.search(r"\b(?:sollte|muss|kann|debe|deve|doit)\b", text)):
        return False
    if re.search(r"\s(?:and|or|und|oder|et|y|и|или)$", text, re.IGNORECASE):
        return False
    if _PATH.fullmatch(text.strip("`")) or _COMMAND.match(text) or ASSIGNMENT.search(text):
        return False
    if NOT_A_NAME.fullmatch(text.strip(" :")) or re.fullmatch(rf"(?:{_PORTS}|tcp|udp|[\W\d])+", text, re.IGNORECASE):
        return False
    return (
        not (len(words) > 1 and SENTENCE_START.match(text))
        and not SENTENCE_START_JOINED.match(text)
        and not _GOES_ON.search(text)
        and not re.search(r"[.!?]\s", text)
    )


def is_about_ports(text: str) -> bool:
    """Whether a text speaks of ports."""
    return bool(PORT_WORD.search(text))
