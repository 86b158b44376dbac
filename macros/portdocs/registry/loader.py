"""Load `data/`: a registry, or everything that is wrong with it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from portdocs.progress import track
from portdocs.registry.cross_checks import duplicate_ids, unknown_references
from portdocs.registry.findings import Finding, Location, sort_by_location
from portdocs.registry.model import DataFile
from portdocs.registry.registry import Registry, assemble
from portdocs.registry.source_map import InvalidYaml
from portdocs.registry.verification import FOLDER, SUFFIX, is_record
from portdocs.registry.verification_reader import read_verification

if TYPE_CHECKING:
    from portdocs.registry.partial import PartialRegistry

SUFFIXES = (".yml", ".yaml")
MAX_FILE_BYTES = 20_000_000
"""A hundred times the size of a thousand services."""

MAX_EXACT_BYTES = 50_000
"""The parser with exact columns takes four times as long."""

_REMEDY = "run this next to mkdocs.yml, name the folder with --data, or start with `portdocs init`"

Sources: TypeAlias = "Mapping[str, bytes]"
"""The content of data files and records, by the name to show."""
Version: TypeAlias = "tuple[str, bytes]"
"""A file's name, and the SHA-256 of its content."""


@dataclass(frozen=True, slots=True)
class LoadErrors:
    """The reasons why data does not load, sorted by location."""

    findings: tuple[Finding, ...]
    readable: bool = True
    """False if no file could be read at all."""


class FileCache:
    """The parsed files of the previous load: of the next one, only changed files are parsed."""

    def __init__(self, entries: Mapping[Version, DataFile] | None = None) -> None:
        self._files: dict[Version, DataFile | list[Finding]] = dict(entries or {})
        self.has_changed = False
        """True once a file was parsed that was not in the cache."""

    def parse(self, sources: Sources) -> dict[str, DataFile | list[Finding]]:
        """The entries of each file by its name, or what is wrong with it."""
        previous, self._files = self._files, {}
        for name, data in track("Reading data", sorted(sources.items())):
            version = (name, sha256(data).digest())
            self.has_changed |= version not in previous
            self._files[version] = previous[version] if version in previous else _parse_file(name, data)
        return {name: result for (name, _), result in self._files.items()}

    @property
    def entries(self) -> dict[Version, DataFile]:
        """The files of the last load that have no errors."""
        return {version: file for version, file in self._files.items() if isinstance(file, DataFile)}


@overload
def load_registry(
    source: Path | Sources,
    relative_to: Path | None = None,
    *,
    cache: FileCache | None = None,
    partial: Literal[False] = False,
) -> Registry | LoadErrors: ...


@overload
def load_registry(
    source: Path | Sources,
    relative_to: Path | None = None,
    *,
    cache: FileCache | None = None,
    partial: Literal[True],
) -> PartialRegistry: ...


def load_registry(
    source: Path | Sources, relative_to: Path | None = None, *, cache: FileCache | None = None, partial: bool = False
) -> Registry | LoadErrors | PartialRegistry:
    """The registry of a folder, or of files in memory.

    Files of a folder are named relative to `relative_to` (default: the current directory) where they are below it.
    Files in the cache are not parsed again. With errors the result is LoadErrors; with `partial`, it is always a
    PartialRegistry of every valid entry.
    """
    files, unreadable = read_files(source, relative_to or Path.cwd()) if isinstance(source, Path) else (source, [])
    result = _load(files, cache, unreadable)
    if not partial:
        return result
    from portdocs.registry.partial import PartialRegistry, salvage

    return PartialRegistry(result) if isinstance(result, Registry) else salvage(files, result, unreadable)


def data_paths(folder: Path) -> list[Path]:
    """The data files of a folder. Raises OSError if it cannot be listed."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.name[0] != ".")


def read_files(folder: Path, relative_to: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """The bytes of each data file and record by the name to show, and a finding for each that cannot be read."""
    shown = shown_path(folder, relative_to)
    try:
        paths = data_paths(folder)
    except OSError as error:
        problem = "no such folder" if isinstance(error, FileNotFoundError) else error.strerror or "cannot be read"
        return {}, [Finding(Location(shown), "invalid-yaml", f"{problem}, expected a folder of YAML files; {_REMEDY}")]
    if not paths:
        return {}, [
            Finding(
                Location(shown),
                "invalid-yaml",
                "no *.yml file in this folder, expected at least one; add one, or name another folder with --data",
            )
        ]
    sources: dict[str, bytes] = {}
    findings: list[Finding] = []
    for path in (*paths, *_record_paths(folder)):
        name = shown_path(path, relative_to)
        try:
            # Reading a FIFO would block forever.
            if not path.is_file():
                raise OSError(0, "not a regular file")
            if path.stat().st_size > MAX_FILE_BYTES:
                raise OSError(0, f"larger than {MAX_FILE_BYTES // 1_000_000} MB")
            sources[name] = path.read_bytes()
        except OSError as error:
            message = f"cannot be read ({error.strerror or error}), expected a readable file; correct or remove it"
            findings.append(Finding(Location(name), "invalid-yaml", message))
    return sources, findings


def _record_paths(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in (folder / FOLDER).iterdir() if path.suffix == SUFFIX and path.name[0] != ".")
    except OSError:
        return []  # most registries have no records


def _load(sources: Sources, cache: FileCache | None, unreadable: list[Finding]) -> Registry | LoadErrors:
    if unreadable and not sources:
        return LoadErrors(sort_by_location(unreadable), readable=False)
    records = {name: data for name, data in sources.items() if is_record(name)}
    with no_garbage_collection():
        parsed = (cache or FileCache()).parse({name: data for name, data in sources.items() if name not in records})
        files = [result for result in parsed.values() if isinstance(result, DataFile)]
        findings = [finding for name, result in parsed.items() for finding in _findings_in(name, sources[name], result)]
        findings += duplicate_ids(files)
        registry = assemble(files)
        if not findings and not unreadable:  # else entries may be missing, and references to them are not wrong
            findings += unknown_references(registry)
    if findings or unreadable:
        return LoadErrors(sort_by_location((*findings, *unreadable)))
    if not records:
        return registry
    return registry.with_verification(read_verification(records, registry.hosts, registry.services))


def _findings_in(name: str, data: bytes, result: DataFile | list[Finding]) -> list[Finding]:
    """The errors of a file, with exact columns where that does not take too long."""
    if isinstance(result, list) and needs_exact_parser(data):
        result = _parse_file(name, data, exact=True)
    return result if isinstance(result, list) else []


def needs_exact_parser(data: bytes) -> bool:
    """True if the fast parser reports wrong columns, as it does after tabs, in a file that is not too large."""
    return b"\t" in data and len(data) <= MAX_EXACT_BYTES


def _parse_file(name: str, data: bytes, *, exact: bool = False) -> DataFile | list[Finding]:
    # Importing the YAML library takes as long as parsing a hundred services; with a warm cache it is not needed.
    from portdocs.registry.validation import validate
    from portdocs.registry.yaml_loader import decode, read_document

    try:
        return validate(read_document(decode(data, name), name, exact=exact))
    except InvalidYaml as error:
        return [error.finding]


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """For work that creates many objects and no cycles: looking for cycles would cost more than parsing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def shown_path(path: Path, relative_to: Path) -> str:
    """The path to show: relative if it is below `relative_to`, with forward slashes."""
    absolute = Path(os.path.normpath(path.absolute()))
    try:
        return absolute.relative_to(os.path.normpath(relative_to.absolute())).as_posix()
    except ValueError:
        return absolute.as_posix()
