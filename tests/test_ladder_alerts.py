"""Whoever O8 names hears of a rung, once, in the transaction of its fact; the case says so, and each silence (O8.1)."""

from datetime import timedelta

import pytest
from django.db import transaction

from sundial.commands.cases import resolve
from sundial.commands.escalating import Wish, escalate
from sundial.commands.resources import ask_group
from sundial.commands.rota import add_shift, take_time_off
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, Case, FactRow, Organization, viewing
from sundial.protocol.rota import Duty
from sundial.web.desk.alert_words import sentence
from tests.climbing_story import answers, escalates, is_comfortable, owns
from tests.database import as_role, run
from tests.story import kept, player

MOMENT = "Mon 2026-03-02 09:00"
HOUR = timedelta(hours=1)


@pytest.fixture
def team(cast):
    """Vera is the world's, Tom and Carl look after customers; Gil is of Engineering, Cora a coordinator."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for name, role, region in (("Vera", "vp", ""), ("Tom", "tam", "emea"), ("Carl", "csm", "americas"),
                                   ("Cora", "cx-coordinator", "emea")):  # fmt: skip
            setattr(cast, name.lower(), cast._staff(name, role, region))
        engineering = {"role": "working-groups", "region": "emea", "group": "engineering"}
        cast.gil = kept(player("Gil", cast.at, kind="staff", **engineering))
        Organization.objects.filter(pk=cast.acme.pk).update(tam=cast.tom.person, csm=cast.carl.person)
    return cast


@pytest.fixture
def case(team):
    opened = team.open_case(at=MOMENT)
    team.eve.takes(opened, at="Mon 09:05")
    return opened


@pytest.fixture
def secret(team):
    rita = team.restricted("emea")
    opened = team.open_case(by=rita, at=MOMENT)
    team.eve.takes(opened, at="Mon 09:05")
    opened.rita = rita
    return opened


def alerts(case, seq):
    """Return the alerts of one rung as they are kept."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = Alert.objects.filter(case=case, seq=seq, kind="escalated").select_related("person", "case__organization")
        return list(rows.order_by("person__name"))


def told(case, seq):
    return " ".join(one.person.name for one in alerts(case, seq))


