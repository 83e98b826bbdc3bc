"""Letters of one job: each as if it went alone, whatever meets the others; none is lost, a double has its key."""

from collections import Counter
from datetime import timedelta

import pytest

from sundial.commands.cases import close
from sundial.commands.later import MANY, TOGETHER
from sundial.commands.sla import say
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.attempts import DELIVERY, lease_if_untouched
from sundial.jobs.backoff import FIRST
from sundial.jobs.deliver_together import _send_some, deliver_together, look_at
from sundial.models import Alert, Clock, Delivery, DeliveryState, Reaching, database_now
from sundial.models.fetch import execute, fetch
from sundial.outside.mail import Line, message_id
from sundial.outside.mailbox import text_of
from sundial.outside.mailsink import Answer
from sundial.protocol.reaching import Event, Hears
from tests.database import as_role
from tests.posting import ask, at_work, case_due_in, delivery_of, eve_replies, standing_sink, warning_of, works
from tests.storming import late_cases
from tests.test_dead_letters import unwritable
from tests.walling import asks, closes, restrictable

MISSED = timedelta(hours=-1)
SIZES = "SELECT jsonb_array_length(args -> 'alerts') FROM procrastinate_jobs WHERE task_name = 'deliver_together'"


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def three(cast):
    """Return three warnings, the last of a case behind a wall; nobody asks for their mail yet."""
    alerts = [warning_of(cast), warning_of(cast), warning_of(cast, cast.restricted("emea"))]
    ask(lambda: execute("DELETE FROM procrastinate_jobs"))
    return alerts


def mails(*alerts):
    """Let the job of some alerts run once."""
    with as_role("sundial_worker"):
        deliver_together(alerts=[str(alert.pk) for alert in alerts])


def asked_alone():
    """Return the alerts that were left to jobs of their own, how often each."""
    rows = ask(lambda: fetch("SELECT args ->> 'alert' FROM procrastinate_jobs WHERE task_name = 'deliver'"))
    return Counter(alert for (alert,) in rows)


def asked_for_later():
    """Return the alerts whose own jobs wait for their time, with that time."""
    rows = ask(lambda: fetch("SELECT args ->> 'alert', scheduled_at FROM procrastinate_jobs"))
    return {alert: at for alert, at in rows if at}


def arrived(mailbox):
    return Counter(entry.message_id for entry in mailbox.entries())


def test_they_are_the_letters_that_would_have_gone_alone_each_once(three, post):
    with post() as mailbox:
        mails(*three)
        mails(*three)  # a job may run twice
    letters = ask(lambda: [letter_of(Alert.objects.select_related("case__organization", "person").get(pk=one.pk))
                           for one in three])  # fmt: skip
    entries = mailbox.entries()[::-1]
    assert [entry.message_id for entry in entries] == [message_id(one.pk) for one in three]
    assert [text_of(mailbox.letter(entry.name)) for entry in entries] == [letter.text for letter in letters]
    assert [(delivery_of(one).state, delivery_of(one).attempts) for one in three] == [(DeliveryState.SENT, 1)] * 3
    assert not asked_alone()


def closed(cast, alert):
    eve_replies(cast, alert)
    with at_work():
        close(alert.case, by=cast.eve.person, now=database_now())


def has_left_the_wall(cast, alert):
    cast.moves(cast.eve, "americas")


def unmailed(cast, alert):
    with at_work():
        Reaching.objects.create(person=alert.person, mail={Event.ACT: Hears.NEVER})


def quiet(cast, alert):
    with at_work():
        Reaching.objects.create(person=alert.person, days=list(range(7)))


@pytest.mark.parametrize(("meanwhile", "place"), [(closed, 0), (has_left_the_wall, 2)])
def test_what_is_not_plain_is_left_to_a_job_of_its_own(three, post, cast, meanwhile, place):
    meanwhile(cast, three[place])
    with post() as mailbox:
        mails(*three)
        assert asked_alone() == {str(three[place].pk): 1}
        works(three[place])
    assert arrived(mailbox) == {message_id(one.pk): 1 for one in three if one is not three[place]}
    assert delivery_of(three[place]).state == DeliveryState.NOT_NEEDED


