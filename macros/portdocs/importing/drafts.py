"""What is written: everything of the registry but services and endpoints, before it becomes YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portdocs.importing.endpoints import EndpointDraft
from portdocs.importing.found import At, Remark
from portdocs.importing.service_drafts import ServiceDraft
from portdocs.registry.ports import Ports


@dataclass(slots=True)
class SuiteDraft:
    """A suite before it is written."""

    id: str
    name: str
    at: At | None
    owner: tuple[str, At] | None = None


@dataclass(slots=True)
class HostDraft:
    """A host before it is written."""

    id: str
    name: str
    at: At | None
    addresses: list[str] = field(default_factory=list)
    comment: str | None = None


@dataclass(slots=True)
class RangeDraft:
    """A range before it is written."""

    id: str
    name: str
    ports: list[Ports]
    at: At
    purpose: str | None
    suite: str | None
    comment: str | None = None


@dataclass(slots=True)
class ClaimDraft:
    """A claim before it is written."""

    statement: str
    ports: tuple[int, ...]
    suite: str | None
    verified_by: tuple[str, ...]
    at: At


@dataclass
class Assembled:
    """Everything that is written, and what is reported."""

    suites: dict[str, SuiteDraft] = field(default_factory=dict)
    hosts: dict[str, HostDraft] = field(default_factory=dict)
    services: list[ServiceDraft] = field(default_factory=list)
    endpoints: list[EndpointDraft] = field(default_factory=list)
    ranges: list[RangeDraft] = field(default_factory=list)
    claims: list[ClaimDraft] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    exported: dict[str, Any] = field(default_factory=dict)
    """Sections of pages that were exported: entries by id, or lists of them."""
