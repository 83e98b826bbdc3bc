"""The door for change: all of it or nothing, once, in a fixed number of statements, and told to whom it concerns."""

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sundial.commands.errors import Refused
from sundial.commands.messages import reply
from sundial.commands.record import Entry, record, record_many
from sundial.commands.sla import say
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Alert, Case, Clock, FactRow, Person, history_of, viewing
from sundial.protocol.case import HistoryError
from sundial.protocol.facts import Closed, Messaged, Reopened
from tests.database import as_role, run


@pytest.fixture
def case(cast):
    return cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")


def whole():
    """Whether everything that is kept is what its histories say."""
    with as_role("sundial_worker"):
        return [str(difference) for difference in verify(Proof())] == []


def jobs():
    with as_role("sundial_worker"):
        return [(task, args) for task, args in run("SELECT task_name, args::text FROM procrastinate_jobs ORDER BY id")]


def notes(cast, case):
    with viewing(cast.eve.person):
        return [row.text for row in FactRow.objects.filter(case=case, public=False).exclude(text="").order_by("seq")]


def test_the_case_in_hand_is_brought_up_to_date(cast, case, at):
    assert (case.state, case.owner_id, case.next_due_at) == ("new", None, at("Mon 10:00"))

    cast.eve.replies(case, at="Mon 09:10")

    assert (case.state, case.owner_id, case.next_due_at) == ("diagnosis", cast.eve.person.pk, at("Mon 11:10"))
    assert Case(**vars_of(cast, case)).head_hash == case.head_hash


def vars_of(cast, case):
    with viewing(cast.eve.person):
        return Case.objects.filter(pk=case.pk).values().get()


def test_what_only_the_staff_can_see_does_not_move_what_the_customer_sees(cast, case, at):
    cast.eve.notes(case, at="Mon 09:05")
    assert (case.changed_at, case.told_at) == (at("Mon 09:05"), at("Mon 09:00"))

    cast.eve.replies(case, at="Mon 09:10")
    assert case.told_at == case.changed_at == at("Mon 09:10")


def test_a_fact_that_cannot_follow_leaves_nothing_behind(cast, case, at):
    before = (case.head_seq, jobs(), history_seen(cast, case))
    with viewing(cast.eve.person), pytest.raises(HistoryError), transaction.atomic():
        record_many(
            [
                Entry(case.pk, Messaged(public=True), cast.eve.person, text="Hello"),
                Entry(case.pk, Reopened(), cast.eve.person),
            ],
            now=at("Mon 09:10"),
        )
    assert (case.head_seq, jobs(), history_seen(cast, case)) == before
    assert whole()


def history_seen(cast, case):
    with viewing(cast.eve.person):
        return history_of(case.pk)


def test_a_case_that_one_does_not_see_does_not_exist(cast, at):
    rita = cast.restricted("emea")
    secret = cast.opens(rita, at="Mon 2026-03-02 09:00")
    with pytest.raises(Case.DoesNotExist):
        cast.amy.replies(secret, at="Mon 09:10")
    with viewing(cast.amy.person), pytest.raises(Case.DoesNotExist):
        record(secret, Closed(), by=cast.amy.person, now=at("Mon 09:10"))


@pytest.mark.parametrize("early", [0, 3])
def test_an_answer_that_waited_while_the_breach_was_said_is_late(cast, case, tick, at, early):
    cast.eve.replies(case, at="Mon 09:10")
    assert tick("Mon 11:10")
    with viewing(cast.eve.person):  # it asked for the time before the breach was said, and got the lock after it
        recorded = reply(case, by=cast.eve.person, text="There.", now=at("Mon 11:10") - timedelta(milliseconds=early))

    answered = recorded.clocks[-2]
    assert (str(answered.outcome), answered.breach_said, answered.kept_by) == ("breached", True, case.head_seq)
    assert whole()


def test_what_happened_earlier_can_be_recorded_later(cast, case, at):
    with viewing(cast.eve.person):
        recorded = record(
            case, Messaged(public=True), by=cast.eve.person, now=at("Mon 10:30"), at=at("Mon 09:40"), text="By phone"
        )
    first = recorded.clocks[0]
    assert (first.ended_at, str(first.outcome)) == (at("Mon 09:40"), "met")
    assert recorded.facts[0].recorded_at == at("Mon 10:30")
    assert whole()


def test_words_are_salted_and_not_in_the_chain(cast, case):
    with viewing(cast.eve.person):
        row = FactRow.objects.get(case=case, seq=1)
    assert row.text == "Help!"
    assert len(bytes(row.salt)) == 16
    assert "Help" not in str(row.what) + row.words + row.hash


