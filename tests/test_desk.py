"""The desk shows what is owed next and lets one do it; what leaves the company is looked at twice."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sundial.models import CLOCKWORK, Case, FactRow, viewing
from sundial.protocol.number import number_of
from sundial.protocol.triage import Band, band, place
from sundial.web.desk import guard
from tests.browsing import signed_in
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="gold", severity=2, at=MOMENT)
    cast.eve.takes(opened, at="Mon 09:05")
    return opened


@pytest.fixture
def answered(cast, case):
    cast.eve.replies(case, at="Mon 09:10", text="We see it.")
    return case


def page(client, address, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def subjects(html):
    return re.findall(r'class="subj cut" href="[^"]+">([^<]+)<', html)


def headings(html):
    return re.findall(r'scope="rowgroup">([^<]+) <', html)


def facts(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", "text"))


def said(case):
    return [text for kind, text in facts(case) if kind == "messaged"]


def send(client, case, text, mode="public", seen=99, **more):
    fields = {"text": text, "mode": mode, "seen": seen, "key": str(uuid4()), **more}
    return client.post(f"/desk/cases/{case.number}/messages", fields, headers=more.pop("headers", None))


def field(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


# the queue


def test_the_nearest_promise_comes_first_then_the_gravest_case_then_what_owes_nothing():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    later = noon + timedelta(hours=1)
    rows = [(None, 1, "e"), (later, 2, "c"), (later, 1, "b"), (noon, 4, "a"), (later, 2, "d")]

    assert [number for *_, number in sorted(rows, key=lambda row: place(*row))] == list("abcde")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, Band.NOTHING),
        ("11:59", Band.LATE),
        ("12:00", Band.SOON),
        ("14:00", Band.SOON),
        ("14:01", Band.TODAY),
        ("21:59", Band.TODAY),
        ("22:00", Band.LATER),  # midnight in Bucharest
    ],
)
def test_the_bands_are_those_of_the_readers_own_day(due, expected):
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    at = due and now.replace(hour=int(due[:2]), minute=int(due[3:]))

    assert band(at, now=now, zone=ZoneInfo("Europe/Bucharest")) is expected


@given(st.lists(st.tuples(st.none() | st.datetimes(timezones=st.just(UTC)), st.integers(1, 4), st.text(max_size=3))))
def test_the_bands_never_break_the_order(rows):
    now, order = datetime(2026, 3, 2, 12, tzinfo=UTC), list(Band)
    bands = [band(row[0], now=now, zone=UTC) for row in sorted(rows, key=lambda row: place(*row))]

    assert bands == sorted(bands, key=order.index)


def test_the_database_orders_the_queue_by_the_same_rule(cast):
    for severity in (3, 1, 2, 4, 1):
        cast.open_case(plan="gold", severity=severity, at=MOMENT)
    cast.eve.resolves(cast.open_case(at=MOMENT), at="Mon 09:01", text="Done.")
    with viewing(cast.eve.person):
        rows = list(Case.objects.in_queue_order().values_list("next_due_at", "severity", "number"))

    assert rows == sorted(rows, key=lambda row: place(*row))


def test_a_broken_promise_stands_under_late_in_a_shape_and_in_words(cast, case, eve):
    html = page(eve, "/desk/")

    assert subjects(html) == ["Uploads fail"]
    assert headings(html) == ["Late"]
    assert 'class="due late"' in html
    assert 'href="#p-x"' in html
    assert re.search(r"First response <b><time [^>]+>\d+ days late", html)


def test_every_row_shows_the_same_window_with_one_line_of_now(cast, eve):
    for severity in (1, 2, 3):
        cast.open_case(severity=severity, at=MOMENT)
    html = page(eve, "/desk/?view=open")

    assert len(set(re.findall(r'class="now" x1="([\d.]+%)"', html))) == 1


def test_each_view_counts_what_it_lists_and_the_wall_goes_first(cast, eve):
    rita = cast.restricted("emea")
    hidden = cast.open_case(by=rita, severity=1, at=MOMENT)
    cast.opens(cast.ana, severity=1, at=MOMENT, subject="For everybody")
    amy = signed_in(cast.amy.person)

    inside, outside = page(eve, "/desk/?view=severity-1"), page(amy, "/desk/?view=severity-1")

    assert 'Severity 1 <span class="n">2</span>' in inside
    assert 'Severity 1 <span class="n">1</span>' in outside
    assert hidden.number in inside
    assert "Restricted to EMEA personnel" in inside
    assert hidden.number not in outside
    assert "Restricted" not in outside


def test_facets_are_links_that_narrow_the_list_and_an_empty_one_says_what_hides(cast, eve):
    cast.open_case(plan="gold", severity=3, at=MOMENT)
    address = "/desk/?view=open&amp;severity=3"

    assert f'href="{address}"' in page(eve, "/desk/?view=open")
    assert len(subjects(page(eve, "/desk/?view=open&severity=3&plan=gold&region=emea"))) == 1
    nothing = page(eve, "/desk/?view=open&severity=1")
    assert "Nothing here has severity 1." in nothing
    assert 'href="/desk/?view=open">Clear the filters' in nothing


@pytest.mark.parametrize("query", ["view=none", "severity=9", "page=0", "page=x", "page=99999999", "plan=<b>"])
def test_an_address_that_means_nothing_is_as_if_it_said_nothing(cast, eve, query):
    assert page(eve, f"/desk/?{query}")


def test_a_case_number_goes_straight_to_the_case_however_it_is_typed(cast, case, eve):
    typed = case.number.replace("-", "").removeprefix("SD").lower()

    assert eve.get("/desk/", {"q": f" {typed} "})["Location"] == f"/desk/cases/{case.number}"


def test_a_hidden_number_is_searched_for_like_any_word_and_finds_nothing(cast):
    hidden = cast.open_case(by=cast.restricted("emea"), at=MOMENT)
    amy = signed_in(cast.amy.person)

    there, never = (page(amy, f"/desk/?q={number}") for number in (hidden.number, number_of(7)))
    assert len(there) == len(never)
    assert "Nothing that you can see matches." in there
    assert "Nothing that you can see matches." in never


def test_words_find_subjects_and_customers_among_what_one_may_see(cast, case, eve):
    assert subjects(page(eve, "/desk/?q=uploads")) == ["Uploads fail"]
    assert subjects(page(eve, "/desk/?q=acme")) == ["Uploads fail"]
    assert subjects(page(eve, "/desk/?q=nothing")) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, eve):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(eve, "/desk/?view=open")
        return len(seen)

    cast.open_case(at=MOMENT)
    asked()
    before = asked()
    for _ in range(20):
        cast.open_case(at=MOMENT)
    assert asked() == before
    assert before <= 14


def test_a_list_longer_than_fifty_has_pages_and_says_no_total(cast, eve):
    for _ in range(51):
        cast.open_case(at=MOMENT)
    first, second = page(eve, "/desk/?view=open"), page(eve, "/desk/?view=open&page=2")

    assert (len(subjects(first)), len(subjects(second))) == (50, 1)
    assert 'rel="next" href="/desk/?view=open&amp;page=2"' in first
    assert 'rel="prev" href="/desk/?view=open"' in second


def test_a_case_that_nobody_owns_is_taken_from_the_queue(cast, eve):
    case = cast.open_case(at=MOMENT)
    answer = eve.post(f"/desk/cases/{case.number}/ownerships", {"back": "/desk/?view=new"})

    assert answer["Location"] == "/desk/?view=new"
    assert subjects(page(eve, "/desk/")) == ["Uploads fail"]


# the case


def test_the_case_says_what_is_owed_and_why_and_what_became_of_every_cycle(cast, answered, eve):
    html = page(eve, f"/desk/cases/{answered.number}")

    assert "Why is the diagnosis update due" in html
    assert "rule upd/2/gold" in html
    assert "kept the" in html
    assert "first response" in html
    assert f"/desk/cases/{answered.number}/clocks/resp-1" in html
    assert "Why was the first response due" in page(eve, f"/desk/cases/{answered.number}/clocks/resp-1")
    assert eve.get(f"/desk/cases/{answered.number}/clocks/resp-9").status_code == 404


def test_the_composer_opens_on_a_note(cast, answered, eve):
    html = page(eve, f"/desk/cases/{answered.number}")

    assert re.search(r'value="note" id="m-note"[^>]* checked', html)
    assert not re.search(r'value="public" id="m-public"[^>]* checked', html)
    assert "Read by Ana" in html


def test_a_note_is_kept_and_a_reply_sent(cast, answered, eve):
    assert send(eve, answered, "Only us", mode="note").status_code == 302
    assert send(eve, answered, "For you").status_code == 302
    assert said(answered) == ["We see it.", "Only us", "For you"]
    html = page(eve, f"/desk/cases/{answered.number}")
    assert html.index('aria-label="Internal note"') < html.index("For you")


def test_a_double_click_or_back_and_send_again_makes_one_message(cast, answered, eve):
    key = str(uuid4())
    for _ in range(3):
        assert send(eve, answered, "Once", key=key).status_code == 302
    assert said(answered).count("Once") == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@Dan can you look?", "@Dan is a colleague."),
        ("Dear [name], try this", "[name] is still a blank."),
        ("Dear {{ contact }}, try this", "{{ contact }} is still a blank."),
        ("This is internal", "“internal” sounds like a note."),
        ("please do  not\nshare", "sounds like a note."),
    ],
)
def test_what_should_not_leave_unread_is_held_word_for_word_until_it_is_sent_anyway(cast, answered, eve, text, reason):
    answer = send(eve, answered, text)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert reason.replace("“", "").split("”")[0].split(" is")[0].strip("{} ") in html
    assert "Send anyway" in html
    assert said(answered) == ["We see it."]
    assert text.split("\n")[0].split("{{")[0] in html
    anyway = field(html, "anyway")
    assert send(eve, answered, text + " ", anyway=anyway).status_code == 302
    assert said(answered)[-1].split() == text.split()


@pytest.mark.parametrize(
    "text", ["Write to noc@danube.example", "See [the page](https://x.example)", "Internals and todos", "a @Nobody b"]
)
def test_what_only_looks_like_it_is_not_held(text):
    assert guard.holds(text, ["Dan Brown", "Eve"]) == ()


def test_a_held_message_becomes_a_note_by_one_key(cast, answered, eve):
    assert send(eve, answered, "@Dan look", mode=["public", "note"]).status_code == 302
    assert facts(answered)[-1] == ("messaged", "@Dan look")


def test_consent_to_one_text_is_not_consent_to_another(cast, answered, eve):
    anyway = field(send(eve, answered, "@Dan look").content.decode(), "anyway")

    assert send(eve, answered, "@Dan look [here]", anyway=anyway).status_code == 422


def test_a_reply_over_an_entry_that_one_has_not_seen_is_held_and_shows_it(cast, answered, eve):
    with viewing(cast.eve.person):
        seen = Case.objects.get(pk=answered.pk).head_seq
    cast.ned.notes(answered, at="Mon 09:20", text="Wait, it is the switch.")
    answer = send(eve, answered, "It is the cable.", seen=seen)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Ned wrote while you did." in html
    assert html.count("Wait, it is the switch.") == 2  # in the conversation, and over the composer
    assert "It is the cable.</textarea>" in html
    assert said(answered)[-1] == "Wait, it is the switch."
    assert send(eve, answered, "It is the cable.", seen=seen, anyway=field(html, "anyway")).status_code == 302


def test_ones_own_entry_and_a_note_of_ones_own_hold_nothing(cast, answered, eve):
    cast.eve.notes(answered, at="Mon 09:20")
    assert send(eve, answered, "Go on.", seen=2).status_code == 302
    cast.ned.notes(answered, at="Mon 09:30")
    assert send(eve, answered, "Noted.", mode="note", seen=2).status_code == 302


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_an_error_keeps_what_was_typed(cast, answered, eve, text):
    answer = send(eve, answered, text)

    assert answer.status_code == 422
    assert "Not sent." in answer.content.decode()
    assert f">{text}</textarea>" in answer.content.decode()
    assert said(answered) == ["We see it."]


def test_the_same_words_from_a_page_that_was_gone_back_to_are_held(cast, answered, eve):
    assert send(eve, answered, "Once.").status_code == 302
    answer = send(eve, answered, "Once. ")

    assert answer.status_code == 422
    assert "You have sent exactly this before." in answer.content.decode()
    assert said(answered).count("Once.") == 1


def test_enter_on_a_choice_sends_nothing(cast, answered, eve):
    answer = send(eve, answered, "Half a sent", wait="yes")

    assert answer.status_code == 422
    assert "Enter does not send." in answer.content.decode()
    assert "Half a sent</textarea>" in answer.content.decode()
    assert said(answered) == ["We see it."]


def test_a_refusal_gives_the_text_and_the_key_back(cast, answered, eve):
    cast.eve.closes(answered, at="Mon 10:00")
    answer = send(eve, answered, "Too late?")

    assert answer.status_code == 422
    assert "This case is closed" in answer.content.decode()


def test_with_htmx_the_answer_is_the_parts_and_an_empty_composer(cast, answered, eve):
    answer = send(eve, answered, "For you", headers=HTMX)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "<html" not in html
    assert 'id="composer"' in html
    assert "data-fresh" in html
    assert len(re.findall(r'id="(?:casehead|promises|thread|facts)"[^>]* hx-swap-oob="true"', html)) == 4


def test_a_live_update_leaves_the_composer_alone(cast, answered, eve):
    html = page(eve, f"/desk/cases/{answered.number}", headers=HTMX)

    assert 'id="thread"' in html
    assert '<textarea id="text"' not in html


def test_a_case_without_an_answer_is_resolved_with_words_or_not_at_all(cast, case, eve):
    address = f"/desk/cases/{case.number}/resolutions"
    fields = {"seen": 99, "mode": "public", "key": str(uuid4())}

    silent = eve.post(address, fields | {"text": ""})
    assert silent.status_code == 422
    assert "The customer has had no answer yet." in silent.content.decode()
    assert eve.post(address, fields | {"text": "Fixed in 5.8.2."}).status_code == 302
    assert [kind for kind, _ in facts(case)][-2:] == ["messaged", "resolved"]


def test_the_words_of_a_resolution_are_guarded_too(cast, answered, eve):
    address = f"/desk/cases/{answered.number}/resolutions"
    fields = {"seen": 99, "mode": "public", "key": str(uuid4()), "text": "Fixed, [link]"}
    html = eve.post(address, fields).content.decode()

    assert "[link] is still a blank." in html
    assert eve.post(address, fields | {"anyway": field(html, "anyway")}).status_code == 302


def test_resolved_reopened_and_closed_each_by_its_own_key(cast, answered, eve):
    number = answered.number
    for act, words in (("resolutions", ""), ("reopenings", "Still there."), ("closures", "")):
        fields = {"seen": 99, "mode": "public", "key": str(uuid4()), "text": words}
        assert eve.post(f"/desk/cases/{number}/{act}", fields).status_code == 302
    assert [kind for kind, _ in facts(answered)][-3:] == ["resolved", "reopened", "closed"]
    assert "It takes nothing more." in page(eve, f"/desk/cases/{number}")


def test_a_case_is_given_only_to_those_inside_its_wall(cast, eve):
    hidden = cast.open_case(by=cast.restricted("emea"), at=MOMENT)
    html = page(eve, f"/desk/cases/{hidden.number}")

    assert str(cast.ned.person.pk) in html
    assert str(cast.amy.person.pk) not in html
    address = f"/desk/cases/{hidden.number}/ownerships"
    assert eve.post(address, {"owner": str(cast.amy.person.pk)}).status_code == 404
    assert eve.post(address, {"owner": str(cast.ned.person.pk)}).status_code == 302
    assert eve.post(address, {"owner": "x"}).status_code == 404


def test_what_people_write_is_shown_and_never_run(cast, eve):
    case = cast.opens(cast.ana, at=MOMENT, subject="<script>x</script>", text="<img src=x onerror=alert(1)> **bold**")
    for address in ("/desk/?view=open", f"/desk/cases/{case.number}"):
        html = page(eve, address)
        assert "<script>x" not in html
        assert "<img" not in html
    assert "<strong>bold</strong>" in html
