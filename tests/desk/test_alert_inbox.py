"""The alert inbox: one's own alerts, said in sentences, marked as read by oneself alone."""

import re

import pytest

from sundial.commands.severity import change_severity
from sundial.models import CLOCKWORK, Alert, Delivery, DeliveryState, viewing
from tests.browsing import signed_in
from tests.database import as_role
from tests.related import joins

pytestmark = pytest.mark.usefixtures("same_year")


@pytest.fixture
def case(cast, tick):
    opened = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.takes(opened, at="Mon 09:01")
    tick("Mon 09:45")
    tick("Mon 10:00")
    return opened


@pytest.fixture
def eve(cast, case):
    return signed_in(cast.eve.person)


def inbox(client):
    answer = client.get("/desk/alerts")
    assert answer.status_code == 200
    return answer.content.decode()


def as_the_desk(ask):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return ask()


def alerts_of(player, **which):
    return as_the_desk(lambda: list(Alert.objects.filter(person=player.person, **which).order_by("at")))


def test_alerts_stand_newest_first_as_sentences_with_the_time_that_was_promised(case, eve):
    html = inbox(eve)
    said = re.findall(r"</span>(The [^<]+)</a>", html)

    assert said == [
        f"The first response on {case.number} was due 2 March, 10:00 and is broken",
        f"The first response on {case.number} was due 2 March, 10:00",
    ]
    assert html.count('class="unread late"') == 1
    assert 'href="#p-x"' in html


def test_what_was_answered_since_says_so(cast, case, eve):
    cast.eve.replies(case, at="Mon 10:05")

    assert inbox(eve).count("answered 2 Mar 10:05") == 2


@pytest.fixture
def warned(cast, tick):
    opened = cast.open_case(plan="gold", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.takes(opened, at="Mon 09:01")
    tick("Mon 10:45")
    return opened


def test_what_is_owed_no_more_is_not_called_answered(cast, warned):
    other = cast.opens(cast.ana, at="Mon 10:46", severity=4)
    joins(cast.eve, warned, other, "Mon 10:50")
    html = inbox(signed_in(cast.eve.person))

    assert html.count("no longer owed since 2 Mar 10:50") == 1
    assert "answered" not in html


def test_what_got_another_due_time_says_so(cast, warned):
    with viewing(cast.eve.person):
        change_severity(warned, 4, by=cast.eve.person, now=cast.at("Mon 10:50"), text="A question.", evidence=1)
    html = inbox(signed_in(cast.eve.person))

    assert html.count("another due time took its place 2 Mar 10:50") == 1
    assert "answered" not in html


def test_a_breach_that_ended_without_an_answer_says_so(cast, case, eve):
    other = cast.opens(cast.ana, at="Mon 10:02", severity=4)
    joins(cast.eve, case, other, "Mon 10:05")

    assert inbox(eve).count("ended without an answer 2 Mar 10:05") == 2


def test_the_side_counts_the_unread_and_names_the_last_broken_promise_once(cast, case, eve):
    html = eve.get("/desk/side").content.decode()

    assert re.search(r'Alerts <span class="n hot">2', html)
    assert f"The first response on {case.number} was due" in html
    latest = re.search(r'data-latest="([^"]+)"', html)[1]
    eve.post(f"/desk/alerts/{latest}/readings")
    after = eve.get("/desk/side").content.decode()
    assert re.search(r'Alerts <span class="n">1', after)
    assert 'data-latest=""' in after


def test_a_broken_promise_that_was_answered_is_no_longer_cried_out(cast, case, eve):
    assert 'data-latest=""' not in eve.get("/desk/side").content.decode()
    cast.eve.replies(case, at="Mon 10:05")

    assert 'data-latest=""' in eve.get("/desk/side").content.decode()


def test_one_marks_ones_own_alerts_and_nobody_elses(cast, case, eve):
    (dans,) = alerts_of(cast.dan)
    mine = alerts_of(cast.eve)[0]

    assert eve.post(f"/desk/alerts/{dans.pk}/readings").status_code == 404
    assert eve.post(f"/desk/alerts/{mine.pk}/readings")["Location"] == "/desk/alerts"
    assert [alert.pk for alert in alerts_of(cast.eve, read_at__isnull=False)] == [mine.pk]
    assert alerts_of(cast.dan, read_at__isnull=False) == []


def test_marking_all_leaves_what_came_after_the_page_was_read(cast, case, eve, tick):
    latest = re.search(r'name="latest" value="([^"]+)"', inbox(eve))[1]
    other = cast.opens(cast.ana, at="Mon 10:10")
    cast.eve.takes(other, at="Mon 10:11")
    tick("Mon 10:55")
    eve.post("/desk/alerts/readings", {"latest": latest})

    assert [alert.case_id for alert in alerts_of(cast.eve, read_at__isnull=True)] == [other.pk]
    for wrong in ("", "x", str(alerts_of(cast.dan)[0].pk)):
        assert eve.post("/desk/alerts/readings", {"latest": wrong}).status_code == 404


@pytest.mark.parametrize(
    ("state", "attempts", "words"),
    [
        (DeliveryState.OWED, 0, "mail on its way"),
        (DeliveryState.OWED, 2, "mail failed, trying again"),
        (DeliveryState.SENT, 1, "mailed "),
        (DeliveryState.MAYBE_TWICE, 1, "maybe twice"),
        (DeliveryState.GIVEN_UP, 9, "mail failed and was given up"),
        (DeliveryState.NOT_NEEDED, 0, "no mail needed"),
    ],
)
def test_an_alert_says_how_its_mail_stands(cast, case, eve, state, attempts, words):
    alert = alerts_of(cast.eve)[0]
    sent = alert.at if state in (DeliveryState.SENT, DeliveryState.MAYBE_TWICE) else None
    fields = {"channel": "mail", "state": state, "attempts": attempts, "at": alert.at, "sent_at": sent}
    as_the_desk(lambda: Delivery.objects.update_or_create(alert=alert, defaults=fields))

    assert words in inbox(eve)


def test_whoever_moves_outside_a_wall_no_longer_sees_the_alerts_from_inside(cast, tick):
    hidden = cast.open_case(by=cast.restricted("emea"), plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.takes(hidden, at="Mon 09:01")
    tick("Mon 10:00")
    eve = signed_in(cast.eve.person)
    assert hidden.number in inbox(eve)
    cast.moves(cast.eve, "americas")

    assert hidden.number not in inbox(eve)
    assert "Nobody had to be told anything." in inbox(eve)
