"""Reads `data/`: a registry, or every problem at once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from portdocs.registry import cross_checks as references
from portdocs.registry.findings import Finding, Location, sort_by_location
from portdocs.registry.model import DataFile
from portdocs.registry.registry import Registry, assemble
from portdocs.registry.source_map import InvalidYaml
from portdocs.registry.validation import validate
from portdocs.registry.verification import FOLDER, NEVER, SUFFIX, Verification, is_record

SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class LoadErrors:
    """Why there is no registry: every problem, sorted by place."""

    findings: tuple[Finding, ...]
    readable: bool = True
    """False where no file could be read at all: there was nothing to find problems in."""


def read_registry(
    folder: Path, relative_to: Path | None = None, known: FileCache | None = None
) -> Registry | LoadErrors:
    """The registry that the YAML files of a folder declare, or everything that is wrong with them.

    Files are named relative to `relative_to` (default: the current directory) where they lie below it. Those that
    are known are not read again.
    """
    sources, unreadable = read_files(folder, relative_to or Path.cwd())
    if not sources:
        return LoadErrors(sort_by_location(unreadable), readable=False)
    result = parse_registry(sources, known)
    if not unreadable:
        return result
    return LoadErrors(sort_by_location((*unreadable, *(result.findings if isinstance(result, LoadErrors) else ()))))


def read_files(folder: Path, relative_to: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """The bytes of each data file and record by its name for people, and a finding for each that cannot be read."""
    shown = shown_path(folder, relative_to)
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.name[0] != ".")
    except OSError as error:
        why = (
            "there is no such folder" if isinstance(error, FileNotFoundError) else error.strerror or "it is unreadable"
        )
        return {}, [Finding(Location(shown), "invalid-yaml", f"{why}, expected a folder of YAML files; see --data")]
    if not paths:
        return {}, [Finding(Location(shown), "invalid-yaml", "no *.yml file in this folder, expected one; add one")]
    sources: dict[str, bytes] = {}
    findings: list[Finding] = []
    for path in (*paths, *_records(folder)):
        name = shown_path(path, relative_to)
        try:
            # A fifo would make the read wait for ever.
            if not path.is_file():
                raise OSError(0, "it is not a regular file")
            sources[name] = path.read_bytes()
        except OSError as error:
            message = f"cannot be read ({error.strerror or error}), expected a readable file; correct or remove it"
            findings.append(Finding(Location(name), "invalid-yaml", message))
    return sources, findings


def _records(folder: Path) -> list[Path]:
    """The records of what was verified; most registries have none."""
    try:
        return sorted(path for path in (folder / FOLDER).iterdir() if path.suffix == SUFFIX and path.name[0] != ".")
    except OSError:
        return []


Version: TypeAlias = "tuple[str, bytes]"
"""A file's name with the SHA-256 of what is in it."""


class FileCache:
    """What the files of the state before declared: of the next one, only what changed is read."""

    def __init__(self, entries: Mapping[Version, DataFile] | None = None) -> None:
        self._files: dict[Version, DataFile | list[Finding]] = dict(entries or {})
        self.has_read = False
        """Whether a file was new or had changed."""

    def read(self, sources: Mapping[str, bytes]) -> dict[str, DataFile | list[Finding]]:
        """Each file by its name: its entries, or what is wrong with it."""
        before, self._files = self._files, {}
        for name, data in sorted(sources.items()):
            version = (name, sha256(data).digest())
            self.has_read |= version not in before
            self._files[version] = before[version] if version in before else _read(name, data)
        return {name: result for (name, _), result in self._files.items()}

    @property
    def entries(self) -> dict[Version, DataFile]:
        """Of the files that were read last, those with no mistake in them."""
        return {version: file for version, file in self._files.items() if isinstance(file, DataFile)}


def parse_registry(sources: Mapping[str, bytes], known: FileCache | None = None) -> Registry | LoadErrors:
    """The registry that files declare, given as bytes by name, or everything that is wrong with them."""
    files: list[DataFile] = []
    findings: list[Finding] = []
    with no_garbage_collection():
        records = {name: data for name, data in sources.items() if is_record(name)}
        read = (known or FileCache()).read({name: data for name, data in sources.items() if name not in records})
        for name, result in read.items():
            if isinstance(result, DataFile):
                files.append(result)
            else:
                # What is wrong with a file that holds tabs is worth reading it again for the right place.
                findings += _complaints(name, sources[name]) if b"\t" in sources[name] else result
        findings += references.duplicates(files)
        # A file that did not load takes its entries along: references to them would be complaints about nothing.
        if not findings:
            registry = assemble(files)
            findings += references.unknown_references(registry)
            if not findings:
                return replace(registry, verification=_verification(records, registry))
    return LoadErrors(sort_by_location(findings))


def _verification(records: Mapping[str, bytes], registry: Registry) -> Verification:
    if not records:
        return NEVER
    # The models of records take as long to make as a hundred services to read, and most registries have none.
    from portdocs.registry.verification_records import verification

    return verification(records, registry.hosts, registry.services)


def _read(name: str, data: bytes, *, exact: bool = False) -> DataFile | list[Finding]:
    # The YAML library takes as long to load as a hundred services; where every file is known, nothing is read.
    from portdocs.registry.yaml_loader import decode, read_document

    try:
        return validate(read_document(decode(data, name), name, exact=exact))
    except InvalidYaml as error:
        return [error.finding]


def _complaints(name: str, data: bytes) -> list[Finding]:
    result = _read(name, data, exact=True)
    return [] if isinstance(result, DataFile) else result


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """For work that makes many objects and no cycles: looking for those costs more than the parser."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def shown_path(path: Path, relative_to: Path) -> str:
    """The path for people: relative where it lies below, with forward slashes."""
    absolute = Path(os.path.normpath(path.absolute()))
    try:
        return absolute.relative_to(os.path.normpath(relative_to.absolute())).as_posix()
    except ValueError:
        return absolute.as_posix()
