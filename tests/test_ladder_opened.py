"""O8, the row "case opened": Sales, CSM and TAM hear of it, where the customer has them, and nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.models import CLOCKWORK, Alert, FactRow, Organization, viewing
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def team(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for name, role, region in (("Tom", "tam", "emea"), ("Carl", "csm", "americas"), ("Sal", "sales", "emea")):
            setattr(cast, name.lower(), cast._staff(name, role, region))
    return cast


def has(customer, **own):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        fields = {f"{role}_id": one.person.pk for role, one in own.items()}
        Organization.objects.filter(pk=customer.pk).update(**fields)


def told(case):
    """Return who hears that it was opened, and what the desk itself wrote on it."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        names = Alert.objects.filter(case=case, kind="opened").order_by("person__name")
        notes = FactRow.objects.filter(case=case, kind="messaged", by__isnull=True).order_by("seq")
        return " ".join(one.person.name for one in names.select_related("person")), list(
            notes.values_list("text", flat=True)
        )


@pytest.mark.parametrize(
    ("roles", "names"),
    [("csm tam sales", "Carl Sal Tom"), ("tam sales", "Sal Tom"), ("csm", "Carl"), ("sales", "Sal"), ("", "")],
)
def test_of_a_case_that_is_opened_those_hear_whom_the_customer_has(team, roles, names):
    people = {"csm": team.carl, "tam": team.tom, "sales": team.sal}
    has(team.acme, **{role: people[role] for role in roles.split()})

    assert told(team.open_case(at=MOMENT)) == (names, [])


def test_one_person_in_two_roles_hears_once_and_the_duty_manager_for_who_has_left(team):
    has(team.acme, csm=team.tom, tam=team.tom, sales=team.sal)
    team.leaves(team.sal)

    assert told(team.open_case(at=MOMENT)) == ("Dan Tom", ["Told that the case was opened: Dan stands in for Sales."])


def test_behind_a_wall_where_nobody_is_left_the_case_says_so(team):
    rita = team.restricted("emea")
    has(rita.person.organization, tam=team.tom)
    team.leaves(team.tom)
    team.leaves(team.dan)

    said = "Nobody could be told as Technical Account Manager: nobody inside has it, nor could stand in."
    assert told(team.open_case(by=rita, at=MOMENT)) == ("", [said])


def reads_the_rota(team):
    with CaptureQueriesContext(connection) as found:
        team.open_case(at=MOMENT)
    return any("rota_change" in one["sql"] for one in found)


def test_for_a_customer_who_has_nobody_the_team_is_not_even_read(team):
    assert not reads_the_rota(team)
    has(team.acme, tam=team.tom)
    assert reads_the_rota(team)
