"""The portal tells a customer what they are owed, by when and why, and lets them write (O1.1, O2.6, O12.1)."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest

from sundial.models import CLOCKWORK, Case, Entitlement, FactRow, database_now, history_of, viewing
from sundial.protocol.facts import Messaged, Reopened
from tests.browsing import signed_in
from tests.database import as_role


@pytest.fixture
def ana(cast):
    cast.entitle(cast.acme, "gold")
    return signed_in(cast.ana.person)


@pytest.fixture
def story(cast):
    """Acts of the cast, so many minutes before the database's now."""
    now = database_now()
    cast.at = lambda minutes: now - timedelta(minutes=minutes)
    for player in (cast.ana, cast.eve, cast.ned, cast.dan, cast.amy):
        player.at = cast.at
    return cast


def words(response) -> str:
    """Return what a page says, without its marks."""
    body = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def sent(**fields):
    """Return the fields of a form as a browser would send them."""
    return {"key": str(uuid4()), **fields}


def case_form(**fields):
    given = {"product": "Gateway 5.8", "subject": "Uploads fail", "severity": "2", "text": "Since noon."}
    return sent(**(given | fields))


def test_a_customer_without_cases_is_told_that_nothing_is_owed_and_where_to_begin(ana):
    page = ana.get("/")

    assert "We owe Acme nothing at the moment." in words(page)
    assert "No case is open." in words(page)
    assert 'href="/cases/new"' in page.content.decode()


def test_the_portal_bears_the_name_that_the_protocol_gives_it(ana):
    assert "<title>My cases - My OPSWAT</title>" in ana.get("/").content.decode()


def test_home_says_who_answers_by_when_as_a_sentence(ana, story):
    case = story.open_case(plan="platinum", severity=1, at=90)
    story.eve.takes(case, at=85)
    story.eve.replies(case, at=80)

    said = words(ana.get("/"))

    assert "We owe Acme one answer." in said
    assert re.search(r"Eve updates you by \d\d:\d\d , in 39 minutes", said.replace("\xa0", " "))


def test_home_says_that_a_promise_is_broken(ana, story):
    story.open_case(plan="platinum", severity=1, at=80)

    said = words(ana.get("/"))

    assert "One answer is late." in said
    assert "Our first answer is 20 min late" in said


def test_home_tells_mine_from_those_of_the_organization(ana, story):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        other = story._contact("Abe", story.acme)
    story.opens(story.ana, at=10, subject="This one is mine")
    story.opens(other, at=9, subject="That one is his")

    assert "That one is his" not in words(ana.get("/?scope=mine"))
    assert "That one is his" in words(ana.get("/?scope=all"))


def test_the_promises_of_the_last_ninety_days_are_counted_from_the_clocks(ana, story):
    case = story.open_case(plan="platinum", severity=1, at=300)
    story.eve.replies(case, at=290)
    story.eve.replies(case, at=160)  # ten minutes late

    assert "1 of 2 kept. One update was late, by 10 min; the case says why." in words(ana.get("/"))


def test_the_side_column_names_the_duty_manager_of_the_customers_region_and_no_other(ana):
    said = words(ana.get("/"))

    assert "Dan Support Duty Manager EMEA dan@example.com" in said
    assert "max@example.com" not in said


@pytest.mark.parametrize(("plan", "promised"), [("gold", "with lines in"), ("silver", "")])
def test_phone_is_offered_to_the_plans_that_include_it(cast, plan, promised):
    cast.entitle(cast.acme, plan)
    said = words(signed_in(cast.ana.person).get("/cases/new"))

    assert ("your plan includes phone" in said) is bool(promised)


def test_each_severity_says_beforehand_by_when_a_person_answers_and_why(cast):
    cast.entitle(cast.acme, "silver")
    page = signed_in(cast.ana.person).get("/cases/new")
    said = words(page)

    assert said.count("A person answers by") == 4
    assert "within 4 business hours" in said
    assert "within 4 hours, day and night" in said
    assert "within 1 business day" in said
    assert "The moment in which you open the case" in said
    assert "Business hours are Monday to Friday, 09:00 to 17:00 in" in said


def test_what_was_promised_beforehand_is_what_the_case_is_then_owed(ana):
    page = ana.get("/cases/new").content.decode()
    for severity in range(1, 5):
        part = page.partition(f'data-sev="{severity}"')[2]
        promised = re.search(r'A person answers by <time datetime="([^"]+)"', part)[1]
        ana.post("/cases/new", case_form(severity=str(severity)))
        case = Case.objects.latest("opened_at", "severity")
        with viewing(case.contact):
            owed = Case.objects.get(contact=case.contact, severity=severity).next_due_at
        assert abs(owed - datetime.fromisoformat(promised)) < timedelta(seconds=60), severity


def test_opening_a_case_leads_to_it_and_says_by_when_a_person_answers(ana):
    answer = ana.post("/cases/new", case_form(severity="1"), follow=True)

    assert answer.redirect_chain[0][1] == 302
    said = words(answer)
    assert "Uploads fail" in said
    assert "Next: A person answers you by" in said
    assert "Why is the first response due by" in said


