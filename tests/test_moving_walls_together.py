"""A wall closes while others open cases, answer and assign, over committed rows: nothing slips out (O2.7)."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from sundial.commands.cases import NewCase, open_case
from sundial.commands.enrolled_wall import WallStands
from sundial.commands.errors import Refused
from sundial.commands.messages import reply
from sundial.commands.moving_walls import Successors, ask_restriction, close_wall, work_outside
from sundial.commands.people import Customer, EntitledTo, enrol_customer
from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.commands.team import assign
from sundial.commands.verify import Proof, verify
from sundial.commands.wall_check import check_wall
from sundial.models import CLOCKWORK, Case, Organization, Person, database_now, viewing
from sundial.protocol.rota import Duty
from tests.database import run
from tests.test_together import at_once


def stands(desk):
    """Let EMEA have what a restriction needs, and Amy three of Acme's five cases; return the cases."""
    cast, now = desk.cast, database_now()
    cast.entitle(cast.acme, "platinum")
    Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    new = NewPattern(
        "emea", "UTC", Duty.SHIFT, tuple(range(7)), time(0), time(0), now.date(), None, ((cast.eve.person,),)
    )
    begin_pattern(new, by=cast.dan.person, now=now)
    cases = list(Case.objects.select_related("organization").order_by("pk"))
    for case in cases[:3]:
        assign(case, to=cast.amy.person, by=cast.amy.person, now=now)
    ask_restriction(cast.acme, ["emea"], by=cast.dan.person, now=now)
    assert check_wall(cast.acme.pk, now=now)
    return cases


def test_whatever_happens_meanwhile_every_case_is_behind_the_wall_with_an_owner_who_sees_it(desk):
    desk.open_cases(5, due_in=timedelta(hours=1))
    cases = desk.ask(lambda: stands(desk))
    cast, amy = desk.cast, desk.cast.amy.person

    def act(number):
        mine = Case.objects.select_related("organization", "owner").get(pk=cases[number % 5].pk)
        with suppress(Refused):
            if number == 0:
                customer = Organization.objects.select_related("tam").get(pk=cast.acme.pk)
                heirs = Successors({case.pk: cast.eve.person for case in cases})
                close_wall(customer, heirs, by=cast.dan.person, now=database_now())
                return "closed"
            if number in (1, 2, 3):
                contact = Person.objects.select_related("organization").get(pk=cast.ana.person.pk)
                return open_case(NewCase("New", "Help!", 2), contact=contact, by=contact, now=database_now()) and ""
            if number in (4, 5):
                return assign(mine, to=amy, by=amy, now=database_now()) and ""
            return reply(mine, by=amy, text="We look.", now=database_now()) and ""
        return "refused"

    assert at_once(8, act)[0] == "closed"
    outside = desk.ask(lambda: [work.case.number for work in work_outside(cast.acme, ["emea"])])
    regions = desk.ask(lambda: list(Case.objects.values_list("regions", flat=True)))
    assert outside == []
    assert regions == [["emea"]] * 8
    assert list(verify(Proof())) == []


def alone(act):
    """Do something in a thread with a connection of its own, as the desk's own hands."""
    try:
        with transaction.atomic(), viewing(CLOCKWORK):
            return act()
    finally:
        connection.close()


def waiting():
    return run("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0]


def closes(desk, cases):
    customer = Organization.objects.select_related("tam").get(pk=desk.cast.acme.pk)
    heirs = Successors({case.pk: desk.cast.eve.person for case in cases})
    close_wall(customer, heirs, by=desk.cast.dan.person, now=database_now())


def opens(desk, cases):
    contact = Person.objects.select_related("organization").get(pk=desk.cast.ana.person.pk)
    open_case(NewCase("First", "Help!", 2), contact=contact, by=contact, now=database_now())


@pytest.mark.parametrize(
    ("act", "table", "file", "ends"), [(closes, "wall_change", [], ["emea"]), (opens, "fact", ["emea"], [])]
)
def test_a_file_waits_for_who_moves_the_wall_or_opens_a_case_and_then_is_refused(desk, act, table, file, ends):
    cases = []
    if act == closes:
        desk.open_cases(5, due_in=timedelta(hours=1))
        cases = desk.ask(lambda: stands(desk))
    else:
        desk.ask(lambda: desk.cast.entitle(desk.cast.acme, "platinum"))
    customer = Customer(
        name="Acme", region="emea", zone="UTC", regions=file, entitlements=[EntitledTo(plan="platinum")]
    )
    with ThreadPoolExecutor(2) as threads:
        with desk.nobody_writes(table):
            first = threads.submit(alone, lambda: act(desk, cases))
            desk.wait_until(lambda: waiting() == 1)
            second = threads.submit(alone, lambda: enrol_customer(customer, now=database_now()))
            desk.wait_until(lambda: waiting() == 2)
        first.result(timeout=30)
        with pytest.raises(WallStands):
            second.result(timeout=30)

    assert desk.ask(lambda: Organization.objects.get(pk=desk.cast.acme.pk).regions) == ends
    assert {tuple(one) for one in desk.ask(lambda: list(Case.objects.values_list("regions", flat=True)))} == {
        tuple(ends)
    }
