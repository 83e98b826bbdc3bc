"""Severity, plan, waiting and waivers on the desk: what each would move stands there before the press (O6.8, O6.9)."""

import re
from uuid import uuid4

import pytest

from sundial.commands.severity import ask_severity
from sundial.models import Case, history_of, viewing
from tests.browsing import lately, signed_in, words
from tests.desk.pages import facts, page


@pytest.fixture
def story(cast):
    return lately(cast)


@pytest.fixture
def case(story):
    """Ana's case of severity 2 on Gold: answered an hour ago, the update is due in seven."""
    case = story.open_case(plan="gold", severity=2, at=70)
    story.eve.takes(case, at=65)
    story.eve.replies(case, at=60)
    return case


@pytest.fixture
def dan(cast):
    return signed_in(cast.dan.person)


def at(case, rest):
    return f"/desk/cases/{case.number}/{rest}"


def send(client, case, rest, **fields):
    return client.post(at(case, rest), {"key": str(uuid4()), **fields})


def now_of(cast, case):
    with viewing(cast.eve.person):
        return Case.objects.get(pk=case.pk)


def asks(story, case, severity=1):
    with viewing(story.ana.person):
        return ask_severity(
            case, severity, by=story.ana.person, now=story.ana.at(30), text="Every line is down.", answers=("down=yes",)
        )


def test_the_page_shows_what_each_severity_moves_with_and_without_the_customer(cast, case, eve):
    said = words(eve.get(at(case, "severity")))

    assert re.search(r"Severity 1 Down, or critical impact .{,120}critical. Update \S.* instead of ", said)
    assert "With their agreement" in said
    assert re.search(r"Without it Update stays ", said)


def test_a_severity_is_changed_with_a_reason_and_what_was_typed_is_kept_without_one(cast, case, eve):
    answer = send(eve, case, "severity", severity=1, seen=2, text=" ")
    assert answer.status_code == 422
    assert "Say why in a few words" in words(answer)
    assert re.search(r'value="1" required checked', answer.content.decode())

    assert send(eve, case, "severity", severity=1, seen=2, text="All of it is down.").status_code == 302
    assert now_of(cast, case).severity == 1
    assert facts(case)[-1] == ("severity-changed", "All of it is down.")


