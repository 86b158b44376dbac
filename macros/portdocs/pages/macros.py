"""Everything that a page can call by name, with its arguments checked: the macros, before mkdocs knows of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, get_args, runtime_checkable

from portdocs.checks import all_checks
from portdocs.discovery import functions
from portdocs.pages.diagrams.figure import figure_html, icons_used
from portdocs.pages.diagrams.model import Diagram
from portdocs.pages.errors import MacroError
from portdocs.pages.escape import for_markdown
from portdocs.pages.inline import Cell, cell_html, cell_markdown
from portdocs.pages.links import Links
from portdocs.registry import Registry, Severity
from portdocs.registry.model import Status
from portdocs.registry.suggest import did_you_mean

PACKAGES = (
    ("portdocs.pages.tables", "_table"),
    ("portdocs.pages.cards", ""),
    ("portdocs.pages.diagrams", "_diagram"),
    ("portdocs.pages.inline_macros", ""),
)
"""Where macros are found: a package, and how the names of its modules that are macros end."""


class Renderable(Protocol):
    """Something that a macro puts on a page."""

    def html(self, links: Links) -> str:
        """The content as HTML."""
        ...

    def markdown(self, links: Links) -> str:
        """The content as plain Markdown."""
        ...


@runtime_checkable
class Searchable(Protocol):
    """Content that the site's search reads; what does not say so is not searched."""

    def words(self) -> str:
        """What a reader would search for, as plain text."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """A few words within a sentence."""

    cell: Cell

    def html(self, links: Links) -> str:
        """The words as HTML."""
        return cell_html(self.cell, links)

    def markdown(self, links: Links) -> str:
        """The words as Markdown."""
        return cell_markdown(self.cell, links)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing on a page; its layout is looked up in a cache."""

    diagram: Diagram
    cache: Path | None

    def html(self, links: Links) -> str:
        """The drawing as inline SVG with its text equivalent."""
        return figure_html(self.diagram, links, self.cache)

    def words(self) -> str:
        """The drawing in sentences."""
        return "\n".join(self.diagram.sentences())

    def markdown(self, links: Links) -> str:
        """The drawing's text equivalent."""
        note = [for_markdown(self.diagram.note), ""] if self.diagram.note else []
        return "\n".join([*note, *(f"- {for_markdown(sentence)}" for sentence in self.diagram.sentences())])

    @property
    def icons(self) -> frozenset[str]:
        """The pictures that the site has to ship for it."""
        return icons_used(self.diagram)


def bind_macros(registry: Registry, cache: Path | None = None) -> dict[str, Callable[..., Renderable]]:
    """Every table, card, drawing and word by the name that pages call it by."""
    found = {name: function for where in PACKAGES for name, function in functions(*where).items()}
    return {name: partial(_call, name, function, registry, cache) for name, function in sorted(found.items())}


def _call(
    name: str, function: Callable[..., Any], registry: Registry, cache: Path | None, /, *args: Any, **kwargs: Any
) -> Renderable:
    """Calls a function with arguments that a page gave. Raises MacroError for those that it cannot take."""
    arguments = _bound(name, function, registry, args, kwargs)
    for parameter, value in arguments.items():
        _check_argument(name, parameter, value, registry)
    result = function(registry, **arguments)
    if isinstance(result, Diagram):
        return Figure(result, cache)
    return Words(result) if isinstance(result, tuple) else result


def _bound(
    name: str, function: Callable[..., Any], registry: Registry, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    signature = inspect.signature(function)
    for argument in kwargs:
        if argument not in signature.parameters or argument == "registry":
            known = [parameter for parameter in signature.parameters if parameter != "registry"]
            raise MacroError(f"`{name}` has no argument `{argument}`; {did_you_mean(argument, known)}")
    try:
        bound = signature.bind(registry, *args, **kwargs).arguments
    except TypeError as error:
        raise MacroError(f"`{name}`: {error}; it is called as `{name}{_shown(signature)}`") from None
    return {key: value for key, value in bound.items() if key != "registry"}


def _shown(signature: inspect.Signature) -> str:
    named = [p for p in signature.parameters.values() if p.name != "registry"]
    return "(" + ", ".join(f"{p.name}=..." for p in named) + ")"


def _check_argument(name: str, parameter: str, value: Any, registry: Registry) -> None:
    if value is None:
        return
    if not isinstance(value, str):
        raise MacroError(f"`{name}`: `{parameter}` is {value!r}, expected text in quotes")
    known = _known(parameter, registry)
    if known is not None and value not in known:
        kind = parameter if parameter in _WORDS else f"{parameter} called"
        raise MacroError(f"`{name}`: there is no {kind} `{value}`; {did_you_mean(value, known)}")


# Arguments that take one of a few words, whatever the registry declares.
_WORDS: dict[str, Callable[[], tuple[str, ...]]] = {
    "status": lambda: get_args(Status),
    "severity": lambda: tuple(Severity),
    "check": lambda: tuple(check.id for check in all_checks()),
}


def _known(parameter: str, registry: Registry) -> Mapping[str, Any] | tuple[str, ...] | None:
    """What an argument may name; None for one that names nothing of the registry."""
    if parameter in _WORDS:
        return _WORDS[parameter]()
    kinds: dict[str, Mapping[str, Any]] = {
        "suite": registry.suites,
        "host": registry.hosts,
        "service": registry.services,
        "range": registry.ranges,
    }
    return kinds.get(parameter)
