"""The customer's ladder in the portal: who has it, what was answered, are they comfortable (O7.5, O8.5)."""

import re

from sundial.commands.severity import ask_severity
from sundial.models import CLOCKWORK, Person, viewing
from sundial.protocol.facts import Asks, Duty
from tests.at_the_portal import ana, case, story
from tests.browsing import signed_in, words
from tests.climbing_doors import climb, comfort, page
from tests.climbing_story import answers, does, escalates, finds, is_comfortable, owns, rungs
from tests.database import as_role

__all__ = ["ana", "case", "story"]


def test_what_was_answered_stands_there_and_nothing_of_the_inside(cast, case, ana):
    first = escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    third = escalates(cast.eve, case, 3, at=45, text="She called.")
    owns(cast.dan, case, third, at=40)
    assert "Dan answers by" in page(ana, case)
    does(cast.dan, case, third, Duty.CONTACT, at=39, text="Called her at ten.")
    does(cast.dan, case, third, Duty.DETAILS, at=39, text="+40 256 555 000")
    does(cast.dan, case, third, Duty.PLAN, at=38, text="The **trace** by noon.")
    does(cast.dan, case, third, Duty.PARTIES, at=37, text="CANARY-PARTIES")
    finds(cast.dan, case, third, at=36, text="CANARY-FINDINGS")
    answer = ana.get(f"/cases/{case.number}")
    said = words(answer)
    assert "Are you comfortable with the progress?" in said
    assert (
        "Point person Dan Contact Called her at ten. Reach them at +40 256 555 000 Plan and next steps The trace"
        in said
    )
    assert "Dan gave you their contact details" in said
    html = answer.content.decode() + ana.get(f"/cases/{case.number}/escalations/2/comfort").content.decode()
    assert "CANARY" not in html
    assert not re.search(rf"(escalations/|esc-)({first}|{third})\b", html)


def test_comfortable_settles_and_a_second_press_reads_what_came_of_it(cast, case, ana):
    """O8.5."""
    seq = escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    assert "Are you comfortable" not in page(ana, case)
    answers(cast.eve, case, seq, at=40)
    assert comfort(ana, case, "maybe", text="KEPT").status_code == 422
    assert comfort(ana, case, "yes", text="Thank you all.").status_code == 302
    assert rungs(case) == []
    said = page(ana, case)
    assert "You are comfortable with the progress" in said
    assert "1 earlier You asked for a video conference" in said
    assert "You were comfortable with the progress" in said
    late = comfort(ana, case, "no", text="MY WORDS")
    assert late.status_code == 409
    assert "This escalation is settled already. Read what came of it." in words(late)
    assert "You were comfortable with the progress" in words(late)
    assert "MY WORDS" in words(late)
    assert comfort(ana, case, "yes", nth=2).status_code == 404


def test_not_yet_offers_the_next_step_with_one_press(cast, case, ana):
    seq = escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at=40)
    assert comfort(ana, case, "no", text="The plan slips.").status_code == 302
    answer = ana.get(f"/cases/{case.number}")
    said = words(answer)
    assert "You are not comfortable yet" in said
    assert "The next step: Escalate to Management Dan (Support Duty Manager) contacts you by" in said
    (form,) = re.findall(r'<form[^>]*escalations">.*?</form>', answer.content.decode(), re.S)
    fields = dict(re.findall(r'name="(key|rung)" value="([^"]+)"', form))
    assert ana.post(f"/cases/{case.number}/escalations", fields).status_code == 302
    assert [rung for rung, *_ in rungs(case)] == [1, 2]


def test_until_the_findings_stand_a_comfortable_customer_is_asked_no_more(cast, case, ana):
    third = escalates(cast.eve, case, 3, at=45)
    answers(cast.dan, case, third, at=40)
    comfort(ana, case, "yes")
    said = page(ana, case)
    assert "Dan ends the escalation when our own part of it is written up" in said
    assert "Yes, I am comfortable" not in said
    finds(cast.dan, case, third, at=30)
    said = page(ana, case)
    assert "Your escalation has ended It ended once our own part of it was written up" in said
    assert "Eve has your case again, and every promise on it stands." in said
    escalates(cast.ana, case, 1, at=20, asks=Asks.VIDEO)
    assert "has ended" not in page(ana, case)


