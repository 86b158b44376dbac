"""YAML for other tools: text values are in double quotes, which YAML 1.1 and 1.2 read alike."""

from __future__ import annotations

from typing import Any

import yaml


class _Quoted(str):
    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """True: other tools need not know anchors."""
        return True


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def quoted_yaml(*documents: Any) -> str:
    """The documents with text values in quotes; mappings keep their order."""
    return yaml.dump_all(map(_quoted, documents), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


def _quoted(value: Any) -> Any:
    if isinstance(value, str):
        return _Quoted(value)
    if isinstance(value, dict):
        return {key if key.isidentifier() else _Quoted(key): _quoted(one) for key, one in value.items()}
    return [_quoted(one) for one in value] if isinstance(value, list) else value
