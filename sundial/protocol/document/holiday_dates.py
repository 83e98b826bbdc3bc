"""The dates of public holidays: from a country to dates, as the `holidays` library has them in this edition.

What a document takes over becomes part of it and of its digest, so that a later edition of the library never changes
what an older revision promised; what that edition has otherwise is proposed to a person (`protocol/proposals.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

FIRST_YEAR, LAST_YEAR = 2020, 2040
LANGUAGE = "en_US"
HALF_DAY = "half_day"
COUNTRY = "a country of the holidays library, as two capital letters such as RO"


@dataclass(frozen=True, slots=True)
class Found:
    """What the library has of one place in one year, by date with its English name; `work`: weekend days worked."""

    closed: Mapping[date, str] = field(default_factory=dict)
    half: Mapping[date, str] = field(default_factory=dict)
    work: frozenset[date] = frozenset()


@cache
def dates_of(country: str, subdivision: str | None = None, through: int = LAST_YEAR) -> Mapping[date, str]:
    """Return the public holidays of a place from 2020 through a year, observed days too, with their English names.

    Raises ValueError for a country or a subdivision that the library does not know.
    """
    return dict(sorted(_asked(country, subdivision, range(FIRST_YEAR, through + 1)).items()))


@cache
def found_in(country: str, subdivision: str | None, year: int) -> Found:
    """Return everything that bears upon one year; raises ValueError as `dates_of` does."""
    public = _asked(country, subdivision, [year])
    halves = HALF_DAY in public.supported_categories
    half = _asked(country, subdivision, [year], categories=(HALF_DAY,)) if halves else {}
    return Found(
        dict(sorted(public.items())),
        {day: name for day, name in sorted(half.items()) if day not in public},
        frozenset(day for day in public.weekend_workdays if day.year == year),
    )


def check_place(country: str, subdivision: str | None) -> None:
    """Raise ValueError, with what is allowed, for a place that the library does not know."""
    _asked(country, subdivision, [FIRST_YEAR])


def _asked(country: str, subdivision: str | None, years: Any, **more: Any) -> Any:
    import holidays  # noqa: PLC0415  a large library, and needed only where dates are asked for

    try:
        return holidays.country_holidays(country, subdiv=subdivision, years=years, language=LANGUAGE, **more)
    except NotImplementedError:
        raise ValueError(_allowed(country, subdivision, holidays)) from None


def _allowed(country: str, subdivision: str | None, library: Any) -> str:
    known = library.list_supported_countries(include_aliases=False)
    if subdivision is None or country not in known:
        return COUNTRY
    return f"a part of {country} that the holidays library knows: {', '.join(known[country]) or 'it has none'}"