def notes(case):
    """Return what the desk itself wrote on a case, for its team."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = FactRow.objects.filter(case=case, kind="messaged", by__isnull=True).order_by("seq")
        return list(rows.values_list("text", flat=True))


def test_four_rungs_climb_and_of_each_exactly_those_hear_whom_the_table_names(team, case):
    now = team.at("Mon 09:10")
    with viewing(team.eve.person):
        ask_group(case, "engineering", by=team.eve.person, text="Why?", due_at=now + HOUR, now=now)
    first = escalates(team.ana, case, 1, at="Mon 09:30")
    second = escalates(team.ana, case, 2, at="Mon 09:40")
    third = escalates(team.eve, case, 3, at="Mon 09:50")
    fourth = escalates(team.ana, case, 4, at="Mon 10:00")

    assert [told(case, seq) for seq in (first, second, third, fourth)] == [
        "Carl Dan Eve Gil Tom",
        "Carl Cora Dan Eve Gil Max Tom",
        "Carl Dan Max Tom Vera",
        "Carl Dan Max Tom Vera",
    ]
    assert {one.text for one in alerts(case, third)} == {"escalated to rung 3"}


def test_behind_a_wall_nobody_outside_hears_whoever_presses(team, secret):
    first = escalates(secret.rita, secret, 1, at="Mon 09:30")
    second = escalates(team.eve, secret, 2, at="Mon 09:40")
    third = escalates(team.cora, secret, 3, at="Mon 09:50")
    fourth = escalates(secret.rita, secret, 4, at="Mon 10:00")

    assert [told(secret, seq) for seq in (first, second, third, fourth)] == ["Dan Eve", "Cora Dan", "Dan", "Dan"]


def test_nobody_hears_of_their_own_press_and_a_colleague_who_takes_the_call_is_one_of_them(team, case):
    assert told(case, escalates(team.dan, case, 3, at="Mon 09:30")) == "Carl Max Tom Vera"


def test_the_case_says_to_its_team_who_was_told_and_why_and_never_to_the_customer(team, case):
    escalates(team.ned, case, 2, at="Mon 09:30")
    (note,) = notes(case)

    assert note.splitlines()[0] == "Told of rung 2:"
    assert "- Cora: answers and owns it, Customer Experience Coordinator (EMEA)" in note
    assert "- Eve: is informed, Case owner (has the case, EMEA)" in note
    with viewing(team.ana.person):
        assert not FactRow.objects.filter(case=case, text__startswith="Told of").exists()


def test_an_empty_role_has_its_stand_in_and_the_case_says_so(team, secret):
    escalates(secret.rita, secret, 1, at="Mon 09:30")

    assert "is informed, Support manager (EMEA, stands in: nobody there holds the role)" in notes(secret)[0]


def test_a_silence_is_written_on_the_case_and_the_rung_is_taken_all_the_same(team, secret):
    team.leaves(team.dan)
    seq = escalates(secret.rita, secret, 1, at="Mon 09:30")

    assert told(secret, seq) == "Eve"
    said = notes(secret)[0]
    assert "Nobody could be told as Support manager: nobody inside has it, nor could stand in." in said
    assert "Nobody could be told as Support Duty Manager:" in said


def test_who_is_on_shift_when_it_is_pressed_hears_though_the_customer_sees_nothing_of_the_rota(team, secret):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        dora = team._staff("Dora", "duty-manager", "emea")
    now = team.at("Mon 09:20")
    with viewing(team.dan.person):
        add_shift(dora.person, ("emea", Duty.MANAGER), now, now + HOUR, by=team.dan.person, now=now)
    escalates(team.eve, secret, 3, at="Mon 09:30")
    late = team.open_case(by=secret.rita, at="Mon 10:30")
    escalates(team.eve, late, 3, at="Mon 10:40")

    assert "- Dora: answers, Support Duty Manager on shift (on shift, EMEA)" in notes(secret)[0]
    assert "- Dan: answers, Support Duty Manager on shift (EMEA)" in notes(late)[0]


def test_the_worker_records_a_letter_of_the_customer_and_the_same_people_hear(team, case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        theirs = Case.objects.get(pk=case.pk)
        recorded = escalate(theirs, Wish(rung=1, text="Help"), by=team.ana.person, now=team.at("Mon 09:30"))

    assert told(case, recorded.facts[0].seq) == "Carl Dan Eve Tom"


def test_the_alerts_are_there_with_the_fact_or_not_at_all(team, case):
    with viewing(team.ana.person), transaction.atomic():
        recorded = escalate(case, Wish(rung=1, text="Help"), by=team.ana.person, now=team.at("Mon 09:30"))
        transaction.set_rollback(True)
    assert recorded.alerts
    assert notes(case) == []
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert not Alert.objects.filter(case=case, kind="escalated").exists()


def relevant(alert, at):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        fresh = Alert.objects.select_related("case__organization", "person").get(pk=alert.pk)
        return why_not(fresh, at)


def test_word_of_a_rung_is_sent_while_the_case_stands_on_it_and_not_after(team, case, at):
    seq = escalates(team.ned, case, 2, at="Mon 09:30")
    (alert,) = [one for one in alerts(case, seq) if one.person.name == "Dan"]
    assert relevant(alert, at("Mon 09:31")) == ""

    answers(team.dan, case, seq, at="Mon 09:40")
    assert relevant(alert, at("Mon 09:41")) == ""
    is_comfortable(team.ana, case, seq, at="Mon 09:50")
    assert relevant(alert, at("Mon 09:51")) == "the escalation is settled, or over with its case"


def test_word_of_a_rung_is_not_sent_once_the_case_is_resolved_or_the_wall_shuts_somebody_out(team, case, at):
    seq = escalates(team.ned, case, 2, at="Mon 09:30")
    (of_max,) = [one for one in alerts(case, seq) if one.person.name == "Max"]
    with as_role("postgres"):
        run("UPDATE support_case SET regions = '{emea}' WHERE id = %s", [case.pk])
    assert relevant(of_max, at("Mon 09:31")) == "the person is outside the wall of the case"

    with as_role("postgres"):
        run("UPDATE support_case SET regions = '{}' WHERE id = %s", [case.pk])
    with viewing(team.eve.person):
        resolve(case, by=team.eve.person, text="Done.", now=at("Mon 09:40"))
    assert relevant(of_max, at("Mon 09:41")) == "the escalation is settled, or over with its case"


def test_a_letter_says_the_rung_and_of_a_restricted_case_the_number_alone(team, case, secret, at):
    open_one = alerts(case, escalates(team.ned, case, 2, at="Mon 09:30"))[0]
    hidden = alerts(secret, escalates(secret.rita, secret, 1, at="Mon 09:31"))[0]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        letter, closed = letter_of(open_one), letter_of(hidden)

    assert letter.subject == f"{case.number}: escalated to rung 2"
    assert closed.subject == secret.number
    assert "rung" not in closed.text
    assert sentence(open_one, at("Mon 09:32"), None) == f"{case.number} was escalated to rung 2"


def test_who_is_away_is_followed_by_their_deputy_though_the_customer_presses(team, case, at):
    now = at("Mon 09:20")
    with viewing(team.dan.person):
        take_time_off(team.tom.person, now, now + HOUR, deputy=team.ned.person, by=team.dan.person, now=now)
    seq = escalates(team.ana, case, 1, at="Mon 09:30")

    assert told(case, seq) == "Carl Dan Eve Ned"
    assert (
        "- Ned: is told, Technical Account Manager (deputy of Tom until 2 March; the customer's own, EMEA)"
        in notes(case)[0]
    )


def test_of_the_answer_that_is_due_those_hear_who_may_answer_then_whoever_owns_it_and_of_its_breach_a_manager(
    team, case, tick
):
    escalates(team.ned, case, 2, at="Mon 09:30")
    assert "Cora, Dan: escalation answer due 11:30 UTC" in tick("Mon 11:00")
    assert "Cora, Dan: escalation answer missed, was due 11:30 UTC" in tick("Mon 11:30")
    seq = escalates(team.ned, case, 4, at="Mon 12:00")
    owns(team.vera, case, seq, at="Mon 12:10")
    assert "Vera: escalation answer due 14:00 UTC" in tick("Mon 13:30")
    assert "Vera, Dan: escalation answer missed, was due 14:00 UTC" in tick("Mon 14:00")


def test_behind_a_wall_the_answer_that_is_due_concerns_nobody_outside_and_a_silence_is_written(team, secret, tick):
    escalates(secret.rita, secret, 1, at="Mon 09:30")
    assert "Eve: escalation answer due 10:30 UTC" in tick("Mon 10:00")
    for gone in (team.eve, team.dan):
        team.leaves(gone)
    assert [line for line in tick("Mon 10:30") if "escalation" in line] == []
    assert any("Nobody could be told (escalation answer missed" in one for one in notes(secret))


def test_whether_they_are_comfortable_concerns_the_point_person(team, case):
    seq = escalates(team.ned, case, 2, at="Mon 09:30")
    answers(team.dan, case, seq, at="Mon 09:40")
    said = is_comfortable(team.ana, case, seq, at="Mon 09:50", comfortable=False, text="Not yet.")

    assert [(one.hearer.name, one.fact.kind) for one in said.alerts] == [("Dan", "comfort-said")]
    noted = is_comfortable(team.dan, case, seq, at="Mon 09:55", text="By phone.")
    assert [one.hearer.name for one in noted.alerts] == ["Eve"]  # whose the case is again
