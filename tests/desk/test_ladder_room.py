"""The ladder on the desk's case and the escalation room: taken, four duties, findings, comfort (O7.5, O8.1, O8.5)."""

import re
from datetime import timedelta

import pytest

from sundial.commands.record import record
from sundial.models import CLOCKWORK, Person, database_now, viewing
from sundial.protocol.facts import Asks, ComfortAsked
from tests.browsing import lately, sent, signed_in, words
from tests.climbing_story import answers, does, escalates, owns, rungs
from tests.database import as_role
from tests.desk.pages import facts, page

LOCAL = "%Y-%m-%dT%H:%M"


@pytest.fixture
def story(cast):
    cast.max.at = lately(cast).at
    return cast


@pytest.fixture
def case(story):
    """Ana's, on a plan with phone; Eve has it and has answered."""
    opened = story.open_case(plan="platinum", severity=3, at=90)
    story.eve.replies(opened, at=85)
    story.eve.takes(opened, at=84)
    return opened


@pytest.fixture
def dan(story):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=story.dan.person.pk).update(phone="+40 256 555 010", title="Duty Manager")
    return signed_in(story.dan.person)


def room(client, case, of=""):
    return words(client.get(f"/desk/cases/{case.number}/escalation{f'?of={of}' if of else ''}"))


def sends(client, case, noun, escalation, **fields):
    return client.post(f"/desk/cases/{case.number}/escalation/{noun}", sent(escalation=escalation, **fields))


def local(minutes):
    return (database_now() - timedelta(minutes=minutes)).strftime(LOCAL)


def asked_twice(case, seq, story, *, at):
    for moment in at:
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            record(case, ComfortAsked(seq), by=None, now=story.at(moment))


def test_the_case_says_its_rung_its_words_when_an_answer_is_due_and_that_nobody_owns_it(story, case, dan):
    assert "Escalation" not in page(dan, f"/desk/cases/{case.number}").partition("<main")[2].replace(
        "Escalation room", ""
    )
    escalates(story.ana, case, 1, at=60, asks=Asks.VIDEO, text="")
    escalates(story.ana, case, 2, at=40, text="Third failover today.")
    html = page(dan, f"/desk/cases/{case.number}")
    said = words(dan.get(f"/desk/cases/{case.number}"))

    assert 'aria-label="Escalation rung 2 of 4"' in html
    assert "Rung 2, not answered" in said
    assert "Answer on rung 2" in said
    assert "“Third failover today.”" in said or "Third failover today." in said
    assert "Nobody owns it yet." in said
    assert "0 of 4 duties done; owed: contact, your details, action plan and other parties" in said
    assert re.search(r"2 Escalate to Management due ", said)
    assert '#p-esc"' in html


def test_a_message_keeps_no_escalation_and_the_composer_promises_no_such_thing(story, case, dan):
    """O7.5: an answer on the ladder is more than a word in the thread."""
    escalates(story.ana, case, 1, at=60, asks=Asks.VIDEO)
    html = page(dan, f"/desk/cases/{case.number}")
    assert re.search(r"Keeps the [^<]* update", html)


def test_one_takes_it_and_the_second_sees_who_has_it(story, case, dan):
    seq = escalates(story.eve, case, 2, at=40)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        player = story._staff("Dora", "duty-manager", "emea")
    dora = signed_in(player.person)
    assert "Take this escalation" in room(dora, case)
    assert sends(dan, case, "ownerships", seq, seen="").status_code == 302
    answer = sends(dora, case, "ownerships", seq, seen="")
    assert answer.status_code == 422
    assert "Dan owns this escalation. Take it first." in words(answer)
    assert "Take it over from Dan" in words(answer)
    assert rungs(case) == [(2, "Dan", False, False)]


def test_who_does_not_answer_a_rung_is_told_who_does(story, case):
    escalates(story.eve, case, 2, at=40)
    said = room(signed_in(story.eve.person), case)
    assert "This rung is answered by others: the protocol names who. Here: " in said
    assert "Take this escalation" not in said


