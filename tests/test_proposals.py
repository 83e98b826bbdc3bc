"""O6.6: what the library of holidays has otherwise is proposed, with its conflicts; what was refused stays so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sundial.protocol.calendar import Calendar
from sundial.protocol.calendar_edit import Closure, Holiday, OtherHours, Refusal, Weeks, accepting, edited, refusing
from sundial.protocol.document import DocumentError, from_json, shipped, to_json
from sundial.protocol.document.holiday_dates import Found
from sundial.protocol.proposals import Kind, proposals, proposed

YEAR = 2027
MONDAY, TUESDAY, SATURDAY = date(2027, 3, 1), date(2027, 3, 2), date(2027, 3, 6)
EMPTY = shipped().regions["emea"].model_copy(update={"holidays": {}})


def emea(*edits):
    """Return EMEA without a holiday in 2027, after some edits."""
    return edited(shipped(), "emea", *edits).regions["emea"]


def told(region, **found):
    """Return what one office's library proposes, in short."""
    some = proposals(region, YEAR, [("Timisoara", Found(**found))])
    return [(one.day, one.kind, one.name) for one in some]


def notes(region, day, name="National Day"):
    return " ".join(one for each in proposals(region, YEAR, [("", Found({day: name}))]) for one in each.notes)


def test_nothing_of_a_further_year_is_in_the_calendar_before_somebody_accepts_it():
    region = shipped().regions["emea"]
    found = {one.day: one.name for one in proposed(region, YEAR)}
    assert found[date(2027, 12, 1)] == "National Day"
    assert [day for day in region.holidays if day.year == YEAR] == []


def test_what_is_accepted_is_in_the_calendar_under_its_name_and_is_proposed_no_more():
    some = proposed(shipped().regions["emea"], YEAR)
    all_of_it = edited(shipped(), "emea", *(edit for one in some for edit in accepting(one)))
    assert proposed(all_of_it.regions["emea"], YEAR) == ()
    assert all_of_it.calendar(["emea"]).holiday_on(date(2027, 12, 1)) == "National Day"


def test_what_is_refused_is_proposed_again_only_on_another_date():
    (one,) = proposals(EMPTY, YEAR, [("", Found({MONDAY: "Eid (estimated)"}))])
    refused = emea(*refusing(one))
    assert MONDAY not in refused.rule.holidays
    assert told(refused, closed={MONDAY: "Eid"}) == []  # the same day, only surer
    assert told(refused, closed={TUESDAY: "Eid"}) == [(TUESDAY, Kind.CLOSED, "Eid")]
    assert told(refused, closed={MONDAY: "Flag Day"}) == [(MONDAY, Kind.CLOSED, "Flag Day")]
    assert told(emea(*refusing(one), Refusal(MONDAY, again=True)), closed={MONDAY: "Eid"}) != []


def test_a_holiday_that_the_library_moves_is_moved_with_one_answer():
    standing = emea(Holiday(MONDAY, "Eid (estimated)"))
    (one,) = proposals(standing, YEAR, [("", Found({TUESDAY: "Eid"}))])
    assert (one.kind, one.day, one.was) == (Kind.MOVED, TUESDAY, MONDAY)
    moved = edited(edited(shipped(), "emea", Holiday(MONDAY, "Eid (estimated)")), "emea", *accepting(one))
    assert dict(moved.regions["emea"].holidays).items() >= {(TUESDAY, "Eid")}
    assert MONDAY not in moved.regions["emea"].holidays
    stays = emea(Holiday(MONDAY, "Eid (estimated)"), *refusing(one))
    assert told(stays, closed={TUESDAY: "Eid"}) == []


def test_a_holiday_of_several_days_is_moved_day_by_day_and_what_is_too_much_goes():
    standing = emea(Holiday(MONDAY, "Eid"), Holiday(TUESDAY, "Eid"), Holiday(SATURDAY, "Our own day"))
    wednesday = date(2027, 3, 3)
    assert told(standing, closed={wednesday: "Eid"}) == [(TUESDAY, Kind.GONE, "Eid"), (wednesday, Kind.MOVED, "Eid")]


