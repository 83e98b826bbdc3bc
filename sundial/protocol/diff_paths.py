"""Every place at which two documents differ: what makes sure that nothing is left out of a comparison."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two JSON values differ; None where one of them has nothing there."""

    path: Path
    was: Any
    now: Any

    @property
    def where(self) -> str:
        """The key path, as errors and findings name it."""
        return ".".join(self.path)


def differing(was: Any, now: Any, path: Path = ()) -> Iterator[Difference]:
    """Yield the differences of two JSON values, as deep as both have something; none only for equal values."""
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict):
        for key in {**was, **now}:
            yield from differing(was.get(key), now.get(key), (*path, key))
    elif _is_list_of_parts(was) and _is_list_of_parts(now):
        yield from _listed(was, now, path)
    else:
        yield Difference(path, was, now)


def _is_list_of_parts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, dict) for part in value)


def _listed(was: Sequence[Any], now: Sequence[Any], path: Path) -> Iterator[Difference]:
    """Compare two lists part by part: one part more at the beginning is one difference, not one for each after it."""
    steps = SequenceMatcher(None, _texts(was), _texts(now), autojunk=False).get_opcodes()
    for tag, first, last, place, end in steps:
        pairs = zip_longest(was[first:last], now[place:end]) if tag != "equal" else ()
        for count, (one, other) in enumerate(pairs):
            yield from differing(one, other, (*path, str(count + (first if other is None else place))))


def _texts(parts: Sequence[Any]) -> list[str]:
    return [json.dumps(part, sort_keys=True) for part in parts]
