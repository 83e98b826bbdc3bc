"""The calendar of a region: a change is tried like any other document, and decided about in the same way (O6.6)."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from sundial.commands.protocol import put_in_force
from sundial.models import (
    CLOCKWORK,
    Clock,
    ProtocolCandidate,
    ProtocolMove,
    ProtocolRevision,
    database_now,
    viewing,
)
from sundial.protocol.calendar_edit import Another, Closure, Weeks, edited, with_office
from sundial.protocol.document import shipped
from sundial.web import office
from sundial.web.desk.calendar_ahead import pressing
from tests.browsing import lately, sent, signed_in, words
from tests.database import as_role
from tests.test_moves_decided import carried_out

NEXT = max(datetime.now(UTC).year + 1, 2027)


@pytest.fixture
def dan(cast):
    return signed_in(lately(cast).dan.person)


def asked(question):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return question()


def test_a_holiday_is_tried_before_it_counts(cast, dan):
    cast.open_case(plan="gold", severity=1, at=1)  # 2 business hours
    answer = dan.post("/desk/protocol/calendar/emea", sent(act="holiday", day="2030-05-07", name="Day of the office"))
    page = words(dan.get(answer["Location"]))

    assert "2030-05-07 added to EMEA: Day of the office" in page
    assert asked(lambda: ProtocolCandidate.objects.get().name) == "EMEA, calendar"


def test_changes_of_calendars_are_gathered_in_one_document(cast, dan):
    first = dan.post("/desk/protocol/calendar/emea", sent(act="holiday", day="2030-05-06", name="One"))["Location"]
    key = first.rsplit("/", 1)[1]
    assert "on top of" in words(dan.get(f"/desk/protocol/calendar/apj?on={key}"))
    second = dan.post(
        "/desk/protocol/calendar/apj", sent(act="hours", day="2030-05-07", hours="09:00 to 13:00", on=key)
    )
    page = words(dan.get(second["Location"]))

    assert "2030-05-06 added to EMEA: One" in page
    assert "APJ, hours of 2030-05-07: as on other days becomes 09:00 to 13:00" in page
    assert asked(ProtocolCandidate.objects.count) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"act": "holiday", "day": "soon", "name": "X"}, 'date found "soon"; allowed: a date, such as 2026-12-24'),
        ({"act": "holiday", "day": "2026-02-30", "name": "X"}, 'date found "2026-02-30"'),
        ({"act": "holiday", "day": "2026-12-24", "name": " "}, "name found nothing"),
        ({"act": "hours", "day": "2026-12-24", "hours": "early"}, 'hours found "early"'),
        ({"act": "week"}, "opening hours on at least one day of the week"),
        ({"act": "week", "hours-tue": "all day"}, 'hours on tue found "all day"'),
        ({"act": "closure", "day": "2026-12-24", "until": "2026-12-01", "name": "X"}, 'until found "2026-12-01"'),
        ({"act": "closure", "day": "2026-12-24", "name": ""}, "name found nothing; allowed: why the office is closed"),
        ({"act": "accept"}, "dates found none ticked; allowed: one or more that are still proposed"),
        ({"act": "refuse", "proposal": "2027-01-01|closed|Nobody's day"}, "dates found none ticked"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_and_what_was_typed_stays(cast, dan, fields, says):
    answer = dan.post("/desk/protocol/calendar/emea", sent(**fields))

    assert answer.status_code == 422
    assert says in words(answer)
    assert asked(ProtocolCandidate.objects.count) == 0
    for typed in (fields.get("hours"), fields.get("hours-tue"), fields.get("until")):
        assert typed is None or f'value="{typed}"' in answer.content.decode()


def test_a_region_that_is_not_there_has_no_calendar(dan):
    assert dan.get("/desk/protocol/calendar/atlantis").status_code == 404
    assert dan.get("/desk/protocol/revisions/0123456789ab").status_code == 404
    assert dan.get("/desk/protocol/calendar/emea?on=nonsense&year=99999999999").status_code == 200


CHRISTMAS = f"{NEXT}-12-25|closed|Christmas Day"
NATIONAL = f"{NEXT}-12-01|closed|National Day"


def answered(client, act, *proposals, on="", year=NEXT):
    """Answer what is proposed, and return the page of the document that comes of it."""
    said = sent(act=act, proposal=list(proposals), on=on, year=year)
    return client.post("/desk/protocol/calendar/emea", said)["Location"]


def page(client, year=NEXT, on=""):
    return words(client.get(f"/desk/protocol/calendar/emea?year={year}&on={on}"))


def test_what_is_proposed_is_accepted_and_refused_one_by_one_or_together(dan):
    assert "Christmas Day" in page(dan)
    assert "None in this year." in page(dan)  # nothing enters by itself
    first = answered(dan, "accept", NATIONAL)
    assert f"{NEXT}-12-01 added to EMEA: National Day" in words(dan.get(first))
    second = answered(dan, "refuse", CHRISTMAS, on=first.rsplit("/", 1)[1])
    told = words(dan.get(second))
    assert f"{NEXT}-12-25 refused for EMEA: Christmas Day" in told
    assert "National Day" in told
    on = second.rsplit("/", 1)[1]
    left = page(dan, on=on)
    assert "1 refused" in left
    third = answered(dan, "accept-all", on=on)
    assert "Nothing: the calendar has what the library has" in page(dan, on=third.rsplit("/", 1)[1])


def test_the_list_of_calendars_says_how_many_dates_wait_for_an_answer(dan):
    assert re.search(r"EMEA, Timisoara \d+ dates proposed", words(dan.get("/desk/protocol")))


@pytest.mark.parametrize(
    ("fields", "state", "says"),
    [
        ({"act": "holiday", "name": "Fair"}, "holiday", "Fair"),
        ({"act": "closure", "name": "Stocktaking"}, "closure", "office closed: Stocktaking"),
        ({"act": "hours", "hours": ""}, "closure", "closed"),
        ({"act": "hours", "hours": "10:00 to 12:00"}, "other", "open 10:00 to 12:00"),
    ],
)
def test_the_year_shows_what_each_day_is(dan, fields, state, says):
    monday = next(date(NEXT, 3, day) for day in range(8, 15) if date(NEXT, 3, day).weekday() == 0)
    kept = dan.post("/desk/protocol/calendar/emea", sent(day=str(monday), year=NEXT, **fields))["Location"]
    shown = dan.get(f"/desk/protocol/calendar/emea?year={NEXT}&on={kept.rsplit('/', 1)[1]}").content.decode()
    cell = f'<td class="d {state}" title="{says}">{monday.day}<span class="vh">: {says}</span></td>'
    assert cell in shown
    usual = words(dan.get(f"/desk/protocol/calendar/emea?year={NEXT}"))
    days = int(re.search(r"March (\d+) open days", usual)[1])
    assert f"March {days - (state != 'other')} open days" in page(dan, on=kept.rsplit("/", 1)[1])


def test_what_a_trial_counts_is_what_the_move_does(cast, dan):
    now = database_now()
    cases = [cast.open_case(plan=plan, severity=2, at=5) for plan in ("platinum", "gold", "silver")]
    for case in cases:
        cast.eve.replies(case, at=2)
    closed = sent(act="closure", day=str(now.date()), until=str(now.date() + timedelta(days=6)), name="Flood")
    where = dan.post("/desk/protocol/calendar/emea", closed)["Location"]
    told = words(dan.get(where))
    moved = {case.pk: dues(case) for case in cases}
    dan.post(where, sent(scope="all"))
    carried_out()

    after = {case.pk: dues(case) for case in cases}
    later = sum(one < other for pk in moved for one, other in zip(moved[pk], after[pk], strict=True))
    touched = sum(moved[pk] != after[pk] for pk in moved)
    assert later > 0
    assert re.search(rf"due later {later} cases it touches {touched} of 3", told)


def dues(case):
    """Return the due times of what runs on a case, by promise."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = Clock.objects.running().filter(case=case.pk).order_by("promise", "about", "cycle")
        return list(rows.values_list("due_at", flat=True))


