"""Record what is read of a registry, so that a later build knows which pages an edit changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, Set, ValuesView
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeAlias, TypeVar, cast

from portdocs.registry.registry import Registry
from portdocs.registry.verification import Verification

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

Part: TypeAlias = "str | Callable[[Registry], Any]"
"""A part of a registry: an attribute, one of `verification`, or the function that derives it."""
Read: TypeAlias = "tuple[Part, Hashable]"
"""A part and the key that was read of it; WHOLE if all of it was."""


class _Whole:
    def __repr__(self) -> str:
        return "WHOLE"


WHOLE: Final = _Whole()
_INDEXES = ("_endpoints_to", "_endpoints_via", "_dependents", "_services_on", "_services_in")
_MAPPINGS = tuple(one.name for one in fields(Registry) if str(one.type).startswith("Mapping["))
_VALUES = tuple(one.name for one in fields(Registry) if one.init and one.name not in (*_MAPPINGS, "verification"))
_RECORDS = ("hosts", "findings", "entries")


@dataclass(frozen=True, slots=True)
class EntryResult:
    """The result of a function for an entry, which it keeps alive, and what the function read besides."""

    entry: object
    value: Any
    reads: frozenset[Read]


@dataclass(frozen=True, slots=True)
class EntryResults:
    """The results of functions for single entries, kept until an edit changes what they depend on."""

    known: dict[Hashable, EntryResult] = field(default_factory=dict)

    @property
    def reads(self) -> set[Read]:
        """Everything that the functions read."""
        return {read for result in self.known.values() for read in result.reads}

    def after(self, changed: Set[Read], registry: Registry) -> EntryResults:
        """The results that are the same in the registry of the next build."""
        entries = {id(one) for one in (*registry.services.values(), *registry.endpoints)}
        known = self.known.items()
        return EntryResults(
            {key: result for key, result in known if id(result.entry) in entries and result.reads.isdisjoint(changed)}
        )


class TrackedRegistry(Registry):
    """A registry that records the keys of its parts as they are read."""

    def __init__(self, base: Registry) -> None:
        self.__dict__.update(base=base, reads=set(), _facts={}, is_complete=base.is_complete, redacted=base.redacted)
        sections = {name: self._tracked(name, getattr(base, name)) for name in (*_MAPPINGS, *_INDEXES)}
        records = (self._tracked(f"verification.{name}", getattr(base.verification, name)) for name in _RECORDS)
        self.__dict__.update(sections, verification=Verification(*records))

    results: EntryResults | None = None
    """The results of `of_entry`, if another build of this process may follow."""
    _last: tuple[object, EntryResults] = (None, EntryResults())
    base: Registry
    reads: set[Read]
    """The set in which reads are recorded."""

    @contextmanager
    def recording(self, reads: set[Read]) -> Iterator[None]:
        """Record what is read into a set. Facts that one recording has derived are derived again in the next."""
        before, facts = self.reads, self._facts
        self.__dict__.update(reads=reads, _facts={})
        try:
            yield
        finally:
            self.__dict__.update(reads=before, _facts=facts)

    def of_entry(self, function: Callable[..., T], entry: object, *args: Hashable) -> T:
        """See Registry."""
        results = self._results_of_last(entry) if self.results is None else self.results
        key = (function, id(entry), *args)
        known = results.known.get(key)
        if known is None:
            reads: set[Read] = set()
            with self.recording(reads):
                value = function(self, entry, *args)
            known = results.known[key] = EntryResult(entry, value, frozenset(reads))
        self.reads.update(known.reads)
        return cast("T", known.value)

    def _results_of_last(self, entry: object) -> EntryResults:
        """Results for the entry that was asked for last: several macros of its page need the same."""
        if self._last[0] is not entry:
            self.__dict__["_last"] = (entry, EntryResults())
        return self._last[1]

    def keep_results(self, results: EntryResults) -> None:
        """Take results of a build before, and add those of this one."""
        self.__dict__["results"] = results

    def derived(self, function: Callable[[Registry], T]) -> T:
        """See Registry; of a mapping, only the keys that are read are recorded."""
        value = self.base.derived(function)
        if isinstance(value, Mapping):
            return cast("T", self._tracked(function, value))
        self.reads.add((function, WHOLE))
        return value

    def _tracked(self, part: Part, value: Any) -> Any:
        return _TrackedMapping(part, value, self) if isinstance(value, Mapping) else value


def _recorded(name: str) -> property:
    """An attribute that is recorded as a whole."""

    def read(registry: TrackedRegistry) -> Any:
        registry.reads.add((name, WHOLE))
        return getattr(registry.base, name)

    return property(read)


for _name in _VALUES:
    setattr(TrackedRegistry, _name, _recorded(_name))


class _TrackedMapping(Mapping[K, V]):
    """A mapping that records its keys as they are read."""

    __slots__ = ("_base", "_owner", "_part")

    def __init__(self, part: Part, base: Mapping[K, V], owner: TrackedRegistry) -> None:
        self._part = part
        self._base = base
        self._owner = owner

    def __getitem__(self, key: K) -> V:
        self._owner.reads.add((self._part, key))
        return self._base[key]

    def __contains__(self, key: object) -> bool:
        self._owner.reads.add((self._part, key))
        return key in self._base

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def keys(self) -> KeysView[K]:
        return self._whole().keys()

    def values(self) -> ValuesView[V]:
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        return self._whole().items()

    def _whole(self) -> Mapping[K, V]:
        self._owner.reads.add((self._part, WHOLE))
        return self._base


def without_details(reads: Iterable[Read]) -> frozenset[Read]:
    """The reads without the keys of parts that were read as a whole."""
    reads = list(reads)
    whole = {part for part, key in reads if key is WHOLE}
    return frozenset(read for read in reads if read[1] is WHOLE or read[0] not in whole)


def changed_reads(reads: Iterable[Read], old: Registry, new: Registry) -> set[Read]:
    """The reads that give another value in the new registry than in the old one."""
    return {read for read in reads if _differ(_value(old, read), _value(new, read))}


def _value(registry: Registry, read: Read) -> Any:
    part, key = read
    value = part_of(registry, part)
    return value if key is WHOLE else value.get(key)


def part_of(registry: Registry, part: Part) -> Any:
    """The value of a part."""
    if callable(part):
        return registry.derived(part)
    owner, _, name = part.rpartition(".")
    return getattr(registry.verification if owner else registry, name)


def _differ(old: Any, new: Any) -> bool:
    if old is new:
        return False  # of the same file: comparing entries takes longer
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return list(old.items()) != list(new.items())  # the order of keys is visible, too
    return bool(old != new)
