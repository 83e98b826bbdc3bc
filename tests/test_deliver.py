"""Delivery by mail: at least once, under one key, and only while it is still true; over a real SMTP sink."""

import itertools
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from sundial.commands.cases import NewCase, close, open_case
from sundial.commands.messages import reply
from sundial.commands.sla import say
from sundial.commands.team import assign
from sundial.jobs import deliver as job
from sundial.jobs.backoff import FIRST, LONGEST, doubled, jittered
from sundial.jobs.clockwork import look
from sundial.jobs.deliver import LEASE, PATIENCE, TryAgain, begin, deliver
from sundial.models import CLOCKWORK, Alert, AlertKind, Clock, Delivery, DeliveryState, Person, database_now, viewing
from sundial.outside.mail import message_id
from sundial.outside.mailbox import text_of
from sundial.outside.mailsink import Answer, Sink
from tests.database import as_role, run


@contextmanager
def at_work():
    """Be the worker, in a transaction that a test rolls back."""
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        yield


def ask(what: Callable[[], Any]) -> Any:
    with at_work():
        return what()


@pytest.fixture
def post(tmp_path, settings):
    """Stand a sink that answers as it is told, letter by letter, and for ever as the last time."""

    @contextmanager
    def answering(*answers):
        told = itertools.chain(answers, itertools.repeat(answers[-1] if answers else Answer.OK))
        with Sink(tmp_path / "mail", answers=told) as sink:
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
            yield sink.mailbox

    return answering


def works(alert: Alert) -> TryAgain | None:
    """Let the job of an alert run once; return how it asks to be run again, if it does."""
    with as_role("sundial_worker"):
        try:
            deliver(alert=str(alert.pk))
        except TryAgain as again:
            return again
    return None


def delivery_of(alert: Alert) -> Delivery:
    return ask(lambda: Delivery.objects.get(alert=alert))


def settle_in_the_past(alert: Alert) -> None:
    """Let the lease of an attempt run out."""
    ask(lambda: Delivery.objects.filter(alert=alert).update(trying_until=database_now() - LEASE))


@pytest.fixture
def warned(cast, desk_now):
    """Give Eve a case whose first response falls due in ten minutes, and return the warning."""

    def warn(customer=None, **changes) -> Alert:
        case = desk_now.case_due_in(timedelta(minutes=10), customer, **changes)
        return ask(lambda: Alert.objects.select_related("person", "case").get(case=case, kind=AlertKind.DUE_SOON))

    return warn


@pytest.fixture
def desk_now(cast):
    """Tell a story at the database's own time."""
    return RightNow(cast)


class RightNow:
    """Cases whose clocks stand so and so at this very moment, owned by Eve."""

    def __init__(self, cast):
        self.cast = cast

    def case_due_in(self, due_in, customer=None, *, subject="Uploads fail"):
        """Open a severity 1 case on Platinum so long ago, give it to Eve, and look."""
        contact = (customer or self.cast.ana).person
        self.cast.entitle(contact.organization, "platinum")
        now = ask(database_now)
        opened_at = now + due_in - timedelta(hours=1)
        with at_work():
            new = NewCase(subject=subject, text="Help!", severity=1)
            case = open_case(new, contact=contact, by=contact, now=opened_at).case
            assign(case, to=self.cast.eve.person, by=self.cast.eve.person, now=opened_at)
            say(Clock.objects.filter(case=case).values_list("pk", flat=True), now=now)
        return case


def test_a_warning_arrives_once_in_the_readers_own_zone_with_the_way_to_the_case(warned, post, settings):
    settings.SITE_URL = "https://desk.example"
    alert = warned(subject="Uploads\r\nBcc: everybody@example.com")
    ask(lambda: Person.objects.filter(pk=alert.person_id).update(zone="Asia/Kathmandu"))
    with post() as mailbox:
        assert works(alert) is None
        assert works(alert) is None  # a job may run twice

    [entry] = mailbox.entries()
    due = alert.due_at + timedelta(hours=5, minutes=45)
    assert entry.recipients == ("eve@example.com",)
    assert entry.message_id == message_id(alert.pk)
    assert entry.subject == f"{alert.case.number}: first response due {due:%a} {due.day} {due:%b %H:%M} (Kathmandu)"
    words = text_of(mailbox.letter(entry.name))
    assert "Acme: Uploads" in words
    assert words.endswith(f"https://desk.example/desk/cases/{alert.case.number}\n")
    assert mailbox.letter(entry.name)["Bcc"] is None
    assert delivery_of(alert).state == DeliveryState.SENT


def test_a_restricted_case_travels_as_a_number_and_a_link_and_not_a_word_more(warned, post, cast):
    alert = warned(cast.restricted("emea"), subject="Plutonium")
    with post() as mailbox:
        works(alert)
    [entry] = mailbox.entries()
    number = alert.case.number
    assert entry.subject == number
    words = text_of(mailbox.letter(entry.name))
    assert words == f"Please look at case {number}.\n\nhttp://127.0.0.1:8000/desk/cases/{number}\n"
    assert "Plutonium" not in str(mailbox.letter(entry.name))
    assert "Secret" not in str(mailbox.letter(entry.name))


