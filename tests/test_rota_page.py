"""The shift plan as a page: gaps first, then one's own shifts and what is offered; what is refused loses nothing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.models import CLOCKWORK, Person, viewing
from sundial.protocol.rota import Duty
from sundial.web.desk.rota_patterns import days_said
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.desk.pages import page
from tests.shifting import Lately, Rota, by_day


@pytest.fixture
def rota(cast):
    return Lately(cast)


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


@pytest.fixture
def dan(cast):
    return signed_in(cast.dan.person)


def shift_page(name):
    return f"/desk/rota/shift?shift={name}"


def test_without_a_rota_the_page_says_how_to_begin_one(cast):
    assert "Begin the first pattern" in words(signed_in(cast.dan.person).get("/desk/rota"))
    said = words(signed_in(cast.eve.person).get("/desk/rota"))
    assert "No rota has been begun yet. Duty Managers and Directors begin it." in said


def test_a_week_is_shown_by_region_ones_own_first_with_who_has_what_duty(cast, rota, eve):
    said = words(eve.get(rota.week))

    assert said.index(" EMEA daylight is Timisoara") < said.index(" Americas daylight is Tampa")
    assert "Dan Duty Manager Mon to Fri 06:00–15:00" in said
    assert "Eve (you) On shift Mon to Fri 06:00–15:00" in said
    assert "Amy On shift Mon to Fri 14:00–23:00" in said
    assert "Amy" not in words(eve.get(f"{rota.week}&region=emea")).partition("Changes ahead")[0]


def test_hours_are_the_readers_own_or_utc(cast, rota, eve):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.eve.person.pk).update(zone="Asia/Tokyo")
    assert "15:00–00:00" in words(eve.get(rota.week.replace("clock=utc&", "")))
    assert "06:00–15:00" in words(eve.get(rota.week))


@pytest.mark.parametrize("week", ["", "soon", "9999-12-31", "0001-01-01", "2026-13-40", "%00"])
def test_a_week_that_cannot_be_is_this_one(rota, eve, week):
    assert "Shift plan" in words(eve.get(f"/desk/rota?week={week}&region=mars%00"))


def test_gaps_ahead_are_told_in_words_and_filled_from_there_by_who_may(cast, rota, dan, eve):
    for player in (cast.eve, cast.ned):
        answer = dan.post(
            "/desk/rota/times-off",
            sent(person=str(player.person.pk), since=rota.at(1, 0), until=rota.at(2, 0)),
        )
        assert answer.status_code == 302
    tuesday = rota.monday + timedelta(days=1)
    gap = f"Nobody is on shift in EMEA on Tue {tuesday.day} {tuesday:%b}, 06:00 to 15:00."
    said = page(dan, rota.week)
    assert gap in said
    assert gap in page(eve, rota.week)
    assert "Fill it" not in page(eve, rota.week)
    fill = re.search(r'href="(/desk/rota/additions[^"]*duty=shift[^"]*)"', said)[1].replace("&amp;", "&")
    form = page(dan, fill)
    assert f'value="{rota.at(1, 6)}"' in form
    jo = str(cast.dan.person.pk)
    answer = dan.post(
        "/desk/rota/additions",
        sent(person=jo, region="emea", duty="shift", since=rota.at(1, 6), until=rota.at(1, 15)),
    )
    assert answer.status_code == 302
    assert gap not in page(dan, rota.week)


def test_what_is_refused_names_the_field_and_keeps_what_was_typed(cast, rota, dan):
    fields = {"person": str(cast.eve.person.pk), "region": "emea", "duty": "on-call"}
    fields |= {"since": rota.at(5, 10), "until": rota.at(5, 8)}
    answer = dan.post("/desk/rota/additions", sent(**fields))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="wrong-until"' in html
    assert "It would end before it begins." in html
    assert f'<option value="{cast.eve.person.pk}" selected>' in html
    assert '<option value="on-call" selected>' in html
    assert f'value="{rota.at(5, 10)}"' in html


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"person": ""}, "Choose who has the shift."),
        ({"region": "mars"}, "Choose the region."),
        ({"duty": "cook"}, "Choose what they are there for."),
        ({"since": ""}, "Say from when."),
        ({"until": "noon"}, "Write the moment as a date and an hour."),
        ({"key": ""}, "This form has gone stale."),
    ],
)
def test_a_shift_that_lacks_something_is_not_added(cast, rota, dan, fields, says):
    whole = {"person": str(cast.eve.person.pk), "region": "emea", "duty": "shift"}
    whole |= {"since": rota.at(5, 8), "until": rota.at(5, 10)}
    answer = dan.post("/desk/rota/additions", sent(**whole | fields))

    assert answer.status_code == 422
    assert says in words(answer)


def test_who_does_not_plan_is_told_who_does(cast, rota, eve):
    assert "Only Duty Managers and Directors add shifts" in words(eve.get("/desk/rota/additions"))
    assert "Only Duty Managers and Directors begin patterns" in words(eve.get("/desk/rota/patterns/new"))
    fields = {"person": str(cast.ned.person.pk), "region": "emea", "duty": "shift"}
    answer = eve.post("/desk/rota/additions", sent(**fields, since=rota.at(5, 8), until=rota.at(5, 10)))
    assert "Only Duty Managers and Directors of EMEA" in words(answer)


def test_a_shift_is_offered_on_its_page_and_taken_from_the_plan(cast, rota, eve, dan):
    name = rota.name(cast.eve, 2)
    assert eve.post("/desk/rota/offers", sent(shift=name, to="")).status_code == 302
    said = words(dan.get(rota.week))
    assert "on shift in EMEA, by Eve Take the shift of Eve" in said
    assert "Eve offered the shift of" in said
    assert ">1<span" in page(dan, "/desk/side")  # beside the views: one is offered
    form = sent(shift=name)
    for _ in range(2):
        assert dan.post("/desk/rota/takings", form).status_code == 302
    assert "Dan took Eve’s shift of" in words(eve.get(shift_page(name)))
    assert "No shift is offered." in words(eve.get(rota.week))


def test_a_manager_gives_drops_and_takes_back(cast, rota, dan, eve):
    name = rota.name(cast.eve, 3)
    assert "Give it to somebody" not in words(eve.get(shift_page(name)))
    assert dan.post("/desk/rota/passings", sent(shift=name, to="")).status_code == 422
    assert dan.post("/desk/rota/passings", sent(shift=name, to=str(cast.dan.person.pk))).status_code == 302
    said = page(dan, shift_page(name))
    assert "gave Eve’s shift of" in said or "took Eve’s shift of" in said
    change = re.search(r'name="change" value="(\d+)"', said)[1]
    assert eve.post("/desk/rota/withdrawals", sent(change=change)).status_code == 422
    assert dan.post("/desk/rota/withdrawals", sent(change=change, shift=name)).status_code == 302
    assert "Eve, on shift" in words(eve.get(shift_page(name)))
    assert dan.post("/desk/rota/droppings", sent(shift=name)).status_code == 302
    assert dan.get(shift_page(name)).status_code == 404
    assert "dropped Eve’s shift of" in words(dan.get(rota.week))


@pytest.mark.parametrize("name", ["", "x", "+1", "emea-shift-1/2026-13-01/x", "a/2026-03-02/%00", "/" * 300])
def test_a_shift_that_never_was_is_not_there(rota, eve, name):
    assert eve.get(shift_page(name)).status_code == 404
    for act in ("offers", "takings", "passings", "droppings"):
        answer = eve.post(f"/desk/rota/{act}", sent(shift=name, to=str(uuid4())))
        assert answer.status_code in (404, 422)


def test_time_off_is_entered_for_oneself_with_a_deputy(cast, rota, eve):
    fields = {"since": rota.at(0, 0), "until": rota.at(2, 0)}
    answer = eve.post("/desk/rota/times-off", sent(**fields, deputy=str(cast.eve.person.pk)))
    assert "Nobody stands in for themselves" in words(answer)
    answer = eve.post("/desk/rota/times-off", sent(**fields, deputy=str(cast.ned.person.pk)))
    assert answer.status_code == 302
    said = words(eve.get(rota.week))
    assert "Mon and Tue away; Wed to Fri 06:00–15:00" in said
    assert "Eve entered time off" in said
    assert "Ned stands in" in said


def test_a_pattern_is_begun_with_its_crews_in_turn_and_ended(cast, rota, dan, eve):
    first = rota.monday.isoformat()
    ids = [str(one.person.pk) for one in (cast.eve, cast.ned)]
    fields = {"region": "emea", "duty": "on-call", "days": ["5", "6"], "starts": "08:00", "ends": "08:00"}
    fields |= {"first": first, "last": "", "turns": "2", "week1": ids[:1], "week2": ids[1:]}
    answer = dan.post("/desk/rota/patterns/new", sent(**fields | {"days": []}))
    assert answer.status_code == 422
    assert "Choose at least one day." in words(answer)
    assert f'name="week1" value="{ids[0]}" checked' in answer.content.decode()
    assert dan.post("/desk/rota/patterns/new", sent(**fields)).status_code == 302
    said = words(eve.get("/desk/rota/patterns"))
    assert "Sat and Sun 08:00 to 08:00, Bucharest time On call Week 1: Eve Week 2: Ned" in said
    assert "End it" not in said
    ending = {"pattern": "emea-on-call-1", "last": first}
    assert eve.post("/desk/rota/endings", sent(**ending)).status_code == 422
    assert dan.post("/desk/rota/endings", sent(**ending | {"last": "soon"})).status_code == 422
    assert dan.post("/desk/rota/endings", sent(**ending)).status_code == 302
    assert f"ends {rota.monday.day} " in words(dan.get("/desk/rota/patterns"))


def test_the_bar_says_who_is_on_shift_now_and_who_overlaps(cast, eve):
    rota = Lately(cast)
    rota.begins(cast.dan, by_day(cast.eve, hours=(0, 24), duty=Duty.ON_CALL), days=tuple(range(7)))
    assert "Nobody on shift" in page(eve, "/desk/")
    hour = rota.now.hour
    today = {"first": rota.now.date(), "days": tuple(range(7))}
    for player, who, region in ((cast.dan, cast.ned, "emea"), (cast.max, cast.amy, "americas")):
        pattern = by_day(who, region=region, hours=(hour, (hour + 8) % 24))
        Rota.begins(rota, player, pattern, at="", **today)
    html = page(eve, "/desk/")
    assert re.search(r"(EMEA|Americas) on shift until [\w ]*\d\d:00 · (EMEA|Americas) overlaps now", html)


def test_the_plan_is_one_query_on_every_page(cast, rota, eve):
    page(eve, "/desk/alerts")
    with CaptureQueriesContext(connection) as asked:
        page(eve, "/desk/alerts")
    assert len([query for query in asked if "rota_" in query["sql"]]) == 1


def test_days_are_told_as_people_do(rota):
    assert [days_said(days) for days in ((0, 1, 2, 3, 4), (5, 6), (0, 2), (1, 3, 5), (6,))] == [
        "Mon to Fri",
        "Sat and Sun",
        "Mon and Wed",
        "Tue, Thu, Sat",
        "Sun",
    ]
