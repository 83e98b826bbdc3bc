"""The law of comparing two documents: nothing that differs is left out, and nothing else is told (O12.1)."""

import copy
import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sundial.protocol.diff import differences
from sundial.protocol.diff_paths import differing
from sundial.protocol.document import DocumentError, Protocol, from_json, shipped, to_json, whole

Over = dict[str, Any]


@cache
def small() -> Over:
    """The shipped document in its stored form, with the holidays of one year alone, so that a thousand can be tried."""
    stored = json.loads(json.dumps(whole(shipped())))
    for region in stored["regions"].values():
        region["holidays"] = {day: name for day, name in region["holidays"].items() if day.startswith("2026")}
    return dict(stored)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a document, the whole ones before what is in them."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, found in inner:
        yield (*path, key)
        yield from places(found, (*path, key))


AMOUNTS = ["45 minutes", "3 hours", "7 business hours", "5 business days"]
WORDS = ["other", "phone", "08", "Europe/Sofia", "business", "union", "any", "owner", "10:00", "gold", *AMOUNTS]


Draw = Callable[[Sequence[Any]], Any]


def altered(value: Any, draw: Draw) -> Any:
    """Return a value that another document could have in the place of this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return draw([1, 2, 3, 4])
    if isinstance(value, list):
        return draw([value[1:], value[::-1], [*value, *value[:1]]])
    if isinstance(value, dict):
        return {**value, draw(["other", "2026-12-24"]): next(iter(value.values()), "Other")}
    return draw(WORDS)


@st.composite
def other_documents(draw: st.DrawFn) -> Protocol:
    """Documents that differ from the shipped one in some places; what would be no document is taken back."""
    document = small()
    for place in draw(st.lists(st.sampled_from(list(places(document))), min_size=1, max_size=6, unique=True)):
        other = copy.deepcopy(document)
        try:
            alter(other, place, gone=draw(st.booleans()), draw=lambda values: draw(st.sampled_from(values)))
            from_json(other)
        except (DocumentError, LookupError, TypeError):  # no document any more, or the place went with an earlier one
            continue
        document = other
    return from_json(document)


def alter(document: Over, place: tuple[Any, ...], *, gone: bool, draw: Draw) -> None:
    """Change what stands at one place of a document, or take it out."""
    *path, last = place
    part: Any = document
    for key in path:
        part = part[key]
    if gone and isinstance(part, dict):
        del part[last]
    else:
        part[last] = altered(part[last], draw)


@settings(max_examples=1000 if os.environ.get("SUNDIAL_SOAK") else 60)
@given(other_documents(), other_documents())
def test_nothing_that_differs_is_ever_left_out_and_nothing_is_told_that_does_not_differ(a: Protocol, b: Protocol):
    same = to_json(a) == to_json(b) and list(a.plans) == list(b.plans) and list(a.tables) == list(b.tables)

    assert (differences(a, b) == ()) == same
    assert differences(a, a) == differences(b, from_json(to_json(b))) == ()
    told = [f"{change.where}." for change in differences(a, b)]
    for place in differing(whole(a), whole(b)):
        assert any(f"{place.where}.".startswith(where) for where in told), place
    for change in differences(a, b):
        assert change.was != change.now, change
        assert change.says
