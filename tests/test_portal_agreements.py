"""Severity and agreements in the portal: asked, accepted, declined and withdrawn by the customer alone (O4.2, O6.2)."""

import re
from datetime import timedelta

import pytest

from sundial.commands.agreements import propose
from sundial.commands.severity import ask_severity
from sundial.commands.waiting import set_waiting
from sundial.models import Case, FactRow, viewing
from sundial.protocol.amounts import parse
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from tests.at_the_portal import ana, story
from tests.browsing import sent, signed_in, words

__all__ = ["ana", "story"]


UPDATE = Promise.DIAGNOSIS_UPDATE


@pytest.fixture
def case(story):
    """Ana's case of severity 2 on Gold: answered an hour ago, the update is due in seven."""
    case = story.open_case(plan="gold", severity=2, at=70)
    story.eve.takes(case, at=65)
    story.eve.replies(case, at=60)
    return case


def act(player, verb, case, *rest, at=30, **more):
    with viewing(player.person):
        return verb(case, *rest, by=player.person, now=player.at(at), **more)


def offer(story, case, instead=None, at=30, text="Once a day is enough, is it not?"):
    instead = instead or Instead(UPDATE, every=parse("1 business day"))
    return act(story.eve, propose, case, instead, at=at, text=text)


def kinds(cast, case):
    with viewing(cast.eve.person):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def press(client, case, rest):
    return client.post(f"/cases/{case.number}/{rest}", sent())


def test_the_page_of_another_severity_says_beforehand_what_each_answer_moves(case, ana):
    said = words(ana.get(f"/cases/{case.number}/severity"))
    assert re.search(r"critical\? Severity 1\. Your next update \S.* due ", said)
    assert "This is what the case has now." in said
    assert "None of these. Severity 4. Your next update" in said


def test_a_customer_asks_with_the_wizards_answers_and_a_reason(cast, case, ana):
    address = f"/cases/{case.number}/severity"
    assert words(ana.post(address, sent(way=1, text=" "))).count("Say why in a few words") == 1
    assert ana.post(address, sent(text="Down.")).status_code == 422
    assert ana.post(address, sent(way=1, text="Every line is down.")).status_code == 302

    with viewing(cast.eve.person):
        row = FactRow.objects.get(case=case, kind="severity-asked")
        assert (row.what["severity"], row.what["answers"], row.text) == (1, ["down=yes"], "Every line is down.")
    said = words(ana.get(f"/cases/{case.number}"))
    assert "You asked for severity 1" in said
    assert "The team answers; nothing moves before." in said
    assert "asked for already" in words(ana.get(address))


def test_a_no_to_everything_is_the_last_severity(cast, case, ana):
    assert ana.post(f"/cases/{case.number}/severity", sent(way=4, text="A question after all.")).status_code == 302
    with viewing(cast.eve.person):
        row = FactRow.objects.get(case=case, kind="severity-asked")
        assert (row.what["severity"], row.what["answers"]) == (4, ["down=no", "degraded=no", "widespread=no"])


def test_a_wish_is_taken_back(cast, case, ana):
    ana.post(f"/cases/{case.number}/severity", sent(way=1, text="Down."))
    assert press(ana, case, "severity/1/refusals").status_code == 302
    assert kinds(cast, case)[-1] == "severity-declined"
    assert "nothing moves before" not in words(ana.get(f"/cases/{case.number}"))


def test_what_the_team_asks_for_is_accepted_with_one_press_that_shows_what_it_moves(cast, story, case, ana):
    act(story.eve, ask_severity, case, 4, text="Does it work again?")
    said = words(ana.get(f"/cases/{case.number}"))
    assert "Is it severity 4 by now?" in said
    assert "If you agree, your next update would be due" in said

    assert press(ana, case, "severity/1/acceptances").status_code == 302
    with viewing(cast.ana.person):
        assert Case.objects.get(pk=case.pk).severity == 4
    answer = press(ana, case, "severity/1/acceptances")
    assert answer.status_code == 409
    assert "The case has severity 4 already." in answer.content.decode()


def test_a_customer_cannot_change_the_severity_by_themselves(cast, case, ana):
    ana.post(f"/cases/{case.number}/severity", sent(way=1, text="Down."))
    assert press(ana, case, "severity/1/acceptances").status_code == 409
    assert press(ana, case, "severity/2/acceptances").status_code == 404
    with viewing(cast.ana.person):
        assert Case.objects.get(pk=case.pk).severity == 2


