"""Files of nftables as text, with what they include (nft(8), "Include files")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from portdocs.scan.firewall.nft_ruleset import Ruleset, unresolved_include
from portdocs.scan.firewall.nft_syntax import Statement, parse, statements
from portdocs.scan.observations import Observation, SourceError
from portdocs.scan.safe_files import Unreadable, included_files, read_text, shown

MAX_FILES = 100
_TABLE = re.compile(r"^\s*(add\s+)?(table|rule|chain)\s+\S+", re.MULTILINE)
_HOOK = re.compile(r"\bhook\s+\w+|^\s*flush\s+ruleset|^\s*(?:add|insert|create)\s+(?:rule|chain|table)\s", re.MULTILINE)


def is_nft(text: str) -> bool:
    """True if a text looks like rules of nftables."""
    return bool(_TABLE.search(text) and ("{" in text or _HOOK.search(text)))


def read_nft(text: str, name: str, path: Path, relative_to: Path) -> Iterator[Observation]:
    """The openings of a ruleset. Raises Broken."""
    files = _Files(path, name, relative_to)
    ruleset = Ruleset(files.include)
    ruleset.read([(name, statement) for statement in statements(parse(text))])
    yield from ruleset.observe(name)


class _Files:
    """Finds included files, none outside the folder of the first one."""

    def __init__(self, path: Path, name: str, relative_to: Path) -> None:
        self._path = path
        self._name = name
        self._relative_to = relative_to
        self._count = 0

    def include(self, pattern: str, line: int) -> tuple[list[tuple[str, Statement]], Observation | None]:
        """The statements of the files that match a pattern."""
        paths = self._paths(pattern)
        self._count += len(paths)
        if not paths or self._count > MAX_FILES:
            return [], unresolved_include(self._name, line, pattern)
        found: list[tuple[str, Statement]] = []
        for path in paths:
            name = shown(path, self._relative_to)
            try:
                found += [(name, statement) for statement in statements(parse(read_text(path)))]
            except Unreadable as error:
                return found, SourceError(name, error.line, error.message)
        return found, None

    def _paths(self, pattern: str) -> list[Path]:
        root = self._path.absolute().parent
        return [] if str(self._path) == "-" else included_files(pattern, root, root, MAX_FILES + 1)