@pytest.mark.parametrize("missing", ["product", "subject", "severity", "text"])
def test_bad_input_keeps_what_was_typed_and_names_the_field(ana, missing):
    typed = {"product": "Gateway & Co", "subject": "A <b>bold</b> one", "severity": "3", "text": "Long story"}
    answer = ana.post("/cases/new", case_form(**typed) | {missing: ""})

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'id="{missing}-e"' in page
    for name, value in typed.items():
        if name == "severity":
            assert (f'value="{value}" required checked' in page) is (missing != name)
        else:
            assert (value in page) is (missing != name)
    assert not Case.objects.exists()


def test_a_product_that_the_entitlement_does_not_name_is_refused(cast):
    cast.entitle(cast.acme, "gold")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Entitlement.objects.update(products=["Gateway"])
    answer = signed_in(cast.ana.person).post("/cases/new", case_form(product="Toaster"))

    assert answer.status_code == 422
    assert 'id="product-e"' in answer.content.decode()


def test_one_form_opens_one_case_however_often_it_is_sent(ana, cast):
    form = case_form()
    first = ana.post("/cases/new", form)
    second = ana.post("/cases/new", form)

    assert first["Location"] == second["Location"]
    with viewing(cast.ana.person):
        assert Case.objects.count() == 1


def test_a_case_shows_its_promises_kept_and_broken_each_with_its_reason(ana, story):
    case = story.open_case(plan="platinum", severity=1, at=300)
    for minutes in (290, 160, 50):
        story.eve.replies(case, at=minutes)
    page = ana.get(f"/cases/{case.number}")
    said = words(page)

    assert "2 kept, 1 late" in said
    assert "10 min late" in said
    assert page.content.decode().count("popovertarget=") == 2 * 4  # to open and to close, for each of four clocks
    assert "rule upd/1/platinum" in said


def test_the_customer_never_reads_a_note(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50, text="We look at it.")
    story.eve.notes(case, at=40, text="They will be cross.")

    page = ana.get(f"/cases/{case.number}").content.decode()

    assert "We look at it." in page
    assert "cross" not in page


def test_a_reply_is_written_once_and_shown(ana, story):
    case = story.open_case(at=60)
    form = sent(text="Any *news*?")
    for _ in range(2):
        answer = ana.post(f"/cases/{case.number}/messages", form)
        assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}")

    assert ana.get(f"/cases/{case.number}").content.decode().count("Any <em>news</em>?") == 1


def test_a_reply_by_htmx_answers_with_the_case_as_it_stands(ana, story):
    case = story.open_case(at=60)
    answer = ana.post(f"/cases/{case.number}/messages", sent(text="Hello?"), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'id="thread"' in answer.content.decode()
    assert "Hello?" in words(answer)


def test_an_empty_reply_is_refused_in_words(ana, story):
    case = story.open_case(at=60)
    answer = ana.post(f"/cases/{case.number}/messages", sent(text="   "))

    assert answer.status_code == 422
    assert "Write a message first." in words(answer)


def test_a_message_on_a_closed_case_is_refused_and_kept(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)
    story.eve.closes(case, at=30)

    answer = ana.post(f"/cases/{case.number}/messages", sent(text="One more thing"))

    assert answer.status_code == 422
    assert "This case is closed" in words(answer)
    assert "One more thing" in words(answer)


@pytest.mark.parametrize("text", ["", "It broke again."])
def test_a_resolved_case_can_be_taken_up_again_with_or_without_words(ana, story, text):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)
    assert "It is not solved: take it up again" in words(ana.get(f"/cases/{case.number}"))

    ana.post(f"/cases/{case.number}/reopenings", sent(text=text))

    with viewing(story.ana.person):
        assert isinstance(history_of(case.pk)[-1].what, Reopened)
        assert Case.objects.get(pk=case.pk).is_open


def test_a_message_on_a_resolved_case_takes_it_up_again(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)

    ana.post(f"/cases/{case.number}/messages", sent(text="Not yet."))

    with viewing(story.ana.person):
        assert isinstance(history_of(case.pk)[-1].what, Messaged)
        assert Case.objects.get(pk=case.pk).is_open


def test_every_instant_on_a_page_can_be_read_by_a_machine_and_in_full(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    page = ana.get(f"/cases/{case.number}").content.decode()

    times = re.findall(r'<time datetime="([^"]+)" title="([^"]+)">', page)
    assert len(times) > 5
    for stamp, title in times:
        assert datetime.fromisoformat(stamp).tzinfo == UTC
        assert title.endswith("UTC")
        assert "Bucharest" in title


def test_no_page_carries_inline_style_or_script(ana, story):
    case = story.open_case(at=60)
    for path in ("/", "/cases/new", f"/cases/{case.number}"):
        page = ana.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|<script(?![^>]*\ssrc=)", page), path
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


def test_what_is_written_is_kept_raw_and_shown_safe(ana, story):
    case = story.open_case(at=60)
    ana.post(f"/cases/{case.number}/messages", sent(text="<img src=x onerror=alert(1)> **b**"))

    with viewing(story.ana.person):
        assert FactRow.objects.filter(text__startswith="<img").exists()
    page = ana.get(f"/cases/{case.number}").content.decode()
    assert "<img" not in page
    assert "<strong>b</strong>" in page