def test_a_calendar_counts_from_a_day_and_waits_until_then(cast, dan):
    case = cast.open_case(plan="gold", severity=1, at=1)
    where = answered(dan, "accept-all")
    day = (database_now() + timedelta(days=3)).date()
    assert dan.post(where, sent(scope="new", counts_from="soon")).status_code == 422
    dan.post(where, sent(scope="new", counts_from=str(day)))
    carried_out()
    index = words(dan.get("/desk/protocol"))
    assert "in force for new cases alone" in index
    assert "counts from" in index
    assert "It waits for its day" in words(dan.get(where))
    assert "Another document counts from" in page(dan)
    assert "Another document counts from" not in page(dan, on=where.rsplit("/", 1)[1])
    assert asked(ProtocolRevision.objects.count) == 1
    off = f"/desk/protocol/waiting/{asked(lambda: ProtocolMove.objects.get().digest)}/withdrawals"
    assert "Called off, it never does" in words(dan.get(off))
    dan.post(off, sent())
    assert "Call it off" not in words(dan.get("/desk/protocol")), "whether the worker has come to it or not"
    carried_out()
    assert "Called off by Dan before its day." in words(dan.get("/desk/protocol"))
    assert dan.get(off).status_code == 404
    assert asked(lambda: case.refresh_from_db() or case.revision) == shipped().digest