def test_a_colleague_reads_who_escalated_and_can_say_it_as_well(cast, case, ana):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        bob = Person.objects.create(email="bob@example.com", name="Bob", kind="contact", organization=cast.acme)
    seq = escalates(cast.ana, case, 1, at=50, asks=Asks.DIRECTOR)
    answers(cast.eve, case, seq, at=40)
    client = signed_in(bob)
    assert "Ana asked for a word with a Director of Support" in page(client, case)
    is_comfortable(cast.ana, case, seq, at=20, comfortable=False)
    assert "Ana is not comfortable with the progress yet" in page(client, case)
    assert "You are not comfortable with the progress yet" in page(ana, case)


def test_the_list_of_cases_says_who_answers_the_escalation_and_leadership_which_step_is_next(cast, case, ana):
    escalates(cast.ana, case, 1, at=50, asks=Asks.VIDEO)
    seq = escalates(cast.ana, case, 2, at=45)
    owns(cast.dan, case, seq, at=40)
    assert "Dan answers your escalation by" in words(ana.get("/"))
    said = words(ana.get("/support-services/leadership"))
    assert "Uploads fail Open next: Call for the Duty Manager On rung 2" in said
    assert "Write to support leadership" in words(ana.get("/support-services"))
    with viewing(cast.eve.person):  # another severity can be asked for meanwhile, and says what it moves
        ask_severity(case, 1, by=cast.eve.person, now=cast.at(30), text="Is it worse?")
    assert "your answer to your escalation stays due" in page(ana, case)


def test_of_anothers_case_there_is_no_ladder(cast, story, ana):
    rita = cast.restricted("emea")
    rita.at = story.at
    hidden = story.open_case(plan="gold", severity=2, by=rita, at=70)
    seq = escalates(rita, hidden, 1, at=50, asks=Asks.VIDEO)
    answers(story.eve, hidden, seq, at=40)
    assert ana.get(f"/cases/{hidden.number}/escalations").status_code == 404
    assert climb(ana, hidden, rung=1).status_code == 404
    assert comfort(ana, hidden, "yes").status_code == 404
    assert hidden.number not in ana.get("/support-services/leadership").content.decode()


def test_a_restricted_customer_reads_nobody_of_outside(cast, story):
    """O8.6: of the roles that answer, whoever stands outside is not named."""
    rita = cast.restricted("americas")
    rita.at = story.at
    case = story.open_case(plan="gold", severity=2, by=rita, at=70)
    escalates(rita, case, 1, at=50, asks=Asks.VIDEO)
    said = words(signed_in(rita.person).get(f"/cases/{case.number}/escalations"))
    assert "Max (Support Duty Manager) contacts you by" in said
    assert "Dan" not in said


def test_the_page_asks_no_more_of_the_database_with_every_escalation(cast, case, ana, django_assert_max_num_queries):
    for at in (58, 54, 50, 46):
        seq = escalates(cast.ana, case, 1, at=at, asks=Asks.VIDEO)
        answers(cast.eve, case, seq, at=at - 1)
        is_comfortable(cast.ana, case, seq, at=at - 2)
    page(ana, case)
    with django_assert_max_num_queries(22):
        page(ana, case)


def test_the_page_of_leadership_folds_no_history(cast, story, ana, django_assert_max_num_queries, monkeypatch):
    for at in (70, 69, 68):
        one = story.open_case(plan="platinum", severity=3, at=at)
    escalates(cast.ana, one, 1, at=50, asks=Asks.VIDEO)
    monkeypatch.setattr("sundial.web.portal.leadership.MOST", 2)
    page = ana.get("/support-services/leadership")
    said = words(page)
    assert said.count("Uploads fail") == 2
    assert "These are the 2 that stand highest." in said
    assert said.index("On rung 1") < said.index("Not escalated")
    with django_assert_max_num_queries(10):
        ana.get("/support-services/leadership")
