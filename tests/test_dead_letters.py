"""Mail that cannot be delivered is an alarm: red at the next sign of life, until who can act has read it (R11, R13)."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from sundial.jobs.dead_letters import see_to_dead_letter
from sundial.jobs.health import health
from sundial.jobs.poison import TRIES
from sundial.jobs.pulse import leave
from sundial.jobs.reach import reach
from sundial.models import Alert, AlertKind, DeadLetterAct, DeliveryState, Way, database_now, viewing
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer
from tests.browsing import signed_in, words
from tests.database import as_role, run
from tests.nasty_letters import letter
from tests.posting import ask, delivery_of, eve_replies, standing_sink, warning_of, works
from tests.test_mail_door import lay
from tests.waying import asked_for, by_ways, standing_web, webhook_of

UGLY = (Answer.BUSY, Answer.OK, Answer.CLOSING, Answer.OK, Answer.REFUSED, Answer.OK, Answer.RESET, Answer.OK)
SETTLED = {DeliveryState.SENT, DeliveryState.MAYBE_TWICE, DeliveryState.GIVEN_UP}
ALARM = "word could not be delivered, and nobody has seen to it"


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


def test_it_is_red_until_somebody_has_seen_to_it_where_it_says_what_to_do(cast, post):
    alert = warning_of(cast)
    with post(Answer.REFUSED):
        works(alert)
    assert ALARM in troubles()
    dan = signed_in(cast.dan.person)
    inbox = dan.get("/desk/alerts")
    assert "Mail did not reach Eve" in words(inbox)
    assert "Tell them yourself" in words(inbox)
    log = f"/desk/cases/{alert.case.number}/alerts"
    assert f'href="{log}"' in inbox.content.decode()
    assert "Tell them yourself" in words(dan.get(log))
    told = ask(lambda: Alert.objects.get(kind=AlertKind.UNDELIVERED))
    dan.post(reverse("desk:reading", args=[told.pk]))
    assert ALARM in troubles()  # to have read it is not to have seen to it
    empty = sees_to(dan, f"{log}/dead-letters", alert.seq, "aside")
    assert empty.status_code == 422
    assert "Say why nobody needs it any more" in words(empty)
    assert sees_to(dan, f"{log}/dead-letters", alert.seq, "aside", why="Told by phone").status_code == 302
    assert ALARM not in troubles()
    assert "Dan put what failed aside: Told by phone" in words(dan.get(log))
    assert "mail failed, put aside" in words(dan.get(log))


def test_it_is_sent_again_under_its_key_once_and_only_while_it_is_true(cast, post):
    alerts = [warning_of(cast) for _ in range(2)]
    with post(Answer.REFUSED, Answer.REFUSED, Answer.OK) as mailbox:
        for alert in alerts:
            works(alert)
        first = delivery_of(alerts[0])
        eve_replies(cast, alerts[1])
        dan = signed_in(cast.dan.person)
        for alert in alerts:
            where = f"/desk/cases/{alert.case.number}/alerts/dead-letters"
            assert sees_to(dan, where, alert.seq, "again").status_code == 302
            works(alert)
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(alerts[0].pk)]
    assert [delivery_of(alert).state for alert in alerts] == [DeliveryState.SENT, DeliveryState.NOT_NEEDED]
    assert delivery_of(alerts[0]).attempts == first.attempts + 1
    assert ALARM not in troubles()
    assert ask(Alert.objects.filter(kind=AlertKind.UNDELIVERED).unread().count) == 0
    assert "Dan had what failed sent again" in words(dan.get(f"/desk/cases/{alerts[0].case.number}/alerts"))
    with as_role("sundial_worker"):
        see_to_dead_letter(**asked_for("see_to_dead_letter")[0])  # a job may run twice
    assert delivery_of(alerts[0]).state == DeliveryState.SENT


def test_only_managers_who_see_the_case_see_to_it_by_the_page_and_by_row_security(cast, post):
    rita = cast.restricted("emea")
    alert = warning_of(cast, rita)
    with post(Answer.REFUSED):
        works(alert)
    where = f"/desk/cases/{alert.case.number}/alerts/dead-letters"
    eve, max_ = signed_in(cast.eve.person), signed_in(cast.max.person)
    assert "Only Duty Managers and Directors" in words(sees_to(eve, where, alert.seq, "again"))
    assert "Try again" not in words(eve.get(f"/desk/cases/{alert.case.number}/alerts"))
    assert sees_to(max_, where, alert.seq, "again").status_code == 404
    for who, allowed in ((cast.eve, False), (cast.max, False), (cast.dan, True)):
        with as_role("sundial_web"), viewing(who.person):
            row = {"case_id": alert.case_id, "seq": alert.seq, "deed": "again", "by": who.person, "at": database_now()}
            try:
                with transaction.atomic():
                    DeadLetterAct.objects.create(**row)
                written = True
            except ProgrammingError:
                written = False
        assert (who.name, written) == (who.name, allowed)
    with viewing(cast.max.person):
        assert not DeadLetterAct.objects.exists()


def test_each_letter_to_leadership_whose_word_did_not_arrive_is_an_alarm_of_its_own(cast, post):
    rows = [lay(letter(f"Subject: {n}", sender="Ana <ana@example.com>")) for n in range(2)]
    with post(Answer.REFUSED):
        for alert in ask(lambda: list(Alert.objects.filter(kind=AlertKind.LETTER_CAME, person=cast.dan.person))):
            works(alert)
    alarms = ask(lambda: list(Alert.objects.filter(kind=AlertKind.UNDELIVERED, person=cast.dan.person)))
    assert {one.about for one in alarms} == {str(row.pk) for row in rows}
    dan = signed_in(cast.dan.person)
    first, second = (reverse("desk:dead-letter", args=[one.pk]) for one in alarms)
    assert "Mail did not reach Dan" in words(dan.get(first))
    assert sees_to(dan, first, 0, "aside", why="I have read it").status_code == 302
    assert ask(Alert.objects.filter(kind=AlertKind.UNDELIVERED, person=cast.dan.person).unread().count) == 1
    assert ALARM in troubles()
    assert sees_to(dan, second, 0, "again").status_code == 302
    assert ALARM not in troubles()
    assert signed_in(cast.eve.person).get(first).status_code == 404


def test_after_an_outage_all_is_sent_again_together_of_the_cases_that_one_sees(cast, post):
    rita = cast.restricted("emea")
    alerts = [warning_of(cast), warning_of(cast, rita)]
    with post(Answer.REFUSED):
        for alert in alerts:
            works(alert)
    page = "/desk/alerts/undelivered"
    dan, max_ = signed_in(cast.dan.person), signed_in(cast.max.person)
    assert signed_in(cast.eve.person).get(page).status_code == 404
    assert alerts[0].case.number in words(max_.get(page))
    assert alerts[1].case.number not in words(max_.get(page))
    with as_role("sundial_web"), viewing(cast.max.person):
        assert run("SELECT case_id FROM sundial_dead_letters()") == [(alerts[0].case_id,)]
    facts = [f"{alert.case.number}/{alert.seq}" for alert in alerts]
    assert "to Eve by mail" in words(dan.get(page))
    assert "Choose what it is about" in words(sees_to(dan, page, 0, "again"))
    assert "Choose what it is about" in words(sees_to(max_, page, 0, "again", fact=facts[1:]))
    assert dan.post(page, {"key": str(uuid4()), "step": "again", "fact": facts[0]}).status_code == 302
    assert facts[0] not in dan.get(page).content.decode()  # it is asked for, and the worker has not come to it yet
    assert "Try again" not in words(dan.get(f"/desk/cases/{alerts[0].case.number}/alerts"))
    assert sees_to(dan, page, 0, "again", fact=facts[1]).status_code == 302
    assert [delivery_of(alert).state for alert in alerts] == [DeliveryState.OWED] * 2
    assert "Everything reached whoever it was for" in words(dan.get(page))


def sees_to(client, where, seq, step, **more):
    """Press one of the buttons, and let the worker do what was asked for; return the answer."""
    answer = client.post(where, {"key": str(uuid4()), "seq": seq, "step": step, **more})
    for job in asked_for("see_to_dead_letter") if answer.status_code == 302 else ():
        with as_role("sundial_worker"):
            see_to_dead_letter(**job)
    return answer


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
    warning_of(cast)
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
    [good] = [one for one in by_ways() if one.way == ways[1]]
    assert [job["delivery"] for job in asked_for("send_word")] == [str(good.pk)]


def test_an_alert_that_cannot_be_owed_and_is_over_by_then_is_no_dead_letter(cast, tmp_path, settings):
    with standing_web(tmp_path, settings) as sink:
        way, _ = webhook_of(cast.eve, sink)
    ask(lambda: Way.objects.filter(pk=way.pk).update(hears=["no choice"]))
    alert = warning_of(cast)
    eve_replies(cast, alert)
    with as_role("sundial_worker"):
        reach([str(alert.pk)], tries=TRIES)
    assert (by_ways(), ALARM in troubles()) == ([], False)
