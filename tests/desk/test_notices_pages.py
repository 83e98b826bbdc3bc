"""Notices on the desk: ticked in the composer, sent together or alone, dropped with a reason; each behind its wall."""

import re
from uuid import uuid4

import pytest

from tests.browsing import signed_in, words
from tests.desk.pages import HTMX, facts, field, page, said, send
from tests.related import joins
from tests.releasing import Shop, drafts_of, facts_of, owed

AHEAD, FURTHER = "2030-03-20 10:00", "2030-03-27 10:00"
TEXT = "The release has moved to 20 March 2030."


@pytest.fixture
def shop(cast):
    return Shop(cast)


@pytest.fixture
def told(shop):
    """A case that waited when its release moved, so that a notice is owed and drafted."""
    case = shop.waiting()
    shop.moves(shop.release, AHEAD, at="Mon 11:00")
    return case


def determined(case):
    return facts_of(case, "release-rescheduled")[0].seq


def do(client, address, **fields):
    return client.post(address, {"key": str(uuid4()), "mode": "public", "seen": 99, **fields})


def notice(case):
    return f"/desk/notices/{drafts_of(case)[0].pk}"


def test_a_reply_that_is_ticked_as_the_notice_keeps_it_and_one_that_is_not_does_not(told, eve):
    offered = words(eve.get(f"/desk/cases/{told.number}"))
    assert "This is the notice that 5.8.2 moved to 20 March 2030, 12:00 was due" in offered
    assert send(eve, told, "We look further.").status_code == 302
    assert [promise for promise, _ in owed(told)] == ["notice"]
    assert send(eve, told, TEXT, notice=determined(told)).status_code == 302

    assert owed(told) == []
    assert facts_of(told)[-1].what.notice == (determined(told),)
    assert "This is the notice" not in words(eve.get(f"/desk/cases/{told.number}"))


def test_a_note_is_nobodys_notice_whatever_is_ticked(told, eve):
    assert send(eve, told, "Only us.", mode="note", notice=determined(told)).status_code == 302
    assert [promise for promise, _ in owed(told)] == ["notice"]


def test_the_parts_of_the_page_bring_the_notice_that_has_come_while_one_writes(told, eve):
    html = page(eve, f"/desk/cases/{told.number}", headers=HTMX)
    marks = re.search(r'<div id="notice-marks".*?</div>', html, re.DOTALL)[0]

    assert 'hx-swap-oob="true"' in marks
    assert f'value="{determined(told)}" id="notice-{determined(told)}" hx-preserve' in marks


def test_what_is_held_or_refused_keeps_its_tick_beside_its_words(told, eve):
    ticked = re.compile(rf'value="{determined(told)}"[^>]* checked')
    held = send(eve, told, "@Dan has moved it", notice=determined(told))
    assert held.status_code == 422
    assert ticked.search(held.content.decode())
    stale = send(eve, told, TEXT, notice=[determined(told), 1])

    assert stale.status_code == 422
    assert "is not owed any more" in words(stale)
    assert ticked.search(stale.content.decode())
    assert f"{TEXT}</textarea>" in stale.content.decode()
    assert "messaged" not in [kind for kind, _ in facts(told)][-2:]


def test_a_tick_from_before_a_merge_is_not_taken_for_another_notice_by_its_number(cast, shop, eve):
    case, survivor = shop.waiting(), shop.waiting()
    shop.moves(shop.release, AHEAD, at="Mon 11:00")
    joins(cast.eve, case, survivor, "Mon 11:30")
    before = owed(survivor)
    answer = send(eve, case, TEXT, notice=determined(survivor))

    assert answer.status_code == 422
    assert "is not owed any more" in words(answer)
    assert owed(survivor) == before


def test_the_notices_of_a_release_are_listed_with_their_words_and_sent_where_they_are_ticked(cast, shop, told, eve):
    other, resolved, slangy = shop.waiting("gold", 3), shop.waiting(), shop.waiting()
    shop.moves(shop.release, FURTHER, at="Mon 12:00")
    cast.eve.resolves(resolved, at="Mon 12:10")
    address = f"/desk/releases/{shop.release.pk}/notices"
    edited = drafts_of(slangy)[-1].pk
    assert do(eve, f"/desk/notices/{edited}/texts", text="Dear [name], it has moved.").status_code == 302
    listed = page(eve, address)

    assert "The case is resolved, so nothing is owed on it any more." in listed
    assert "A later decision has overtaken it, whose notice tells both." in listed
    assert "[name] is still a blank." in listed
    assert f'value="{edited}"' not in listed
    able = re.findall(r'name="draft" value="([^"]+)"', listed)
    assert sorted(able) == sorted(str(drafts_of(case)[-1].pk) for case in (told, other))
    assert do(eve, address, draft=[*able, str(edited), "no such"]).status_code == 302
    shop.sends_chosen([drafts_of(case)[-1] for case in (told, other, slangy)])
    assert [drafts_of(case)[-1].state for case in (told, other, slangy)] == ["sent", "sent", "ready"]
    assert owed(told) == owed(other) == []
    sent = words(eve.get(f"{address}?view=sent"))
    assert told.number in sent
    assert re.search(r"sent .* Eve", sent)
    assert "Nothing here." in words(eve.get(f"{address}?view=dropped"))


