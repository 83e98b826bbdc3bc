"""Which ways take word, when quiet hours hold it, and that they never silence alone whoever must act (O8.6)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sundial.models import AlertKind
from sundial.protocol.paging import Wants
from sundial.protocol.reaching import BY_KIND, MAIL, Event, Quiet, Word, event_of, hushed, takes, taking

BUCHAREST, KOLKATA = ZoneInfo("Europe/Bucharest"), ZoneInfo("Asia/Kolkata")
NIGHT = Quiet(time(21), time(7), BUCHAREST)


def at(text, zone=BUCHAREST):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_each_kind_of_alert_is_of_some_event_and_what_wants_somebody_is_first_of_all_that():
    assert set(BY_KIND) <= set(AlertKind.values)
    assert event_of("opened", Wants.NOBODY) is Event.CASES
    assert event_of("escalated", Wants.NOBODY) is Event.ESCALATIONS
    assert {event_of(kind, Wants.ONE) for kind in AlertKind.values} == {Event.ACT}


def test_a_way_takes_everything_until_it_is_told_not_to():
    chosen = {"slack": {Event.CASES: "never"}, MAIL: {Event.CASES: "never", Event.ACT: "never"}}
    assert taking(Event.RELEASES, (MAIL, "slack"), chosen) == (MAIL, "slack")
    assert taking(Event.CASES, (MAIL, "slack"), chosen) == ()
    assert taking(Event.ACT, (MAIL, "slack"), chosen) == ("slack",)


@given(st.dictionaries(st.sampled_from(list(Event)), st.sampled_from(["never", "at once"])))
def test_what_wants_somebody_to_act_is_always_taken_by_some_way(chosen):
    assert taking(Event.ACT, (MAIL,), {MAIL: chosen}) == (MAIL,)
    assert takes(Event.ACT, {}) is True


@pytest.mark.parametrize(
    ("quiet", "moment", "ends"),
    [
        (NIGHT, "2026-11-30 22:00", "2026-12-01 07:00"),
        (NIGHT, "2026-11-30 03:00", "2026-11-30 07:00"),
        (NIGHT, "2026-11-30 07:00", "2026-11-30 07:00"),
        (NIGHT, "2026-11-30 20:59", "2026-11-30 20:59"),
        (NIGHT, "2026-03-28 23:30", "2026-03-29 07:00"),  # the night in which the clocks go forward
        (NIGHT, "2026-10-24 23:30", "2026-10-25 07:00"),  # and back
        (Quiet(time(12), time(13), BUCHAREST), "2026-11-30 12:30", "2026-11-30 13:00"),
        (Quiet(time(21), time(7), BUCHAREST, frozenset({5, 6})), "2026-11-27 21:30", "2026-11-30 07:00"),  # a weekend
        (Quiet(time(0), time(0), BUCHAREST, frozenset({0})), "2026-11-30 00:00", "2026-12-01 00:00"),
        (Quiet(time(0), time(0), BUCHAREST, frozenset(range(7))), "2026-11-30 09:00", "2026-12-07 09:00"),
    ],
)
def test_quiet_ends_when_the_hours_and_the_days_of_that_zone_do(quiet, moment, ends):
    if frozenset(range(7)) == quiet.days:
        assert quiet.ends(at(moment)) >= at(ends)  # somebody who is always quiet is heard of again all the same
        assert quiet.ends(at(moment)) <= at(ends) + timedelta(days=1)
    else:
        assert quiet.ends(at(moment)) == at(ends)


@given(
    st.times(), st.times(), st.frozensets(st.integers(0, 6), max_size=6), st.sampled_from([BUCHAREST, KOLKATA, UTC]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)  # fmt: skip
def test_where_quiet_ends_it_is_not_quiet_and_all_the_way_there_it_was(since, until, days, zone, moment):
    quiet, start = (
        Quiet(since.replace(second=0, microsecond=0), until, ZoneInfo(str(zone)), days),
        moment.replace(tzinfo=UTC),
    )
    end = quiet.ends(start)
    assert not quiet.covers(end) or end - start >= timedelta(days=7)
    if end > start:
        assert quiet.covers(start)
        assert quiet.covers(start + (end - start) / 2)


@pytest.mark.parametrize(
    ("event", "on_duty", "has_stand_in", "word"),
    [
        (Event.CASES, False, False, Word.LATER),
        (Event.CASES, False, True, Word.LATER),
        (Event.CASES, True, False, Word.NOW),
        (Event.CASES, True, True, Word.INSTEAD),
        (Event.ACT, False, False, Word.NOW),
        (Event.ACT, False, True, Word.INSTEAD),
        (Event.ACT, True, False, Word.NOW),
        (Event.ACT, True, True, Word.INSTEAD),
    ],
)
def test_quiet_hours_silence_nobody_who_must_act_or_is_on_duty_unless_somebody_has_it_instead(
    event, on_duty, has_stand_in, word
):
    assert hushed(event, on_duty=on_duty, has_stand_in=has_stand_in) is word