def test_a_proposal_stands_above_the_conversation_with_what_it_moves_and_is_accepted_with_one_press(
    cast, story, case, ana
):
    offer(story, case)
    said = words(ana.get(f"/cases/{case.number}"))
    assert "We propose: an update every business day" in said
    assert "Once a day is enough, is it not?" in said
    assert "If you agree, your next update would be due" in said

    assert press(ana, case, "agreements/1/acceptances").status_code == 302
    assert kinds(cast, case)[-1] == "agreement-made"
    said = words(ana.get(f"/cases/{case.number}"))
    assert "We propose" not in said
    assert "You agreed, " in said
    assert re.search(r"It moved our promise to .* instead of ", said)
    assert "with another severity, when the fix has its release date, or when either of us withdraws it" in said


def test_or_declined(cast, story, case, ana):
    offer(story, case)
    assert press(ana, case, "agreements/1/refusals").status_code == 302
    assert kinds(cast, case)[-1] == "agreement-declined"
    answer = press(ana, case, "agreements/1/acceptances")
    assert answer.status_code == 409
    assert "This does not stand any more." in answer.content.decode()


def test_an_agreement_is_withdrawn_after_seeing_what_that_moves(cast, story, case, ana):
    offer(story, case)
    press(ana, case, "agreements/1/acceptances")
    assert "Withdraw it If you do, your next update would be due" in words(ana.get(f"/cases/{case.number}"))
    assert press(ana, case, "agreements/1/withdrawals").status_code == 302
    assert kinds(cast, case)[-1] == "agreement-ended"
    assert "None is in force" in words(ana.get(f"/cases/{case.number}"))


def test_one_press_is_one_act_however_often_it_arrives(cast, story, case, ana):
    offer(story, case)
    fields = sent()
    for _ in range(2):
        assert ana.post(f"/cases/{case.number}/agreements/1/acceptances", fields).status_code == 302
    assert kinds(cast, case).count("agreement-made") == 1


def test_a_proposal_whose_date_has_passed_cannot_be_accepted_any_more(cast, story, case, ana):
    past = story.eve.at(5)
    offer(story, case, Instead(UPDATE, due_by=past), at=40)
    assert "We propose" not in words(ana.get(f"/cases/{case.number}"))
    assert press(ana, case, "agreements/1/acceptances").status_code == 409


def test_all_agreements_of_the_organization_stand_on_one_page_and_nobody_elses(cast, story, case, ana):
    rita = cast.restricted("emea")
    rita.at = story.at
    hidden = story.open_case(plan="gold", severity=2, by=rita, at=70, subject="CANARY-SUBJECT")
    story.eve.replies(hidden, at=60)
    offer(story, hidden, text="CANARY-WORDS")
    assert "No special agreements." in words(ana.get("/agreements"))

    other = story.open_case(plan="gold", severity=2, at=70, subject="Kiosk halts")
    story.eve.replies(other, at=60)
    for one in (case, other):
        offer(story, one)
    press(ana, other, "agreements/1/acceptances")
    answer = ana.get("/agreements")
    said = words(answer)

    assert "CANARY" not in answer.content.decode()
    assert "We propose: an update every business day" in said
    assert said.index("In force") < said.index("Kiosk halts")
    mine = words(signed_in(rita.person).get("/agreements"))
    assert "CANARY-WORDS" in mine
    assert "Kiosk halts" not in mine


@pytest.mark.parametrize("rest", ["acceptances", "refusals", "withdrawals"])
def test_of_anothers_case_there_is_nothing_to_press(cast, story, ana, rest):
    rita = cast.restricted("emea")
    rita.at = story.at
    hidden = story.open_case(plan="gold", severity=2, by=rita, at=70)
    story.eve.replies(hidden, at=60)
    offer(story, hidden)
    assert press(ana, hidden, f"agreements/1/{rest}").status_code == 404
    assert ana.get(f"/cases/{hidden.number}/severity").status_code == 404


def test_the_numbers_in_the_addresses_tell_nothing_of_what_is_said_inside(story, case, ana):
    for minutes in (50, 49, 48):
        story.eve.notes(case, at=minutes)
    offer(story, case)
    html = ana.get(f"/cases/{case.number}").content.decode()
    assert re.findall(r"agreements/(\d+)/", html) == ["1", "1"]


def test_the_customer_reads_what_we_wait_for(story, case, ana):
    act(story.eve, set_waiting, case, "waiting-for-customer")
    assert "We have asked you for something." in words(ana.get(f"/cases/{case.number}"))


def test_the_number_of_queries_does_not_grow_with_the_agreements(story, ana, django_assert_max_num_queries):
    for _ in range(6):
        one = story.open_case(plan="gold", severity=2, at=70)
        story.eve.replies(one, at=60)
        offer(story, one)
    ana.get("/agreements")
    with django_assert_max_num_queries(14):
        ana.get("/agreements")


def test_a_silence_says_from_when_on_updates_come_again(story, case, ana):
    until = story.eve.at(30) + timedelta(days=2)
    offer(story, case, Instead(UPDATE, silent_until=until))
    assert re.search(r"would be due \S.*, nothing before ", words(ana.get(f"/cases/{case.number}")))
