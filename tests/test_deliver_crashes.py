"""Delivery by mail when workers die, come late or come twice: never a loss, and a double only under the same key."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings

from sundial.jobs.attempts import settle
from sundial.jobs.backoff import FIRST, LONGEST, doubled, jittered
from sundial.jobs.deliver import begin
from sundial.jobs.looking import look
from sundial.models import Alert, Delivery, DeliveryState, database_now
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer, Sink
from tests.database import as_role, run
from tests.posting import delivery_of, lease_runs_out, standing_sink, warning_of, works


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def warned(cast):
    return lambda customer=None, **changes: warning_of(cast, customer, **changes)


def test_two_workers_on_one_alert_send_it_once(warned, post):
    alert = warned()
    with post() as mailbox:
        with as_role("sundial_worker"):
            begin(alert.pk)  # one is sending
        again = works(alert)  # and another comes
    assert again is not None
    assert again.at == delivery_of(alert).trying_until
    assert mailbox.entries() == []


def test_a_worker_that_died_sending_is_succeeded_and_the_row_says_that_it_may_be_twice(warned, post):
    alert = warned()
    with as_role("sundial_worker"):
        begin(alert.pk)
    lease_runs_out(alert)
    with post() as mailbox:
        assert works(alert) is None
    assert len(mailbox.entries()) == 1
    assert delivery_of(alert).state == DeliveryState.MAYBE_TWICE


def test_a_worker_that_comes_home_late_changes_nothing_that_another_has_taken_over(warned):
    alert = warned()
    with as_role("sundial_worker"):
        late = begin(alert.pk)
        lease_runs_out(alert)
        begin(alert.pk)
        settle(late)
    delivery = delivery_of(alert)
    assert (delivery.state, delivery.attempts) == (DeliveryState.OWED, 2)


@pytest.mark.parametrize("attempts", [1, 2, 5, 50, 5000])
def test_waits_grow_from_a_second_to_a_quarter_of_an_hour_and_are_spread_over_all_of_it(attempts):
    assert FIRST <= doubled(attempts) <= LONGEST
    assert jittered(attempts, chance=0.0) == FIRST
    assert jittered(attempts, chance=0.5) == FIRST + (doubled(attempts) - FIRST) / 2
    assert doubled(11) == LONGEST


def test_a_worker_killed_before_it_noted_what_it_sent_loses_nothing_and_doubles_under_the_same_key(desk, tmp_path):
    desk.open_cases(30, due_in=timedelta(seconds=-1))
    assert look(database_now()) == 30
    owed = desk.ask(lambda: {message_id(pk) for pk in Alert.objects.values_list("pk", flat=True)})
    answers = itertools.chain([Answer.STALL] * 8, itertools.repeat(Answer.OK))  # it takes eight in silence
    with Sink(tmp_path / "mail", answers=answers) as sink:
        surroundings = {"SUNDIAL_MAIL_PORT": str(sink.port), "SUNDIAL_MAIL_FROM": settings.DEFAULT_FROM_EMAIL}
        with desk.process("worker", "--concurrency=8", **surroundings) as doomed:
            desk.wait_until(lambda: len(sink.mailbox.entries()) == 8)
            doomed.kill()
        desk.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        desk.sql("UPDATE delivery SET trying_until = now() WHERE trying_until IS NOT NULL")
        with desk.process("worker", **surroundings) as successor:
            desk.wait_until(lambda: desk.ask(Delivery.objects.filter(sent_at__isnull=False).count) == 30)
            desk.wait_until(lambda: not run("SELECT id FROM procrastinate_jobs"))  # finished jobs are deleted
            successor.terminate()
            assert successor.wait(5) == 0

    arrived = Counter(entry.message_id for entry in sink.mailbox.entries())
    assert set(arrived) == owed
    assert sorted(arrived.values()) == [1] * 22 + [2] * 8
    assert desk.ask(Delivery.objects.filter(state=DeliveryState.MAYBE_TWICE).count) == 8
