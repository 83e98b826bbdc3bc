"""Mail that cannot be delivered is an alarm: red at the next sign of life, until who can act has read it (R11, R13)."""

from collections import Counter

import pytest
from django.urls import reverse

from sundial.jobs.health import health
from sundial.jobs.poison import TRIES
from sundial.jobs.pulse import leave
from sundial.jobs.reach import reach
from sundial.models import Alert, AlertKind, DeliveryState, Way, database_now
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.posting import ask, delivery_of, eve_replies, standing_sink, warning_of, works
from tests.waying import asked_for, by_ways, standing_web, webhook_of

UGLY = (Answer.BUSY, Answer.OK, Answer.CLOSING, Answer.OK, Answer.REFUSED, Answer.OK, Answer.RESET, Answer.OK)
SETTLED = {DeliveryState.SENT, DeliveryState.MAYBE_TWICE, DeliveryState.GIVEN_UP}
ALARM = "mail was given up, and nobody has read so"


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


def troubles():
    """Let clockwork leave a sign of life, and return what is wrong."""
    with as_role("sundial_worker"):
        leave()
    return [one.says for one in ask(lambda: health(database_now())).troubles]


def test_where_half_of_all_letters_meet_a_bad_server_each_arrives_or_is_an_alarm(cast, post):
    alerts = left = [warning_of(cast) for _ in range(len(UGLY))]
    with post(*UGLY, *UGLY[::-1], Answer.OK) as mailbox:
        while left:
            left = [alert for alert in left if works(alert)]
    states = {alert.pk: delivery_of(alert).state for alert in alerts}
    arrived = Counter(entry.message_id for entry in mailbox.entries())
    given_up = {message_id(pk) for pk, state in states.items() if state == DeliveryState.GIVEN_UP}
    twice = {message_id(pk) for pk, state in states.items() if state == DeliveryState.MAYBE_TWICE}
    keys = {message_id(pk) for pk in states}
    assert set(states.values()) == SETTLED
    assert keys - given_up <= set(arrived) <= keys
    assert {key for key, times in arrived.items() if times > 1} <= twice | given_up
    assert ask(Alert.objects.filter(kind=AlertKind.UNDELIVERED).count) == len(given_up)
    assert ALARM in troubles()


def test_it_is_red_until_who_is_in_charge_has_read_it_where_it_says_what_to_do(cast, post):
    alert = warning_of(cast)
    with post(Answer.REFUSED):
        works(alert)
    assert ALARM in troubles()
    dan = signed_in(cast.dan.person)
    inbox = dan.get("/desk/alerts")
    assert "mail did not reach Eve" in words(inbox)
    assert "Tell them yourself" in words(inbox)
    log = f"/desk/cases/{alert.case.number}/alerts"
    assert f'href="{log}"' in inbox.content.decode()
    assert "Tell them yourself" in words(dan.get(log))
    told = ask(lambda: Alert.objects.get(kind=AlertKind.UNDELIVERED))
    dan.post(reverse("desk:reading", args=[told.pk]))
    assert ALARM not in troubles()


def test_a_letter_that_cannot_be_written_is_given_up_after_five_tries_and_stops_no_other(cast, post):
    others = [warning_of(cast) for _ in range(2)]
    poison = ask(lambda: unwritable(others[0]))
    tries = 0
    with post() as mailbox:
        for _ in range(TRIES):
            try:
                works(poison)
            except ValueError:
                tries += 1
            for alert in others:
                works(alert)
        works(poison)
    assert tries == TRIES - 1
    assert {entry.message_id for entry in mailbox.entries()} == {message_id(alert.pk) for alert in others}
    delivery = delivery_of(poison)
    assert (delivery.state, delivery.attempts) == (DeliveryState.GIVEN_UP, TRIES)
    assert delivery.problem == "the letter could not be written: ValueError"
    assert ALARM in troubles()


def unwritable(like):
    """Keep an alert of a kind that nobody knows: there are no words for its letter."""
    of = {"case": like.case, "seq": like.seq, "person": like.person}
    return Alert.objects.create(kind="no-such-kind", text="What is it?", at=database_now(), **of)


def test_an_alert_that_cannot_be_owed_by_a_way_is_a_dead_letter_after_five_tries_and_stops_no_other(
    cast, tmp_path, settings
):
    with standing_web(tmp_path, settings) as sink:
        ways = [webhook_of(cast.eve, sink, path=path)[0] for path in ("/unreadable", "/good")]
    ask(lambda: Way.objects.filter(pk=ways[0].pk).update(hears=["no choice"]))
    alert = warning_of(cast)
    for _ in range(TRIES):
        job = asked_for("reach")[-1]
        with as_role("sundial_worker"):
            reach(**job)
    assert len(asked_for("reach")) == TRIES  # the first, and four times again
    states = {one.way_id: one.state for one in by_ways()}
    assert states == {ways[0].pk: DeliveryState.GIVEN_UP, ways[1].pk: DeliveryState.OWED}
    [told] = ask(lambda: list(Alert.objects.filter(kind=AlertKind.UNDELIVERED)))
    assert "a webhook did not reach Eve" in told.text
    assert ALARM in troubles()
    assert [job["delivery"] for job in asked_for("send_word")] == [str(one.pk) for one in by_ways() if one.way == ways[1]]


def test_an_alert_that_cannot_be_owed_and_is_over_by_then_is_no_dead_letter(cast, tmp_path, settings):
    with standing_web(tmp_path, settings) as sink:
        way, _ = webhook_of(cast.eve, sink)
    ask(lambda: Way.objects.filter(pk=way.pk).update(hears=["no choice"]))
    alert = warning_of(cast)
    eve_replies(cast, alert)
    with as_role("sundial_worker"):
        reach([str(alert.pk)], tries=TRIES)
    assert (by_ways(), ALARM in troubles()) == ([], False)
