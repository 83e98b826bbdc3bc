"""What the library of public holidays has otherwise than a region's calendar: proposed, never taken by itself (O6.6).

A person accepts or refuses each. What was refused is proposed again only when the library moves it to another date.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sundial.protocol.calendar_rule import WEEKDAYS, minutes_of
from sundial.protocol.document.holiday_dates import Found, found_in
from sundial.protocol.document.regions import Keeper

Spans = tuple[tuple[str, str], ...]
GUESSED = re.compile(r" \((?:[a-z]+, )*(?:estimated|observed)\)")  # how the library marks a date, not a holiday
WORKED = "Working day in place of another"
ANYWAY = "closed on this weekday anyway: no due time moves"
NOON = 12 * 60


class Kind(StrEnum):
    """What accepting a proposal does: it closes a day, moves a holiday, takes one out, shortens a day, opens one."""

    CLOSED = "closed"
    MOVED = "moved"
    GONE = "gone"
    HALF = "half"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One date with its name. `was` is where a holiday stands that moved; `spans` the hours of a half or working day.

    `offices` are those whose public holiday it is; `notes` say with what it conflicts, or what it doubles.
    """

    day: date
    name: str
    kind: Kind
    offices: tuple[str, ...]
    was: date | None = None
    spans: Spans = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What names it in a form."""
        return f"{self.day}|{self.kind}|{self.name}"

    @property
    def bears(self) -> bool:
        """Whether accepting it can move a due time."""
        return ANYWAY not in self.notes


@dataclass(frozen=True, slots=True)
class _Said:
    """What all offices of a region have on a date: the name of the first of them, and the offices."""

    name: str
    offices: tuple[str, ...]


def proposed(region: Keeper, year: int) -> tuple[Proposal, ...]:
    """Return what the library as it is now proposes for a region's year, by date."""
    return proposals(region, year, [(name, found_in(country, part, year)) for name, country, part in region.places])


def proposals(region: Keeper, year: int, found: Sequence[tuple[str, Found]]) -> tuple[Proposal, ...]:
    """Return what is proposed where the offices of a region have these dates in a year, by date."""
    closed = _together([(office, one.closed) for office, one in found])
    half = _together([(office, one.half) for office, one in found])
    work = _together([(office, dict.fromkeys(sorted(one.work), WORKED)) for office, one in found])
    moved = _moved(region, year, closed)
    every = (
        *_closings(region, closed, moved),
        *_goings(region, year, closed, moved),
        *_halves(region, half),
        *_workings(region, work),
    )
    return tuple(sorted((one for one in every if not _is_refused(region, one)), key=lambda one: (one.day, one.name)))


def _together(found: Sequence[tuple[str, Mapping[date, str]]]) -> dict[date, _Said]:
    said: dict[date, _Said] = {}
    for office, dates in found:
        for day, name in dates.items():
            before = said.get(day)
            said[day] = _Said(before.name, (*before.offices, office)) if before else _Said(name, (office,))
    return dict(sorted(said.items()))


def _moved(region: Keeper, year: int, closed: Mapping[date, _Said]) -> dict[date, date]:
    """Pair what is new with what stands under its name on a date that the library has no more: new day, old day."""
    left = [(day, name) for day, name in region.holidays.items() if day.year == year and day not in closed]
    pairs = {}
    for day, said in closed.items():
        if day not in region.holidays:
            standing = next((old for old, name in left if _same(name, said.name)), None)
            if standing:
                pairs[day] = standing
                left = [(old, name) for old, name in left if old != standing]
    return pairs


def _closings(region: Keeper, closed: Mapping[date, _Said], moved: Mapping[date, date]) -> Iterator[Proposal]:
    for day, said in closed.items():
        if not _same(region.holidays.get(day, ""), said.name):
            kind, was = (Kind.MOVED, moved[day]) if day in moved else (Kind.CLOSED, None)
            yield Proposal(day, said.name, kind, said.offices, was, notes=tuple(_conflicts(region, day, said.name)))


def _goings(region: Keeper, year: int, closed: Mapping[date, _Said], moved: Mapping[date, date]) -> Iterator[Proposal]:
    """Yield what stands in the calendar under a name that the library has in this year, on a date that it has not."""
    names = [said.name for said in closed.values()]
    for day, name in region.holidays.items():
        known = any(_same(name, one) for one in names)
        if day.year == year and day not in closed and day not in moved.values() and known:
            yield Proposal(day, name, Kind.GONE, ())


def _halves(region: Keeper, half: Mapping[date, _Said]) -> Iterator[Proposal]:
    for day, said in half.items():
        hours = _usual(region, day)
        if hours and day not in region.days and day not in region.rule.holidays:
            yield Proposal(day, said.name, Kind.HALF, said.offices, spans=_first_half(hours))


def _workings(region: Keeper, work: Mapping[date, _Said]) -> Iterator[Proposal]:
    for day, said in work.items():
        if day not in region.days and not _usual(region, day):
            yield Proposal(day, said.name, Kind.WORK, said.offices, spans=region.hours)


def _conflicts(region: Keeper, day: date, name: str) -> Iterator[str]:
    """Say with what in the calendar a closed day conflicts, or what it doubles."""
    if "(estimated)" in name:
        yield "an estimate: the library may still move it"
    if day in region.holidays:
        yield f"closed already as “{region.holidays[day]}”: accepting gives it this name"
    if day in region.closures:
        yield f"closed already: {region.closures[day]}"
    if day in region.days:
        own = region.days[day]
        yield "the day has hours of its own, which go before" if own else "closed already by its own hours"
    elif not _usual(region, day):
        yield ANYWAY


def _usual(region: Keeper, day: date) -> Spans:
    return tuple(region.rule.weekly.get(WEEKDAYS[day.weekday()], ()))


def _first_half(hours: Spans) -> Spans:
    """Return the hours up to noon; where there are none before it, the first of them."""
    before = [(opens, min(closes, "12:00")) for opens, closes in hours if minutes_of(opens) < NOON and opens < closes]
    return tuple(before) or hours[:1]


def _same(one: str, other: str) -> bool:
    return GUESSED.sub("", one) == GUESSED.sub("", other)


def _is_refused(region: Keeper, one: Proposal) -> bool:
    return any(_same(name, one.name) for name in region.refused.get(one.day, ()))