@pytest.mark.parametrize("chosen", [unmailed, quiet])
def test_of_whoever_chose_otherwise_each_is_asked_alone(three, post, cast, chosen):
    chosen(cast, three[0])
    with post() as mailbox:
        mails(*three)
    assert arrived(mailbox) == {}
    assert asked_alone() == {str(one.pk): 1 for one in three}


@pytest.mark.parametrize("answer", [Answer.BUSY, Answer.CLOSING, Answer.RESET])
def test_a_server_in_trouble_has_what_it_took_and_the_rest_goes_by_itself(three, post, answer):
    with post(Answer.OK, answer, Answer.OK) as mailbox:
        began = ask(database_now)
        mails(*three)
        ((tried, again),) = asked_for_later().items()
        assert (tried, again >= began + FIRST) == (str(three[1].pk), True)
        assert asked_alone() == {str(one.pk): 1 for one in three[1:]}
        assert [works(one) for one in three] == [None] * 3
    twice = answer == Answer.RESET
    assert arrived(mailbox) == {message_id(one.pk): 1 + (twice and one is three[1]) for one in three}
    states = [DeliveryState.SENT, DeliveryState.MAYBE_TWICE if twice else DeliveryState.SENT, DeliveryState.SENT]
    assert [delivery_of(one).state for one in three] == states


def test_what_a_server_refuses_is_given_up_and_the_next_goes_on_a_new_line(three, post):
    with post(Answer.REFUSED, Answer.OK) as mailbox:
        mails(*three)
    assert delivery_of(three[0]).state == DeliveryState.GIVEN_UP
    assert arrived(mailbox) == {message_id(one.pk): 1 for one in three[1:]}


def test_a_letter_that_cannot_be_written_stops_no_other(three, post):
    poison = ask(lambda: unwritable(three[0]))
    with post() as mailbox:
        mails(three[0], poison, *three[1:])
    assert asked_alone() == {str(poison.pk): 1}
    assert arrived(mailbox) == {message_id(one.pk): 1 for one in three}


def test_what_another_is_sending_is_left_to_it(three, post):
    with at_work():
        mine = Delivery.objects.create(alert=three[0], channel="mail", at=database_now())
    with as_role("sundial_worker"):
        assert lease_if_untouched(DELIVERY, mine, lambda: None)
        assert lease_if_untouched(DELIVERY, mine, lambda: None) is None
    with post() as mailbox:
        mails(*three)
    assert arrived(mailbox) == {message_id(one.pk): 1 for one in three[1:]}
    assert asked_alone() == {str(three[0].pk): 1}


def test_few_are_asked_for_singly_and_of_many_several_in_a_job(cast):
    def sizes():
        return [size for (size,) in ask(lambda: fetch(SIZES))]

    case_due_in(cast, MISSED)
    assert sizes() == []
    with at_work():
        cases = late_cases(cast.ana, cast.eve, 5 * TOGETHER, MISSED, 1)
        say(Clock.objects.filter(case__in=cases).values_list("pk", flat=True), now=database_now())
    assert sum(sizes()) + sum(asked_alone().values()) == ask(Alert.objects.count)
    assert max(sizes()) == TOGETHER
    assert len(sizes()) >= MANY


@pytest.mark.parametrize("moves", ["the wall", "the person"])
def test_a_letter_that_was_written_before_a_wall_closed_or_its_person_moved_does_not_go(cast, three, post, moves):
    acme = restrictable(cast)
    with as_role("sundial_worker"):
        ready = look_at([one.pk for one in three[:2]] if moves == "the wall" else [three[2].pk])
    assert ready
    if moves == "the wall":
        asks(cast.dan, acme, "emea")
        closes(cast.dan, acme, team={"tam": None})
    else:
        cast.moves(cast.eve, "americas")
    with post() as mailbox, as_role("sundial_worker"), Line() as line:
        assert _send_some(ready, line) == ()
    assert mailbox.entries() == []
    assert asked_alone() >= Counter(str(one.alert.pk) for one in ready)
