"""Delivery by mail: once where that can be, and only while it is still true; over a real SMTP sink."""

from datetime import timedelta

import pytest

from sundial.commands.cases import close
from sundial.jobs.backoff import FIRST, LONGEST
from sundial.jobs.deliver import PATIENCE
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, Person, database_now
from sundial.outside.mail import message_id
from sundial.outside.mailbox import text_of
from sundial.outside.mailsink import Answer
from tests.posting import ask, at_work, case_due_in, delivery_of, eve_replies, standing_sink, warning_of, works


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def warned(cast):
    return lambda customer=None, **changes: warning_of(cast, customer, **changes)


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
    assert f"\n\nhttps://desk.example/desk/cases/{alert.case.number}\n" in words
    assert words.endswith(
        "\nYou have this as Eve, who owns the case. How word reaches you: https://desk.example/desk/reaching\n"
    )
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
    assert words == (
        f"Please look at case {number}.\n\nhttp://127.0.0.1:8000/desk/cases/{number}\n\n"
        "You have this as Eve, engineer. How word reaches you: http://127.0.0.1:8000/desk/reaching\n"
    )
    assert "Plutonium" not in str(mailbox.letter(entry.name))
    assert "Secret" not in str(mailbox.letter(entry.name))


def closed(cast, alert):
    eve_replies(cast, alert)
    with at_work():
        close(alert.case, by=cast.eve.person, now=database_now())


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (eve_replies, "the promise was kept meanwhile"),
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


def test_a_breach_is_sent_also_after_it_was_kept_late(cast, post):
    case = case_due_in(cast, timedelta(minutes=-10))
    alert = ask(lambda: Alert.objects.select_related("case").get(case=case, person=cast.eve.person))
    assert alert.kind == AlertKind.BREACHED
    eve_replies(cast, alert)
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
