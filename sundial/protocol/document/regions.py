"""Protocol 02, the regions: where an office is, and when it is open (O2.1, O6.6)."""

from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

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
ITS_OWN = ("hours", "weekend", "weekly", "holidays", "closures", "days", "refused")  # of an office, if it has any
Place = tuple[str, str, str | None]  # an office, and whose public holidays are proposed for it
Year = Annotated[int, Field(ge=FIRST_YEAR - 1, le=LAST_YEAR)]


class Open(Value):
    """When a place is open: the hours on its own clock, its weekend, its public holidays and its closures.

    `hours` holds on every day outside the weekend unless `weekly` says otherwise for that weekday; `days` says it
    for single dates and goes before everything, holidays included (an empty list closes the day). What was proposed
    and `refused` stays refused.
    """

    key: Key = OWN_KEY
    name: Text
    zone: Zone
    hours: tuple[Span, ...] = ()
    weekend: tuple[Weekday, ...] = ()
    weekly: Frozen[Weekday, tuple[Span, ...]] = NOTHING
    holiday_country: Country | None = None
    holiday_subdivision: Text | None = None
    holidays: Frozen[date, Text] = NOTHING
    closures: Frozen[date, Text] = NOTHING
    days: Frozen[date, tuple[Span, ...]] = NOTHING
    refused: Frozen[date, tuple[Text, ...]] = NOTHING

    @cached_property
    def rule(self) -> CalendarRule:
        """The calendar as people write it; `Calendar.of` makes it searchable."""
        weekly: dict[str, tuple[Span, ...]] = {day: self.hours for day in WEEK if day not in self.weekend}
        weekly |= dict(self.weekly.items())
        closed = {**self.holidays, **self.closures}
        return CalendarRule(self.name, self.zone, weekly, closed, dict(self.days))

    @property
    def has_hours(self) -> bool:
        """Whether it is open at all in a usual week; a further office need not have hours of its own."""
        return any(self.rule.weekly.values())


class Office(Open):
    """A further office of a region: its clock, its public holidays and, where it names them, hours of its own.

    Without hours its holidays are proposed for the calendar of its region; with them it keeps a calendar of its own.
    Whether that counts is the reading `office_hours`.
    """

    @property
    def office(self) -> str:
        """Where it is."""
        return self.name

    @property
    def places(self) -> tuple[Place, ...]:
        """Whose public holidays are proposed for its own calendar, if it keeps one."""
        return _place(self) if self.has_hours else ()

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if self.holiday_country:
            check_place(self.holiday_country, self.holiday_subdivision)
        return self

    @model_serializer(mode="wrap")
    def _unsaid(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what the first documents could not say of an office: their digests stay (`added`)."""
        return {key: found for key, found in write(self).items() if found or key not in ITS_OWN}


class Region(Open):
    """One region: its office and the hours there, its further offices, and those that a file takes over.

    A file takes the country's dates over through the year `holidays_until`.
    """

    office: Text
    hours: tuple[Span, ...]
    holidays_until: Year | None = None
    offices: Annotated[Frozen[Key, Office], Keyed] = NOTHING

    @model_validator(mode="after")
    def _opens_sensibly(self) -> Self:
        if not self.rule.weekly:
            msg = "opening hours on at least one day of the week"
            raise ValueError(msg)
        return self

    @property
    def keepers(self) -> "tuple[Keeper, ...]":
        """Whoever keeps a calendar here: the region, and then its offices that have hours of their own."""
        return (self, *(one for one in self.offices.values() if one.has_hours))

    @property
    def places(self) -> tuple[Place, ...]:
        """Whose public holidays are proposed: the region's own first; an office with own hours keeps its own."""
        others = [one for one in self.offices.values() if not one.has_hours]
        return (*_place(self), *(place for one in others for place in _place(one)))


Keeper = Region | Office  # whoever keeps a calendar


def _place(one: "Keeper") -> tuple[Place, ...]:
    return ((one.office, one.holiday_country, one.holiday_subdivision),) if one.holiday_country else ()
