"""The portal tells a customer what they are owed, by when and why, before a case and over all of them (O1.1, O2.6)."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from sundial.models import CLOCKWORK, Case, Entitlement, history_of, viewing
from sundial.protocol.case import opening
from tests.at_the_portal import ana_on_gold as ana
from tests.at_the_portal import story
from tests.browsing import named, sent, signed_in, words
from tests.database import as_role

__all__ = ["ana", "story"]


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

    by = named(story.at(80 - 120), story.at(0), zone="Europe/Bucharest")
    assert "We owe Acme one answer." in said
    assert f"Eve updates you by {by} , in 39 minutes" in said.replace("\xa0", " ")


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

    hours = "Monday to Friday, 09:00 to 17:00, Bucharest time"
    assert f"Dan Support Duty Manager EMEA {hours} supportescalation_emea@opswat.com" in said
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


def test_the_key_of_another_form_opens_nothing_and_leads_to_no_other_case(ana, story):
    case = story.open_case(at=60)
    key = sent(text="Any news?")
    ana.post(f"/cases/{case.number}/messages", key)

    answer = ana.post("/cases/new", case_form(key=key["key"]))

    assert answer["Location"] == "/"


def test_one_form_opens_one_case_however_often_it_is_sent(ana, cast):
    form = case_form()
    first = ana.post("/cases/new", form)
    second = ana.post("/cases/new", form)

    assert first["Location"] == second["Location"]
    with viewing(cast.ana.person):
        assert Case.objects.count() == 1


ANSWERS = {"q-down": "no", "q-degraded": "yes"}


def kept_answers(cast):
    with viewing(cast.ana.person):
        return opening(history_of(Case.objects.get().pk))[1].answers


def test_the_wizard_proposes_a_severity_without_script_and_loses_nothing_that_was_typed(ana):
    typed = {"subject": "Slow <b>", "text": "Since noon", "version": "5.8.1", "severity": ""}
    answer = ana.post("/cases/new", case_form(**typed, **ANSWERS, propose="yes"))
    page = unescape(answer.content.decode())

    assert answer.status_code == 200
    assert "So it is severity 2. You may still choose another." in page
    assert 'id="sev2" value="2" required checked' in page
    assert 'name="q-down" value="no" checked' in page
    for words_ in ("Slow <b>", "Since noon</textarea>", 'value="5.8.1"'):
        assert words_ in page
    assert not Case.objects.exists()


def test_a_wizard_that_is_not_answered_proposes_nothing_and_says_how_it_goes_on(ana):
    page = words(ana.post("/cases/new", case_form(propose="yes", **{"q-degraded": "yes"})))
    assert "Answer the first question; each No leads to the next." in page


def test_what_the_wizard_was_told_is_kept_with_the_case_whatever_severity_is_chosen(ana, cast):
    ana.post("/cases/new", case_form(severity="1", version="5.8.1", **ANSWERS, **{"q-widespread": "yes"}))

    assert kept_answers(cast) == ("down=no", "degraded=yes")
    with viewing(cast.ana.person):
        case = Case.objects.get()
    assert (case.severity, case.version) == (1, "5.8.1")


@pytest.mark.parametrize("answers", [{}, {"q-down": "perhaps"}, {"q-colour": "yes"}, {"q-degraded": "no"}])
def test_what_is_no_answer_is_none_and_keeps_nobody_from_opening_a_case(ana, cast, answers):
    assert ana.post("/cases/new", case_form(**answers)).status_code == 302
    assert kept_answers(cast) == ()


def test_a_version_too_long_is_named_at_its_field_and_stays(ana):
    answer = ana.post("/cases/new", case_form(version="5" * 41))

    assert answer.status_code == 422
    assert "At most 40 characters" in words(answer)
    assert "5" * 41 in answer.content.decode()


def test_of_several_entitlements_every_product_is_offered_and_its_own_plan_is_promised(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for plan, product in (("gold", "Gateway"), ("silver", "Kiosk")):
            Entitlement.objects.create(organization=cast.acme, plan=plan, products=[product])
    ana = signed_in(cast.ana.person)

    assert re.findall(r"<option[^>]*>(Gateway|Kiosk)", ana.get("/cases/new").content.decode()) == ["Gateway", "Kiosk"]
    assert "What to expect on Silver" in words(ana.get("/cases/new?product=Kiosk"))
    assert ana.post("/cases/new", case_form(product="Kiosk")).status_code == 302
    with viewing(cast.ana.person):
        assert Case.objects.get().plan == "silver"
