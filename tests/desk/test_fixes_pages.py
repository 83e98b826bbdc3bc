"""The pages on which a fix is identified and its date given: what is offered, refused, kept, shown (O5.2, O6.8c)."""

import re
from uuid import uuid4

import pytest

from tests.browsing import words
from tests.desk.pages import page, said
from tests.releasing import Shop, facts_of, owed, state

pytestmark = pytest.mark.usefixtures("same_year")

AHEAD, TEXT = "2030-03-20T10:00", "It is in release 5.8.2, on 20 March 2030."


@pytest.fixture
def shop(cast):
    return Shop(cast)


def do(client, case, door, **fields):
    fields = {"key": str(uuid4()), "mode": "public", "seen": 99, **fields}
    return client.post(f"/desk/cases/{case.number}/{door}", fields)


def test_a_fix_of_the_product_is_chosen_among_those_that_could_mend_the_case(shop, answered, eve):
    shop.new_fix("CO-1", "Of the console", product="Console 8.1")
    html = page(eve, f"/desk/cases/{answered.number}/fixes")

    assert "All of the staff read key and title, in every region: name no customer." in html
    assert "in 5.8.2, expected" in words(eve.get(f"/desk/cases/{answered.number}/fixes"))
    assert do(eve, answered, "fixes", fix=str(shop.fix.pk)).status_code == 302
    assert facts_of(answered)[-1].what.fix == "SC-1"
    assert "SC-1" in words(eve.get(f"/desk/cases/{answered.number}"))
    again = do(eve, answered, "fixes", fix=str(shop.fix.pk))
    assert again.status_code == 422
    assert "The case waits for SC-1 already." in words(again)


def test_a_new_fix_is_named_and_identified_in_one_press(shop, answered, eve):
    new = {"fix": "new", "new_key": "SC-2", "title": "Loses its place", "product": "Scanner 5.8"}
    key = str(uuid4())
    for _ in range(2):
        assert do(eve, answered, "fixes", **new, key=key).status_code == 302
    assert [fact.what.fix for fact in facts_of(answered, "fix-identified")] == ["SC-2"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Choose a fix, or name a new one."),
        ({"fix": "new", "new_key": "sc-1", "title": "T"}, "There is a fix sc-1 already."),
        ({"fix": "new", "new_key": "a b", "title": "T"}, "A fix has a key of letters"),
        ({"fix": "new", "new_key": "SC-2", "title": " "}, "Say in one line what the fix mends"),
    ],
)
def test_what_cannot_be_named_is_refused_and_kept(shop, answered, eve, fields, why):
    answer = do(eve, answered, "fixes", **fields)

    assert answer.status_code == 422
    assert why in words(answer)
    assert f'value="{fields.get("new_key", "")}"' in answer.content.decode()
    assert facts_of(answered, "fix-identified") == []


def test_a_fix_and_its_date_are_withdrawn_with_what_that_moves_shown_before(shop, eve):
    case = shop.waiting(severity=1)
    shown = words(eve.get(f"/desk/cases/{case.number}/fixes"))
    assert "Acme was given 13 March, 12:00 ." in shown
    assert "Withdraw its date" in shown
    assert do(eve, case, "dates/withdrawals", fix="SC-1").status_code == 302
    assert state(case) == "diagnosis"
    assert do(eve, case, "fixes/withdrawals", fix="SC-1").status_code == 302
    assert [fact.kind for fact in facts_of(case)][-2:] == ["date-withdrawn", "fix-withdrawn"]
    refused = do(eve, case, "fixes/withdrawals", fix="SC-1")
    assert refused.status_code == 422
    assert "does not wait for SC-1" in words(refused)


def test_the_planned_date_stands_in_the_form_and_is_given_in_words(cast, shop, answered, eve):
    release = shop.plans("5.8.3", "2030-03-20 09:00", fixes=[shop.new_fix("SC-2")], at="Mon 09:00")
    with_fix = shop.new_fix("SC-3")
    shop.waits(answered, with_fix, None, at="Mon 09:20")
    assert 'name="date" required value=""' in page(eve, f"/desk/cases/{answered.number}/dates")
    shop.waits(answered, release.fixes.get(), None, at="Mon 09:30")
    html = page(eve, f"/desk/cases/{answered.number}/dates")
    assert 'name="date" required value="2030-03-20T11:00"' in html  # on the customer's clock
    assert "The fix for this is in release 5.8.3" in html
    assert do(eve, answered, "dates", fix="SC-2", date="2030-03-20T11:00", text=TEXT).status_code == 302

    given = facts_of(answered, "date-given")[-1].what
    assert (given.fix, given.release, given.date) == ("SC-2", "5.8.3", release.planned_at)
    assert "date-given" in [fact.kind for fact in facts_of(answered)]


def test_a_date_is_the_notice_of_what_is_ticked_and_keeps_it(shop, eve):
    case = shop.waiting()
    shop.moves(shop.release, None, at="Mon 11:00")
    (determined,) = facts_of(case, "release-rescheduled")
    assert "This is the notice that 5.8.2 moved to a date that is not known" in words(
        eve.get(f"/desk/cases/{case.number}/dates")
    )
    given = do(eve, case, "dates", fix="SC-1", date=AHEAD, text=TEXT, notice=str(determined.seq))

    assert given.status_code == 302
    assert owed(case) == []
    assert state(case) == "fix"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"date": "2026-03-01T10:00"}, "That date is past."),
        ({"date": ""}, "Name the date."),
        ({"text": " "}, "Write something first."),
        ({"fix": "SC-9"}, "The case does not wait for SC-9."),
        ({"text": "Dear [name], soon."}, "[name] is still a blank."),
        ({"notice": "1"}, "is not owed any more"),
    ],
)
def test_a_date_that_cannot_be_given_waits_in_its_form_with_one_sentence(shop, answered, eve, fields, why):
    answer = do(eve, answered, "dates", **{"fix": "", "date": AHEAD, "text": TEXT, **fields})

    assert answer.status_code == 422
    assert why in words(answer)
    assert f"{fields.get('text', TEXT).strip()}</textarea>" in answer.content.decode().replace(
        " </textarea>", "</textarea>"
    )
    assert said(answered) == ["We see it."]
    assert facts_of(answered, "date-given") == []


def test_on_a_case_that_has_ended_there_is_nothing_to_identify_or_to_date(cast, shop, answered, eve):
    cast.eve.resolves(answered, at="Mon 10:00")

    assert "Identify it" not in words(eve.get(f"/desk/cases/{answered.number}/fixes"))
    assert "no date is given on it" in words(eve.get(f"/desk/cases/{answered.number}/dates"))
    assert not re.search(r'href="[^"]*/dates"', page(eve, f"/desk/cases/{answered.number}"))
    assert do(eve, answered, "fixes", fix=str(shop.fix.pk)).status_code == 422
    assert do(eve, answered, "dates", fix="", date=AHEAD, text=TEXT).status_code == 422
