"""Configuration files that pages list, each given to the service that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portdocs.importing import names
from portdocs.importing.drafts import Assembled
from portdocs.importing.found import Found, Remark
from portdocs.importing.service_drafts import ServiceDraft
from portdocs.importing.services import Services


def give_files(found: Found, services: Services, result: Assembled) -> None:
    for file in found.files:
        service = _file_owner(file.name, file.path, result.services)
        if service is None:
            found.remarks.append(
                Remark(file.at, "not imported", f"{file.path}: no service on the page is the one that it belongs to")
            )
            continue
        unit = re.search(r"/systemd/.*?([^/]+\.(?:service|socket))$", file.path)
        if unit:
            service.facts.setdefault("unit", unit[1])
        entry = (file.path, file.name)
        if entry not in service.files:
            service.files = [one for one in service.files if one[0] != file.path] + [entry]


def _file_owner(name: str, path: str, services: Sequence[ServiceDraft]) -> ServiceDraft | None:
    noise = {
        "config",
        "configuration",
        "conf",
        "file",
        "files",
        "unit",
        "systemd",
        "settings",
        "yml",
        "yaml",
        "json",
        "env",
        "compose",
    }
    for text in (name, path.rstrip("/").rsplit("/", 1)[-1], path):
        wanted = names.words(re.sub(r"[/._-]", " ", text)) - noise if text else frozenset()
        scores = [(len(wanted & names.words(one.name)), one) for one in services]
        best = max((score for score, _ in scores), default=0)
        owners = [one for score, one in scores if score == best]
        if best and len(owners) == 1:
            return owners[0]
    return None
