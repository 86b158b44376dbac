"""The JSON Schema of a data file, for editors, generated from the model so that each key is described once.

Editors apply it to the result of a YAML parser, so numbers are accepted as text. An explicit `null` is refused, because
an editor cannot tell it from a key without a value. Relations between entries are left to `portdocs check`.
Source: JSON Schema, draft 2020-12; except for `$defs`, all keywords are in draft 7, which editors support best.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from portdocs.registry import model

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def data_file_schema() -> dict[str, Any]:
    """The schema of one file in `data/`."""
    schema = model.DataFile.model_json_schema(schema_generator=_Generator)
    definitions = schema.pop("$defs")
    for name, body in (*definitions.items(), ("DataFile", schema)):
        _describe(body, name)
    for section, body in schema["properties"].items():
        schema["properties"][section] = _or_nothing(_with_bare_entries(body, definitions))
    about = {"$schema": DIALECT, "title": "portdocs data file", "description": inspect.getdoc(model.DataFile)}
    return {**about, **schema, **about, "$defs": definitions}


class _Generator(GenerateJsonSchema):
    """pydantic's generator without generated titles, nulls and defaults, which are noise in an editor."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        keys = self.generate_inner(schema["keys_schema"])
        keys.pop("type", None)  # a key is always text
        values = self.generate_inner(schema["values_schema"])
        return {"type": "object", "propertyNames": keys, "additionalProperties": values}


def _describe(body: dict[str, Any], name: str) -> None:
    """Add the texts below the fields of a class of the model."""
    texts = dict(field_texts(getattr(model, name)))
    body.pop("title", None)
    for field, schema in body["properties"].items():
        if text := texts.get(field):
            body["properties"][field] = {"description": text, **schema}


def field_texts(entry: type[model.Entry]) -> Iterator[tuple[str, str]]:
    """Each key of a class of the model, with the text below its field; inherited keys first."""
    bodies = (_body(cls) for cls in reversed(entry.__mro__) if issubclass(cls, model.Entry))
    for field, text in (pair for body in bodies for pair in pairwise(body)):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
            yield entry.model_fields[field.target.id].alias or field.target.id, ast.literal_eval(text.value)


def _body(cls: type[model.Entry]) -> list[ast.stmt]:
    (definition,) = ast.parse(inspect.getsource(cls)).body
    assert isinstance(definition, ast.ClassDef)
    return definition.body


def _with_bare_entries(section: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Allow an id with nothing behind it for entries without required keys."""
    entry = section.get("additionalProperties")
    if entry is None or "required" in definitions[entry["$ref"].rpartition("/")[2]]:
        return section
    return {**section, "additionalProperties": _or_nothing(entry)}


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    about = {"description": schema["description"]} if "description" in schema else {}
    rest = {key: value for key, value in schema.items() if key != "description"}
    return {**about, "anyOf": [rest, {"type": "null"}]}
