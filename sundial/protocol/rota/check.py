"""Protocol 02, the rota: which changes are refused; the reading itself takes everything that was written (O2.3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sundial.protocol.rota.change import (
    Added,
    Away,
    Change,
    Dropped,
    Offered,
    Passed,
    TakenBack,
    What,
    holding,
    undone,
)
from sundial.protocol.rota.changed import Changed
from sundial.protocol.rota.error import RotaError
from sundial.protocol.rota.pattern import Pattern
from sundial.protocol.rota.reading import read, shift_named, span_of
from sundial.protocol.rota.shift import Shift
from sundial.protocol.rota.who import clashes

Span = tuple[datetime, datetime]


def check(patterns: Iterable[Pattern], changes: Iterable[Change], what: What) -> None:
    """Refuse a change that would have no effect, not the one that was meant, or put somebody in two places (O2.3).

    Raises RotaError naming the key of `what` and the problem: a shift that is not there (any more), a part of it that
    lies outside, somebody who has it already or is away, two places at once, a change that is not there or is taken
    back already, or upon which a later one rests.
    """
    _CHECKS[type(what)](Rota(tuple(patterns), tuple(changes)), what)


@dataclass(frozen=True, slots=True)
class Rota:
    """What has been written of the rota so far."""

    patterns: tuple[Pattern, ...]
    changes: tuple[Change, ...]

    def shift(self, name: str) -> Shift:
        """Return the shift of that name; raises RotaError if there is none."""
        found = shift_named(self.patterns, self.changes, name)
        if found is None:
            raise RotaError("shift", f"{name!r} is not there (any more)")
        return found

    def before(self, span: Span) -> Changed:
        """Return the shifts that overlap a span as they are."""
        return read(self.patterns, self.changes, *span)

    def after(self, what: What, span: Span) -> Changed:
        """Return the shifts that overlap a span as they would be."""
        seq = max((one.seq for one in self.changes), default=0) + 1
        return read(self.patterns, (*self.changes, Change(seq, span[0], "", what)), *span)

    def is_free(self, key: str, person: str, span: Span) -> None:
        """Raise RotaError naming `key` if a person is away in a span."""
        for change in holding(self.changes):
            away = change.what
            if isinstance(away, Away) and away.person == person and away.since < span[1] and span[0] < away.until:
                raise RotaError(key, f"{person} is away from {_said(away.since)} to {_said(away.until)}")

    def is_in_one_place(self, key: str, what: What, span: Span, person: str = "") -> None:
        """Raise RotaError naming `key` if a person, "" for anybody, would be in two places who is not already."""
        known = set(clashes(self.before(span).shifts))
        for one, other in clashes(self.after(what, span).shifts):
            if (one, other) not in known and person in ("", one.person):
                raise RotaError(key, f"{one.person} would be in two places: {_place(one)}, and {_place(other)}")


def _added(rota: Rota, what: Added) -> None:
    span = what.since, what.until
    rota.is_free("person", what.person, span)
    rota.is_in_one_place("person", what, span, what.person)


def _passed(rota: Rota, what: Passed) -> None:
    shift = rota.shift(what.shift)
    since, until = what.since or shift.since, what.until or shift.until
    if not shift.since <= since < until <= shift.until:
        key = "until" if shift.since <= since < shift.until else "since"
        raise RotaError(key, f"{shift.name} is from {_said(shift.since)} to {_said(shift.until)}; not all lies in it")
    if shift.person == what.to:
        raise RotaError("to", f"{what.to} has {shift.name} already")
    rota.is_free("to", what.to, (since, until))
    rota.is_in_one_place("to", what, (since, until), what.to)


def _dropped(rota: Rota, what: Dropped) -> None:
    rota.shift(what.shift)


def _offered(rota: Rota, what: Offered) -> None:
    shift = rota.shift(what.shift)
    if shift.person == what.to:
        raise RotaError("to", f"{what.to} has {shift.name} already")


def _away(_rota: Rota, _what: Away) -> None:
    """Time off is never refused: that somebody is ill is so, whatever becomes of their shifts."""


def _taken_back(rota: Rota, what: TakenBack) -> None:
    target = next((one for one in rota.changes if one.seq == what.change), None)
    if target is None:
        raise RotaError("change", f"there is no change {what.change}")
    if target.seq in undone(rota.changes):
        raise RotaError("change", f"{target.seq} is taken back already")
    span = _touched(rota.changes, target)
    if span is None:
        return
    then = rota.after(what, span).meant
    for seq, shift in rota.before(span).meant.items():
        if seq != target.seq and then.get(seq) != shift:
            raise RotaError("change", f"change {seq} rests upon {target.seq}; take that back first")
    rota.is_in_one_place("change", what, span)


def _touched(changes: tuple[Change, ...], change: Change) -> Span | None:
    """Return two instants between which everything lies that a change touches; None: nothing."""
    what = change.what
    if isinstance(what, Added | Away):
        return what.since, what.until
    if isinstance(what, TakenBack):
        taken = next((one for one in changes if one.seq == what.change and one.seq < change.seq), None)
        return _touched(changes, taken) if taken else None
    return span_of(changes, what.shift)


def _place(shift: Shift) -> str:
    return f"{shift.duty} in {shift.region} from {_said(shift.since)} to {_said(shift.until)}"


def _said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


_CHECKS: Mapping[type[Any], Callable[[Rota, Any], None]] = {
    Added: _added,
    Passed: _passed,
    Dropped: _dropped,
    Offered: _offered,
    Away: _away,
    TakenBack: _taken_back,
}
