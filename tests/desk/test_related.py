"""Merging, splitting and evidence on the desk: among what one sees, shown before it is done, said on both sides."""

import json
import re
from uuid import uuid4

import pytest

from sundial.protocol.evidence import check, made_with
from sundial.protocol.number import number_of
from tests.browsing import lately, sent, signed_in, words
from tests.desk.pages import HTMX, MOMENT, facts, page, said

NEVER = number_of(7)


@pytest.fixture
def other(cast):
    return cast.opens(cast.ana, at=MOMENT, severity=3, subject="Uploads fail at night")


@pytest.fixture
def merged(cast, answered, other, eve):
    """The answered case, which went on as the other."""
    answer = eve.post(f"/desk/cases/{answered.number}/merges", sent(into=other.number))
    assert answer["Location"] == f"/desk/cases/{other.number}?from={answered.number}"
    return answered


def merges(case, **asked):
    return f"/desk/cases/{case.number}/merges"


def test_the_other_case_is_found_among_the_customers_open_ones_and_no_others(cast, answered, other, eve):
    stranger = cast.opens(cast.restricted("emea"), at=MOMENT, subject="Uploads fail too")
    done = cast.opens(cast.ana, at=MOMENT, subject="Uploads failed once")
    cast.eve.resolves(done, at="Mon 09:20", text="Done.")

    html = page(eve, merges(answered))

    assert other.number in html
    for number in (stranger.number, done.number):
        assert number not in html
    assert f'value="{answered.number}"' not in html
    assert other.number in page(eve, merges(answered) + "?q=night")
    assert "Nothing that you can see matches." in page(eve, merges(answered) + "?q=invoice")


def test_what_the_other_case_will_owe_is_shown_before_anything_is_done(cast):
    lately(cast)
    answered = cast.open_case(plan="platinum", severity=1, at=50)
    cast.eve.replies(answered, at=40)
    other, eve = cast.opens(cast.ana, at=30, severity=3), signed_in(cast.eve.person)

    html = words(eve.get(f"{merges(answered)}?into={other.number}"))

    assert f"{answered.number} goes on as {other.number}" in html
    assert "Its severity is raised to 1, as this one is the graver." in html
    assert "Eve owns it then." in html
    first, update = re.search(r"First response (.*?) Update begins, due (.*?) Its severity", html).groups()
    assert len(set(re.findall(r"\d\d:\d\d", first))) == 2  # when it is due, and when it was
    assert f"Diagnosis update, due {update} owed there" in html
    assert [kind for kind, _ in facts(answered)][-1] == "messaged"
    assert [kind for kind, _ in facts(other)] == ["opened"]


def test_what_is_late_stays_broken_on_the_case_that_ends(answered, other, eve):
    assert "stays broken here" in words(eve.get(f"{merges(answered)}?into={other.number}"))


def test_a_merged_case_leads_on_and_stays_to_be_read(cast, merged, other, eve):
    old, new = page(eve, f"/desk/cases/{merged.number}"), page(eve, f"/desk/cases/{other.number}?from={merged.number}")

    assert f'goes on as <a href="/desk/cases/{other.number}">' in old
    assert "We see it." in old
    assert 'popovertarget="resolve"' not in old
    assert "arrives on" in old
    assert f"{merged.number} goes on as this case; what is written there arrives here." in new
    assert f'<span>Merged in</span> <a href="/desk/cases/{merged.number}">' in new
    assert "goes on as this case" not in page(eve, f"/desk/cases/{other.number}")
    assert "goes on as this case" not in page(eve, f"/desk/cases/{other.number}?from={other.number}")


def test_a_second_press_merges_once(answered, other, eve):
    form = sent(into=other.number)
    for _ in range(2):
        assert eve.post(merges(answered), form).status_code == 302
    assert [kind for kind, _ in facts(other)].count("merged-from") == 1


