"""The page "How word reaches you": ways and what came of them, which hears of what, quiet hours, ways of roles."""

import re
from datetime import time
from uuid import uuid4

import pytest

from sundial.jobs.try_way import try_way
from sundial.models import Reaching, Way, WayTrial
from sundial.outside.mailbox import text_of
from sundial.outside.websink import Answer
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.posting import ask, standing_sink
from tests.waying import asked_for, standing_web, webhook_of

PAGE = "/desk/reaching"


@pytest.fixture
def web(tmp_path, settings):
    return lambda *answers: standing_web(tmp_path, settings, *answers)


def post(client, door, **fields):
    return client.post(f"{PAGE}/{door}", {"key": str(uuid4()), **fields})


def chosen(page):
    """Return what is ticked, and what of mail is selected."""
    found = re.findall(r'value="([a-z0-9-]+/[^"]+)" (?:checked|selected)', page.content.decode())
    assert found
    return found


def trials_run():
    """Let the job of each test run that was asked for."""
    for asked in asked_for("try_way"):
        with as_role("sundial_worker"):
            try_way(trial=asked["trial"])


def test_the_secret_of_a_webhook_is_shown_once_and_what_was_typed_is_masked_ever_after(cast, web):
    eve = signed_in(cast.eve.person)
    with web() as sink:
        made = post(eve, "ways", kind="webhook", name="My pager", address=f"{sink.place}/T0KEN")
    page = made.content.decode()
    [secret] = re.findall(r'value="(whsec_[^"]+)"', page)
    assert made.status_code == 200
    assert made["Cache-Control"] == "no-store"
    later = eve.get(PAGE).content.decode()
    assert "My pager" in later
    assert secret not in later
    assert "T0KEN" not in page + later
    assert ask(lambda: Way.objects.get().whole.secret) == secret.replace("&#x2B;", "+").replace("&#x3D;", "=")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "service", "name": "x", "address": "syslog://host"}, "address"),
        ({"kind": "webhook", "name": "", "address": "https://hooks.example/x"}, "name"),
        ({"kind": "webhook", "name": "Team", "address": "https://hooks.example/x", "role": "engineer"}, ""),
    ],
)
def test_what_cannot_be_a_way_says_why_by_its_field_and_keeps_what_was_typed(cast, typed, field):
    answer = post(signed_in(cast.eve.person), "ways", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed["address"]}"' in page
    assert "Not done." in page
    if field:
        assert re.search(rf'<input id="{field}"[^>]*aria-invalid="true"', page)
    assert ask(Way.objects.count) == 0


def test_a_test_by_each_way_says_what_came_of_it(cast, web, tmp_path, settings):
    eve = signed_in(cast.eve.person)
    with web(Answer.OK, Answer.GONE) as sink, standing_sink(tmp_path, settings) as mailbox:
        way, _ = webhook_of(cast.eve, sink)
        assert post(eve, "trials", way=str(way.pk)).status_code == 302
        assert "test on its way" in words(eve.get(PAGE))
        assert "A test was sent just now" in words(post(eve, "trials", way=str(way.pk)))
        post(eve, "trials", way="")
        trials_run()
        trials_run()  # a job may run twice
        page = words(eve.get(PAGE))
        assert page.count("test taken") == 2
        ask(lambda: WayTrial.objects.all().update(at="2026-01-01T00:00Z"))
        post(eve, "trials", way=str(way.pk))
        trials_run()
        assert "it answered 410" in words(eve.get(PAGE))
    assert '"type":"test"' in sink.posts()[0].body
    [entry] = mailbox.entries()
    assert entry.recipients == ("eve@example.com",)
    assert text_of(mailbox.letter(entry.name)).endswith(f"{PAGE}\n")