def test_what_the_customer_said_to_the_questions_is_kept_with_the_change(cast, case, eve):
    answers = {"answer-down": "no", "answer-degraded": "no", "answer-widespread": "yes"}
    said = words(eve.get(at(case, "severity")))
    assert "Is an existing network or environment down" in said

    against = send(eve, case, "severity", severity=1, seen=2, text="All of it.", **answers)
    assert against.status_code == 422
    assert "The answers come to severity 3, and 1 is chosen." in words(against)
    assert re.search(r'name="answer-widespread" value="yes" checked', against.content.decode())

    assert send(eve, case, "severity", severity=3, seen=2, text="It works again.", **answers).status_code == 302
    with viewing(cast.eve.person):
        assert history_of(case.pk)[-1].what.answers == ("down=no", "degraded=no", "widespread=yes")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"text": "Why not."}, "Choose a severity first."),
        ({"severity": 2, "text": "Same."}, "has severity 2 already"),
        ({"severity": 9, "text": "Worse."}, "no severity 9"),
        ({"severity": 1, "seen": 3, "text": "Worse."}, "the severity is 2 now"),
        ({"severity": 4, "evidence": 2, "text": "They said so."}, "not the customer's own message"),
        ({"severity": 1, "text": "Worse.", "key": "x"}, "gone stale"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_loses_nothing(cast, case, eve, fields, problem):
    answer = send(eve, case, "severity", **fields)
    assert answer.status_code == 422
    assert problem in words(answer)
    assert fields["text"] in answer.content.decode()
    assert now_of(cast, case).severity == 2


def test_the_same_form_pressed_twice_changes_the_severity_once(cast, case, eve):
    key = str(uuid4())
    for _ in range(2):
        assert send(eve, case, "severity", severity=1, text="Down.", key=key).status_code == 302
    assert [kind for kind, _ in facts(case)].count("severity-changed") == 1


def test_what_the_customer_asks_for_is_confirmed_with_one_press(cast, story, case, eve):
    asked = asks(story, case).facts[0]
    assert "Ana asks for severity 1" in page(eve, f"/desk/cases/{case.number}")
    said = words(eve.get(at(case, "severity")))
    assert "Every line is down." in said
    assert "Yes to: Is an existing network or environment down" in said

    assert send(eve, case, "severity", severity=1, evidence=asked.seq, seen=2).status_code == 302
    assert now_of(cast, case).severity == 1


def test_or_declined_with_a_reason(cast, story, case, eve):
    asked = asks(story, case).facts[0]
    assert send(eve, case, "severity/refusals", request=asked.seq, text="").status_code == 422
    assert send(eve, case, "severity/refusals", request=asked.seq, text="One line of nine.").status_code == 302
    assert facts(case)[-1] == ("severity-declined", "One line of nine.")
    assert "asks for severity" not in page(eve, f"/desk/cases/{case.number}")


def test_the_customer_can_be_asked_first_and_that_taken_back(cast, case, eve):
    assert send(eve, case, "severity/requests", severity=4, text="Does it work again?").status_code == 302
    assert now_of(cast, case).severity == 2
    html = page(eve, at(case, "severity"))
    assert "We asked Acme for severity 4" in html
    request = re.search(r'name="request" value="(\d+)"', html)[1]
    assert send(eve, case, "severity/refusals", request=request).status_code == 302


def test_the_plan_is_a_managers_to_change(cast, case, eve, dan):
    assert at(case, "plan") not in page(eve, f"/desk/cases/{case.number}")
    assert "Only a Support Duty Manager" in words(eve.get(at(case, "plan")))
    assert send(eve, case, "plan", plan="platinum", text="Upgraded.").status_code == 422

    assert "Platinum" in words(dan.get(at(case, "plan")))
    assert send(dan, case, "plan", plan="platinum", text="Upgraded today.").status_code == 302
    assert now_of(cast, case).plan == "platinum"


def test_waiting_says_honestly_that_it_pauses_nothing(cast, case, eve):
    said = words(eve.get(at(case, "waiting")))
    assert "Pauses nothing by the protocol: Update stays" in said

    assert send(eve, case, "waiting", status="waiting-for-customer").status_code == 302
    assert now_of(cast, case).waiting == "waiting-for-customer"
    assert "Pauses nothing by the protocol: the update is still due" in words(eve.get(f"/desk/cases/{case.number}"))
    assert send(eve, case, "waiting", status="").status_code == 302
    assert now_of(cast, case).waiting == ""
    assert send(eve, case, "waiting", status="asleep").status_code == 422


def test_the_queue_and_the_head_say_what_a_case_waits_for(cast, case, eve):
    send(eve, case, "waiting", status="waiting-for-test")
    assert "Waiting for a test" in page(eve, "/desk/?view=open")
    assert "Waiting for a test" in page(eve, f"/desk/cases/{case.number}").partition('id="promises"')[0]


def test_a_waiver_is_asked_for_by_one_and_approved_by_another(cast, story, eve, dan):
    case = story.open_case(plan="platinum", severity=1, at=300)
    story.eve.replies(case, at=290)
    story.eve.replies(case, at=10)
    key = "waivers/diagnosis-update-1"
    assert "not waived" in words(eve.get(at(case, "waivers")))
    assert send(eve, case, f"{key}/requests", text="Their line was down.").status_code == 302
    assert "/waivers/diagnosis-update-1" in facts(case)[-1][1]

    assert "approves it" in words(signed_in(cast.ned.person).get(at(case, key)))
    assert send(eve, case, key, text="Fine.").status_code == 422
    assert "Waive this breach" in words(dan.get(at(case, key)))
    assert send(dan, case, key, text="Agreed with their director.").status_code == 302
    said = words(eve.get(at(case, key)))
    assert "Waived by Dan" in said
    assert "asked for by Eve" in said
    assert "It stays broken all the same." in said


@pytest.mark.parametrize(
    "key", ["diagnosis-update-9", "first-response-1", "x-1", "diagnosis-update-x", "resource-answer-1"]
)
def test_a_waiver_of_what_is_not_broken_has_no_page(cast, case, eve, key):
    assert eve.get(at(case, f"waivers/{key}")).status_code == 404


@pytest.mark.parametrize("rest", ["severity", "plan", "waiting", "waivers", "waivers/first-response-1", "agreements"])
def test_outside_the_wall_there_is_no_such_page(cast, rest):
    case = cast.open_case(by=cast.restricted("emea"), at="Mon 2026-03-02 09:00")
    amy, ana = signed_in(cast.amy.person), signed_in(cast.ana.person)
    assert {client.get(at(case, rest)).status_code for client in (amy, ana)} == {404}
    assert {client.post(at(case, rest), {}).status_code for client in (amy, ana)} <= {404, 405}


@pytest.mark.parametrize("rest", ["severity", "plan", "waiting", "waivers", "agreements"])
def test_on_a_case_that_has_ended_the_pages_say_so(cast, story, case, eve, rest):
    story.eve.resolves(case, at=5)
    story.eve.closes(case, at=4)
    assert eve.get(at(case, rest)).status_code == 200
