"""Patterns, changes and instants for the tests of the rota, and what hypothesis makes up of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

from hypothesis import strategies as st

from sundial.protocol.instants import instant
from sundial.protocol.rota import Added, Away, Change, Dropped, Duty, Offered, Passed, Pattern, TakenBack
from sundial.protocol.zones import changes_of_year

EVERY_DAY = tuple(range(7))
ALL_ZONES = sorted(available_timezones())
HALF_AN_HOUR = timedelta(minutes=30)


def utc(text):
    """Return an instant: "2026-03-28 22:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(text):
    """Return a local time: "22:00"."""
    return time.fromisoformat(text)


def pattern(key="night", starts="22:00", ends="06:00", crews=(("eve",),), zone="Europe/Bucharest", **rest):
    """Return a pattern of engineers in EMEA, every day of 2026 and on, unless told otherwise."""
    kept = {"region": "emea", "duty": Duty.SHIFT, "days": EVERY_DAY, "first": date(2026, 1, 1), "last": None} | rest
    return Pattern(key, zone=zone, starts=clock(starts), ends=clock(ends), crews=crews, **kept)


def changes(*whats):
    """Return changes in order, numbered from 1."""
    return tuple(Change(seq, utc("2026-01-01 00:00"), "dan", what) for seq, what in enumerate(whats, 1))


def told(found):
    """Return shifts as text: "eve 2026-03-28 20:00 07:00", the hours being those that it lasts."""
    return [f"{one.person} {one.since:%Y-%m-%d %H:%M} {_length(one)}" for one in found]


def _length(shift):
    minutes = (shift.until - shift.since) // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def near_transitions(draw):
    """Return a zone and an instant in whole minutes: most often within days of one of its changes, if it has any."""
    zone, year = draw(st.sampled_from(ALL_ZONES)), draw(st.integers(1975, 2036))
    moved = [at for at, _ in changes_of_year(zone, year)] or [0]
    at = instant(draw(st.sampled_from(moved))) if moved != [0] else datetime(year, 7, 1, tzinfo=UTC)
    return zone, at.replace(second=0, microsecond=0) + timedelta(minutes=draw(st.integers(-2000, 2000)))


TIMES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
WEEKDAYS = st.lists(st.sampled_from(EVERY_DAY), min_size=1, unique=True).map(lambda days: tuple(sorted(days)))
PEOPLE = ("eve", "tom", "dan")
CREWS = st.lists(st.lists(st.sampled_from(PEOPLE), unique=True).map(tuple), min_size=1, max_size=3).map(tuple)

START = utc("2026-03-28 00:00")  # the laws of changes are tried around the night in which EMEA loses an hour
STEPS = 2 * 48  # half hours


def step(number):
    """Return the instant of a half hour after START."""
    return START + number * HALF_AN_HOUR


@st.composite
def spans(draw, low=0, high=STEPS):
    """Return two instants in order, in half hours after START."""
    since = draw(st.integers(low, high - 1))
    return step(since), step(draw(st.integers(since + 1, high)))


ROTA = (
    pattern("early", "06:00", "14:00", crews=(("eve", "tom"),)),
    pattern("late", "14:00", "22:00", crews=(("dan",),)),
    pattern("night", "22:00", "06:00", crews=(("kim",),)),
)
WHOLE = tuple(f"{key}/2026-03-{day}/{who}" for key, who in (("early", "eve"), ("early", "tom"), ("late", "dan"),
              ("night", "kim")) for day in (28, 29))  # fmt: skip
EVERYBODY = ("eve", "tom", "dan", "kim")


@st.composite
def names(draw):
    """Return the name of a shift that there may be: whole, a part of it, or one that was added."""
    whole = draw(st.sampled_from((*WHOLE, "+1", "+2", "+3", "nobody/2026-03-28/eve")))
    return whole + draw(st.sampled_from(("", "", "", "/2", "/3")))


@st.composite
def whats(draw, kinds=(Added, Dropped, Passed, Passed, Away, Offered, TakenBack), since=0):
    """Return anything that can be done to ROTA."""
    kind, who = draw(st.sampled_from(kinds)), draw(st.sampled_from(EVERYBODY))
    if kind is TakenBack:
        return TakenBack(draw(st.integers(1, 8)))
    if kind in (Dropped, Offered):
        return kind(draw(names()))
    if kind is Passed and draw(st.booleans()):
        return Passed(draw(names()), who)
    span = draw(spans(since))
    if kind is Passed:
        return Passed(draw(names()), who, *span)
    return Away(who, *span) if kind is Away else Added(who, draw(REGIONS), Duty.SHIFT, *span)


REGIONS = st.sampled_from(("emea", "apj"))
HISTORIES = st.lists(whats(), max_size=8).map(lambda found: changes(*found))
