"""O8.6: what nobody answers in time goes down the line one by one, inside the wall; at its end the case says so."""

import re
from datetime import timedelta

import pytest

from sundial.commands.acknowledging import AlertRefused
from sundial.commands.next_in_line import ask_the_next
from sundial.commands.sla import say
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, AlertAct, Clock, FactRow, database_now, viewing
from sundial.protocol.facts import Asks
from sundial.web.desk.paging import or_later
from tests.browsing import signed_in
from tests.climbing_story import answers, escalates
from tests.database import as_role, run
from tests.test_acknowledging import acts, asks, broken, hired, passes, takes, told
from tests.test_together import at_once


@pytest.fixture
def case(cast, tick):
    return broken(cast, tick)


def notes(about):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return [row.text for row in FactRow.objects.filter(case=about, text__contains="Nobody has answered")]


def went_to():
    return [to for deed, _, to in acts() if deed == "next"]


def test_it_goes_down_the_line_one_by_one_each_once_and_then_the_case_says_so(cast, case):
    hired(cast, "Dora", "director", "emea")
    assert asks(cast, "Mon 11:14") == 0
    assert [asks(cast, at) for at in ("Mon 11:15", "Mon 11:15", "Mon 11:29")] == [1, 0, 0]
    assert went_to() == ["Max"]
    assert [asks(cast, at) for at in ("Mon 11:30", "Mon 11:45", "Mon 12:00", "Mon 12:45", "Mon 13:45")] == [
        1,
        1,
        0,
        1,
        1,
    ]
    assert went_to() == ["Max", "Dora"]
    (note,) = notes(case)
    assert note.startswith("Nobody has answered (first response missed, was due 10:00 UTC), and there is nobody left")
    assert "It was told to Dan, Eve, Max, Dora. Dan decides what becomes of it." in note
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Alert.objects.filter(case=case, kind="breached").count() == 4


def test_after_days_without_a_word_nobody_is_asked_any_more_unless_somebody_took_it_meanwhile(cast, case):
    """The silence has an end, and begins anew with what anybody does about it."""
    for at in ("Mon 11:15", "Mon 11:30", "Mon 12:30"):
        asks(cast, at)
    takes(cast.eve, told(cast.eve), "Tue 11:00", "Tue 12:00")
    assert [asks(cast, at) for at in ("Tue 12:00", "Tue 12:15")] == [1, 1]
    assert [deed for deed, *_ in acts()] == ["next", "silence", "mine", "again", "silence"]
    assert len(notes(case)) == 1
    assert asks(cast, "Sat 12:14") == 1
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert told(cast.eve).asks_at == cast.at("Sat 13:14")
    assert [asks(cast, at) for at in ("Sat 13:14", "Sat 14:14")] == [1, 0]
    assert told(cast.eve).asks_at is None
    with pytest.raises(AlertRefused, match="nobody answered for days"):
        takes(cast.dan, told(cast.dan), "Sun 13:15")


def test_what_is_promised_in_business_time_wakes_nobody_at_night_nor_over_the_weekend(cast, tick):
    """PEERS 77. The office is open until 17:00 in Bucharest, which is 15:00 UTC."""
    case = cast.open_case(plan="gold", severity=3, at="Thu 2026-03-05 14:30")
    cast.eve.takes(case, at="Thu 14:31")
    cast.eve.replies(case, at="Thu 14:50")
    assert tick("Fri 14:50")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert told(cast.eve).asks_at == cast.at("Fri 15:05")
        assert or_later(told(cast.eve)) == ", or when the office opens, if its promise rests until then"
    assert asks(cast, "Fri 15:05") == 1
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert told(cast.eve).asks_at == cast.at("Mon 2026-03-09 07:00")
    assert asks(cast, "Mon 07:00") == 1  # ten minutes have run on Friday, and five are left
    assert went_to() == []
    assert [asks(cast, at) for at in ("Mon 07:04", "Mon 07:05")] == [0, 1]
    assert went_to() == ["Max"]
    takes(cast.max, told(cast.max), "Mon 14:00", "Mon 22:00")
    assert asks(cast, "Mon 22:00") == 1  # his time is over by night: he is asked in the morning
    assert [deed for deed, *_ in acts()] == ["next", "mine"]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert told(cast.eve).asks_at == cast.at("Tue 07:00")
    assert asks(cast, "Tue 07:00") == 1
    assert [deed for deed, *_ in acts()] == ["next", "mine", "again"]


def test_a_rung_of_two_elapsed_hours_goes_on_by_night_though_the_severity_is_3(cast):
    case = cast.open_case(plan="gold", severity=3, at="Mon 2026-03-02 09:00")
    cast.eve.takes(case, at="Mon 09:01")
    escalates(cast.eve, case, 2, at="Mon 21:00")
    assert [asks(cast, at) for at in ("Mon 21:14", "Mon 21:15")] == [0, 1]