def replied(cast, alert):
    with at_work():
        reply(alert.case, by=cast.eve.person, text="We are on it.", now=database_now())


def closed(cast, alert):
    replied(cast, alert)
    with at_work():
        close(alert.case, by=cast.eve.person, now=database_now())


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (replied, "the promise was kept meanwhile"),
        (closed, "the case is closed"),
        (lambda cast, alert: cast.leaves(cast.eve), "the person is no longer active"),
    ],
)
def test_what_is_no_longer_true_is_not_sent_and_the_row_says_why(warned, post, cast, meanwhile, reason):
    alert = warned()
    meanwhile(cast, alert)
    with post() as mailbox:
        assert works(alert) is None
    assert mailbox.entries() == []
    delivery = delivery_of(alert)
    assert (delivery.state, delivery.problem) == (DeliveryState.NOT_NEEDED, reason)


def test_who_has_left_the_wall_is_not_sent_what_they_were_owed_inside_it(warned, post, cast):
    alert = warned(cast.restricted("emea"))
    cast.moves(cast.eve, "americas")
    with post() as mailbox:
        works(alert)
    assert mailbox.entries() == []
    assert delivery_of(alert).problem == "the person is outside the wall of the case"


def test_a_breach_is_sent_also_after_it_was_kept_late(cast, desk_now, post):
    case = desk_now.case_due_in(timedelta(minutes=-10))
    alert = ask(lambda: Alert.objects.select_related("case").get(case=case, person=cast.eve.person))
    assert alert.kind == AlertKind.BREACHED
    replied(cast, alert)
    with post() as mailbox:
        works(alert)
    [entry] = mailbox.entries()
    assert "first response missed, was due" in entry.subject


@pytest.mark.parametrize("answer", [Answer.BUSY, Answer.CLOSING])
def test_a_busy_server_is_asked_again_later_and_then_has_the_letter_once(warned, post, answer):
    alert = warned()
    with post(answer, Answer.OK) as mailbox:
        now = ask(database_now)
        again = works(alert)
        assert again is not None
        assert FIRST <= again.at - now <= FIRST + LONGEST
        assert str(answer) in delivery_of(alert).problem
        assert works(alert) is None
    assert len(mailbox.entries()) == 1
    delivery = delivery_of(alert)
    assert (delivery.state, delivery.attempts, delivery.problem) == (DeliveryState.SENT, 2, "")


def test_a_letter_that_may_have_arrived_is_sent_again_under_the_same_key_and_says_so(warned, post):
    alert = warned()
    with post(Answer.RESET, Answer.OK) as mailbox:
        assert works(alert) is not None
        assert works(alert) is None
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(alert.pk)] * 2
    assert delivery_of(alert).state == DeliveryState.MAYBE_TWICE


def test_what_a_server_refuses_for_good_is_given_up_and_told_to_the_duty_manager(warned, post, cast):
    alert = warned()
    with post(Answer.REFUSED):
        assert works(alert) is None
    delivery = delivery_of(alert)
    assert delivery.state == DeliveryState.GIVEN_UP
    assert "550" in delivery.problem
    told = ask(lambda: Alert.objects.get(kind=AlertKind.UNDELIVERED))
    assert told.person_id == cast.dan.person.pk
    assert told.text == f"mail did not reach Eve: {alert.text}"


def test_after_a_day_of_trying_a_delivery_is_given_up(warned, post, cast):
    alert = warned()
    with post(Answer.BUSY):
        assert works(alert) is not None
        ask(lambda: Delivery.objects.filter(alert=alert).update(at=database_now() - PATIENCE - FIRST))
        assert works(alert) is None
    assert delivery_of(alert).state == DeliveryState.GIVEN_UP
    assert ask(lambda: Alert.objects.filter(kind=AlertKind.UNDELIVERED, person=cast.dan.person).count()) == 1


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
    settle_in_the_past(alert)
    with post() as mailbox:
        assert works(alert) is None
    assert len(mailbox.entries()) == 1
    assert delivery_of(alert).state == DeliveryState.MAYBE_TWICE


def test_a_worker_that_comes_home_late_changes_nothing_that_another_has_taken_over(warned):
    alert = warned()
    with as_role("sundial_worker"):
        late = begin(alert.pk)
        settle_in_the_past(alert)
        begin(alert.pk)
        job._settle(late)
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
            desk.wait_until(lambda: not run("SELECT FROM procrastinate_jobs"))  # finished jobs are deleted
            successor.terminate()
            assert successor.wait(5) == 0

    arrived = Counter(entry.message_id for entry in sink.mailbox.entries())
    assert set(arrived) == owed
    assert sorted(arrived.values()) == [1] * 22 + [2] * 8
    assert desk.ask(Delivery.objects.filter(state=DeliveryState.MAYBE_TWICE).count) == 8
