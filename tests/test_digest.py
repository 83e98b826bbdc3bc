"""Digests: a storm is one letter to each person, under one key, of what is still true when it leaves."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.conf import settings

from sundial.commands.cases import close, resolve
from sundial.commands.digesting import gather
from sundial.commands.messages import reply
from sundial.commands.sla import say
from sundial.jobs import digest as job
from sundial.jobs.attempts import settle
from sundial.jobs.deliver import PATIENCE, TryAgain
from sundial.jobs.digest import digest
from sundial.jobs.looking import BREATH, LONG_BREATH, Looking
from sundial.jobs.looking import PATIENCE as PATIENCE_OF_LOOKS
from sundial.models import (
    CLOCKWORK,
    Alert,
    AlertKind,
    Case,
    Clock,
    Delivery,
    DeliveryState,
    Digest,
    database_now,
    viewing,
)
from sundial.models.fetch import execute, fetch
from sundial.outside.mail import message_id
from sundial.outside.mailbox import Mailbox, text_of
from sundial.outside.mailsink import Answer
from sundial.protocol.digests import SINGLY, WAIT
from tests.database import as_role
from tests.posting import ask, at_work, mail_asked_for, standing_sink, works
from tests.storming import late_cases
from tests.story import Player
from tests.test_dead_letters import unwritable

MISSED = timedelta(hours=-1)
STORM = SINGLY + 5


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def storm(cast) -> Callable[..., list[Case]]:
    """Return what lets so many promises of Eve's cases be overdue, and be said at one look."""

    def breaks(
        count: int = STORM, *, due_in: timedelta = MISSED, customer: Player | None = None, severity: int = 3
    ) -> list[Case]:
        with at_work():
            cases = late_cases(customer or cast.ana, cast.eve, count, due_in, severity)
            due = Clock.objects.filter(case__in=cases).values_list("pk", flat=True)
            say(list(due), now=database_now())
        return cases

    cast.entitle(cast.acme, "platinum")
    return breaks


def gathered(after: timedelta = WAIT) -> list[Digest]:
    """Let so much time pass, let clockwork gather, and return the digests that are owed, Dan's first."""
    ask(lambda: gather(database_now() + after))
    return ask(lambda: list(Digest.objects.filter(state="owed").select_related("person").order_by("person__name")))


def sends(one: Digest) -> TryAgain | None:
    """Let the job of a digest run once; return how it asks to be run again, if it does."""
    with as_role("sundial_worker"):
        try:
            digest(digest=str(one.pk))
        except TryAgain as again:
            return again
    return None


def words(mailbox: Mailbox) -> str:
    """Return the words of the one letter that came."""
    (entry,) = mailbox.entries()
    return text_of(mailbox.letter(entry.name))


def states(of: Digest | None = None) -> Sequence[str]:
    rows = Delivery.objects.filter(digest=of) if of else Delivery.objects.all()
    return ask(lambda: sorted(rows.values_list("state", flat=True)))


def test_a_storm_is_one_letter_to_each_who_hears_and_every_alert_is_in_the_app_at_once(storm, cast, post):
    before = len(mail_asked_for())
    storm()
    assert ask(Alert.objects.filter(kind="breached").count) == 2 * STORM
    assert len(mail_asked_for()) == before
    assert gathered(WAIT / 2) == []
    dan, eve = gathered()
    assert [dan.person.name, eve.person.name] == ["Dan", "Eve"]
    with post() as mailbox:
        assert (sends(dan), sends(eve), sends(eve)) == (None, None, None)
    newest, first = mailbox.entries()
    assert [first.message_id, newest.message_id] == [message_id(dan.pk), message_id(eve.pk)]
    assert newest.subject == f"{STORM} alerts in one letter"
    assert states(dan) == states(eve) == [DeliveryState.SENT] * STORM
    assert gathered() == []


def test_what_is_urgent_goes_out_singly_and_first_in_the_middle_of_a_storm(storm, cast):
    storm()
    before = mail_asked_for()
    (urgent,) = storm(1, severity=1)
    new = mail_asked_for()[len(before) :]
    assert [priority for _, priority in new] == [10, 10]
    assert not ask(Delivery.objects.filter(alert__case=urgent).exists)


def test_up_to_the_threshold_everybody_is_told_singly(storm):
    before = len(mail_asked_for())
    storm(SINGLY)
    assert len(mail_asked_for()) - before == 2 * SINGLY
    assert states() == []


def test_what_was_asked_for_singly_joins_the_storm_that_came_meanwhile(storm, cast, post):
    (first,) = storm(1)
    storm()
    alert = ask(lambda: Alert.objects.select_related("case").get(case=first, person=cast.eve.person, kind="breached"))
    with post() as mailbox:
        assert works(alert) is None
    assert mailbox.entries() == []
    assert states(gathered()[1]) == [DeliveryState.IN_DIGEST] * (STORM + 1)


