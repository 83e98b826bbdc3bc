"""Word that must be heard is lost between ways, in a storm, over quiet days, from hand to hand (O8.6)."""

from datetime import timedelta

import pytest

from sundial.commands.acknowledging import pass_on
from sundial.commands.reach_choices import choose
from sundial.commands.reaching import wake
from sundial.commands.ways import end_way
from sundial.jobs.pulse import BEAT
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, Way, database_now, viewing
from sundial.outside.websink import Answer
from sundial.protocol.digests import SINGLY
from sundial.protocol.reaching import MAIL, Event
from tests.database import as_role, run
from tests.posting import ask, delivery_of, standing_sink, warning_of, works
from tests.test_quiet_hours import is_on_call, news_of, quiets
from tests.waying import asked_for, by_ways, reaches, sends, standing_web, webhook_of


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


@pytest.fixture
def web(tmp_path, settings):
    return lambda *answers: standing_web(tmp_path, settings, *answers)


def chooses(player, **heard):
    with as_role("sundial_web"), viewing(player.person):
        choose({name.removeprefix("_"): events for name, events in heard.items()}, by=player.person, now=database_now())


def hears_by_way_alone(player, sink):
    """Let somebody hear of everything by a webhook, and of nothing by mail."""
    way, _ = webhook_of(player, sink)
    chooses(player, **{MAIL: []})
    return way


def storm_about(player, alert):
    """Let somebody have had more alerts lately than anybody reads singly."""
    rows = [
        Alert(case=alert.case, seq=900 + n, person=player.person, kind=AlertKind.MESSAGED, text="x", at=database_now())
        for n in range(SINGLY)
    ]
    ask(lambda: Alert.objects.bulk_create(rows))


@pytest.mark.parametrize("by_mail", [True, False])
def test_in_a_storm_news_goes_in_one_letter_to_whoever_hears_of_it_by_any_way(cast, post, web, by_mail):
    with post(), web() as sink:
        way = hears_by_way_alone(cast.eve, sink)
        if not by_mail:
            chooses(cast.eve, **{str(way.pk): []})
        news = news_of(cast, cast.eve)
        ask(lambda: type(news.case).objects.filter(pk=news.case.pk).update(severity=3))
        storm_about(cast.eve, news)
        works(news)
        assert reaches(news) == []
    stands = DeliveryState.IN_DIGEST if by_mail else DeliveryState.NOT_NEEDED
    assert delivery_of(news).state == stands


@pytest.mark.parametrize("how", ["refused", "ended"])
def test_a_page_that_its_way_will_never_take_goes_by_mail(cast, post, web, how):
    with post() as mailbox, web(Answer.GONE) as sink:
        way = hears_by_way_alone(cast.eve, sink)
        page = warning_of(cast)
        works(page)
        [by_web] = reaches(page)
        assert mailbox.entries() == []
        if how == "ended":
            with as_role("sundial_web"), viewing(cast.eve.person):
                end_way(way, by=cast.eve.person, now=database_now())
        before = len(asked_for("deliver"))
        assert sends(by_web) is None
        assert len(asked_for("deliver")) == before + 1
        works(page)
        works(page)
        [entry] = mailbox.entries()
    assert entry.recipients == ("eve@example.com",)


def test_a_page_is_owed_by_the_way_for_which_mail_was_left_however_late_it_was_chosen(cast, post, web):
    with post(), web() as sink:
        page = warning_of(cast)
        assert reaches(page) == []  # there is none
        hears_by_way_alone(cast.eve, sink)
        works(page)
        [by_web] = by_ways()
        sends(by_web)
        works(page)
        assert len(sink.posts()) == 1


def test_what_waited_for_quiet_days_has_its_whole_day_of_patience_when_they_end(cast, web):
    quiets(cast.eve)
    with web(Answer.BUSY) as sink:
        webhook_of(cast.eve, sink)
        [by_web] = reaches(news_of(cast, cast.eve))
        assert by_web.state == DeliveryState.QUIET
        ask(lambda: Delivery.objects.filter(pk=by_web.pk).update(at=database_now() - timedelta(days=2)))
        assert ask(lambda: wake(database_now() + timedelta(hours=2))) == 1
        ask(lambda: Way.objects.update(again_at=None))
        assert sends(by_web) is not None  # it is tried again
    assert by_ways()[0].state == DeliveryState.OWED


def test_what_a_stand_in_passes_on_to_whom_they_stand_in_for_wakes_them(cast, post):
    page = warning_of(cast)
    with post() as mailbox:
        mine = ask(lambda: Alert.objects.select_related("case", "person").get(pk=page.pk))
        quiets(cast.dan, cast.eve)
        with as_role("sundial_web"), viewing(cast.eve.person):
            pass_on(mine, cast.dan.person, by=cast.eve.person, now=database_now())
        theirs = ask(lambda: Alert.objects.select_related("case", "person").get(person=cast.dan.person, seq=page.seq))
        works(theirs)
        [entry] = mailbox.entries()
    assert entry.recipients == ("dan@example.com",)


def test_the_sign_of_life_looks_for_dead_letters_by_their_index(cast):
    def planned():
        run("SET LOCAL enable_seqscan = off")  # as with a million deliveries
        return " ".join(line for (line,) in run(f"EXPLAIN {BEAT}"))

    plan = ask(planned)
    assert "delivery_given_up" in plan
    assert "Seq Scan on delivery" not in plan


def test_a_stand_in_who_chose_to_hear_nothing_of_such_things_silences_nobody_on_call(cast, post):
    is_on_call(cast, cast.eve)
    quiets(cast.eve, cast.ned)
    chooses(cast.ned, **{MAIL: [Event.ACT]})
    news = news_of(cast, cast.eve)
    with post() as mailbox:
        works(news)
        [entry] = mailbox.entries()
    assert entry.recipients == ("eve@example.com",)