def test_the_choice_and_the_quiet_hours_are_kept_and_shown(cast, web):
    eve = signed_in(cast.eve.person)
    with web() as sink:
        way, _ = webhook_of(cast.eve, sink)
    assert len(chosen(eve.get(PAGE))) == 16
    post(eve, "choices", way=["mail", str(way.pk)], hears=["mail/act", f"{way.pk}/cases"])
    assert chosen(eve.get(PAGE)) == ["mail/act", f"{way.pk}/cases"]
    ned = str(cast.ned.person.pk)
    post(eve, "quiet", since="21:00", until="07:00", days=["5", "6"], stand_in=ned)
    kept = ask(lambda: Reaching.objects.get(person=cast.eve.person))
    assert (kept.since, kept.until, kept.days, str(kept.stand_in_id)) == (time(21), time(7), [5, 6], ned)
    page = eve.get(PAGE).content.decode()
    assert f'<option value="{ned}" selected>' in page
    assert 'id="since" name="since" type="time" value="21:00"' in page
    wrong = post(eve, "quiet", since="9 pm", until="07:00", days=["1"])
    assert wrong.status_code == 422
    assert 'value="9 pm"' in wrong.content.decode()
    assert "Eve" in words(signed_in(cast.ned.person).get(PAGE)).partition("You hear instead of")[2][:8]


def test_mail_comes_in_a_digest_at_set_times_where_that_is_offered_and_a_bad_time_loses_nothing(cast):
    eve = signed_in(cast.eve.person)
    page = eve.get(PAGE).content.decode()
    assert 'id="times" name="times" autocomplete="off" value="09:00, 16:00"' in page
    assert len(re.findall(r'value="mail/[a-z]+/digest"', page)) == 5
    assert page.count("never in a digest: ") == 3
    typed = {"way": ["mail"], "hears": ["mail/act", "mail/cases/digest", ""], "times": "8:15, 25:00"}
    wrong = post(eve, "choices", **typed)
    assert (wrong.status_code, chosen(wrong)) == (422, ["mail/act", "mail/cases/digest"])
    assert "Digest times: “25:00” is no time of day" in wrong.content.decode()
    assert re.search(r'name="times"[^>]*value="8:15, 25:00"[^>]*aria-invalid="true"', wrong.content.decode())
    assert ask(Reaching.objects.count) == 0
    assert post(eve, "choices", **typed | {"hears": ["mail/escalations/digest"], "times": ""}).status_code == 422
    assert post(eve, "choices", **typed | {"times": "17:30 8:15"}).status_code == 302
    kept = ask(lambda: Reaching.objects.get(person=cast.eve.person))
    assert (kept.times, kept.mail["cases"], kept.mail["shifts"]) == (
        [time(8, 15), time(17, 30)],
        "in a digest",
        "never",
    )
    again = eve.get(PAGE)
    assert chosen(again) == ["mail/act", "mail/cases/digest"]
    assert 'value="08:15, 17:30"' in again.content.decode()


def test_a_role_s_ways_are_its_region_s_to_see_its_managers_to_change_and_nobody_s_elsewhere(cast, web):
    eve, dan, max_ = (signed_in(one.person) for one in (cast.eve, cast.dan, cast.max))
    with web() as sink:
        new = {"kind": "webhook", "name": "War room", "address": f"{sink.place}/x", "role": "engineer"}
        assert post(dan, "ways", **new).status_code == 200
        own, _ = webhook_of(cast.eve, sink)
    [way] = ask(lambda: list(Way.objects.exclude(role="")))
    assert "War room" in words(dan.get(PAGE))
    assert f"ways/{way.pk}/endings" in dan.get(PAGE).content.decode()
    assert "War room" in words(eve.get(PAGE))
    assert f"ways/{way.pk}/endings" not in eve.get(PAGE).content.decode()
    assert "War room" not in words(max_.get(PAGE))
    assert post(eve, f"ways/{way.pk}/endings").status_code == 422
    never = post(max_, f"ways/{uuid4()}/endings")
    for there in (post(max_, f"ways/{way.pk}/endings"), post(dan, f"ways/{own.pk}/endings")):
        assert (there.status_code, there.content) == (404, never.content)
    assert post(dan, "choices", way=[str(way.pk)], hears=[f"{way.pk}/act"]).status_code == 302
    assert post(dan, f"ways/{way.pk}/endings").status_code == 302
    assert ask(lambda: Way.objects.get(pk=way.pk).ended_by_id) == cast.dan.person.pk
