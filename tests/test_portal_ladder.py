"""The customer's ladder in the portal: what the next step brings, one press, whoever is too late (O7, O8.4)."""

import re

import pytest

from sundial.commands.merging import merge
from sundial.models import FactRow, viewing
from sundial.protocol.facts import Asks
from tests.at_the_portal import ana, case, story
from tests.browsing import sent, words
from tests.climbing_doors import climb, kinds, page
from tests.climbing_story import escalates, rungs

__all__ = ["ana", "case", "story"]


def test_only_the_next_step_is_open_and_the_others_say_when_they_are(case, ana):
    said = page(ana, case)
    late = "An answer within 2 business hours or 2 hours, the earlier."
    assert f"4 Write to support leadership Opens after rung 3. {late}" in said
    assert f"2 Escalate to Management Opens after rung 1. {late}" in said
    assert "1 Request an escalation open to you now A video conference, another severity, a word with a Duty" in said
    assert "or something else. An answer within 4 hours." in said
    html = ana.get(f"/cases/{case.number}").content.decode()
    assert html.count(f'href="/cases/{case.number}/escalations"') == 2  # in the head, and on the ladder
    assert climb(ana, case, rung=2).status_code == 409


def test_a_plan_without_phone_is_told_so_and_the_next_step_is_open(story, cast, ana):
    """O8.3b."""
    case = story.open_case(plan="silver", severity=3, at=70)
    escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    escalates(cast.ana, case, 2, at=40)
    said = page(ana, case)
    assert "3 Call for the Duty Manager Silver does not include phone." in said
    assert "4 Write to support leadership open to you now" in said
    assert climb(ana, case, rung=4, text=" ").status_code == 422
    assert climb(ana, case, rung=4, text="Nothing moves.").status_code == 302
    assert [rung for rung, *_ in rungs(case)] == [1, 2, 4]


def test_what_a_step_brings_is_said_before_the_press(cast, story, case, ana):
    """O8.1, O8.2: who answers, and by when, by the same fold that will count it."""
    said = words(ana.get(f"/cases/{case.number}/escalations"))
    assert "Eve takes it up and contacts you by" in said
    escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    said = words(ana.get(f"/cases/{case.number}/escalations"))
    foretold = re.search(r"Dan \(Support Duty Manager\) contacts you by (\S+ \S+) ,", said)
    assert "Eve keeps working on it. Its severity and every promise already made stand." in said
    assert "Due later, and the earlier holds" in said  # why then
    assert climb(ana, case, rung=2).status_code == 302
    assert f"Somebody of the team answers by {foretold[1]}" in page(ana, case)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "asks"),
        ({"asks": "duty-done"}, "asks"),
        ({"asks": "video-conference", "text": "KEPT"}, "times"),
        ({"asks": "severity-change", "severity": "3", "text": "KEPT"}, "severity"),
        ({"asks": "other", "text": " "}, "text"),
        ({"asks": "director", "text": "x" * 20_001}, "text"),
        ({"asks": "director", "call": "1" * 41, "text": "KEPT"}, "call"),
    ],
)
def test_a_wish_that_lacks_something_says_where_and_loses_no_word(case, ana, fields, field):
    answer = climb(ana, case, rung=1, **fields)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'id="{field}-e"' in html
    assert "KEPT" not in fields.get("text", "") or "KEPT</textarea>" in html
    assert "asks" not in fields or field == "asks" or f'value="{fields["asks"]}" required checked' in html


def test_a_video_conference_carries_its_times_tool_and_number(cast, case, ana):
    assert climb(ana, case, rung=1, asks="video-conference", times="Any", tool="Teams", call="+40 1").status_code == 302
    with viewing(cast.eve.person):
        row = FactRow.objects.get(case=case, kind="escalated")
    assert (row.what["asks"], row.text) == (
        "video-conference", "Times that suit us: Any\nWith: Teams\nPlease call +40 1.",
    )  # fmt: skip
    said = page(ana, case)
    assert "You asked for a video conference: rung 1 of the ladder" in said
    assert "Next: Somebody of the team answers your escalation by" in said or "Eve updates you" in said
    assert "Escalate to Management open to you now" in said


def test_another_severity_is_asked_for_beside_it(cast, case, ana):
    assert climb(ana, case, rung=1, asks="severity-change", severity="1").status_code == 302
    assert [one for one in kinds(cast, case) if one in {"escalated", "severity-asked"}] == [
        "escalated",
        "severity-asked",
    ]
    assert "You asked for severity 1" in page(ana, case)


def test_one_press_is_one_rung_however_often_it_arrives_and_the_second_person_learns_who_has_it(cast, case, ana):
    fields = sent(rung=1, asks="video-conference", times="Any", text="Once")
    for _ in range(2):
        assert ana.post(f"/cases/{case.number}/escalations", fields).status_code == 302
    stale = climb(ana, case, rung=1, asks="director", text="MY WORDS")
    assert stale.status_code == 409
    said = words(stale)
    assert "This case is escalated already, on rung 1: the team was told, and somebody takes it now." in said
    assert "MY WORDS" in said
    assert kinds(cast, case).count("escalated") == 1


def test_words_that_came_second_go_along_to_the_step_that_is_open_now_and_press_nothing(cast, case, ana):
    assert climb(ana, case, rung=1, asks="director").status_code == 302
    late = climb(ana, case, rung=1, asks="video-conference", times="Any", tool="Teams", text="MY WORDS", call="+40 1")
    html = late.content.decode()
    assert "Any\nTeams\nMY WORDS</textarea>" in html
    assert 'name="look" value="1"' in html
    on = climb(ana, case, look="1", text="Any\nTeams\nMY WORDS", call="+40 1")
    assert on.status_code == 200
    html = on.content.decode()
    assert "Any\nTeams\nMY WORDS</textarea>" in html
    assert 'value="+40 1"' in html
    assert 'name="rung" value="2"' in html
    assert kinds(cast, case).count("escalated") == 1


def test_a_case_that_has_ended_says_so_and_gives_the_words_back(cast, story, case, ana):
    other = story.open_case(plan="platinum", severity=3, at=50)
    with viewing(cast.eve.person):
        merge(other, case, by=cast.eve.person, now=story.at(40))
    merged = climb(ana, other, rung=1, asks="director", text="MY WORDS")
    assert (merged.status_code, words(merged).count("MY WORDS")) == (409, 1)
    assert f"This case goes on as {case.number}. Do it there. Go to {case.number}" in words(merged)
    story.eve.resolves(case, at=30)
    said = words(climb(ana, case, rung=1, asks="director", text="MY WORDS"))
    assert "This case is resolved already. Reopen it first." in said
    assert "MY WORDS" in said
    assert "take it up again ; then you can escalate it" in words(ana.get(f"/cases/{case.number}/escalations"))
    assert "If this is not going well" not in page(ana, case)


def test_a_call_is_no_press_and_its_lines_are_those_of_the_region(cast, case, ana):
    escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    escalates(cast.ana, case, 2, at=40)
    said = page(ana, case)
    assert "Call for the Duty Manager open to you now" in said
    assert "Romania" in said
    assert "Australia" not in said
    assert "There is nothing to press here." in words(ana.get(f"/cases/{case.number}/escalations"))
    assert climb(ana, case, rung=3, text="MY WORDS").status_code == 409
    escalates(cast.eve, case, 3, at=30)
    assert "Eve took your call for the Duty Manager" in page(ana, case)
