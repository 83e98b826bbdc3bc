"""Once an escalation is over the owner hears that the case is theirs; or the case says that it has none (O7.5)."""

import pytest

from sundial.commands.record import record
from sundial.models import CLOCKWORK, FactRow, viewing
from sundial.protocol.facts import ComfortAsked
from tests.climbing_story import answers, escalates, finds, is_comfortable, settles
from tests.database import as_role
from tests.test_ladder_alerts import case, secret

__all__ = ["case", "secret", "team"]


@pytest.fixture
def team(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast.cora = cast._staff("Cora", "cx-coordinator", "emea")
    return cast


def last_note(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = FactRow.objects.filter(case=case, kind="messaged", by__isnull=True).order_by("seq")
        return rows.values_list("text", flat=True).last()


def heard(recorded):
    return [(one.hearer.name, one.kind or one.fact.kind, one.text) for one in recorded.alerts]


def test_once_nothing_is_open_the_owner_hears_that_the_case_is_theirs_alone_again(team, case):
    third = escalates(team.ned, case, 3, at="Mon 09:30")
    answers(team.dan, case, third, at="Mon 09:40")
    said = is_comfortable(team.ana, case, third, at="Mon 09:50")
    assert heard(said) == [
        ("Dan", "comfort-said", "the customer is comfortable with the progress")
    ]  # findings are owed
    given = finds(team.dan, case, third, at="Mon 09:55")
    assert heard(given) == [
        ("Eve", "escalation-settled", "the escalation is settled, and the case is yours alone again")
    ]

    first = escalates(team.ana, case, 1, at="Mon 10:00")
    answers(team.eve, case, first, at="Mon 10:05")
    assert [who for who, *_ in heard(is_comfortable(team.ana, case, first, at="Mon 10:10"))] == ["Eve"]  # once


def test_where_nobody_has_the_case_by_then_the_manager_of_the_region_hears_and_the_case_says_so(team, secret):
    seq = escalates(team.ned, secret, 2, at="Mon 09:30")
    answers(team.cora, secret, seq, at="Mon 09:40")
    team.dan.assigns(secret, None, at="Mon 09:45")
    given = is_comfortable(secret.rita, secret, seq, at="Mon 09:50")
    assert ("Dan", "escalation-settled", "the escalation is settled, and nobody has the case now") in heard(given)
    assert "nobody has the case now: Dan should see to that." in last_note(secret)


def test_what_a_manager_settles_the_point_person_and_the_owner_hear(team, case):
    seq = escalates(team.ned, case, 2, at="Mon 09:30")
    answers(team.cora, case, seq, at="Mon 09:40")
    for moment in ("Tue 10:00", "Wed 10:00"):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            record(case, ComfortAsked(seq), by=None, now=team.at(moment))
    given = settles(team.dan, case, seq, at="Wed 12:00")
    assert [who for who, *_ in heard(given)] == ["Cora", "Eve"]
