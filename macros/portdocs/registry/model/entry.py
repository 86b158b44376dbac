"""The base of all entries: frozen values that know where they are declared."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from portdocs.registry.fields import ORIGIN_ALIAS, OriginField, Text
from portdocs.registry.findings import Location
from portdocs.registry.source_map import SourceMap

Status = Literal["planned", "active", "deprecated", "retired"]


class Entry(BaseModel):
    """A declaration: unknown keys are refused, values are immutable, and `at` has the location of each of them."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
        hide_input_in_errors=True,
        defer_build=True,  # entries are validated as a part of their file and need no validator of their own
    )

    at: OriginField

    @model_validator(mode="before")
    @classmethod
    def _with_origin(cls, value: Any) -> Any:
        return {**value, ORIGIN_ALIAS: value.origin} if isinstance(value, SourceMap) else value

    def __getstate__(self) -> dict[Any, Any]:
        """The declared fields: the cache is read faster without the defaults."""
        return {name: self.__dict__[name] for name in sorted(self.model_fields_set)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        # The class refuses to set attributes.
        object.__setattr__(self, "__dict__", {**_defaults(type(self)), **state})
        object.__setattr__(self, "__pydantic_fields_set__", set(state))
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)

    @property
    def id(self) -> str:
        """The key above the entry."""
        return self.at.key

    @property
    def location(self) -> Location:
        """The location of the declaration."""
        return self.at.location


@cache
def _defaults(kind: type[Entry]) -> dict[str, Any]:
    fields = kind.model_fields.items()
    return {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}


class NamedEntry(Entry):
    """A declaration by id that may have a name."""

    name: Text | None = None
    """The name to show (default: the id)."""

    @property
    def title(self) -> str:
        """The name, else the id."""
        return self.name or self.id
