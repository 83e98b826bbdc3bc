"""A case on the desk: what is owed and why, and what is done to it."""

import re
from uuid import uuid4

from tests.desk.pages import MOMENT, facts, field, page


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
    html = page(eve, f"/desk/cases/{hidden.number}/owner")

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
