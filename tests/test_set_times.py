"""Word in a digest at set times: it waits for the time that somebody chose, goes in one letter, and says in which."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.commands.digesting import gather
from sundial.commands.reach_choices import InDigest, choose
from sundial.jobs.digest import digest
from sundial.models import Alert, AlertKind, Case, Delivery, DeliveryState, Digest, database_now, viewing
from sundial.outside.mailbox import text_of
from sundial.protocol.reaching import MAIL, Event
from sundial.web import when
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.posting import ask, delivery_of, standing_sink, warning_of, works
from tests.test_quiet_hours import quiets

HOUR = timedelta(hours=1)


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


def chooses(player):
    """Let somebody choose a digest of cases and promises, an hour from now; return when that is."""
    with as_role("sundial_web"), viewing(player.person):
        now = database_now()
        at = (now + HOUR).astimezone(ZoneInfo(player.person.zone)).replace(second=0, microsecond=0)
        choice = InDigest((Event.CASES, Event.PROMISES), (at.time(),))
        choose({MAIL: [Event.ACT]}, by=player.person, now=now, digest=choice)
    return at


def news_of(cast, player, severity=3):
    """Tell somebody what asks for nothing: a case is theirs."""
    alert = warning_of(cast)
    news = {"kind": AlertKind.OWNED, "promise": "", "cycle": None, "due_at": None, "asks_at": None}
    ask(lambda: Alert.objects.filter(pk=alert.pk).update(person=player.person, **news))
    ask(lambda: Case.objects.filter(pk=alert.case_id).update(severity=severity))
    return ask(lambda: Alert.objects.select_related("case", "person").get(pk=alert.pk))


def log_of(cast, alert):
    return words(signed_in(cast.eve.person).get(f"/desk/cases/{alert.case.number}/alerts"))


def test_word_waits_for_the_set_time_and_the_log_says_for_which_digest_and_then_in_which(cast, post):
    at = chooses(cast.eve)
    first, second = news_of(cast, cast.eve), news_of(cast, cast.eve)
    with post() as mailbox:
        works(first)
        works(second)
        works(first)  # a job may run twice
        assert mailbox.entries() == []
        assert {delivery_of(one).send_at for one in (first, second)} == {at}
        called = when.short(at, ask(database_now), at.tzinfo)
        assert f"waits for the digest of {called}" in log_of(cast, first)
        assert ask(lambda: gather(database_now())) == 0
        later = ask(lambda: Delivery.objects.filter(alert=second).update(send_at=at + timedelta(minutes=1)))
        assert (later, ask(lambda: gather(at))) == (1, 1)
        with as_role("sundial_worker"):
            digest(digest=str(ask(lambda: Digest.objects.get().pk)))
        [entry] = mailbox.entries()
        assert first.case.number in text_of(mailbox.letter(entry.name))
    sent = delivery_of(second)
    assert (sent.state, sent.send_at) == (DeliveryState.SENT, at)  # it went with those of that time
    on_the_clock = sent.sent_at.astimezone(at.tzinfo)
    assert f"in the digest of {called}, taken by the mail server {on_the_clock:%H:%M}" in log_of(cast, second)
    assert f"in the digest of {at:%H:%M}, sent" in words(signed_in(cast.eve.person).get("/desk/alerts"))


def test_severity_1_and_what_pages_come_at_once_whatever_was_chosen(cast, post):
    chooses(cast.eve)
    with post() as mailbox:
        works(news_of(cast, cast.eve, severity=1))
        assert len(mailbox.entries()) == 1
        works(warning_of(cast))
        assert len(mailbox.entries()) == 2


def test_in_quiet_hours_a_digest_waits_until_they_end(cast, post):
    chooses(cast.eve)
    zone = ZoneInfo(cast.eve.person.zone)
    ends = (ask(database_now).astimezone(zone) + 2 * HOUR).replace(second=0, microsecond=0)
    quiets(cast.eve, since=(ends - 3 * HOUR).time(), until=ends.time())
    news = news_of(cast, cast.eve)
    with post() as mailbox:
        works(news)
        assert mailbox.entries() == []
    assert delivery_of(news).send_at == ends
