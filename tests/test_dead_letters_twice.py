"""Of a dead letter that two see to, of what was no dead letter, and of very many: nobody takes anything back (O8.6)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from sundial.jobs.poison import TRIES
from sundial.jobs.reach import reach
from sundial.models import Alert, Delivery, DeliveryState, Way
from sundial.outside.mailsink import Answer
from sundial.outside.websink import Answer as Web
from sundial.protocol.reaching import MAIL, Event
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.posting import ask, delivery_of, standing_sink, warning_of, works
from tests.test_dead_letters import ALARM, sees_to, troubles
from tests.test_word_kept import chooses
from tests.waying import by_ways, reaches, sends, standing_web, webhook_of

UNDELIVERED = "/desk/alerts/undelivered"


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


def test_who_comes_second_to_a_dead_letter_learns_so_and_is_not_said_to_have_done_anything(cast, post):
    alert = warning_of(cast)
    log = f"/desk/cases/{alert.case.number}/alerts"
    with post(Answer.REFUSED, Answer.OK):
        works(alert)
        dan = signed_in(cast.dan.person)
        sees_to(dan, f"{log}/dead-letters", alert.seq, "again")
        works(alert)
    second = sees_to(dan, f"{log}/dead-letters", alert.seq, "aside", why="Told by phone")
    assert (second.status_code, "Nothing of it waits to be seen to" in words(second)) == (422, True)
    assert "put what failed aside" not in words(dan.get(log))


def test_of_two_who_press_before_the_worker_has_come_the_second_learns_so_too(cast, post):
    alert = warning_of(cast)
    where = f"/desk/cases/{alert.case.number}/alerts/dead-letters"
    with post(Answer.REFUSED):
        works(alert)
    dan = signed_in(cast.dan.person)
    presses = [dan.post(where, sent(seq=alert.seq, step="again")).status_code for _ in range(2)]
    assert presses == [302, 422]


def test_what_a_role_has_had_by_its_way_is_not_given_up_when_the_way_cannot_be_read_since(cast, tmp_path, settings):
    with standing_web(tmp_path, settings) as sink:
        way, _ = webhook_of(cast.dan, sink, role="engineer")
        alert = warning_of(cast)
        [had] = reaches(alert)
        assert sends(had) is None
    ask(lambda: Way.objects.filter(pk=way.pk).update(hears=["no choice"]))
    with as_role("sundial_worker"):
        reach([str(alert.pk)], tries=TRIES)
    assert ([one.state for one in by_ways()], ALARM in troubles()) == ([DeliveryState.SENT], False)


def test_who_must_act_is_mailed_though_what_their_own_way_refused_is_put_aside_meanwhile(
    cast, post, tmp_path, settings
):
    with standing_web(tmp_path, settings, Web.GONE) as web:
        way, _ = webhook_of(cast.eve, web)
        chooses(cast.eve, **{MAIL: [], str(way.pk): list(Event)})
        alert = warning_of(cast)
        [word] = reaches(alert)
        sends(word)
    assert [one.state for one in by_ways()] == [DeliveryState.GIVEN_UP]
    with post() as mailbox:
        where = f"/desk/cases/{alert.case.number}/alerts/dead-letters"
        assert sees_to(signed_in(cast.dan.person), where, alert.seq, "aside", why="A hook").status_code == 302
        works(alert)
    assert len(mailbox.entries()) == 1


def test_of_very_many_the_latest_hundred_are_seen_to_at_once_and_then_the_others(cast, post):
    failed(cast, post, 205)
    dan, seen = signed_in(cast.dan.person), []
    for many, more in ((100, True), (100, True), (5, False)):
        answer = dan.get(UNDELIVERED)
        facts = those_on(answer)
        assert (len(facts), "The others come when these are seen to" in words(answer)) == (many, more)
        assert sees_to(dan, UNDELIVERED, 0, "aside", why="The outage is over", fact=facts).status_code == 302
        seen += facts
    assert len(set(seen)) == 205
    assert "Everything reached whoever it was for" in words(dan.get(UNDELIVERED))


def test_what_was_ticked_is_seen_to_though_later_word_pushed_it_off_the_page_meanwhile(cast, post):
    alert, dan = failed(cast, post, 100), signed_in(cast.dan.person)
    facts = those_on(dan.get(UNDELIVERED))
    alert.at += timedelta(minutes=1)
    ask(lambda: copies(alert, 5, first=2000))
    assert sees_to(dan, UNDELIVERED, 0, "aside", why="The outage is over", fact=facts).status_code == 302
    left = those_on(dan.get(UNDELIVERED))
    assert (len(facts), len(left), set(facts) & set(left)) == (100, 5, set())


def failed(cast, post, many):
    """Let as many alerts, each of another fact, not reach their person; return the last."""
    alert = warning_of(cast)
    with post(Answer.REFUSED):
        works(alert)
    ask(lambda: copies(alert, many - 1))
    return alert


def those_on(page):
    return re.findall(r'name="fact" value="([^"]+)"', page.content.decode())


def copies(alert, many, first=1000):
    """Write as many alerts that did not reach their person either, each of another fact."""
    lost = delivery_of(alert)
    alert.promise, alert.cycle, alert.due_at = "", None, None
    for seq in range(first, first + many):
        alert.pk, alert.seq, lost.pk = uuid4(), seq, uuid4()
        lost.alert = alert
        Alert.objects.bulk_create([alert])
        Delivery.objects.bulk_create([lost])