def test_without_a_tick_nothing_is_sent_and_the_page_says_so(shop, told, eve):
    answer = do(eve, f"/desk/releases/{shop.release.pk}/notices")

    assert answer.status_code == 422
    assert "Choose at least one that can be sent." in words(answer)


def test_a_draft_is_sent_alone_in_the_words_that_stand_in_its_form(told, eve):
    assert "It keeps the notice that was due" in words(eve.get(notice(told)))
    answer = do(eve, f"{notice(told)}/sendings", text=TEXT, back="release")

    assert answer["Location"] == f"/desk/releases/{drafts_of(told)[0].event.release_id}/notices"
    assert said(told)[-1] == TEXT
    assert owed(told) == []
    shown = words(eve.get(notice(told)))
    assert "It was sent by Eve" in shown
    assert "Send to Acme" not in shown
    assert do(eve, f"{notice(told)}/sendings", text=TEXT).status_code == 422  # once


def test_the_guard_holds_a_draft_until_it_is_sent_anyway(told, eve):
    held = do(eve, f"{notice(told)}/sendings", text="Dear [name], it has moved.")
    html = held.content.decode()

    assert held.status_code == 422
    assert "[name] is still a blank." in html
    assert "Dear [name], it has moved.</textarea>" in html
    assert drafts_of(told)[0].state == "ready"
    anyway = {"anyway": field(html, "anyway"), "text": "Dear [name], it has moved."}
    assert do(eve, f"{notice(told)}/sendings", **anyway).status_code == 302
    assert drafts_of(told)[0].state == "sent"


def test_a_draft_is_edited_and_stays(told, eve):
    assert do(eve, f"{notice(told)}/texts", text="A week later, sorry.").status_code == 302
    assert "A week later, sorry." in words(eve.get(notice(told)))
    assert "edited by Eve" in words(eve.get(f"/desk/releases/{drafts_of(told)[0].event.release_id}/notices"))
    assert said(told)[-1] != "A week later, sorry."


def test_a_draft_is_dropped_only_with_a_reason_and_what_is_owed_stays_owed(told, eve):
    assert do(eve, f"{notice(told)}/drops", reason=" ").status_code == 422
    assert do(eve, f"{notice(told)}/drops", reason="Told on the phone.").status_code == 302
    assert "It was dropped by Eve" in words(eve.get(notice(told)))
    assert [promise for promise, _ in owed(told)] == ["notice"]


def test_the_page_of_a_case_leads_to_the_notices_that_wait_on_it(told, eve):
    html = page(eve, f"/desk/cases/{told.number}")

    assert f'href="{notice(told)}">Notice to be sent' in html
    assert "Releases" in html.partition("<main")[0]


def test_the_side_counts_the_notices_that_are_owed_to_whom_one_sees(cast, shop):
    counted = re.compile(r'href="/desk/releases"[^>]*>Releases <span class="n( hot)?">(\d+)')
    eve, max_ = signed_in(cast.eve.person), signed_in(cast.max.person)
    shop.waiting()
    shop.waiting("gold", 3, by=cast.restricted("emea"))
    shop.moves(shop.release, AHEAD, at="Mon 11:00")

    assert counted.search(eve.get("/desk/side").content.decode())[2] == "2"
    assert counted.search(max_.get("/desk/side").content.decode())[2] == "1"


def test_a_draft_behind_the_wall_is_a_draft_that_never_was(cast, shop):
    secret = shop.waiting("gold", 3, by=cast.restricted("emea"))
    shop.moves(shop.release, AHEAD, at="Mon 11:00")
    max_, address, listed = signed_in(cast.max.person), notice(secret), f"/desk/releases/{shop.release.pk}/notices"
    for door in ("", "/texts", "/sendings", "/drops"):
        ask = max_.get if not door else max_.post
        there, never = ask(f"{address}{door}"), ask(f"/desk/notices/{uuid4()}{door}")
        assert there.status_code == never.status_code == 404
        assert there.content == never.content
    chosen = do(max_, listed, draft=str(drafts_of(secret)[0].pk))

    assert "Choose at least one that can be sent." in words(chosen)
    assert drafts_of(secret)[0].state == "ready"