@pytest.mark.parametrize(
    ("edits", "day", "says"),
    [
        ((), SATURDAY, "closed on this weekday anyway"),
        ((Holiday(MONDAY, "Day of the office"),), MONDAY, "closed already as “Day of the office”"),
        ((Closure(MONDAY, TUESDAY, "Stocktaking"),), TUESDAY, "closed already: Stocktaking"),
        ((OtherHours(MONDAY, (("10:00", "12:00"),)),), MONDAY, "hours of its own, which go before"),
        ((OtherHours(MONDAY, ()),), MONDAY, "closed already by its own hours"),
    ],
)
def test_what_conflicts_with_the_calendar_or_doubles_it_says_so(edits, day, says):
    assert says in notes(emea(*edits), day)
    assert notes(emea(), MONDAY) == ""


def test_half_days_and_working_days_are_proposed_with_their_hours():
    found = Found(half={MONDAY: "Carnival"}, work=frozenset({SATURDAY, TUESDAY}))
    half, work = proposals(EMPTY, YEAR, [("", found)])
    assert (half.kind, half.spans) == (Kind.HALF, (("09:00", "12:00"),))
    assert (work.kind, work.day, work.spans) == (Kind.WORK, SATURDAY, (("09:00", "17:00"),))  # Tuesday is one anyway
    region = emea(*accepting(half), *accepting(work))
    assert (region.rule.spans_on(MONDAY), region.rule.spans_on(SATURDAY)) == (half.spans, work.spans)
    assert proposals(region, YEAR, [("", found)]) == ()


def test_further_offices_propose_their_own_dates_and_say_whose_they_are():
    office = {"name": "Budapest", "zone": "Europe/Budapest", "holiday_country": "HU"}
    document = to_json(shipped())
    document["regions"]["emea"]["offices"] = {"budapest": office}
    region = from_json(document).regions["emea"]
    found = {one.day: one.offices for one in proposed(region, YEAR)}
    assert found[date(2027, 8, 20)] == ("Budapest",)
    assert found[date(2027, 12, 25)] == ("Timisoara", "Budapest")
    document["regions"]["emea"]["offices"]["budapest"] = {**office, "holiday_subdivision": "ZZ"}
    with pytest.raises(DocumentError, match=r"offices\.budapest.*a part of HU that the holidays library knows"):
        from_json(document)


NIGHTS = [
    (date(2026, 3, 28), "2026-03-28 20:00", "2026-03-29 03:00", 7),  # Bucharest loses an hour
    (date(2026, 10, 24), "2026-10-24 19:00", "2026-10-25 04:00", 9),  # and gains one
]


@pytest.mark.parametrize(("day", "opens", "closes", "hours"), NIGHTS)
def test_split_and_overnight_hours_are_what_the_clock_shows_on_both_changes(day, opens, closes, hours):
    spans = (("12:00", "14:00"), ("22:00", "06:00"))
    rule = emea(Weeks({"sat": spans, "mon": spans})).rule
    start, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (opens, closes))
    windows = list(Calendar.of(rule).windows(start - timedelta(hours=12), end + timedelta(hours=6)))
    assert windows[1] == (start, end)
    assert end - start == timedelta(hours=hours)
    assert windows[0][1] - windows[0][0] == timedelta(hours=2)
    closed = emea(Weeks({"sat": spans, "mon": spans}), Holiday(day, "Fair")).rule
    assert list(Calendar.of(closed).windows(start - timedelta(hours=12), end + timedelta(hours=6))) == []


SOME = [("US", "FL"), ("AU", "SA"), ("HU", None), ("AE", None), ("CN", None), ("IL", None), ("DE", "BY")]


@pytest.mark.parametrize(("country", "part"), SOME)
def test_whatever_the_library_has_of_a_place_is_answered_once_and_for_all(country, part):
    document = to_json(shipped())
    document["regions"]["emea"] |= {"holidays": {}, "holiday_country": country, "holiday_subdivision": part}
    whole = from_json(document)
    some = proposed(whole.regions["emea"], 2025)
    assert some
    assert len({one.key for one in some}) == len(some)
    for answer in (accepting, refusing):
        done = edited(whole, "emea", *(edit for one in some for edit in answer(one)))
        assert proposed(done.regions["emea"], 2025) == ()