def test_of_severity_1_it_is_sooner_and_nobody_outside_the_wall_is_ever_in_line(cast, tick):
    hidden = cast.open_case(by=cast.restricted("emea"), plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.takes(hidden, at="Mon 09:01")
    hired(cast, "Dora", "director", "americas")
    hired(cast, "Dirk", "director", "emea")
    tick("Mon 10:00")
    assert [asks(cast, at) for at in ("Mon 10:04", "Mon 10:05", "Mon 10:10")] == [0, 1, 1]
    assert went_to() == ["Dirk"]
    assert len(notes(hidden)) == 1


def test_nobody_is_asked_while_somebody_has_it_and_they_are_asked_again_when_their_time_is_over(cast, case):
    takes(cast.eve, told(cast.eve), "Mon 11:02")
    assert [asks(cast, at) for at in ("Mon 11:15", "Mon 13:01")] == [1, 0]
    assert asks(cast, "Mon 13:02") == 1
    assert acts() == [("mine", "Eve", None), ("again", "Eve", None)]
    assert told(cast.eve).read_at is None
    word = told(cast.eve, kind="asked-again")
    assert word.text == "still open: first response missed, was due 10:00 UTC"
    assert asks(cast, "Mon 13:17") == 1
    assert went_to() == ["Max"]
    cast.eve.replies(case, at="Mon 13:20")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert why_not(word, cast.at("Mon 13:21")) == "the promise was kept, or is no longer owed"


def test_who_it_was_passed_on_to_has_the_whole_time_and_then_it_goes_down_the_line(cast, case):
    passes(cast.eve, told(cast.eve), cast.ned, "Mon 11:14")
    assert [asks(cast, at) for at in ("Mon 11:15", "Mon 11:28")] == [1, 0]
    assert went_to() == []
    assert asks(cast, "Mon 11:29") == 1
    assert went_to() == ["Max"]


def test_what_was_kept_or_answered_asks_nobody(cast, case):
    cast.eve.replies(case, at="Mon 11:05")
    seq = escalates(cast.ana, case, 1, at="Mon 11:10", asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at="Mon 11:12")
    before = len(acts())
    assert asks(cast, "Mon 11:30") == 2
    assert asks(cast, "Mon 11:30") == 0
    assert len(acts()) == before


def test_nothing_is_sent_to_the_next_in_line_once_somebody_has_it(cast, case):
    asks(cast, "Mon 11:15")
    takes(cast.eve, told(cast.eve), "Mon 11:16", "Mon 11:50")
    word = told(cast.max)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert "Nobody has answered in time: you are next in line.\n" in letter_of(word).text
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert why_not(word, cast.at("Mon 11:17")) == "somebody has it by now"
        assert why_not(told(cast.dan), cast.at("Mon 11:17")) == ""


def test_the_case_says_who_was_told_when_how_and_who_has_it(cast, case):
    asks(cast, "Mon 11:15")
    takes(cast.dan, told(cast.dan), "Mon 11:16")
    html = signed_in(cast.ned.person).get(f"/desk/cases/{case.number}/alerts").content.decode()
    assert {"Dan", "Eve", "Max"} <= set(re.findall(r'scope="row">(\w+)<', html))
    assert "nobody had answered: Max was the next in line." in html
    assert "Dan has it until" in html
    assert signed_in(cast.ana.person).get(f"/desk/cases/{case.number}/alerts").status_code == 404


def test_a_page_that_cannot_be_looked_at_stops_no_other_and_is_left_for_an_hour(cast, case, tick):
    other = cast.opens(cast.ana, at="Mon 11:01", severity=2)
    tick("Mon 12:02")
    with as_role("postgres"):
        run(
            "CREATE FUNCTION pg_temp.breaks() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF new.case_id = tg_argv[0]::uuid THEN RAISE 'broken'; END IF; RETURN new; END $$"
        )
        run(
            "CREATE TRIGGER breaks BEFORE INSERT ON alert_act FOR EACH ROW"
            f" EXECUTE FUNCTION pg_temp.breaks('{case.pk}')"
        )
    assert asks(cast, "Mon 12:20") == 1
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert AlertAct.objects.get().case_id == other.pk
        assert told(cast.eve).asks_at == cast.at("Mon 13:20")


@pytest.mark.parametrize("count", [3])
def test_two_clockworks_at_one_moment_tell_one_person_once(desk, count):
    desk.open_cases(count, due_in=timedelta(minutes=-1))
    desk.ask(lambda: say(Clock.objects.values_list("pk", flat=True), now=database_now()))
    later = desk.ask(database_now) + timedelta(minutes=6)
    at_once(2, lambda number: ask_the_next(later))
    desk.ask(lambda: ask_the_next(later))
    rows = desk.ask(lambda: list(AlertAct.objects.values_list("deed", "to__name")))
    assert rows == [("next", "Max")] * count


def test_a_clockwork_that_is_killed_in_the_middle_has_told_nobody_and_its_successor_tells_one_person_once(desk):
    desk.open_cases(3, due_in=timedelta(minutes=-1))
    desk.ask(lambda: say(Clock.objects.values_list("pk", flat=True), now=database_now()))
    desk.sql("UPDATE alert SET asks_at = now(), at = at - interval '1 hour' WHERE asks_at IS NOT NULL")
    with desk.process("clockwork") as doomed, desk.nobody_writes("procrastinate_jobs"):
        desk.wait_until(desk.somebody_waits)  # the act and the alert are written, the job is not
        doomed.kill()
        doomed.wait()
    assert desk.ask(AlertAct.objects.count) == 0
    with desk.process("clockwork"):
        desk.wait_until(lambda: desk.ask(AlertAct.objects.count) == 3)
    assert desk.ask(lambda: Alert.objects.filter(person=desk.cast.max.person).count()) == 3