def test_a_digest_tells_what_is_still_true_and_says_of_the_rest_why_not(storm, cast, post):
    warned = storm(due_in=timedelta(minutes=10))
    with at_work():
        now = database_now()
        reply(warned[0], by=cast.eve.person, text="We are on it.", now=now)
        resolve(warned[1], by=cast.eve.person, now=now, text="It is solved.")
        close(warned[1], by=cast.eve.person, now=now)
    (eve,) = gathered()
    with post() as mailbox:
        sends(eve)
    text = words(mailbox)
    assert f"{STORM - 2} alerts" in text
    assert warned[0].number not in text
    assert all(case.number in text for case in warned[2:])
    problems = ask(lambda: sorted(Delivery.objects.filter(state="not needed").values_list("problem", flat=True)))
    assert problems == ["the case is closed", "the promise was kept meanwhile"]


def test_a_digest_of_which_nothing_is_true_any_more_is_not_sent(storm, cast, post):
    with at_work():
        storm(due_in=timedelta(minutes=10))
    (eve,) = gathered()
    cast.leaves(cast.eve)
    with post() as mailbox:
        assert sends(eve) is None
    assert mailbox.entries() == []
    assert ask(lambda: Digest.objects.get().state) == DeliveryState.NOT_NEEDED
    assert set(states()) == {DeliveryState.NOT_NEEDED}


def test_a_restricted_case_stands_in_a_digest_as_its_number_and_a_link(storm, cast, post, rita):
    cast.entitle(rita.person.organization, "platinum")
    storm()
    (walled,) = storm(1, customer=rita, severity=2)  # the severest of all: yet it stands behind the others
    with post() as mailbox:
        sends(gathered()[1])
    letter = words(mailbox)
    open_part, _, hidden = letter.partition("Please look at")
    assert hidden.startswith(f" case {walled.number}.\n{settings.SITE_URL}/desk/cases/{walled.number}\n\nAll of your")
    assert walled.number not in open_part
    assert rita.person.organization.name not in letter


def test_a_worker_that_died_sending_is_succeeded_under_the_same_key(storm, post):
    storm()
    _, eve = gathered()
    with as_role("sundial_worker"):
        late = job.begin(eve.pk)  # and dies with the letter in hand
    assert sends(eve).at == ask(lambda: Digest.objects.get(pk=eve.pk).trying_until)
    ask(lambda: Digest.objects.update(trying_until=database_now()))
    with post() as mailbox:
        assert sends(eve) is None
        with as_role("sundial_worker"):
            settle(late)  # comes home late
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(eve.pk)]
    assert states(eve) == [DeliveryState.MAYBE_TWICE] * STORM


def test_a_digest_is_tried_again_and_in_the_end_each_in_it_is_given_up_and_alarms(storm, post):
    cases = storm()
    _, eve = gathered()
    with post(Answer.BUSY) as mailbox:
        assert sends(eve) is not None
        assert states(eve) == [DeliveryState.IN_DIGEST] * STORM
        ask(lambda: Digest.objects.update(at=database_now() - PATIENCE - WAIT))
        assert sends(eve) is None
    assert mailbox.entries() == []
    assert states(eve) == [DeliveryState.GIVEN_UP] * STORM
    alarms = ask(lambda: list(Alert.objects.filter(kind=AlertKind.UNDELIVERED).values_list("case", "text")))
    assert {case for case, _ in alarms} == {case.pk for case in cases}
    assert all(text.startswith("mail did not reach Eve: first response missed") for _, text in alarms)


def test_a_server_that_will_not_take_a_digest_gives_it_up_at_once(storm, post):
    storm()
    _, eve = gathered()
    with post(Answer.REFUSED):
        assert sends(eve) is None
    assert states(eve) == [DeliveryState.GIVEN_UP] * STORM
    assert ask(lambda: Digest.objects.get(pk=eve.pk).state) == DeliveryState.GIVEN_UP


def test_an_alert_that_cannot_be_told_goes_its_own_way_and_stops_no_other(storm, cast, post):
    storm()
    with at_work():
        like = Alert.objects.select_related("case", "person").filter(person=cast.eve.person, kind="breached")[0]
        poison = unwritable(like)
        Delivery.objects.create(alert=poison, channel="mail", state="in digest", at=like.at, send_at=like.at)
    _, eve = gathered()
    with post() as mailbox:
        assert sends(eve) is None
    assert f"{STORM} alerts waited" in words(mailbox)
    row = ask(lambda: Delivery.objects.get(alert=poison))
    assert (row.state, row.digest, row.attempts) == (DeliveryState.OWED, None, 1)
    assert ask(lambda: fetch("SELECT 1 FROM procrastinate_jobs WHERE args = %s::jsonb", f'{{"alert": "{poison.pk}"}}'))
    assert states(eve) == [DeliveryState.SENT] * STORM


def test_clockwork_leaves_the_machine_to_whoever_sends_what_is_urgent(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        late_cases(cast.ana, cast.eve, 1, MISSED, 1)
        late_cases(cast.ana, cast.eve, 20, MISSED, 3)
        looking, now = Looking(), database_now()
        assert (looking.look(now, at_most=1), looking.breath) == (1, 0.0)
        assert (looking.look(now, at_most=1), looking.breath) == (5, LONG_BREATH)
        assert (looking.look(now + 2 * PATIENCE_OF_LOOKS, at_most=1), looking.breath) == (5, BREATH)
        execute("DELETE FROM procrastinate_jobs")
        assert (looking.look(now, at_most=1), looking.breath) == (5, BREATH)