def test_the_four_duties_are_done_by_forms_and_then_it_is_answered(story, case, dan):
    seq = escalates(story.ana, case, 1, at=50, asks=Asks.MANAGER)
    sends(dan, case, "ownerships", seq, seen="")
    html = page(dan, f"/desk/cases/{case.number}/escalation")
    assert "Phone +40 256 555 010" in html

    assert (
        sends(dan, case, "duties", seq, duty="contact", how="phone", at=local(5), text="They lose orders.").status_code
        == 302
    )
    assert sends(dan, case, "duties", seq, duty="details", text="Dan, +40 256 555 010").status_code == 302
    assert sends(dan, case, "duties", seq, duty="plan", text="A fix by six.").status_code == 302
    assert "Still owed: other parties." in room(dan, case)
    assert sends(dan, case, "duties", seq, duty="parties", text="Nobody else is needed.").status_code == 302

    done = [text for kind, text in facts(case) if kind == "duty-done"]
    assert re.fullmatch(r"By phone, \w{3} \d+ \w{3} \d{4}, \d\d:\d\d Bucharest\.\n\nThey lose orders\.", done[0])
    assert done[1:] == ["Dan, +40 256 555 010", "A fix by six.", "Nobody else is needed."]
    assert rungs(case) == [(1, "Dan", True, False)]
    assert "Answered " in room(dan, case)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"how": "", "at": "2026-03-02T09:00"}, "Say how the customer was contacted."),
        ({"how": "phone", "at": "soon"}, "That is no time"),
        ({"how": "phone", "at": "2031-03-02T09:00"}, "That time cannot be"),
        ({"how": "phone", "at": "0001-01-01T00:00"}, "That time cannot be"),
    ],
)
def test_a_contact_says_how_and_when_and_keeps_its_words_where_it_does_not(story, case, dan, fields, says):
    seq = escalates(story.eve, case, 2, at=40)
    owns(story.dan, case, seq, at=30)
    answer = sends(dan, case, "duties", seq, duty="contact", text="They lose orders.", **fields)
    assert answer.status_code == 422
    assert says in words(answer)
    assert "They lose orders.</textarea>" in answer.content.decode()


def test_words_for_the_customer_are_looked_at_once_more_and_those_that_stay_inside_are_not(story, case, dan):
    seq = escalates(story.eve, case, 2, at=40)
    owns(story.dan, case, seq, at=30)
    answer = sends(dan, case, "duties", seq, duty="plan", text="@Eve restarts it. TODO")
    assert answer.status_code == 422
    assert "@Eve is a colleague." in words(answer)
    (anyway,) = re.findall(r'name="anyway" value="(\w+)"', answer.content.decode())
    assert sends(dan, case, "duties", seq, duty="parties", text="@Eve knows.").status_code == 302
    assert sends(dan, case, "duties", seq, duty="plan", text="@Eve restarts it. TODO", anyway=anyway).status_code == 302
    assert sends(dan, case, "duties", seq, duty="plan", text="@Ned restarts it.", anyway=anyway).status_code == 422


def test_whoever_lost_it_meanwhile_keeps_their_words(story, case, dan):
    seq = escalates(story.eve, case, 2, at=40)
    owns(story.dan, case, seq, at=30)
    owns(story.max, case, seq, at=20, seen=str(story.dan.person.pk))
    answer = sends(dan, case, "duties", seq, duty="plan", text="A fix by six.")
    assert answer.status_code == 422
    assert "Max owns this escalation. Take it first." in words(answer)
    assert "What you wrote" in words(answer)
    assert "A fix by six.</textarea>" in answer.content.decode()

    story.eve.resolves(case, at=10)
    late = sends(dan, case, "findings", seq, text="Nobody looked.")
    assert late.status_code == 422
    assert "Nobody looked.</textarea>" in late.content.decode()


