"""The macros: everything that a page can call by name, with validated arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol, get_args, runtime_checkable

from portdocs.checks import all_checks
from portdocs.diff.timeline import History
from portdocs.discovery import functions
from portdocs.pages.diagrams.figure import figure_html, icons_used
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.errors import MacroError
from portdocs.pages.escape import for_markdown
from portdocs.pages.inline import Cell, cell_html, cell_markdown
from portdocs.pages.links import Links
from portdocs.pages.markdown import bullets
from portdocs.pages.tables.key_table import ENTRIES
from portdocs.registry import Registry, Severity
from portdocs.registry.model import Status
from portdocs.registry.suggest import did_you_mean

PACKAGES = (
    ("portdocs.pages.tables", "_table"),
    ("portdocs.pages.cards", ""),
    ("portdocs.pages.diagrams", "_diagram"),
    ("portdocs.pages.inline_macros", ""),
)
"""The packages that contain macros, and the suffix of the modules that are macros."""


class Renderable(Protocol):
    """The content that a macro returns."""

    def html(self, links: Links) -> str:
        """The content as HTML."""
        ...

    def markdown(self, links: Links) -> str:
        """The content as plain Markdown."""
        ...


@runtime_checkable
class Searchable(Protocol):
    """Content for the search index; other content is not searched."""

    def search_text(self) -> str:
        """The content as plain text."""
        ...


@dataclass(frozen=True, slots=True)
class InlineContent:
    """Content within a sentence."""

    cell: Cell

    def html(self, links: Links) -> str:
        """The content as HTML."""
        return cell_html(self.cell, links)

    def markdown(self, links: Links) -> str:
        """The content as Markdown."""
        return cell_markdown(self.cell, links)


@dataclass(frozen=True, slots=True)
class Figure:
    """A diagram on a page; its layout may be cached."""

    diagram: Diagram
    cache: Path | None

    def html(self, links: Links) -> str:
        """The diagram as inline SVG with its text version."""
        return figure_html(self.diagram, links, self.cache)

    def markdown(self, links: Links) -> str:
        """The text version."""
        note = f"{for_markdown(self.diagram.note, starts_block=True)}\n\n" if self.diagram.note else ""
        return note + bullets(self.diagram.sentences())

    @property
    def icons(self) -> frozenset[str]:
        """The icons that the site must contain for it."""
        return icons_used(self.diagram)


def bind_macros(
    registry: Registry, cache: Path | None = None, history: History | None = None
) -> dict[str, Callable[..., Renderable]]:
    """The macros by name, each with the registry and, if it has such a parameter, the history."""
    macros = {name: function for where in PACKAGES for name, function in functions(*where).items()}
    bound = {name: _bound(function, registry, history) for name, function in sorted(macros.items())}
    return {name: partial(_call, name, function, registry, cache) for name, function in bound.items()}


def _bound(function: Callable[..., Any], registry: Registry, history: History | None) -> partial[Any]:
    has_history = "history" in inspect.signature(function).parameters
    return partial(function, registry, history) if has_history else partial(function, registry)


@cache
def page_signature(function: Callable[..., Any]) -> inspect.Signature:
    """The parameters of a macro that pages can pass."""
    parameters = inspect.signature(function).parameters.values()
    return inspect.Signature([one for one in parameters if one.name not in ("registry", "history")])


def _call(
    name: str, function: partial[Any], registry: Registry, cache: Path | None, /, *args: Any, **kwargs: Any
) -> Renderable:
    """Call a macro with the arguments of a page. Raises MacroError for invalid ones."""
    arguments = _bind_arguments(name, page_signature(function.func), args, kwargs)
    for parameter, value in arguments.items():
        _check_argument(name, parameter, value, registry)
    result = function(**arguments)
    if isinstance(result, Diagram):
        return Figure(result, cache)
    return InlineContent(result) if isinstance(result, tuple) else result


def _bind_arguments(
    name: str, signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    for argument in kwargs:
        if argument not in signature.parameters:
            known = tuple(signature.parameters)
            raise MacroError(f"`{name}` has no argument `{argument}`; {did_you_mean(argument, known)}")
    try:
        return signature.bind(*args, **kwargs).arguments
    except TypeError as error:
        expected = ", ".join(f"{parameter}=..." for parameter in signature.parameters)
        raise MacroError(f"`{name}`: {error}; expected `{name}({expected})`") from None


def _check_argument(name: str, parameter: str, value: Any, registry: Registry) -> None:
    if value is None:
        return
    kind, expected = _TYPES.get(parameter, (str, "text in quotes"))
    if type(value) is not kind:
        raise MacroError(f"`{name}`: `{parameter}` is {value!r}, expected {expected}")
    if not isinstance(value, str):
        return
    known = _allowed_values(parameter, registry)
    if known is not None and value not in known:
        raise MacroError(f"`{name}`: unknown {parameter} `{value}`; {did_you_mean(value, known)}")


# The arguments that are not text.
_TYPES: dict[str, tuple[type, str]] = {"depth": (int, "a whole number"), "dependencies": (bool, "true or false")}

# The values of arguments that do not depend on the registry.
_CHOICES: dict[str, Callable[[], tuple[str, ...]]] = {
    "status": lambda: get_args(Status),
    "direction": lambda: ("upstream", "downstream"),
    "severity": lambda: tuple(Severity),
    "part": lambda: ("other",),
    "keys_of": lambda: tuple(ENTRIES),
    "check": lambda: tuple(check.id for check in all_checks()),
}


def _allowed_values(parameter: str, registry: Registry) -> Mapping[str, Any] | tuple[str, ...] | None:
    """The values that an argument may have; None for free text."""
    if parameter in _CHOICES:
        return _CHOICES[parameter]()
    if parameter == "endpoint":
        return {url.text: url for endpoint in registry.endpoints for url in endpoint.url}
    kinds: dict[str, Mapping[str, Any]] = {
        "suite": registry.suites,
        "host": registry.hosts,
        "service": registry.services,
        "range": registry.ranges,
        "zone": registry.zones,
    }
    return kinds.get(parameter)
