"""Manifests: the documents of files and folders, each with its kind, name and namespace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portdocs.progress import track
from portdocs.scan.compose.yaml import Mapping, Scalar, Sequence, Value, read_documents
from portdocs.scan.observations import FileRead, Observation, SourceError, Unresolved
from portdocs.scan.safe_files import Broken, Unreadable, clean, is_inside, read_text, shown
from portdocs.scan.settings_tree import child, scalar

MAX_FILES = 5_000
MAX_LIST_DEPTH = 5
_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object of Kubernetes."""

    kind: str
    name: str
    namespace: str
    """Empty if the manifest does not say it."""
    spec: Value
    file: str
    line: int


def manifests(path: Path, relative_to: Path) -> Iterator[Manifest | Observation]:
    """The manifests of a file, or of all files of a folder."""
    if not path.is_dir():
        yield from _file(path, relative_to, is_given=True)
        return
    files = list(_files(path))
    if not files:
        name = shown(path, relative_to)
        yield SourceError(name, 1, "no manifest in this folder, expected files that end in .yaml, .yml or .json")
    for file in track("Manifests", files[:MAX_FILES]):
        if is_inside(file, path):
            yield from _file(file, relative_to, is_given=False)
        else:
            yield SourceError(shown(file, relative_to), 1, "a link out of the folder; give the file itself")
    for file in files[MAX_FILES:][:1]:
        yield SourceError(shown(file, relative_to), 1, f"more than {MAX_FILES} files in the folder; give parts of it")


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(files) if name.lower().endswith(_ENDINGS))


def _file(path: Path, relative_to: Path, *, is_given: bool) -> Iterator[Manifest | Observation]:
    name = shown(path, relative_to)
    try:
        text = read_text(path)
    except Unreadable as error:
        yield SourceError(name, error.line, error.message)
        return
    try:
        found = list(_parsed(text, name))
        if not found and is_given:
            raise Broken("no manifest, expected `apiVersion:` and `kind:`; is this a Kubernetes file?")
    except Broken as error:
        yield _template(text, name) or SourceError(name, error.line, error.message)
        found = []
    yield FileRead("kubernetes", name)
    is_reported = False
    for one in found:
        if not _has_template(one.spec):
            yield one
        elif not is_reported and (template := _template(text, name)):
            yield template
            is_reported = True


def _parsed(text: str, name: str) -> Iterator[Manifest]:
    """The manifests of a file. Raises Broken."""
    # JSON may be indented by tabs, which YAML does not take.
    is_json = text.lstrip().startswith("{")
    for document in read_documents(text.replace("\t", " ") if is_json else text):
        yield from _manifest(document, name, "", 0)


def _manifest(document: Value, file: str, namespace: str, depth: int) -> Iterator[Manifest]:
    kind = scalar(document, "kind")
    if kind is None or depth > MAX_LIST_DEPTH:
        return
    items = child(document, "items")
    if kind.text.endswith("List") and isinstance(items, Sequence):
        for one in items.items:
            yield from _manifest(one, file, namespace, depth + 1)
        return
    name, own = scalar(document, "metadata", "name"), scalar(document, "metadata", "namespace")
    # A route of Traefik or Istio is reported by its kind alone.
    spec = child(document, "spec") or Mapping(line=document.line)
    yield Manifest(
        clean(kind.text, 60), clean(name.text, 80) if name else "?", clean(own.text, 80) if own else namespace, spec,
        file, kind.line,
    )  # fmt: skip


def _has_template(value: Value) -> bool:
    if isinstance(value, Scalar):
        return "{{" in value.text
    if isinstance(value, Mapping):
        return any("{{" in key or _has_template(one) for key, one in value.values.items())
    return isinstance(value, Sequence) and any(map(_has_template, value.items))


def _template(text: str, name: str) -> Unresolved | None:
    """The first unrendered template of a file; None if it has none."""
    for number, line in enumerate(text.splitlines(), 1):
        if "{{" in line.split(" #")[0] and not line.lstrip().startswith("#"):
            reason = "a template that is not rendered; give the output of `helm template`"
            return Unresolved(name, number, "{{", reason)
    return None
