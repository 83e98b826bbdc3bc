"""Protocol 02, the regions: where an office is, and when it is open (O2.1, O6.6)."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sundial.protocol.calendar import CalendarRule
from sundial.protocol.document.holiday_dates import FIRST_YEAR, LAST_YEAR, check_place
from sundial.protocol.document.values import NOTHING, OWN_KEY, Country, Frozen, Key, Keyed, Text, Value

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

TIME = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
TimeOfDay = Annotated[str, StringConstraints(pattern=TIME)]


def _opening(span: tuple[str, str]) -> tuple[str, str]:
    opens, closes = span
    if opens in (closes, "24:00"):
        msg = 'two times, as in ["09:00", "17:00"]; a whole day is ["00:00", "24:00"]'
        raise ValueError(msg)
    return span


Span = Annotated[tuple[TimeOfDay, TimeOfDay], AfterValidator(_opening)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = "a time zone of the IANA database, such as Europe/Bucharest"
        raise ValueError(msg) from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
Year = Annotated[int, Field(ge=FIRST_YEAR - 1, le=LAST_YEAR)]


class Office(Value):
    """A further office of a region: its clock, and whose public holidays are proposed for it; it counts no time."""

    key: Key = OWN_KEY
    name: Text
    zone: Zone
    holiday_country: Country | None = None
    holiday_subdivision: Text | None = None

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if self.holiday_country:
            check_place(self.holiday_country, self.holiday_subdivision)
        return self


class Region(Value):
    """One region: its office, the hours on its own clock, its weekend, its public holidays and its closures.

    `hours` holds on every day outside the weekend unless `weekly` says otherwise for that weekday; `days` says it
    for single dates and goes before everything, holidays included (an empty list closes the day). A file takes the
    country's dates over through the year `holidays_until`; what was proposed and `refused` stays refused.
    """

    key: Key = OWN_KEY
    name: Text
    office: Text
    zone: Zone
    hours: tuple[Span, ...]
    weekend: tuple[Weekday, ...] = ()
    weekly: Frozen[Weekday, tuple[Span, ...]] = NOTHING
    holiday_country: Country | None = None
    holiday_subdivision: Text | None = None
    holidays_until: Year | None = None
    holidays: Frozen[date, Text] = NOTHING
    closures: Frozen[date, Text] = NOTHING
    days: Frozen[date, tuple[Span, ...]] = NOTHING
    refused: Frozen[date, tuple[Text, ...]] = NOTHING
    offices: Annotated[Frozen[Key, Office], Keyed] = NOTHING

    @model_validator(mode="after")
    def _opens_sensibly(self) -> Self:
        if not self.rule.weekly:
            msg = "opening hours on at least one day of the week"
            raise ValueError(msg)
        return self

    @cached_property
    def rule(self) -> CalendarRule:
        """The office's calendar as people write it; `Calendar.of` makes it searchable."""
        weekly: dict[str, tuple[Span, ...]] = {day: self.hours for day in WEEK if day not in self.weekend}
        weekly |= dict(self.weekly.items())
        closed = {**self.holidays, **self.closures}
        return CalendarRule(self.name, self.zone, weekly, closed, dict(self.days))

    @property
    def places(self) -> tuple[tuple[str, str, str | None], ...]:
        """The offices whose public holidays are proposed, the region's own first: name, country, subdivision."""
        own = (self.office, self.holiday_country, self.holiday_subdivision)
        others = [(one.name, one.holiday_country, one.holiday_subdivision) for one in self.offices.values()]
        return tuple((name, country, subdivision) for name, country, subdivision in (own, *others) if country)
