"""How much time a promise is given: three types that never mix (O6.5 to O6.7)."""

import re
from dataclasses import dataclass
from decimal import Decimal

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ALLOWED = "a number and a unit, as in '30 minutes', '2 hours', '1 day', '4 business hours' or '1 business day'"


class AmountError(ValueError):
    """An amount that cannot be: it says what was found and what is allowed."""


@dataclass(frozen=True, slots=True, order=True)
class Elapsed:
    """Seconds that run day and night; a day is 24 hours (O6.5)."""

    seconds: int

    def __post_init__(self) -> None:
        _check(self.seconds, "seconds")

    def __str__(self) -> str:
        return _words(self.seconds, (("day", DAY), ("hour", HOUR), ("minute", MINUTE), ("second", 1)))


@dataclass(frozen=True, slots=True, order=True)
class BusinessTime:
    """Seconds that run only while a calendar is open (O6.6)."""

    seconds: int

    def __post_init__(self) -> None:
        _check(self.seconds, "seconds")

    def __str__(self) -> str:
        return _words(self.seconds, (("business hour", HOUR), ("business minute", MINUTE), ("business second", 1)))


@dataclass(frozen=True, slots=True, order=True)
class BusinessDays:
    """Days of a calendar, counted one by one; never a number of hours (O6.7)."""

    days: int

    def __post_init__(self) -> None:
        _check(self.days, "days")

    def __str__(self) -> str:
        return _plural(self.days, "business day")


Amount = Elapsed | BusinessTime | BusinessDays


def parse(text: str) -> Amount:
    """Read an amount as people write it: `N [business] minutes|hours|days`, N with a decimal fraction if need be.

    A fraction of business time must come to whole minutes, one of elapsed time to whole seconds (which may be written
    as such), and business days are whole. Raises AmountError, which says what was
    found and what is allowed.

    >>> parse("1.5 hours")
    Elapsed(seconds=5400)
    >>> str(parse("240 business minutes"))
    '4 business hours'
    """
    number, business, unit = _parts(text)
    if business and unit == "day":
        return BusinessDays(_whole(number, text, "business days are whole"))
    if business:
        return BusinessTime(
            MINUTE * _whole(number * (UNITS[unit] // MINUTE), text, "business time is in whole minutes")
        )
    return Elapsed(_whole(number * UNITS[unit], text, "a fraction must come to whole seconds"))


UNITS = {"second": 1, "minute": MINUTE, "hour": HOUR, "day": DAY}
FORM = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)\s+(?:(business)\s+(?!second)|)(second|minute|hour|day)s?", re.ASCII)


def _parts(text: str) -> tuple[Decimal, bool, str]:
    found = FORM.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise AmountError(f"{_shown(text)} is not an amount; allowed is {ALLOWED}")
    if found[1].startswith("-"):
        raise AmountError(f"{_shown(text)} is negative; allowed is zero or more")
    return Decimal(found[1]), found[2] is not None, found[3]


def _whole(number: Decimal, text: str, rule: str) -> int:
    if number != int(number):
        raise AmountError(f"{_shown(text)}: {rule}")
    return int(number)


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _check(count: int, what: str) -> None:
    if type(count) is not int:
        raise AmountError(f"{_shown(count)} {what}: allowed is a whole number")
    if count < 0:
        raise AmountError(f"{count} {what} is negative; allowed is zero or more")


def _words(seconds: int, units: tuple[tuple[str, int], ...]) -> str:
    if not seconds:
        return _plural(0, units[-2][0])
    return next(_plural(seconds // size, name) for name, size in units if seconds % size == 0)


def _plural(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