def test_many_cases_take_as_many_statements_as_one(cast, at):
    def asked(count):
        cases = [cast.open_case(at="Mon 2026-03-02 09:00") for _ in range(count)]
        entries = [Entry(case.pk, Messaged(public=True), cast.eve.person, text="Hello") for case in cases]
        with viewing(cast.eve.person), CaptureQueriesContext(connection) as queries:
            record_many(entries, now=at("Mon 09:10"))
        return len(queries)

    assert asked(1) == asked(30)
    assert whole()


def test_alerts_jobs_and_facts_are_one(cast, case, tick):
    cast.eve.replies(case, at="Mon 09:10")
    tick("Mon 11:10")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        ids = {f'{{"alert": "{pk}"}}' for pk in Alert.objects.values_list("pk", flat=True)}
    assert {args for task, args in jobs() if task == "deliver"} == ids
    assert len(ids) == 2


def test_looking_again_says_nothing_twice(cast, case, at):
    cast.eve.replies(case, at="Mon 09:10")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        every = list(Clock.objects.values_list("pk", flat=True))
        assert [told.alerts[0].fact.kind for told in say(every * 2, now=at("Mon 10:40"))] == ["due-soon"]
        assert say(every, now=at("Mon 10:41")) == []
        assert [told.alerts[0].fact.kind for told in say(every, now=at("Mon 12:00"))] == ["breached"]
        assert say(every, now=at("Mon 12:00")) == []


def test_after_an_outage_only_what_is_still_true_is_said(cast, case, tick):
    cast.eve.replies(case, at="Mon 09:10")
    assert tick("Mon 17:00") == ["Eve, Dan: diagnosis update missed, was due 11:10 UTC"]
    assert tick("Mon 17:01") == []


def test_what_was_answered_late_before_anybody_looked_is_still_said(cast, case, tick):
    cast.eve.replies(case, at="Mon 10:30")
    assert tick("Mon 10:31") == ["Eve, Dan: first response missed, was due 10:00 UTC"]


def test_an_alert_about_another_day_says_which(cast, tick):
    cast.open_case(plan="silver", severity=4, at="Mon 2026-03-02 09:00")
    assert tick("Wed 09:00") == ["Dan: first response missed, was due Tue 3 Mar 09:00 UTC"]


def test_without_an_owner_the_duty_manager_of_the_home_region_hears(cast, case, tick):
    assert tick("Mon 09:50") == ["Dan: first response due 10:00 UTC"]


def test_where_the_region_has_no_duty_manager_another_region_s_stands_in(cast, case, tick):
    cast.leaves(cast.dan)
    assert tick("Mon 10:00") == ["Max: first response missed, was due 10:00 UTC"]


def test_of_a_restricted_case_nobody_outside_hears_and_the_silence_is_written_on_it(cast, tick):
    rita = cast.restricted("emea")
    secret = cast.opens(rita, at="Mon 2026-03-02 09:00")
    cast.leaves(cast.dan)

    assert tick("Wed 10:00") == []
    (said,) = notes(cast, secret)
    assert said.startswith("Nobody could be told (first response missed, was due ")
    assert said.endswith("there is no duty manager in emea, nor anybody to stand in.")
    assert whole()


def test_an_owner_who_moved_outside_the_wall_is_not_told(cast, tick):
    rita = cast.restricted("emea")
    cast.entitle(rita.person.organization, "platinum")
    secret = cast.opens(rita, at="Mon 2026-03-02 09:00")
    cast.eve.replies(secret, at="Mon 09:10")
    cast.moves(cast.eve, "apj")
    assert tick("Mon 11:10") == ["Dan: diagnosis update missed, was due 11:10 UTC"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_in_whatever_order_memory_stays_whole(seed, cast, tick, at):
    draw = Random(seed)
    now = at("Mon 2026-03-02 09:00")
    cases = [
        cast.open_case(plan=draw.choice(["platinum", "gold", "silver"]), severity=draw.randint(1, 4), at="Mon 09:00")
        for _ in range(3)
    ]
    for _ in range(40):
        now += timedelta(minutes=draw.choice([1, 20, 300]))
        act = draw.choice(["replies", "notes", "takes", "resolves", "reopens"])
        player = draw.choice([cast.eve, cast.ana])
        moment = f"{now:%a %Y-%m-%d %H:%M}"
        with suppress(Refused), transaction.atomic():
            getattr(player, act)(draw.choice(cases), at=moment)
        if draw.random() < 0.3:
            tick(moment)
    assert whole()
    assert Person.objects.count() == 0  # nobody is viewing any more
