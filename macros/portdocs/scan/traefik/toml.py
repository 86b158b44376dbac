"""TOML with line numbers: `tomllib` reads the values, and the statements of the file say where each begins."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value
from portdocs.scan.safe_files import Broken, clean

MAX_DEPTH = 50

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]|[^"\'#\[\]{}\n]+',
    re.DOTALL,
)
_KEY = re.compile(r"""\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+|[ \t]*\.[ \t]*)+?)\s*=""")
_AT = re.compile(r"\(at line (\d+), column \d+\)")
Path = tuple[str, ...]


def read_toml(text: str) -> Mapping:
    """Parse a TOML file. Raises Broken."""
    _refuse_long_keys(text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        problem = clean(_AT.sub("", str(error)).strip(), 80)
        line = int(at[1]) if at else text.count("\n") + 1
        raise Broken(f"not valid TOML ({problem}); correct it", line) from None
    except RecursionError:
        raise Broken("nested too deeply to be read; leave the file out") from None
    value = _value(data, (), 1, _lines(text))
    assert isinstance(value, Mapping)
    return value


def _refuse_long_keys(text: str) -> None:
    """The time that tomllib takes grows with the square of a key's parts."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > 2 * MAX_DEPTH and line.partition("=")[0].count(".") > 2 * MAX_DEPTH:
            raise Broken(f"a key of more than {2 * MAX_DEPTH} parts; leave the file out", number)


def _value(data: Any, path: Path, line: int, lines: dict[Path, int]) -> Value:
    line = lines.get(path, line)
    if len(path) > MAX_DEPTH:
        raise Broken(f"nested deeper than {MAX_DEPTH} levels; leave the file out", line)
    if isinstance(data, dict):
        return Mapping({key: _value(one, (*path, key), line, lines) for key, one in data.items()}, line)
    if isinstance(data, list):
        return Sequence(tuple(_value(one, (*path, str(n)), line, lines) for n, one in enumerate(data)), line)
    return Scalar(str(data).lower() if isinstance(data, bool) else str(data), line)


def _lines(text: str) -> dict[Path, int]:
    """The line of each table and key."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        if statement.startswith("[["):
            path = _within(_keys(statement.strip("[] \t\r\n")), counts, is_array=True)
            counts[path] = counts.get(path, -1) + 1
            table = (*path, str(counts[path]))
            found[table] = line
        elif statement.startswith("["):
            table = _within(_keys(statement.strip("[] \t\r\n")), counts)
            found.setdefault(table, line)
        elif match := _KEY.match(statement):
            found.setdefault((*table, *_keys(match[1])), line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements of a valid file without comments, each with its first line."""
    line, start, depth, parts = 1, 1, 0, list[str]()
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == "\n" and depth == 0:
            yield start, "".join(parts).strip()
            parts, start = [], line + 1
        elif not token.startswith("#"):
            depth += (token in "[{") - (token in "]}") if len(token) == 1 else 0
            parts.append(token)
        line += token.count("\n")
    yield start, "".join(parts).strip()


def _keys(text: str) -> Path:
    """The parts of a dotted key."""
    try:
        data: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return (text,)
    found = []
    while isinstance(data, dict):
        ((key, data),) = data.items()
        found.append(key)
    return tuple(found)


def _within(path: Path, counts: dict[Path, int], *, is_array: bool = False) -> Path:
    """The path with the number of the last element of each array of tables on the way."""
    found: Path = ()
    for number, key in enumerate(path):
        found = (*found, key)
        if found in counts and not (is_array and number == len(path) - 1):
            found = (*found, str(counts[found]))
    return found