def test_findings_are_written_beside_what_became_of_the_rungs_before(story, case, dan):
    """O8.1: rung 3 asks how the earlier ones failed."""
    escalates(story.ana, case, 1, at=80, asks=Asks.VIDEO, text="Please show us.")
    third = escalates(story.eve, case, 3, at=60)
    answers(story.dan, case, third, at=50)
    said = room(dan, case)
    assert re.search(r"Rung 1 , \S+( \S+)? , asked for a video conference Answered .*, in time; nobody owned it", said)
    assert "Please show us." in said
    assert sends(dan, case, "comfort", third, comfortable="yes", text="Ana said so by phone.").status_code == 302
    assert "it settles when the findings are written" in room(dan, case)
    assert sends(dan, case, "findings", third, text=" ").status_code == 422
    assert sends(dan, case, "findings", third, text="The link was wrong.").status_code == 302
    assert rungs(case) == []
    assert "The case is back with its owner, Eve ." in room(dan, case)
    assert re.search(
        r"What came of it Rung 1 .* Rung 3 .* Dan owned it .*Found ?, Dan.*The link was wrong\.", room(dan, case)
    )
    assert "The case is yours alone again." in room(signed_in(story.eve.person), case)
    story.dan.assigns(case, None, at=10)
    assert "Nobody has the case now : give it to somebody ." in room(dan, case)
    assert "Nobody has the case now." in words(dan.get(f"/desk/cases/{case.number}"))


def test_comfort_is_noted_in_words_and_silence_decided_only_after_a_question_and_a_reminder(story, case, dan):
    seq = escalates(story.eve, case, 2, at=80)
    assert "Comfort is asked for once it is answered." in room(dan, case)
    assert "the next step: a call for the Duty Manager." in room(dan, case)
    answers(story.dan, case, seq, at=70)
    assert "Silence can be decided once the customer was asked and reminded." in room(dan, case)
    early = sends(dan, case, "settlements", seq, text="They wrote no more.")
    assert early.status_code == 422
    assert "They wrote no more.</textarea>" in early.content.decode()
    assert sends(dan, case, "comfort", seq, text="By phone.").status_code == 422
    answer = sends(dan, case, "comfort", seq, comfortable="no", text=" ")
    assert "what is done here has words" in words(answer)
    sends(dan, case, "comfort", seq, comfortable="no", text="Ana, by phone.")
    assert "Not comfortable, said " in room(dan, case)

    asked_twice(case, seq, story, at=(50, 40))
    assert "the silence is to be decided" in room(dan, case)
    assert "a manager, decides what a silence means" in room(signed_in(story.eve.person), case)
    assert sends(dan, case, "settlements", seq, text="The fix has run for a week.").status_code == 302
    assert rungs(case) == []


def test_the_log_has_all_of_it_in_order_and_each_rung_its_own_room(story, case, dan):
    first = escalates(story.ana, case, 1, at=80, asks=Asks.VIDEO)
    owns(story.eve, case, first, at=75)
    does(story.eve, case, first, "contact", at=70, text="Called at noon.")
    second = escalates(story.ana, case, 2, at=60, text="Still down.")
    said = room(dan, case)
    assert said.index("Called at noon.", said.index(" Log ")) < said.index("Still down.", said.index(" Log "))
    assert "Eve owns this escalation" in room(dan, case, of=first)
    assert "Nobody owns this escalation yet" in room(dan, case, of=second) == room(dan, case, of="x")


def test_outsiders_get_the_page_of_a_case_that_never_was(story):
    secret = story.open_case(by=story.restricted("emea"), at=90)
    seq = escalates(story.eve, secret, 2, at=40)
    max_ = signed_in(story.max.person)
    assert max_.get(f"/desk/cases/{secret.number}/escalation").status_code == 404
    assert max_.get(f"/desk/cases/{secret.number}/calls").status_code == 404
    assert sends(max_, secret, "ownerships", seq, seen="").status_code == 404
