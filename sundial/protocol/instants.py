"""Instants as whole microseconds since 1970 in UTC: what calendars count with, and the way there and back."""

from datetime import UTC, datetime, timedelta
from typing import Final

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
MICROSECOND: Final = timedelta(microseconds=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL: Final = EPOCH.toordinal()

# A calendar is searched between these two years and never beyond: the documented horizon.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200  # the first year that is not covered


class HoursError(ValueError):
    """A question about time that has no answer: a naive or impossible instant, a span that runs backwards."""


class NeverOpen(HoursError):
    """A calendar has not enough open time within the horizon; the message names the calendar."""


def micros(at: datetime) -> int:
    """Return an aware instant as microseconds since 1970; raises HoursError on a naive one."""
    try:
        since = at - EPOCH
    except TypeError:
        raise HoursError(f"{at!r} has no time zone; allowed is an instant with an offset, as in +02:00 or Z") from None
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def instant(at: int) -> datetime:
    """Return microseconds since 1970 as an instant in UTC; raises HoursError beyond the year 9999."""
    try:
        return EPOCH + at * MICROSECOND
    except OverflowError:
        raise HoursError("the answer lies beyond the years 1 to 9999") from None


def year_start(year: int) -> int:
    """Return the first instant of a year in UTC, in microseconds since 1970."""
    return micros(datetime(year, 1, 1, tzinfo=UTC))


def year_of(at: int) -> int:
    """Return the year in UTC of an instant, given in microseconds since 1970."""
    return instant(at).year


FIRST: Final = year_start(FIRST_YEAR)
LAST: Final = year_start(LAST_YEAR)


def in_order(low: int, high: int) -> None:
    """Raise HoursError unless two instants are in order and within the horizon."""
    if low > high:
        raise HoursError(f"the end {instant(high).isoformat()} is before the start {instant(low).isoformat()}")
    if low < FIRST or high > LAST:
        raise HoursError(f"an instant lies outside the years {FIRST_YEAR} to {LAST_YEAR - 1}, the reach of a calendar")


def within_horizon(at: int) -> int:
    """Return the instant itself, or the nearer end of the horizon if it lies outside."""
    return min(max(at, FIRST), LAST)
