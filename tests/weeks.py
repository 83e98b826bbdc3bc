"""Weeks, zones and instants for the tests of business time, and calendars made up by hypothesis."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sundial.protocol.calendar import Calendar, CalendarRule

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
WEEKDAYS = (*WORKDAYS, "sat", "sun")


def office(tz="Europe/Bucharest", spans=(("09:00", "17:00"),), on=WORKDAYS, name="the office", **rest):
    """Return the rule of an office that is open at the same hours on some days of the week."""
    return CalendarRule(name, tz, dict.fromkeys(on, spans), **rest)


def calendar(*args, **kwargs):
    """Return the calendar of one office."""
    return Calendar.of(office(*args, **kwargs))


def local(text, tz="Europe/Bucharest"):
    """Return an instant from what the clock on the wall shows; the first of two."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))


def shown(at, tz="Europe/Bucharest"):
    """Return what the clock on the wall shows."""
    return at.astimezone(ZoneInfo(tz)).strftime("%Y-%m-%d %H:%M")


ZONES = ("Europe/Bucharest", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Apia")
DAYS_OF_SPANS = (
    (("09:00", "17:00"),),
    (("08:30", "12:00"), ("13:00", "17:30")),
    (("00:00", "24:00"),),
    (("22:00", "06:00"),),
    (("01:30", "02:30"), ("02:15", "04:00")),
)
DATES = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@st.composite
def rules(draw):
    """Make up the rule of an office that is open on some days of the week, with exceptions."""
    days = draw(st.dictionaries(st.sampled_from(WEEKDAYS), st.sampled_from(DAYS_OF_SPANS), min_size=2))
    holidays = dict.fromkeys(draw(st.lists(DATES, max_size=5)), "a holiday")
    exceptions = draw(st.dictionaries(DATES, st.sampled_from((*DAYS_OF_SPANS, ())), max_size=5))
    return CalendarRule("made up", draw(st.sampled_from(ZONES)), days, holidays, exceptions)


CALENDARS = st.lists(rules(), min_size=1, max_size=3).map(lambda some: Calendar.of(*some))
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
LENGTHS = st.integers(0, 80 * 3600)
PAUSES = st.lists(
    st.builds(lambda at, length: (at, at + timedelta(seconds=length)), INSTANTS, st.integers(0, 400_000)), max_size=4
)
