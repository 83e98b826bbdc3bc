"""O8.6: what pages is answered by its person until a time, or passed on; of two who press one learns who has it."""

from datetime import UTC, timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from sundial.commands.acknowledging import AlertRefused, HadAlready, acknowledge, pass_on
from sundial.commands.next_in_line import ask_the_next
from sundial.commands.sla import say
from sundial.commands.team import assign
from sundial.models import CLOCKWORK, Alert, AlertAct, Case, Clock, database_now, viewing
from sundial.protocol.paging import Wants, wants
from sundial.protocol.promises import Promise
from sundial.web.desk.had import had
from sundial.web.desk.paging import paged_of
from sundial.web.promises import read_one
from tests.browsing import signed_in
from tests.database import as_role
from tests.handing import offers
from tests.test_together import at_once


def broken(cast, tick):
    """Return a case of Eve's with a breach, of which she and Dan are told."""
    opened = cast.open_case(plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(opened, at="Mon 09:01")
    tick("Mon 11:00")
    return opened


@pytest.fixture
def case(cast, tick):
    return broken(cast, tick)


def told(player, kind="breached", **which):
    """Return what somebody was told."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Alert.objects.select_related("case", "person").filter(person=player.person, kind=kind, **which).last()


def takes(player, alert, at, until=None):
    with viewing(player.person):
        return acknowledge(alert, until and player.at(until), by=player.person, now=player.at(at))


def passes(player, alert, to, at):
    with viewing(player.person):
        return pass_on(alert, to.person, by=player.person, now=player.at(at))


def acts():
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = AlertAct.objects.select_related("person", "to").order_by("at", "nth")
        return [(row.deed, row.person and row.person.name, row.to and row.to.name) for row in rows]


def hired(cast, name, role, region):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return cast._staff(name, role, region)


def asks(cast, at):
    """Let clockwork look at a moment; return how many pages it looked at."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return ask_the_next(cast.at(at))


def looking(player, at):
    """Look at a moment of the story, as a page does."""
    return SimpleNamespace(user=player.person, now=player.at(at), zone=UTC)


def inbox_at(player, at):
    """Return what an inbox says of its pages at a moment."""
    with viewing(player.person):
        alerts = list(Alert.objects.select_related("case__contact", "case__owner").filter(person=player.person))
        return " ".join(line for one in paged_of(alerts, looking(player, at)).values() for line in one.lines)


def had_at(case, cast, at="Mon 15:31"):
    """Return what the case says of whoever has its pages at a moment."""
    with viewing(cast.ned.person):
        reading = read_one(Case.objects.get(pk=case.pk), cast.at(at), inside=True)
        return " ".join(had(reading, looking(cast.ned, at), UTC).values())


def inbox(player):
    return signed_in(player.person).get("/desk/alerts").content.decode()


def test_what_pages_is_one_table():
    found = {
        (kind, str(promise), severity): wants(kind, promise, severity)
        for kind, promise in (
            ("breached", Promise.FIRST_RESPONSE), ("breached", Promise.HANDOVER), ("escalated", ""),
            ("due-soon", Promise.FIRST_RESPONSE), ("due-soon", Promise.ESCALATION), ("owner-set", ""),
        )
        for severity in (1, 2)
    }  # fmt: skip
    assert {key for key, needs in found.items() if needs is Wants.NOBODY} == {
        ("due-soon", "first-response", 2), ("owner-set", "", 1), ("owner-set", "", 2),
    }  # fmt: skip
    assert {key for key, needs in found.items() if needs is Wants.EACH} == {
        ("breached", "handover", 1), ("breached", "handover", 2),
    }  # fmt: skip


def test_who_answers_has_it_until_then_once_and_the_second_learns_who_has_it(cast, case):
    first = takes(cast.eve, told(cast.eve), "Mon 11:02")
    again = takes(cast.eve, told(cast.eve), "Mon 11:03")
    with pytest.raises(HadAlready, match="Eve has it until 13:02"):
        takes(cast.dan, told(cast.dan), "Mon 11:04")

    assert first.until == cast.at("Mon 13:02")  # two hours, as the document says
    assert again == first
    assert acts() == [("mine", "Eve", None)]
    assert told(cast.eve).read_at == cast.at("Mon 11:02")
    assert takes(cast.dan, told(cast.dan), "Mon 13:02").until == cast.at("Mon 15:02")  # hers was over


def test_of_a_handover_that_nobody_took_both_managers_answer_for_themselves(cast, tick):
    case = cast.open_case(plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(case, at="Mon 09:01")
    cast.eve.replies(case, at="Mon 09:02")
    offers(cast.eve, case, at="Mon 14:05")
    tick("Mon 15:00")
    takes(cast.dan, told(cast.dan, promise="handover"), "Mon 15:01")
    takes(cast.max, told(cast.max, promise="handover"), "Mon 15:02")

    assert acts() == [("mine", "Dan", None), ("mine", "Max", None)]


def test_where_both_must_see_it_the_line_goes_on_until_both_have_answered_and_each_page_says_how_many_did(cast, tick):
    """O8.6 end to end: told, answered by one, gone on, answered by both; on the inbox, on the case, in the line."""
    case = cast.open_case(plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(case, at="Mon 09:01")
    cast.eve.replies(case, at="Mon 09:02")
    offers(cast.eve, case, at="Mon 14:05")
    tick("Mon 15:00")
    takes(cast.dan, told(cast.dan, promise="handover"), "Mon 15:01", "Mon 23:00")
    assert "Each of you answers for themselves: one of two has answered." in inbox_at(cast.max, "Mon 15:02")
    dora = hired(cast, "Dora", "director", "emea")
    assert asks(cast, "Mon 15:15") == 1
    assert acts()[-1] == ("next", None, "Dora")  # Max has not seen it
    takes(cast.max, told(cast.max, promise="handover"), "Mon 15:20", "Mon 23:00")
    assert asks(cast, "Mon 15:30") == 1
    assert acts()[-1] == ("mine", "Max", None)
    assert told(dora, promise="handover").asks_at == cast.at("Mon 23:00")  # and nobody is asked before
    assert "Each of you answers for themselves: two of two have answered." in inbox_at(cast.dan, "Mon 15:31")
    assert "Dan has it until 23:00. Max has it until 23:00. Two of two have answered." in had_at(case, cast)


def test_passed_on_it_is_told_once_and_is_nobodys_until_it_is_answered(cast, case):
    takes(cast.eve, told(cast.eve), "Mon 11:02")
    passes(cast.eve, told(cast.eve), cast.ned, "Mon 11:05")
    passes(cast.eve, told(cast.eve), cast.ned, "Mon 11:06")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Alert.objects.filter(person=cast.ned.person).count() == 1
    takes(cast.ned, told(cast.ned), "Mon 11:07")

    assert acts()[-2:] == [("passed", "Eve", "Ned"), ("mine", "Ned", None)]
    assert told(cast.ned).asks_at == cast.at("Mon 11:20")
    with pytest.raises(HadAlready, match="Ned has it"):
        passes(cast.dan, told(cast.dan), cast.amy, "Mon 11:08")


def test_nothing_is_taken_that_is_over_or_not_for_so_long_nor_by_anybody_else(cast, case):
    for until in ("Mon 11:01", "Tue 11:03"):
        with pytest.raises(AlertRefused, match="within the next 24 hours") as wrong:
            takes(cast.eve, told(cast.eve), "Mon 2026-03-02 11:02", until)
        assert wrong.value.field == "until"
    with pytest.raises(AlertRefused, match="wants nothing of you"):
        takes(cast.ned, told(cast.eve), "Mon 2026-03-02 11:02")
    cast.eve.replies(case, at="Mon 11:05")
    with pytest.raises(AlertRefused, match="the promise was kept"):
        takes(cast.eve, told(cast.eve), "Mon 11:06")
    assert acts() == []


def test_behind_a_wall_it_goes_on_to_nobody_outside_and_nobody_outside_reads_of_it(cast, tick):
    hidden = cast.open_case(by=cast.restricted("emea"), plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(hidden, at="Mon 09:01")
    tick("Mon 11:00")
    alert = told(cast.eve)
    with pytest.raises(AlertRefused, match="cannot take it"):
        passes(cast.eve, alert, cast.max, "Mon 11:01")
    fields = {"case": hidden, "seq": alert.seq, "kind": "breached", "nth": 1, "at": cast.at("Mon 11:01")}
    with viewing(cast.eve.person), pytest.raises(DatabaseError), transaction.atomic():  # row security, by itself
        AlertAct.objects.create(deed="passed", person=cast.eve.person, to=cast.max.person, **fields)
    with viewing(cast.ned.person), pytest.raises(DatabaseError), transaction.atomic():  # who was told nothing
        AlertAct.objects.create(deed="mine", person=cast.ned.person, until=cast.at("Mon 12:00"), **fields)
    takes(cast.eve, alert, "Mon 11:02")
    seen = {}
    for one in (cast.ned, cast.max, cast.ana):
        with viewing(one.person):
            seen[one.name] = AlertAct.objects.count()
    assert seen == {"Ned": 1, "Max": 0, "Ana": 0}


def test_a_holder_whom_the_wall_shuts_out_has_it_no_more(cast, tick):
    hidden = cast.open_case(by=cast.restricted("emea"), plan="platinum", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(hidden, at="Mon 09:01")
    tick("Mon 11:00")
    takes(cast.eve, told(cast.eve), "Mon 11:02")
    cast.moves(cast.eve, "americas")
    assert takes(cast.dan, told(cast.dan), "Mon 11:03").person == str(cast.dan.person.pk)


def test_the_inbox_has_the_buttons_says_who_has_it_and_passes_on_inside_alone(cast, case):
    eve = signed_in(cast.eve.person)
    alert = told(cast.eve)
    key = "00000000-0000-4000-8000-00000000000"
    assert "I have it" in inbox(cast.eve)
    answer = eve.post(f"/desk/alerts/{alert.pk}/acknowledgements", {"key": f"{key}1", "minutes": "480"})
    assert answer.status_code == 302
    assert "You have it until" in inbox(cast.eve)
    dans = f"/desk/alerts/{told(cast.dan).pk}/acknowledgements"
    html = inbox(cast.dan)
    assert "Eve has it until" in html
    assert "I have it" not in html
    late = signed_in(cast.dan.person).post(dans, {"key": f"{key}2"})
    assert (late.status_code, "Eve has it until" in late.content.decode()) == (409, True)
    assert eve.post(dans, {"key": f"{key}3"}).status_code == 404
    page = f"/desk/alerts/{alert.pk}/passings"
    wrong = eve.post(page, {"key": f"{key}4", "to": str(cast.ana.person.pk)})
    assert (wrong.status_code, "Choose the colleague" in wrong.content.decode()) == (422, True)
    assert eve.post(page, {"key": f"{key}5", "to": str(cast.ned.person.pk)}).status_code == 302
    assert "Eve passed it on to you" in inbox(cast.ned)


def test_two_who_press_at_one_moment_make_one_record(desk):
    (pk,) = desk.open_cases(1, due_in=timedelta(minutes=-1))
    eve, dan = desk.cast.eve.person, desk.cast.dan.person
    desk.ask(lambda: assign(Case.objects.get(pk=pk), to=eve, by=dan, now=database_now()))
    desk.ask(lambda: say(Clock.objects.values_list("pk", flat=True), now=database_now()))

    def press(number):
        person = (eve, dan)[number]
        alert = Alert.objects.select_related("case", "person").get(person=person, kind="breached")
        try:
            return acknowledge(alert, None, by=person, now=database_now()).person
        except HadAlready as had:
            return had.name

    first, second = sorted(at_once(2, press), key=lambda one: one in ("Eve", "Dan"))
    assert (first, second) in {(str(eve.pk), "Eve"), (str(dan.pk), "Dan")}
    assert desk.ask(lambda: AlertAct.objects.filter(deed="mine").count()) == 1
