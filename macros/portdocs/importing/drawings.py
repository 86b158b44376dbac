"""Code blocks: boxes and arrows drawn with characters, and columns aligned by spaces. A command is neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portdocs.importing import names
from portdocs.importing.code_blocks import read_language
from portdocs.importing.columns import role_of
from portdocs.importing.context import Context
from portdocs.importing.entries import Entry, bare, entry_of, is_name
from portdocs.importing.found import Kind, Mention
from portdocs.importing.lists import add_urls
from portdocs.importing.pages import Code, Section, Table, Words
from portdocs.importing.ports import plain, understand
from portdocs.importing.ranges import is_range
from portdocs.importing.tables import read_table
from portdocs.importing.words.port_words import PORT_NAMES
from portdocs.importing.words.proxy_words import PROXY

_LANGUAGES = frozenset(
    {"", "text", "txt", "plain", "plaintext", "ascii", "diagram", "none", "console-diagram", "mermaid"}
)
_BAR = re.compile(r"[│┃║|┊┆╎├┤┼╠╣╬]")
_BORDER = re.compile(r"^[\s\u2500-\u257f+=\-|_.'`*:\ufffd\u2190-\u21ff\u25a0-\u25ffvV^<>]*$")
_TREE = re.compile(r"^[\s│├└─┬┼|`+\-\\*>]+")
_LABEL = re.compile(r"[\[({]+\"?([^\[\](){}\"]{2,80}(?:\([^()]*\))?)\"?[\])}]+|\|([^|]{2,60})\|")
_PORT_ALONE = re.compile(
    rf"(?:{PORT_NAMES}\s*:?\s*)?(?P<port>(?:(?:[0-9.]{{7,15}}|localhost):)?[0-9]{{2,5}})\s*(?P<more>\([^()]*\).*)?",
    re.IGNORECASE,
)
_LABEL_OF_ARROW = re.compile(r"\[:?([0-9]{2,5})(?:/\w+)?\]")
_COMMAND = re.compile(
    r"^\s*(?:[$#>%]\s|sudo\b|curl\b|docker\b|ssh\b|nmap\b|lsof\b|netstat\b|ss\s|nc\s|grep\b|kubectl\b|export\b|iptables\b|ufw\b|echo\b|cd\s|npm\b|python|wget\b|telnet\b|systemctl\b|\w+=|//|/\*)"
)


def read_code(context: Context, code: Code) -> None:
    """Takes what a code block draws or lists; what it commands is no fact about ports."""
    context.block += 1
    setting = context.setting(code.section)
    if any(line.is_endless for line in code.lines):
        return
    if setting.refused or setting.other_ports or read_language(context, code) or code.info not in _LANGUAGES:
        return
    if code.info == "mermaid":
        _read_mermaid(context, code)
        return
    if sum(bool(_COMMAND.match(line.text)) for line in code.lines) * 2 > len(code.lines):
        return
    if table := _aligned(code):
        read_table(context, table)
        return
    boxed = {*_read_boxes(context, code), *_read_rows_of_ports(context, code)}
    for line in code.lines:
        if line.line not in boxed and not _COMMAND.match(line.text):
            read_drawn_line(context, code.section, line)


# --- boxes


def _read_boxes(context: Context, code: Code) -> Iterator[int]:
    """Boxes, wherever they stand: pieces between two bars, one below the other; yields the lines that gave some."""
    open_boxes: list[_Box] = []
    for line in (*code.lines, Words("", 0)):
        going_on: list[_Box] = []
        for start, end, text in _pieces(line.text):
            box = next((one for one in open_boxes if one.continues(start, end)), None) or _Box(start, end, [])
            box.lines.append((line.line, text.strip()))
            going_on.append(box)
        for box in open_boxes:
            if not any(box is one for one in going_on) and _read_box(context, code.section, box.filled):
                yield from (number for number, _ in box.lines)
        open_boxes = going_on


@dataclass(frozen=True, slots=True)
class _Box:
    start: int
    end: int
    lines: list[tuple[int, str]]

    def continues(self, start: int, end: int) -> bool:
        """Whether bars stand below those of the box; a wide character may push them."""
        return abs(self.start - start) <= 2 and abs(self.end - end) <= 2

    @property
    def filled(self) -> list[tuple[int, str]]:
        """The lines that say something."""
        return [(line, text) for line, text in self.lines if text and not _BORDER.match(text)]


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    for one, other in pairwise(_BAR.finditer(text)):
        yield one.start(), other.start(), text[one.end() : other.start()]


def _read_box(context: Context, section: Section, lines: Sequence[tuple[int, str]]) -> bool:
    """A box: its first line is its name, another one gives its port, the rest says what it is."""
    if not lines:
        return False
    name_line, name = lines[0]
    entries = [(line, entry) for line, text in lines if (entry := entry_of(bare(text))) and entry.uses]
    if len(entries) > 1:
        for line, entry in entries:
            _drawn(context, section, entry, line)
        return True
    if len(entries) == 1 and is_name(bare(name)) and re.fullmatch(r"\(.*\)", bare(lines[-1][1])):
        line, entry = entries[0]
        if line == lines[-1][0] != name_line:  # a name, and below it in brackets what it is
            _drawn(context, section, Entry(bare(name), entry.uses, entry.name.strip("( "), said=True), line)
            return True
    whole = entry_of(name)
    if whole and whole.uses:
        drawn = _drawn(context, section, whole, name_line)
        if drawn is None:
            return True
        mention, rest = drawn, lines[1:]
    else:
        uses = ((n, line, understand(text).uses) for n, (line, text) in enumerate(lines) if n and _is_port_line(text))
        number, line, found = next((one for one in uses if one[2]), (0, 0, []))
        if not found or not is_name(bare(name)):
            _maybe_proxy(context, name, name_line)
            return False
        drawn = _drawn(context, section, Entry(bare(name), tuple(found)), line)
        if drawn is None:
            return True
        mention = drawn
        rest = [one for n, one in enumerate(lines) if n not in (0, number)]
    if rest:
        mention.facts.setdefault("technology", "; ".join(text for _, text in rest))
    return True


def _is_port_line(text: str) -> bool:
    return bool(
        re.fullmatch(
            r"\W*(?:(?:ports?|порт|端口|포트|ポート|puerto|porta)\W*)?[:\s]*[0-9][0-9\s,/:→tcpud()-]*",
            plain(text),
            re.IGNORECASE,
        )
    )


def _drawn(context: Context, section: Section, entry: Entry, line: int, kind: Kind = "drawing") -> Mention | None:
    """A service that is drawn; several ports in a row are drawn for what they have in common."""
    spans = any(use.ports and len(use.ports) > 1 and not use.transports for use in entry.uses)
    if spans or is_range(entry, context.setting(section)):
        context.reserve(entry, line)
        return None
    return context.from_entry(entry, line, kind, section)


# --- names in a row, and their ports below


_ONLY_PORT = re.compile(r"[(:]?[0-9]{2,5}\)?")


def _read_rows_of_ports(context: Context, code: Code) -> Iterator[int]:
    """Names side by side with nothing but a port below each; yields the lines that gave some."""
    for above, below in pairwise(code.lines):
        ports, called = below.text.split(), [name for _, name in _columns_of(above.text)]
        if len(ports) < 2 or len(ports) != len(called):
            continue
        if all(map(_ONLY_PORT.fullmatch, ports)) and all(map(is_name, called)):
            for name, port in zip(called, ports, strict=True):
                uses = understand(port.strip("(:)")).uses
                _drawn(context, code.section, Entry(name, tuple(uses), said=True), below.line)
            yield from (above.line, below.line)


# --- lines with arrows and trees


def read_drawn_line(context: Context, section: Section, words: Words) -> bool:
    """The services in a line such as `Internet → Caddy (port 80) → API :8000`, or `├── api: 8000`."""
    parts = [part.strip() for part in plain(words.text).split("→")]
    # `Grafana → 3000` is a line of a list, with an arrow for its colon.
    kind: Kind = "code" if len(parts) > 1 and _PORT_ALONE.fullmatch(parts[1]) else "drawing"
    found = False
    for part in _with_ports_of_arrows(parts):
        label = bare(_TREE.sub("", part)).strip(" │|[]")
        entry = entry_of(label)
        if entry and entry.uses and len(label) <= 70 and not re.search(r"[.!?]\s", label):
            if entry.uses[0].url and label.startswith(entry.uses[0].url):
                # `http://localhost:3000  # Grafana`
                add_urls(context, context.from_entry(entry, words.line, "line", section), Words(label, words.line))
            else:
                _drawn(context, section, entry, words.line, kind)
            found = True
        else:
            _maybe_proxy(context, label, words.line)
    return found


def _with_ports_of_arrows(parts: Sequence[str]) -> Iterator[str]:
    """The parts between arrows, a port that stands alone with the name that it belongs to: `Wiki → 127.0.0.1:8081 →
    wiki:8080` says where Wiki listens, outside and inside; `→ [443] → nginx` is what leads to nginx."""
    waiting = ""
    for number, part in enumerate(parts):
        name = bare(_TREE.sub("", part)).strip(" │|")
        before = bare(_TREE.sub("", parts[number - 1])).strip(" │|") if number else ""
        if (match := _PORT_ALONE.fullmatch(part)) and number == 1 and is_name(before) and not entry_of(before):
            inside = re.fullmatch(r"([\w.-]+):([0-9]{2,5})(?:\s.*)?", parts[2]) if len(parts) > 2 else None
            if inside and (names.key(before) == names.key(inside[1]) or names.share_words(before, inside[1])):
                yield f"{before}: {match['port']}:{inside[2]}"
                return
            yield f"{before}: {match['port']} {match['more'] or ''}"
        elif (label := _LABEL_OF_ARROW.fullmatch(part)) and number + 1 < len(parts):
            waiting = label[1]
        elif waiting and is_name(name) and not entry_of(name):
            yield f"{name}: {waiting}"
            waiting = ""
        else:
            yield part


def _maybe_proxy(context: Context, label: str, line: int) -> None:
    if PROXY.search(label) and is_name(label):
        context.found.proxies.append((label, context.at(line)))


def _read_mermaid(context: Context, code: Code) -> None:
    for line in code.lines:
        for match in _LABEL.finditer(line.text):
            label = re.sub(r"<br\s*/?>|\\n", " : ", match[1] or match[2])
            label = re.sub(r"\s*:\s*:\s*", ": ", label)
            if (entry := entry_of(label)) and entry.uses:
                _drawn(context, code.section, entry, line.line)


# --- columns aligned by spaces


def _aligned(code: Code) -> Table | None:
    """A table whose columns only spaces keep apart, where its first line says what they are; or ports and names."""
    lines = [line for line in code.lines if line.text.strip() and not re.fullmatch(r"[\s\-=_─+|]*", line.text)]
    if len(lines) < 2 or any(re.search(r"[│┃║├└→]|(?<![0-9])-+>", line.text) for line in lines):
        return None
    heads = _columns_of(lines[0].text)
    roles = [role_of(text) for _, text in heads]
    if len(heads) >= 2 and "port" in roles and len(set(roles)) > 1:
        starts = [start for start, _ in heads]
        header = tuple(Words(text, lines[0].line) for _, text in heads)
        rows = tuple(_row(line, starts) for line in lines[1:])
        return Table(code.section, code.line, header, rows)
    return _without_header(code, lines)


def _columns_of(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0].strip()) for match in re.finditer(r"\S+(?: \S+)*", text.expandtabs(8))]


def _row(line: Words, starts: Sequence[int]) -> tuple[Words, ...]:
    """Cells of a line: each piece belongs to the column whose start is nearest."""
    cells = [""] * len(starts)
    for start, piece in _columns_of(line.text):
        column = min(range(len(starts)), key=lambda n: abs(starts[n] - start))
        cells[column] = f"{cells[column]}  {piece}".strip()
    return tuple(Words(cell, line.line) for cell in cells)


def _without_header(code: Code, lines: Sequence[Words]) -> Table | None:
    rows = [[text for _, text in _columns_of(line.text)] for line in lines]
    if any(len(row) < 2 for row in rows):
        return None
    port = r":?[0-9]{2,5}(?:-[0-9]{2,5})?(?:/(?:tcp|udp))?"
    for at, titles in ((0, ("Port", "Service", "Description")), (1, ("Service", "Port", "Description"))):
        if all(re.fullmatch(port, plain(row[at])) for row in rows):
            header = tuple(Words(title, code.line) for title in titles)
            cells = (
                tuple(Words(text, line.line) for text in (*row[:2], " ".join(row[2:])))
                for line, row in zip(lines, rows, strict=True)
            )
            return Table(code.section, code.line, header, tuple(cells))
    return None
