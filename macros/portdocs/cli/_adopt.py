"""`portdocs scan --as-registry`: write what the data does not declare, and patch what it declares."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from portdocs.cli._options import host_of
from portdocs.cli._output import write_output
from portdocs.drift.adoption import adopt
from portdocs.registry import Host, LoadErrors, Location, Registry, load_registry
from portdocs.registry.findings import at_line, counted
from portdocs.registry.loader import data_paths, read_files
from portdocs.registry.yaml_edit import CannotEdit, add_item, add_key, append_section
from portdocs.registry.yaml_writer import Flow, to_yaml
from portdocs.reports import render
from portdocs.scan import Scan
from portdocs.scan.scaffold import Draft, Patch, yaml_of
from portdocs.scan.scaffold.entries import DraftListener, DraftOpening
from portdocs.scan.scaffold.yaml import listener_entry, opening_entry, sections


@dataclass(frozen=True)
class _Data:
    """The files that declare something, and their registry; None if there are none."""

    files: dict[str, bytes]
    registry: Registry | None
    host: Host | None


def write_registry(scan: Scan, data: Path, host_id: str | None, output: Path | None, *, apply: bool) -> None:
    """Write the draft to a file or to stdout; print patches, or apply them."""
    declared = _read(data, output, host_id)
    found = adopt(scan, declared.files, declared.host.id if declared.host else None)
    if apply:
        _apply(_patched(found.patches, declared), declared)
    if output is None:
        click.echo(yaml_of(found), nl=False)
    else:
        _write(found, output)
    for line in _patch_lines(found.patches, declared, applied=apply):
        click.echo(line, err=output is None)
    if found.patches and not apply:
        click.echo(f"to write {counted(len(found.patches), 'key')} to your files, add --apply", err=True)


def _read(data: Path, output: Path | None, host_id: str | None) -> _Data:
    """The declared files, including an output file outside the data folder."""
    files, unreadable = ({}, []) if _is_without_files(data) else read_files(data, Path.cwd())
    if output and output.is_file() and not any(Path(name).resolve() == output.resolve() for name in files):
        files[output.as_posix()] = output.read_bytes()
    if not files and not unreadable:
        return _Data({}, None, None)
    registry = load_registry(files)
    findings = (*unreadable, *(registry.findings if isinstance(registry, LoadErrors) else ()))
    if isinstance(registry, LoadErrors) or unreadable:
        click.echo(render("findings", "text", findings), err=True, nl=False)
        raise click.exceptions.Exit(1)
    return _Data(files, registry, host_of(registry, host_id) if registry.hosts else None)


def _is_without_files(data: Path) -> bool:
    """True if the folder is missing or has no data file: nothing is declared yet."""
    try:
        return not data_paths(data)
    except OSError as error:
        return isinstance(error, FileNotFoundError | NotADirectoryError)


def _write(found: Draft, output: Path) -> None:
    """Create the file, or append to its sections."""
    if found.is_empty:
        click.echo("nothing to add: everything observed is already declared", err=True)
        return
    if not output.exists() or not output.read_bytes().strip():
        output.parent.mkdir(parents=True, exist_ok=True)
        write_output(yaml_of(found), output, force=True)
    else:
        text = output.read_text(encoding="utf-8")
        try:
            for section, entries in sections(found).items():
                text = append_section(text, section, entries) if entries else text
        except CannotEdit as error:
            raise click.UsageError(f"{output} cannot be appended to: {error}; name another file") from None
        write_output(text, output, force=True)
    zones = len(found.firewall.zones) if found.firewall else 0
    counts = (
        (zones, "zone"),
        (len(found.firewall.open) if found.firewall else 0, "firewall opening"),
        (len(found.services), "service"),
        (len(found.endpoints), "endpoint"),
    )
    added = [counted(number, noun) for number, noun in counts if number]
    added += [f"{len(found.ignores)} ignored"] if found.ignores else []
    click.echo(f"{output}: added {', '.join(added)}", err=True)


def _location(patch: Patch, registry: Registry) -> Location:
    if patch.host:
        return registry.hosts[patch.host].location
    service = registry.services[patch.service]
    return service.location if patch.listener is None else (service.listeners or ())[patch.listener].location


def _patch_lines(patches: Iterable[Patch], declared: _Data, *, applied: bool) -> Iterator[str]:
    for patch in patches:
        assert declared.registry is not None
        at = _location(patch, declared.registry)
        if isinstance(patch.value, DraftListener):
            text = to_yaml({"listener": listener_entry(patch.value)}).strip()
        elif isinstance(patch.value, DraftOpening):
            text = to_yaml({"open": opening_entry(patch.value)}).strip()
        else:
            text = to_yaml({patch.key: _value(patch)}).strip().replace("\n", " ")
        yield f"{at_line(at.file, at.line)}: {'added' if applied else 'add'} {text} ({patch.seen})"


def _value(patch: Patch) -> Any:
    """The value of a key as YAML has it."""
    if isinstance(patch.value, list):  # the openings of a new firewall
        return Flow(open=[opening_entry(one) for one in patch.value])
    return patch.value


def _patched(patches: Iterable[Patch], declared: _Data) -> dict[str, str]:
    """The new texts of all files with patches, by name."""
    texts: dict[str, str] = {}
    for patch in patches:
        assert declared.registry is not None
        file = _location(patch, declared.registry).file
        text = texts.get(file) or declared.files[file].decode()
        path: list[str | int] = ["hosts", patch.host] if patch.host else ["services", patch.service]
        try:
            if isinstance(patch.value, DraftListener):
                texts[file] = add_item(text, [*path, "listeners"], listener_entry(patch.value))
            elif isinstance(patch.value, DraftOpening):
                texts[file] = add_item(text, [*path, "firewall", "open"], opening_entry(patch.value))
            else:
                path += ["listeners", patch.listener] if patch.listener is not None else []
                texts[file] = add_key(text, path, patch.key, _value(patch))
        except CannotEdit as error:
            click.echo(
                f"{file}: `{patch.key}` of `{patch.service or patch.host}` must be added by hand: {error}", err=True
            )
    return texts


def _apply(texts: dict[str, str], declared: _Data) -> None:
    """Write all files, or none: a file that changed, is a link or cannot be written refuses all of them."""
    for name in texts:
        path = Path(name)
        if path.is_symlink():
            raise click.UsageError(f"{name} is a symbolic link; nothing was applied")
        if not os.access(path, os.W_OK):
            raise click.UsageError(f"{name} is read-only; nothing was applied")
        if path.read_bytes() != declared.files[name]:
            raise click.UsageError(f"{name} changed in the meantime; nothing was applied, run the command again")
    for name, text in texts.items():
        write_output(text, Path(name), force=True)