@pytest.mark.parametrize("mode", ["public", "note"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_the_desk_writes_on_the_merged_page_arrives_on_the_survivor(mode, headers, merged, other, eve):
    html = page(eve, f"/desk/cases/{merged.number}")
    seen = re.search(r'name="seen" value="(\d+)"', html)[1]

    fields = {"text": "Found it.", "mode": mode, "seen": seen, "key": str(uuid4())}
    answer = eve.post(f"/desk/cases/{merged.number}/messages", fields, headers=headers)

    there = f"/desk/cases/{other.number}?sent={mode}&from={merged.number}"
    assert answer.headers.get("HX-Redirect" if headers else "Location") == there
    assert said(other)[-1] == "Found it."
    assert said(merged)[-1] == "We see it."


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_a_customer_writes_on_the_merged_page_arrives_on_the_survivor(headers, cast, merged, other):
    ana = signed_in(cast.ana.person)
    old = words(ana.get(f"/cases/{merged.number}"))
    assert f"This case goes on as {other.number}" in old
    assert "What you write here arrives there" in old

    answer = ana.post(f"/cases/{merged.number}/messages", sent(text="Any news?"), headers=headers)

    there = f"/cases/{other.number}?from={merged.number}"
    assert answer.headers.get("HX-Redirect" if headers else "Location") == there
    new = words(ana.get(there))
    assert f"What you wrote on {merged.number} is here: that case goes on as this one." in new
    assert "Any news?" in new
    assert "merged into this case" in new


@pytest.mark.parametrize("verb", ["ownerships", "resolutions", "closures"])
def test_what_is_done_to_a_merged_case_is_refused_with_the_way_on(verb, cast, merged, other, eve):
    fields = {"seen": 99, "mode": "public", "text": "Done.", "key": str(uuid4()), "owner": str(cast.ned.person.pk)}
    answer = eve.post(f"/desk/cases/{merged.number}/{verb}", fields)
    assert answer.status_code in (409, 422)
    assert f"This case goes on as {other.number}. Do it there." in answer.content.decode()


def test_a_reopening_of_a_merged_case_by_its_customer_leads_them_on(cast, merged, other):
    answer = signed_in(cast.ana.person).post(f"/cases/{merged.number}/reopenings", sent(text="Again!"))
    assert answer.status_code == 422
    assert f"This case goes on as {other.number}. Do it there." in answer.content.decode()


def test_a_number_behind_the_wall_is_a_number_that_never_was(cast, answered):
    hidden = cast.opens(cast.restricted("emea"), at=MOMENT)
    amy = signed_in(cast.amy.person)
    for ask in (amy.get, lambda address: amy.post(merges(answered), sent(into=address.partition("=")[2]))):
        into = f"{merges(answered)}?into="
        before, there, after = (ask(into + number) for number in (NEVER, hidden.number, NEVER))
        assert before.status_code == there.status_code == after.status_code == 422
        assert f"There is no case {hidden.number}." in words(there)
        assert _bare(there, hidden.number) in {_bare(before, NEVER), _bare(after, NEVER)}  # a minute may turn once
    assert signed_in(cast.amy.person).get(f"/desk/cases/{answered.number}?from={hidden.number}").status_code == 200


def _bare(answer, number):
    """Return a page without what differs each time: the number that was asked for, keys and tokens."""
    html = answer.content.decode().replace(number, "")
    return re.sub(r'(value|content|datetime|title)="[^"]*"', "", html)


def test_what_cannot_be_merged_is_said_in_a_sentence(cast, answered, other, eve):
    stranger = cast.opens(cast.restricted("emea"), at=MOMENT)
    for number, says in ((stranger.number, "two customers"), (answered.number, "into itself")):
        for answer in (eve.get(f"{merges(answered)}?into={number}"), eve.post(merges(answered), sent(into=number))):
            assert answer.status_code == 422
            assert says in words(answer)
    assert "merged-into" not in [kind for kind, _ in facts(answered)]


@pytest.fixture
def asked_by_the_way(cast, answered):
    cast.ana.writes(answered, at="Mon 09:20", text="And how do I reset a password?")
    return answered


def test_a_message_is_split_off_with_what_the_new_case_is_promised_in_sight(cast, asked_by_the_way, eve):
    address = f"/desk/cases/{asked_by_the_way.number}/splits"
    html = words(eve.get(address))
    assert "And how do I reset a password?" in html
    assert html.count("Answered by") == 4

    answer = eve.post(address, sent(message="4", severity="4", subject="Password reset"))

    new = answer["Location"].rpartition("/")[2]
    desk = words(eve.get(f"/desk/cases/{new}"))
    assert f"Ana Acme wrote this on {asked_by_the_way.number}; Eve split it off, severity 4" in desk
    assert f"Split off {new}" in words(eve.get(f"/desk/cases/{asked_by_the_way.number}"))
    portal = words(signed_in(cast.ana.person).get(f"/cases/{new}"))
    assert "You" in portal
    assert f"{asked_by_the_way.number}, from which this case was split off" in portal
    assert f"{new}, split off this case" in words(signed_in(cast.ana.person).get(f"/cases/{asked_by_the_way.number}"))


def test_a_second_press_splits_once_and_goes_to_the_same_case(asked_by_the_way, eve):
    form = sent(message="4", severity="4", subject="Password reset")
    address = f"/desk/cases/{asked_by_the_way.number}/splits"
    first, second = (eve.post(address, form)["Location"] for _ in range(2))
    assert first == second


def test_what_is_missing_is_said_and_what_was_typed_is_kept(asked_by_the_way, eve):
    address = f"/desk/cases/{asked_by_the_way.number}/splits"
    answer = eve.post(address, sent(subject="Password reset"))
    assert answer.status_code == 422
    assert "Choose the message and a severity first." in words(answer)
    assert 'value="Password reset"' in answer.content.decode()
    assert "Say in one line" in words(eve.post(address, sent(message="4", severity="4", subject=" ")))
    assert "Choose a public message" in words(eve.post(address, sent(message="1", severity="4", subject="x")))


def test_the_evidence_page_says_what_is_in_it_and_hands_out_a_file_that_holds(answered, eve):
    html = words(eve.get(f"/desk/cases/{answered.number}/evidence"))
    assert "Facts 3, exactly as they were chained" in html
    assert "sundial verify FILE" in html

    answer = eve.get(f"/desk/cases/{answered.number}/evidence/file")

    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="{answered.number}-evidence.json"'
    assert check(answer.content, made_with()).fault == ""
    assert b"We see it." in answer.content
    bare = eve.get(f"/desk/cases/{answered.number}/evidence/file?words=left+out")
    assert b"We see it." not in bare.content
    assert check(bare.content, made_with()).fault == ""


def test_the_file_has_the_alerts_of_all_of_the_team_also_for_who_got_none(cast, answered, tick):
    tick("Tue 2026-03-03 09:00")
    pack = json.loads(signed_in(cast.ned.person).get(f"/desk/cases/{answered.number}/evidence/file").content)
    names = {pack["people"][alert["to"]]["name"] for alert in pack["alerts"]}
    assert names >= {"Eve", "Dan"}
    assert [alert["deliveries"] for alert in pack["alerts"]] == [[] for _ in pack["alerts"]]


def test_in_a_restricted_case_the_page_says_whose_it_is_and_outside_there_is_none(cast, eve):
    hidden = cast.open_case(by=cast.restricted("emea"), at=MOMENT)
    assert "EMEA only." in words(eve.get(f"/desk/cases/{hidden.number}/evidence"))
    amy = signed_in(cast.amy.person)
    for end in ("evidence", "evidence/file", "merges", "splits"):
        assert amy.get(f"/desk/cases/{hidden.number}/{end}").status_code == 404