def test_the_side_column_counts_the_holidays_of_the_coming_weeks_that_nobody_answered(cast, dan):
    """A day that is neither accepted nor refused counts as open, and nobody would be told."""
    said = dan.get("/desk/protocol").content.decode()
    soon = asked(lambda: pressing(shipped(), database_now().date()))
    assert ("holidays of the coming weeks proposed" in said) == (soon > 0)
    new_year = date(2026, 12, 20)
    assert pressing(shipped(), new_year) > 5  # New Year in three regions, Epiphany, Saint John, the days before Tet
    assert pressing(shipped(), date(2026, 6, 1)) == 0


def test_customers_read_of_a_closure_as_of_a_holiday():
    day = date(2027, 3, 1)
    region = edited(shipped(), "emea", Closure(day, day, "Stocktaking")).regions["emea"]
    assert list(office.holidays(region, day, timedelta(days=30))) == [(day, "Stocktaking")]


def test_a_further_office_is_added_and_given_hours_of_its_own(cast, dan):
    def posts(on="", **said):
        answer = dan.post("/desk/protocol/calendar/emea", sent(**said, **({"on": on} if on else {})))
        assert answer.status_code == 302, words(answer)
        return answer["Location"].rsplit("/", 1)[1]

    wrong = dan.post("/desk/protocol/calendar/emea", sent(act="office", name="Budapest", zone="Budapest"))
    assert wrong.status_code == 422
    assert "a time zone of the IANA database" in words(wrong)
    assert 'value="Budapest"' in wrong.content.decode()

    first = posts(act="office", name="Budapest", zone="Europe/Budapest", country="hu")
    there = f"/desk/protocol/calendar/emea?office=budapest&on={first}"
    assert "Budapest has no hours of its own yet" in words(dan.get(there))
    week = {f"hours-{day}": "12:00 to 20:00" for day in ("mon", "tue", "wed", "thu", "fri")}
    second = posts(first, act="week", office="budapest", **week)
    page = words(dan.get(f"/desk/protocol/calendar/emea?office=budapest&on={second}"))
    assert "Business time runs by the region" in page
    assert f"Proposed for {datetime.now(UTC).year}" in page
    third = posts(second, act="closure", office="budapest", day="2030-05-07", name="Stocktaking")

    document = json.loads(asked(lambda: ProtocolCandidate.objects.get(pk=third).document))["regions"]["emea"]
    assert document["offices"]["budapest"]["closures"] == {"2030-05-07": "Stocktaking"}
    assert document["offices"]["budapest"]["hours"] == [["12:00", "20:00"]]
    assert "closures" not in document
    assert "Monday to Friday, 12:00 to 20:00" in words(dan.get(f"/desk/protocol/calendar/emea?on={third}"))
    assert dan.get(f"/desk/protocol/calendar/emea?office=nowhere&on={third}").status_code == 404


def test_hours_of_an_office_stand_in_the_directory_and_in_support_services(cast, dan):
    open_late = Weeks(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("12:00", "20:00"),)))
    document, key = with_office(shipped(), "emea", Another("Budapest", "Europe/Budapest", "HU"))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        put_in_force(edited(document, "emea", open_late, office=key), now=database_now())
    cast.entitle(cast.acme, "gold")
    for client, page in ((dan, "/desk/directory"), (signed_in(cast.ana.person), "/support-services")):
        assert "Monday to Friday, 12:00 to 20:00 in Budapest" in words(client.get(page))
