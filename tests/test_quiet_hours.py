"""Quiet hours and choices as word goes out: what waits, who has it instead, and what can never be silenced (O8.6)."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from sundial.commands.reach_choices import QuietHours, choose, hush, keep_quiet
from sundial.commands.reaching import wake
from sundial.commands.rota import add_shift
from sundial.commands.ways import WayRefused
from sundial.models import Alert, AlertAct, AlertKind, Delivery, DeliveryState, Reaching, Way, database_now, viewing
from sundial.protocol.reaching import MAIL, Event
from sundial.protocol.rota import Duty
from tests.database import as_role, run
from tests.posting import ask, delivery_of, standing_sink, warning_of, works
from tests.waying import asked_for, by_ways, reaches, sends, standing_web, webhook_of

HOUR = timedelta(hours=1)
EMEA = ZoneInfo("Europe/Bucharest")


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def web(tmp_path, settings):
    return lambda *answers: standing_web(tmp_path, settings, *answers)


def quiets(player, stand_in=None, **hours):
    """Let somebody be quiet around now, and return until when."""
    with as_role("sundial_web"), viewing(player.person):
        now = database_now()
        since, until = (now - HOUR).time().replace(second=0), (now + HOUR).time().replace(second=0)
        quiet = QuietHours(**{"since": since, "until": until, "stand_in": stand_in and stand_in.person, **hours})
        keep_quiet(quiet, by=player.person, now=now)
    return now + HOUR


def is_on_call(cast, player):
    with as_role("sundial_web"), viewing(cast.dan.person):
        now = database_now()
        add_shift(player.person, ("emea", Duty.ON_CALL), now, now + HOUR, by=cast.dan.person, now=now)


def news_of(cast, player):
    """Tell somebody what asks for nothing: a case is theirs."""
    alert = warning_of(cast)
    news = {"kind": AlertKind.OWNED, "promise": "", "cycle": None, "due_at": None, "asks_at": None}
    ask(lambda: Alert.objects.filter(pk=alert.pk).update(person=player.person, **news))
    return ask(lambda: Alert.objects.select_related("case", "person").get(pk=alert.pk))


def test_what_asks_for_nothing_waits_for_the_morning_in_one_letter_and_by_each_way(cast, post, web):
    until = quiets(cast.eve)
    news = news_of(cast, cast.eve)
    with post() as mailbox, web() as sink:
        webhook_of(cast.eve, sink)
        works(news)
        [by_web] = reaches(news)
        assert (mailbox.entries(), asked_for("send_word")) == ([], [])
        mail = ask(lambda: Delivery.objects.get(alert=news, way=None))
        assert (mail.state, by_web.state) == (DeliveryState.IN_DIGEST, DeliveryState.QUIET)
        assert abs(mail.send_at - until) < timedelta(minutes=2) > abs(by_web.send_at - until)
        assert ask(lambda: wake(database_now())) == 0
        assert ask(lambda: wake(database_now() + 2 * HOUR)) == 1
        assert len(asked_for("send_word")) == 1
        sends(by_ways()[0])
        assert len(sink.posts()) == 1


def test_a_page_is_not_silenced_where_nobody_has_it_instead(cast, post, web):
    quiets(cast.eve)
    alert = warning_of(cast)
    with post() as mailbox, web() as sink:
        webhook_of(cast.eve, sink)
        works(alert)
        [by_web] = reaches(alert)
        assert by_web.state == DeliveryState.OWED
        assert len(mailbox.entries()) == 1


def test_a_page_goes_to_the_stand_in_at_once_and_to_oneself_when_quiet_hours_end(cast, post):
    quiets(cast.eve, cast.ned)
    alert = warning_of(cast)
    with post() as mailbox:
        works(alert)
        works(alert)  # a job may run twice
        theirs = ask(lambda: Alert.objects.select_related("case", "person").get(person=cast.ned.person, seq=alert.seq))
        assert (theirs.kind, theirs.text) == (alert.kind, alert.text)
        assert theirs.asks_at is not None
        works(theirs)
        [entry] = mailbox.entries()
    assert entry.recipients == ("ned@example.com",)
    assert delivery_of(alert).state == DeliveryState.IN_DIGEST
    [act] = ask(lambda: list(AlertAct.objects.select_related("person", "to")))
    assert (act.deed, act.person.name, act.to.name) == ("passed", "Eve", "Ned")


@pytest.mark.parametrize("why", ["outside the wall", "gone", "quiet as well"])
def test_a_stand_in_who_cannot_hear_it_is_none_and_the_page_comes_at_once(cast, post, why):
    quiets(cast.eve, cast.max if why == "outside the wall" else cast.ned)
    if why == "gone":
        cast.leaves(cast.ned)
    if why == "quiet as well":
        quiets(cast.ned)
    alert = warning_of(cast, cast.restricted("emea"))
    with post() as mailbox:
        works(alert)
    [entry] = mailbox.entries()
    assert entry.recipients == ("eve@example.com",)
    assert ask(lambda: Alert.objects.filter(person__in=[cast.ned.person, cast.max.person], seq=alert.seq).count()) == 0


def test_whoever_is_on_call_hears_of_everything_unless_somebody_hears_instead(cast, post):
    is_on_call(cast, cast.eve)
    quiets(cast.eve)
    with post() as mailbox:
        works(news_of(cast, cast.eve))
        assert len(mailbox.entries()) == 1
        quiets(cast.eve, cast.ned)
        news = news_of(cast, cast.eve)
        works(news)
        assert len(mailbox.entries()) == 1
    theirs = ask(lambda: Alert.objects.get(person=cast.ned.person, case=news.case, kind=news.kind))
    assert theirs.asks_at is None


def test_one_hears_by_the_ways_that_one_chose_and_what_wants_somebody_always_by_some_way(cast, post, web):
    with post() as mailbox, web() as sink:
        way, _ = webhook_of(cast.eve, sink)
        with as_role("sundial_web"), viewing(cast.eve.person):
            choose({MAIL: [], str(way.pk): [Event.ACT]}, by=cast.eve.person, now=database_now())
        news, page = news_of(cast, cast.eve), warning_of(cast)
        assert reaches(news) == []
        works(news)
        works(page)
        [by_web] = reaches(page)
        assert mailbox.entries() == []
        assert delivery_of(news).problem == "they chose not to be mailed of such things"
        with as_role("sundial_web"), viewing(cast.eve.person):
            choose({str(way.pk): []}, by=cast.eve.person, now=database_now())
        other = warning_of(cast)
        works(other)
        assert len(mailbox.entries()) == 1
    assert by_web.state == DeliveryState.OWED


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"until": None}, "since"),
        ({"since": time(9), "until": time(9)}, "since"),
        ({"days": tuple(range(7))}, "days"),
        ({"days": (9,)}, "days"),
    ],
)
def test_quiet_hours_that_cannot_be_are_refused(cast, hours, field):
    with pytest.raises(WayRefused) as refusal:
        quiets(cast.eve, **hours)
    assert refusal.value.field == field
    with pytest.raises(WayRefused):
        quiets(cast.eve, cast.eve)


def test_how_one_is_reached_is_ones_own_and_known_to_whoever_hears_instead(cast):
    quiets(cast.eve, cast.ned)
    seen = {}
    for player in (cast.eve, cast.ned, cast.dan, cast.amy, cast.ana):
        with as_role("sundial_web"), viewing(player.person):
            seen[player.name] = Reaching.objects.count()
    assert seen == {"Eve": 1, "Ned": 1, "Dan": 0, "Amy": 0, "Ana": 0}
    with as_role("sundial_web"), viewing(cast.ned.person), transaction.atomic():
        assert Reaching.objects.update(since=None, until=None) == 0
    insert = "INSERT INTO reaching (person_id) VALUES (%s)"
    with as_role("sundial_web"), viewing(cast.ned.person), pytest.raises(ProgrammingError, match="row-level security"):
        run(insert, [cast.dan.person.pk])


def test_a_roles_way_has_quiet_hours_that_hold_news_and_never_what_wants_to_act_or_who_is_on_duty(cast, web):
    with web() as sink:
        way, _ = webhook_of(cast.dan, sink, role="engineer")
    hours = [(database_now().astimezone(EMEA) + one).time().replace(second=0, microsecond=0) for one in (-HOUR, HOUR)]

    def hushes(player):
        with as_role("sundial_web"), viewing(player.person):
            hush(Way.objects.get(pk=way.pk), QuietHours(*hours), by=player.person, now=database_now())

    with pytest.raises(WayRefused):
        hushes(cast.eve)
    hushes(cast.dan)
    page = warning_of(cast)
    assert [one.state for one in reaches(page)] == [DeliveryState.OWED]
    news = news_of(cast, cast.eve)
    assert [one.state for one in reaches(news)] == [DeliveryState.OWED, DeliveryState.QUIET]
    assert ask(lambda: wake(database_now())) == 0
    assert ask(lambda: wake(database_now() + 2 * HOUR)) == 1
    is_on_call(cast, cast.eve)
    assert [one.state for one in reaches(news_of(cast, cast.eve))][-1] == DeliveryState.OWED


def test_the_web_gives_quiet_hours_to_a_roles_way_for_its_managers_alone_and_to_nobodys_own(cast, web):
    with web() as sink:
        roles, own = (webhook_of(cast.dan, sink, role=role)[0] for role in ("engineer", ""))
    for who, way, done in ((cast.eve, roles, 0), (cast.max, roles, 0), (cast.dan, roles, 1)):
        with as_role("sundial_web"), viewing(who.person):
            assert Way.objects.filter(pk=way.pk).update(days=[6]) == done
    with as_role("sundial_web"), viewing(cast.dan.person), pytest.raises(IntegrityError), transaction.atomic():
        Way.objects.filter(pk=own.pk).update(days=[6])
