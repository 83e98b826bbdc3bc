"""In a storm clockwork decides of thousands at once as the job of a letter decides of one: as each chose (O8.6)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.commands.quieting import NOT_CHOSEN
from sundial.commands.reach_choices import InDigest, choose
from sundial.commands.sla import say
from sundial.models import Alert, Clock, Delivery, DeliveryState, database_now, viewing
from sundial.protocol.digests import SINGLY, WAIT
from sundial.protocol.reaching import MAIL, Event
from tests.database import as_role
from tests.posting import ask, at_work, mail_asked_for, works
from tests.storming import late_cases
from tests.test_quiet_hours import is_on_call, quiets
from tests.test_word_kept import chooses
from tests.waying import standing_web, webhook_of

WARNED, MISSED = timedelta(minutes=10), timedelta(hours=-1)
MINUTE = timedelta(minutes=1)


def digests(player):
    """Let somebody choose a digest of promises that leaves in some minutes; return when that is."""
    with as_role("sundial_web"), viewing(player.person):
        now = database_now()
        at = (now + WARNED / 2).astimezone(ZoneInfo(player.person.zone)).replace(second=0, microsecond=0)
        chosen = InDigest((Event.PROMISES,), (at.time(),))
        choose({MAIL: [Event.ACT]}, by=player.person, now=now, digest=chosen)
    return at


def as_it_comes(cast):
    """Let Eve have chosen nothing."""


def hears_nothing(cast):
    chooses(cast.eve, **{MAIL: []})


def hears_of_pages(cast):
    chooses(cast.eve, **{MAIL: [Event.ACT]})


def waits_for_a_digest(cast):
    digests(cast.eve)


def waits_for_a_digest_and_is_quiet(cast):
    digests(cast.eve)
    quiets(cast.eve)


def is_quiet(cast):
    quiets(cast.eve)


def is_quiet_and_on_call(cast):
    quiets(cast.eve)
    is_on_call(cast, cast.eve)


CHOICES = (
    as_it_comes,
    hears_nothing,
    hears_of_pages,
    waits_for_a_digest,
    waits_for_a_digest_and_is_quiet,
    is_quiet,
    is_quiet_and_on_call,
)


@pytest.fixture
def storm(cast):
    """Return what lets a storm of one kind come over Eve; it returns her alerts."""

    def comes(due_in):
        cast.entitle(cast.acme, "platinum")
        with at_work():
            cases = late_cases(cast.ana, cast.eve, SINGLY + 5, due_in, 3)
            say(Clock.objects.filter(case__in=cases).values_list("pk", flat=True), now=database_now())
        rows = Alert.objects.select_related("case", "person").filter(person=cast.eve.person, promise__gt="")
        return ask(lambda: list(rows))

    return comes


def decided(alert):
    """Return what stands on the mail of an alert: the state, the reason, and when it leaves."""
    with at_work():
        return Delivery.objects.filter(alert=alert).values_list("state", "problem", "send_at").first()


@pytest.mark.parametrize("due_in", [WARNED, MISSED])
@pytest.mark.parametrize("chosen", CHOICES)
def test_of_all_at_once_it_is_decided_as_of_one(cast, storm, chosen, due_in):
    chosen(cast)
    alerts = storm(due_in)
    state, problem, at = decided(alerts[0])
    assert {decided(one) for one in alerts} == {(state, problem, at)}
    ask(lambda: Delivery.objects.update(state=DeliveryState.OWED, problem="", send_at=None))
    assert works(alerts[0]) is None
    theirs = decided(alerts[0])
    assert theirs[:2] == (state, problem)
    assert (at is None) == (theirs[2] is None)
    assert at is None or abs(theirs[2] - at) < MINUTE


def test_who_hears_nothing_has_no_letter(cast, storm):
    hears_nothing(cast)
    assert decided(storm(WARNED)[0])[:2] == (DeliveryState.NOT_NEEDED, NOT_CHOSEN)


def test_who_is_quiet_has_the_letter_when_their_quiet_hours_end(cast, storm):
    until = quiets(cast.eve)
    state, _, at = decided(storm(WARNED)[0])
    assert state == DeliveryState.IN_DIGEST
    assert abs(at - until) <= MINUTE


def test_who_chose_a_digest_at_set_times_and_hears_by_mail_alone_has_it_then(cast, storm, tmp_path, settings):
    set_time = digests(cast.eve)
    assert {decided(one)[2] for one in storm(WARNED)} == {set_time}
    with standing_web(tmp_path, settings) as web:
        webhook_of(cast.eve, web)  # hears of everything, but not in a storm
    before = ask(database_now)
    assert min(decided(one)[2] for one in storm(WARNED)) < before + 2 * WAIT


def test_where_a_stand_in_may_hear_it_each_alert_is_asked_by_itself(cast, storm):
    quiets(cast.eve, cast.ned)
    alerts = storm(WARNED)
    assert {decided(one) for one in alerts} == {None}
    assert {str(one.pk) for one in alerts} <= {alert for alert, _ in mail_asked_for()}
