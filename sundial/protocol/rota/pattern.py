"""Protocol 02, the rota: what comes again every week, on the clock of its own zone (O2.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sundial.protocol.instants import FIRST_YEAR, LAST_YEAR
from sundial.protocol.rota.error import RotaError, named

WEEK = timedelta(days=7)


class Duty(StrEnum):
    """What somebody is there for: engineers' shifts, the Support Duty Manager, and on call outside shifts."""

    SHIFT = "shift"
    MANAGER = "manager"
    ON_CALL = "on-call"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Shifts that come again: on which days they start, from when to when on the clock of `zone`, and who has them.

    `days` are weekdays from 0, Monday, to 6. `ends` at or before `starts` is on the following day, so equal times are
    a whole day. `first` and `last` are the local dates on which it starts first and last; None: it goes on. Where
    `last` is before `first` it never takes place. `crews` are people by their ids, one crew for each week from Monday
    to Sunday, in turn, beginning with the week of `first`; an empty crew is a week without anybody. Raises RotaError.
    """

    key: str
    region: str
    zone: str
    duty: Duty
    days: tuple[int, ...]
    starts: time
    ends: time
    first: date
    last: date | None
    crews: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        named("key", self.key)
        named("region", self.region)
        _known_zone(self.zone)
        _weekdays(self.days)
        _whole_minutes("starts", self.starts)
        _whole_minutes("ends", self.ends)
        _in_reach("first", self.first)
        if self.last is not None:
            _in_reach("last", self.last)
        _crews(self.crews)

    def starts_on(self, day: date) -> bool:
        """Whether a shift starts on a local date."""
        return self.first <= day and (self.last is None or day <= self.last) and day.weekday() in self.days

    def crew_of(self, day: date) -> tuple[str, ...]:
        """Return whose turn it is in the week, Monday to Sunday, in which a local date lies."""
        weeks = (_monday(day) - _monday(self.first)) // WEEK
        return self.crews[weeks % len(self.crews)]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError, AttributeError):
        raise RotaError("zone", f"{name!r} is no time zone; allowed is one such as Europe/Bucharest") from None


def _weekdays(days: tuple[int, ...]) -> None:
    if not days or list(days) != sorted(set(days)) or not set(days) <= set(range(7)):
        raise RotaError("days", f"{list(days)} are no weekdays; allowed are 0 (Monday) to 6, in order, each once")


def _whole_minutes(key: str, at: time) -> None:
    if at.second or at.microsecond or at.tzinfo is not None:
        raise RotaError(key, f"{at.isoformat()} is no local time in whole minutes, such as 22:00")


def _in_reach(key: str, day: date) -> None:
    if not FIRST_YEAR <= day.year < LAST_YEAR:
        raise RotaError(key, f"{day.isoformat()} is outside the years {FIRST_YEAR} to {LAST_YEAR - 1}")


def _crews(crews: tuple[tuple[str, ...], ...]) -> None:
    if not crews:
        raise RotaError("crews", "there is none; allowed is one for each week, in turn")
    for crew in crews:
        for person in crew:
            named("crews", person)
        if len(set(crew)) < len(crew):
            raise RotaError("crews", f"{list(crew)} names somebody twice")


def in_force(patterns: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return the patterns that hold: of several with one key the last, which is how one is ended."""
    return tuple({pattern.key: pattern for pattern in patterns}.values())
